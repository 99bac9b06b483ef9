// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plan/laneitems.h"
#include "views/theme/accessibleitems.h"

#include <QtWidgets/QGraphicsView>

#include <map>
#include <memory>

namespace belay::views {

/// The lanes: a line for every component, a block for every step, the cursor with the live releases.
/// Holds items only for what is in sight, so that a plan of thousands of steps costs what is seen.
/// Changes nothing: it says what people ask for. Assistive technology sees the steps as a list.
class LanesView final : public QGraphicsView, public AccessibleItems {
    Q_OBJECT
public:
    LanesView(const Theme &theme, LaneState &state, QWidget *parent = nullptr);
    ~LanesView() override;

    /// After a change of plan, report or geometry.
    void rebuild();
    /// After the cursor, the ghost or the drag changed.
    void replace();
    /// Scrolls so that the cursor, or a lane, can be seen. Does nothing if it can.
    void showCursor();
    void showLane(int lane);
    void setEditable(bool editable);
    /// Ends a drag without a drop; false if there was none.
    bool cancelDrag();
    /// Draws all of it, however large, into `target`.
    void paintWhole(QPainter &painter, const QRectF &target);

    [[nodiscard]] const LaneState &state() const { return m_state; }
    /// Of the step's block, in the viewport's coordinates.
    [[nodiscard]] QRect stepRect(int column) const;
    [[nodiscard]] QString stepName(int column) const;
    /// What assistive technology says of the lanes; empty: how many steps there are.
    void setSummary(const QString &summary) { m_summary = summary; }
    /// How many scene items exist now, for tests of scale.
    [[nodiscard]] int sceneItemCount() const { return static_cast<int>(m_lanes.size() + m_steps.size()); }

    [[nodiscard]] int itemCount() const override { return m_state.plan ? m_state.geometry.columns : 0; }
    [[nodiscard]] QString itemName(int column) const override { return stepName(column); }
    [[nodiscard]] QString itemDescription(int column) const override;
    [[nodiscard]] QString itemValue(int column) const override;
    [[nodiscard]] QRect itemRect(int column) const override { return stepRect(column); }
    [[nodiscard]] int itemAt(QPoint point) const override;
    [[nodiscard]] int currentItem() const override { return m_state.current(); }
    void pressItem(int column) override { Q_EMIT cursorRequested(column + 1); }
    [[nodiscard]] QString itemsSummary() const override;

Q_SIGNALS:
    /// The cursor goes behind the first `columnsDone` columns.
    void cursorRequested(int columnsDone);
    /// It goes there, and the state that it leaves is compared with the one there.
    void compareRequested(int columnsDone);
    void stepActivated(int column);
    void laneActivated(int lane);
    /// The block is over another column (-1: over none).
    void dragMoved(int column, int target);
    void dropRequested(int column, int target);
    void dragEnded();
    void zoomRequested(double factor, double x);
    void contextMenuRequested(int column, const QPoint &global);
    void viewportResized();

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void populate(const QRectF &visible);
    /// Where a dragged block would stand, and what that would change.
    void paintDrop(QPainter &painter) const;
    [[nodiscard]] QRectF visibleScene() const;
    [[nodiscard]] int columnUnder(QPointF scene) const;

    const Theme &m_theme;
    LaneState &m_state;
    QGraphicsScene m_scene;
    std::map<int, std::unique_ptr<LaneItem>> m_lanes;
    std::map<int, std::unique_ptr<StepItem>> m_steps;
    std::unique_ptr<CursorItem> m_cursor;
    std::unique_ptr<CursorItem> m_compared;
    std::unique_ptr<GhostItem> m_ghost;
    int m_longestWindow = 0;           ///< Columns that a mixed window may reach back over.
    int m_pressed = -1;
    QPoint m_pressedAt;
    bool m_cursorDragged = false;
    bool m_comparing = false;          ///< Shift is held while the cursor is dragged.
    QString m_summary;
    bool m_editable = true;
    bool m_byKeyboard = false;         ///< The focus ring is for those who use the keyboard.
};

} // namespace belay::views
