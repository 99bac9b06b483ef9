// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plan/lanestate.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

namespace belay::views {

/// The components' names beside the lanes, with the release that each starts from. Follows the
/// lanes' vertical scroll value.
class LaneNames final : public QWidget {
    Q_OBJECT
public:
    static constexpr int columnWidth = 175;

    LaneNames(const Theme &theme, const LaneState &state, QWidget *parent = nullptr);
    void setOffset(int y);
    void paintWhole(QPainter &painter, const QRectF &target);
    [[nodiscard]] QSize sizeHint() const override { return {columnWidth, 200}; }

Q_SIGNALS:
    void laneActivated(int lane);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintRows(QPainter &painter, int first, int last, double top);

    const Theme &m_theme;
    const LaneState &m_state;
    int m_offset = 0;
};

} // namespace belay::views
