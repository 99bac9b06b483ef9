// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/source/layouts/reading.h"

#include <optional>

namespace belay::schema::layouts {

[[nodiscard]] bool isLiquibaseSql(std::string_view text);
/// Appends the change sets of a formatted SQL file.
[[nodiscard]] Result<Done> readLiquibaseSqlFile(Reading &reading, const std::string &path);
/// Whether a list of databases ("postgresql, !h2") takes in ours.
[[nodiscard]] bool liquibaseForDatabase(const Reading &reading, std::string_view databases);

/// SQL that was written from operations, each line with the line of the file it comes from.
class GeneratedSql {
public:
    /// Appends a statement (with line breaks in it, if it must) without its semicolon.
    void add(std::string_view statement, std::uint32_t line);
    /// The same, if the text ends itself.
    void addText(std::string_view text, std::uint32_t line);
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    [[nodiscard]] MigrationScript script(std::string file, bool transaction) const;
    void prepend(const GeneratedSql &first);

private:
    std::string m_text;
    std::vector<std::uint32_t> m_lines;
};

/// One change of a Liquibase changelog as SQL.
struct LiquibaseChange {
    GeneratedSql up;
    std::optional<GeneratedSql> down;   ///< What Liquibase makes up as its way back; nothing if it cannot.
    std::string notUnderstood;          ///< A sentence; empty if the change was written wholly.
};
/// `name` is the change's ("createTable"). `sqlFile` is not one of those it knows.
[[nodiscard]] LiquibaseChange writeLiquibaseChange(const std::string &name, const ChangelogNode &change, Dialect dialect);

} // namespace belay::schema::layouts
