// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/services/graphstate.h"

#include <QtGui/QPainterPath>
#include <QtWidgets/QGraphicsItem>

#include <vector>

namespace belay::views {

/// All edges as one item: an item for each would cost fifty times as much to show. Masses (below the
/// level of detail, or over `massOf` in sight) are straight opaque lines of one pixel.
class EdgesItem final : public QGraphicsItem {
public:
    static constexpr std::size_t massOf = 1500;

    explicit EdgesItem(const GraphState &state);
    /// Takes all routes from the layout.
    void reset();
    /// Routes of the edges at a node that is being dragged.
    void followNode(int node);
    /// The edge within `reach` (scene units) of a point; the worst if there are several; -1 if none.
    [[nodiscard]] int edgeAt(QPointF point, double reach) const;
    [[nodiscard]] QPointF middleOf(int edge) const;

    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    /// Edges are found by `edgeAt`, never as items.
    [[nodiscard]] QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    struct Line {
        QPainterPath path;
        QLineF straight;               ///< From its start to its end.
        QRectF bounds;
    };
    [[nodiscard]] static QPainterPath pathOf(const graph::EdgeRoute &route);
    void setRoute(std::size_t edge, const graph::EdgeRoute &route);
    [[nodiscard]] QColor colourOf(std::size_t edge, bool faded) const;
    void paintMass(QPainter &painter, const std::vector<std::uint32_t> &visible) const;
    void paintOne(QPainter &painter, std::size_t edge, bool faded, bool thin) const;
    void paintLabels(QPainter &painter, const QRectF &exposed) const;

    const GraphState &m_state;
    std::vector<Line> m_lines;
    QRectF m_bounds;
};

} // namespace belay::views
