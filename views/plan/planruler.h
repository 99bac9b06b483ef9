// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plan/lanestate.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

namespace belay::views {

/// Above the lanes: the way back after each step, the rope, the waves and the steps' numbers.
/// Follows the lanes' horizontal scroll value; paints only the columns in sight.
class PlanRuler final : public QWidget {
    Q_OBJECT
public:
    static constexpr int rulerHeight = 165;

    PlanRuler(const Theme &theme, const LaneState &state, QWidget *parent = nullptr);
    void setOffset(int x);
    void paintWhole(QPainter &painter, const QRectF &target);
    [[nodiscard]] QSize sizeHint() const override { return {600, rulerHeight}; }

Q_SIGNALS:
    void cursorRequested(int columnsDone);
    /// As LanesView's.
    void compareRequested(int columnsDone);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintNames(QPainter &painter);
    /// `visible` in the columns' coordinates; the painter's origin is there, too.
    void paintColumns(QPainter &painter, const QRectF &visible);
    void paintCell(QPainter &painter, int column);
    void paintRopes(QPainter &painter, const QRectF &visible);
    void paintWaves(QPainter &painter, const QRectF &visible);
    void paintNumbers(QPainter &painter, int first, int last);
    void paintFlag(QPainter &painter, int columnsDone) const;

    const Theme &m_theme;
    const LaneState &m_state;
    int m_offset = 0;
};

[[nodiscard]] Sign signOf(items::WayBack state);

} // namespace belay::views
