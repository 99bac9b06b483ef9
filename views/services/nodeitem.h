// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/services/graphstate.h"

#include <QtWidgets/QGraphicsItem>

namespace belay::views {

/// A component's card. Below the level of detail `plainBelow` the canvas shows BlocksItem instead.
class NodeItem final : public QGraphicsItem {
public:
    static constexpr double plainBelow = 0.4;
    enum { Type = UserType + 1 };

    NodeItem(const GraphState &state, int index);
    [[nodiscard]] int index() const { return m_index; }
    [[nodiscard]] int type() const override { return Type; }
    /// Takes its place from the state.
    void follow();

    [[nodiscard]] QRectF boundingRect() const override;
    [[nodiscard]] QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void paintCard(QPainter &painter) const;
    void paintCaption(QPainter &painter, const QRectF &rect, bool faded) const;
    void paintBadge(QPainter &painter) const;

    const GraphState &m_state;
    int m_index;
    QSizeF m_size;
};

} // namespace belay::views
