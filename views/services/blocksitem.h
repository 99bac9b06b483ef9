// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/services/graphstate.h"

#include <QtWidgets/QGraphicsItem>

namespace belay::views {

/// All cards as plain blocks, for a scale at which nobody reads them: one item, since thousands cost
/// the scene more than their paint. Painted a colour at a time.
class BlocksItem final : public QGraphicsItem {
public:
    explicit BlocksItem(const GraphState &state);
    /// After boxes changed.
    void follow();

    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    /// Cards are found by their boxes, never as items.
    [[nodiscard]] QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    [[nodiscard]] Colour colourOf(int node) const;

    const GraphState &m_state;
    QRectF m_bounds;
};

} // namespace belay::views
