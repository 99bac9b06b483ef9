// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plan/lanestate.h"
#include "views/theme/theme.h"

#include <QtWidgets/QGraphicsItem>

namespace belay::views {

/// One component's line through all columns. Paints only what is exposed.
class LaneItem final : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };
    LaneItem(const Theme &theme, const LaneState &state, int lane);
    [[nodiscard]] int type() const override { return Type; }
    [[nodiscard]] int lane() const { return m_lane; }
    /// After the geometry changed.
    void place();
    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    const Theme &m_theme;
    const LaneState &m_state;
    int m_lane;
    QRectF m_bounds;
};

/// One step: the block with its label, and its mixed window hatched behind it.
class StepItem final : public QGraphicsItem {
public:
    enum { Type = UserType + 2 };
    StepItem(const Theme &theme, const LaneState &state, int column);
    [[nodiscard]] int type() const override { return Type; }
    [[nodiscard]] int column() const { return m_column; }
    void place();
    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    [[nodiscard]] QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;
    /// Of the block alone, in scene coordinates.
    [[nodiscard]] QRectF block() const { return m_block; }

private:
    void paintMove(QPainter &painter, const items::LaneBlock &block) const;
    void paintPill(QPainter &painter, const items::LaneBlock &block) const;
    void paintKnot(QPainter &painter, const items::LaneBlock &block) const;
    void paintPurge(QPainter &painter, const items::LaneBlock &block) const;
    void paintAnchor(QPainter &painter, const items::LaneBlock &block, const QRectF &exposed) const;

    const Theme &m_theme;
    const LaneState &m_state;
    int m_column;
    QRectF m_bounds;
    QRectF m_block;
};

/// Whose line a CursorItem is.
enum class CursorLine : std::uint8_t { Cursor, Compared };

/// The cursor's line with the live release of each lane on it; likewise that of the state that it is
/// compared with.
class CursorItem final : public QGraphicsItem {
public:
    enum { Type = UserType + 3 };
    CursorItem(const Theme &theme, const LaneState &state, CursorLine line);
    [[nodiscard]] int type() const override { return Type; }
    void place();
    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    [[nodiscard]] int columnsDone() const;

    const Theme &m_theme;
    const LaneState &m_state;
    CursorLine m_line;
    QRectF m_bounds;
};

/// The block that would be there if somebody went back, and the link that breaks then.
class GhostItem final : public QGraphicsItem {
public:
    enum { Type = UserType + 4 };
    GhostItem(const Theme &theme, const LaneState &state);
    [[nodiscard]] int type() const override { return Type; }
    void place();
    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    const Theme &m_theme;
    const LaneState &m_state;
    QRectF m_bounds;
    QRectF m_box;
};

/// The face of labels in blocks and pills.
[[nodiscard]] QFont blockFont(const Theme &theme);
/// The pen of the cursor's line and, dashed, of the state that it is compared with.
[[nodiscard]] QPen cursorPen(const Theme &theme, CursorLine line);
/// The dashed crimson line at points of no return, from `top` to `bottom` at each such column.
void paintNoReturnLines(QPainter &painter, const Theme &theme, const LaneState &state, const QRectF &exposed);

} // namespace belay::views
