// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/edgesitem.h"

#include "views/services/nodeitem.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyleOptionGraphicsItem>

#include <algorithm>
#include <array>

namespace belay::views {

using graph::Risk;

namespace {

constexpr double reachOfPens = 8;
constexpr int labelsAtMost = 24;
constexpr double labelsFrom = 0.6;

QPointF toPoint(const graph::Point &point) { return {point.x, point.y}; }

} // namespace

EdgesItem::EdgesItem(const GraphState &state) : m_state(state)
{
    setFlag(ItemUsesExtendedStyleOption);
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(1);
}

QPainterPath EdgesItem::pathOf(const graph::EdgeRoute &route)
{
    QPainterPath path;
    if (route.points.empty())
        return path;
    path.moveTo(toPoint(route.points.front()));
    for (std::size_t i = 1; i < route.points.size(); ++i) {
        const graph::Point &a = route.points[i - 1];
        const graph::Point &b = route.points[i];
        if (a.y == b.y || a.x == b.x) {
            path.lineTo(toPoint(b));
        } else {
            const auto [first, second] = graph::bezierOf(a, b);
            path.cubicTo(toPoint(first), toPoint(second), toPoint(b));
        }
    }
    return path;
}

void EdgesItem::setRoute(std::size_t edge, const graph::EdgeRoute &route)
{
    m_lines[edge].path = pathOf(route);
    m_lines[edge].straight = route.points.empty() ? QLineF() : QLineF(toPoint(route.points.front()), toPoint(route.points.back()));
    m_lines[edge].bounds =
        m_lines[edge].path.controlPointRect().adjusted(-reachOfPens, -reachOfPens, reachOfPens, reachOfPens);
}

void EdgesItem::reset()
{
    prepareGeometryChange();
    m_lines.clear();
    m_bounds = {};
    if (!m_state.services)
        return;
    m_lines.resize(m_state.services->layout.edges.size());
    for (std::size_t e = 0; e < m_lines.size(); ++e) {
        setRoute(e, m_state.services->layout.edges[e]);
        m_bounds |= m_lines[e].bounds;
    }
    // Labels and dragged cards reach further than the lines.
    m_bounds.adjust(-120, -40, 120, 40);
}

void EdgesItem::followNode(int node)
{
    prepareGeometryChange();
    const auto boxOf = [this](graph::NodeId id) {
        const QRectF &box = m_state.boxes[id.value];
        return graph::Box{box.x(), box.y(), box.width(), box.height()};
    };
    const graph::DependencyGraph &graph = *m_state.services->graph;
    const auto follow = [&](graph::EdgeId id) {
        const graph::Edge &edge = graph.edge(id);
        if (edge.from == edge.to)
            return;
        setRoute(id.value, graph::directRoute(boxOf(edge.from), boxOf(edge.to)));
        m_bounds |= m_lines[id.value].bounds.adjusted(-120, -40, 120, 40);
    };
    const graph::NodeId id(static_cast<std::uint32_t>(node));
    for (const graph::EdgeId in : graph.incoming(id))
        follow(in);
    for (const graph::Edge &out : graph.outgoing(id)) {
        if (const auto edge = graph.findEdge(out.from, out.to))
            follow(*edge);
    }
    update();
}

int EdgesItem::edgeAt(QPointF point, double reach) const
{
    int found = -1;
    QPainterPathStroker stroker;
    stroker.setWidth(2 * reach);
    for (std::size_t e = 0; e < m_lines.size(); ++e) {
        if (!m_lines[e].bounds.adjusted(-reach, -reach, reach, reach).contains(point))
            continue;
        if (found >= 0 && m_state.services->risks[e].risk <= m_state.services->risks[static_cast<std::size_t>(found)].risk)
            continue;
        if (stroker.createStroke(m_lines[e].path).contains(point))
            found = static_cast<int>(e);
    }
    return found;
}

QPointF EdgesItem::middleOf(int edge) const
{
    const QPainterPath &path = m_lines[static_cast<std::size_t>(edge)].path;
    return path.isEmpty() ? QPointF() : path.pointAtPercent(0.5);
}

QColor EdgesItem::colourOf(std::size_t edge, bool faded) const
{
    const Theme &theme = m_state.theme;
    if (faded)
        return theme.colour(Colour::LineDefault);
    const Risk risk = m_state.services->risks[edge].risk;
    return risk == Risk::Unknown ? theme.colour(Colour::LineStrong) : theme.fill(signOf(risk));
}

void EdgesItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    if (!m_state.services || m_lines.size() != m_state.services->risks.size())
        return;
    const QRectF exposed = option->exposedRect;
    std::vector<std::uint32_t> visible;
    for (std::size_t e = 0; e < m_lines.size(); ++e) {
        if (m_lines[e].bounds.intersects(exposed))
            visible.push_back(static_cast<std::uint32_t>(e));
    }
    const double detail = option->levelOfDetailFromTransform(painter->worldTransform());
    const bool isMass = detail < NodeItem::plainBelow || visible.size() > massOf;
    if (isMass && visible.size() > 150) {
        paintMass(*painter, visible);
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    // Faded ones first, then from harmless to bad, so that nothing bad is painted over.
    std::array<std::vector<std::uint32_t>, 6> order;
    for (const std::uint32_t e : visible) {
        const bool isFaded = m_state.isEdgeFaded(e);
        const auto risk = static_cast<std::size_t>(m_state.services->risks[e].risk);
        order[isFaded ? 0 : risk + 1].push_back(e);
    }
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        for (const std::uint32_t e : order[rank])
            paintOne(*painter, e, rank == 0, visible.size() > 400);
    }
    if (m_state.hoveredEdge >= 0 && static_cast<std::size_t>(m_state.hoveredEdge) < m_lines.size()) {
        // Around the line, whose own colour says what is wrong with it.
        const auto hovered = static_cast<std::size_t>(m_state.hoveredEdge);
        QColor halo = m_state.theme.colour(Colour::AccentFill);
        halo.setAlphaF(0.3F);
        painter->setPen(QPen(halo, 8, Qt::SolidLine, Qt::RoundCap));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(m_lines[hovered].path);
        paintOne(*painter, hovered, false, false);
    }
    if (detail >= labelsFrom)
        paintLabels(*painter, exposed);
}

void EdgesItem::paintMass(QPainter &painter, const std::vector<std::uint32_t> &visible) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Faded ones first, then from harmless to bad.
    std::array<QList<QLineF>, 6> groups;
    for (const std::uint32_t e : visible) {
        if (!m_lines[e].straight.isNull())
            groups[m_state.isEdgeFaded(e) ? 0 : static_cast<std::size_t>(m_state.services->risks[e].risk) + 1].append(m_lines[e].straight);
    }
    for (std::size_t rank = 0; rank < groups.size(); ++rank) {
        if (groups[rank].isEmpty())
            continue;
        const Risk risk = rank == 0 ? Risk::Unknown : static_cast<Risk>(rank - 1);
        // The harmless ones are many: softer, so that the others and the cards stand out.
        const QColor colour = risk == Risk::Unknown     ? m_state.theme.colour(Colour::LineDefault)
                              : risk == Risk::CanGoBack ? m_state.theme.line(Sign::Open)
                                                        : m_state.theme.fill(signOf(risk));
        painter.setPen(QPen(colour, 0));
        painter.drawLines(groups[rank]);
    }
}

void EdgesItem::paintOne(QPainter &painter, std::size_t edge, bool faded, bool thin) const
{
    const Risk risk = m_state.services->risks[edge].risk;
    const graph::Edge &at = m_state.services->graph->edge(graph::EdgeId(edge));
    const bool isAtSelected = m_state.selected >= 0
        && (at.from.value == static_cast<std::uint32_t>(m_state.selected)
            || at.to.value == static_cast<std::uint32_t>(m_state.selected));
    double width = faded ? 1.25 : risk > Risk::CanGoBack ? 2.5 : isAtSelected ? 2 : 1.5;
    if (thin)
        width = std::min(width, 1.0);
    QPen pen(colourOf(edge, faded), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (!faded && risk == Risk::CouldUnstick) {
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({3, 1.6});
    } else if (risk == Risk::Unknown && at.kinds == static_cast<std::uint8_t>(graph::EdgeKind::Link)
               && m_state.services->planFindings()) {
        // Nobody has said which releases this link asks for: the checker knows nothing of it.
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({2, 2});
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(m_lines[edge].path);
}

void EdgesItem::paintLabels(QPainter &painter, const QRectF &exposed) const
{
    const Theme &theme = m_state.theme;
    QFont font = theme.font(Text::Micro);
    font.setWeight(QFont::Medium);
    const QFontMetricsF metrics(font);
    std::vector<std::uint32_t> edges;
    for (const auto &entry : m_state.services->edgeLabels) {
        if (!entry.second.isEmpty() && m_lines[entry.first].bounds.intersects(exposed) && !m_state.isEdgeFaded(entry.first))
            edges.push_back(entry.first);
    }
    std::stable_sort(edges.begin(), edges.end(), [this](std::uint32_t a, std::uint32_t b) {
        const auto hovered = static_cast<std::uint32_t>(m_state.hoveredEdge);
        if ((a == hovered) != (b == hovered))
            return a == hovered;
        return m_state.services->risks[a].risk > m_state.services->risks[b].risk;
    });
    std::vector<QRectF> taken;
    int drawn = 0;
    for (const std::uint32_t e : edges) {
        if (drawn == labelsAtMost)
            break;
        const QString &text = m_state.services->edgeLabels.at(e);
        const QSizeF size(metrics.horizontalAdvance(text) + 18, 19);
        const QPainterPath &path = m_lines[e].path;
        if (path.isEmpty())
            continue;
        const auto freeAt = [&](QPointF centre) {
            const QRectF wish(centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(), size.height());
            const auto hits = [&wish](const QRectF &other) { return other.intersects(wish.adjusted(-3, -3, 3, 3)); };
            const bool free = std::none_of(taken.begin(), taken.end(), hits) && std::none_of(m_state.boxes.begin(), m_state.boxes.end(), hits);
            return free ? wish : QRectF();
        };
        QRectF place;
        for (const double at : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82}) {
            if (place.isNull())
                place = freeAt(path.pointAtPercent(at));
        }
        // What somebody looks at is said in any case: beside the line if there is no room on it.
        const bool wanted = static_cast<int>(e) == m_state.hoveredEdge;
        for (const double at : {0.5, 0.7, 0.3, 0.9}) {
            for (const double down : {-26.0, 26.0, -44.0, 44.0}) {
                if (!place.isNull() || !wanted)
                    break;
                place = freeAt(path.pointAtPercent(at) + QPointF(0, down));
            }
        }
        if (place.isNull())
            continue;
        taken.push_back(place);
        ++drawn;
        const Sign sign = signOf(m_state.services->risks[e].risk);
        painter.setPen(QPen(theme.line(sign), 1));
        painter.setBrush(theme.colour(Colour::BgPanel));
        painter.drawRoundedRect(place, place.height() / 2, place.height() / 2);
        painter.setFont(font);
        painter.setPen(theme.text(sign));
        painter.drawText(place, Qt::AlignCenter, text);
    }
}

} // namespace belay::views
