// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/report.h"
#include "models/rollback/workspace.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

#include <array>

namespace belay::views {

/// Why to wait one release longer for a feature, as three boxes: r does not offer it, r+1 is new
/// with it, and from r+2 on one step back still leaves it there.
class FeatureSteps final : public QWidget {
    Q_OBJECT
public:
    /// Null unless the finding is about a feature that a provider could take away by going back.
    [[nodiscard]] static FeatureSteps *of(const Theme &theme, const rollback::Workspace &workspace,
                                          const rollback::Finding &finding, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override { return {200, 66}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {150, 66}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Box {
        QString release;
        QString rank;
        QString word;
    };
    FeatureSteps(const Theme &theme, const std::array<Box, 3> &boxes, QWidget *parent);
    const Theme &m_theme;
    std::array<Box, 3> m_boxes;
};

} // namespace belay::views
