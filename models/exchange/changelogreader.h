// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/source/changelog.h"

namespace belay::exchange {

/// Documents of migrations: Liquibase's changelogs in XML, YAML and JSON, pgroll's operations in YAML
/// and JSON. Of several YAML documents in one file the first counts. Entities of XML other than its own
/// five are an error, so that nothing outside is read and nothing grows.
class ChangelogFileReader final : public schema::ChangelogReader {
public:
    [[nodiscard]] Result<schema::ChangelogNode> read(std::string_view text, const std::string &fileName) const override;
};

} // namespace belay::exchange
