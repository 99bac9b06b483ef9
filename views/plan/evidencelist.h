// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

#include <vector>

class QVBoxLayout;

namespace belay::views {

/// The statements that a finding rests on: each with its place, what goes wrong with it, the migration
/// to blame, and a way to the Schema place.
class EvidenceList final : public QWidget {
    Q_OBJECT
public:
    /// Shows the first `most` and says how many there are besides. Keeps nothing of `evidence`.
    EvidenceList(const Theme &theme, const std::vector<const rollback::Evidence *> &evidence, QWidget *parent = nullptr);
    static constexpr std::size_t most = 5;

Q_SIGNALS:
    void openRequested(const belay::rollback::Evidence &evidence);

private:
    void add(const rollback::Evidence &evidence, QVBoxLayout *column);

    const Theme &m_theme;
};

} // namespace belay::views
