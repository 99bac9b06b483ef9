// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/graphcanvas.h"

#include "views/services/blocksitem.h"
#include "views/services/edgesitem.h"
#include "views/services/nodeitem.h"

#include <QtGui/QAccessible>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace belay::views {

using graph::EdgeId;
using graph::NodeId;

namespace {

constexpr double leastScale = 0.02;
constexpr double mostScale = 3;
constexpr double fitAtMost = 1.25;
constexpr double marginLeft = 20, marginTop = 60, marginRight = 24, marginBottom = 24;
constexpr double roomLeft = 20, roomTop = 52, roomRight = 24, roomBottom = 66;
constexpr double edgeReach = 6;
constexpr int reasonsShown = 6;

/// Paints nothing itself.
class CardsItem final : public QGraphicsItem {
public:
    CardsItem()
    {
        setFlag(ItemHasNoContents);
        setZValue(2);
    }
    [[nodiscard]] QRectF boundingRect() const override { return {}; }
    void paint(QPainter *, const QStyleOptionGraphicsItem *, QWidget *) override {}
};

} // namespace

GraphCanvas::GraphCanvas(const Theme &theme, QWidget *parent)
    : QGraphicsView(parent), m_theme(theme), m_state(std::make_unique<GraphState>(theme))
{
    auto *scene = new QGraphicsScene(this);
    // Cards hardly move: a tree of the scene's parts finds them faster than a list.
    scene->setItemIndexMethod(QGraphicsScene::BspTreeIndex);
    m_edges = new EdgesItem(*m_state);
    scene->addItem(m_edges);
    m_blocks = new BlocksItem(*m_state);
    scene->addItem(m_blocks);
    m_cards = new CardsItem;
    scene->addItem(m_cards);
    setDetail(1);
    setScene(scene);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTransformationAnchor(NoAnchor);
    setResizeAnchor(NoAnchor);
    setViewportUpdateMode(FullViewportUpdate);
    setOptimizationFlag(DontSavePainterState, false);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    installAccessibleItems();
    setAccessibleName(tr("Dependency graph"));
    connect(&theme, &Theme::changed, this, [this] { repaintAll(); });
}

GraphCanvas::~GraphCanvas()
{
    // The items read the state until they are gone.
    delete scene();
}

void GraphCanvas::setGraph(std::shared_ptr<const items::ServicesGraph> services)
{
    cancelDrag();
    const QString selected = selectedName();
    const bool sameNodes = m_state->services && services && m_state->services->nodes.size() == services->nodes.size();
    m_state->services = std::move(services);
    m_state->hovered = m_state->hoveredEdge = -1;
    m_state->boxes.clear();
    if (m_state->services) {
        m_state->boxes.reserve(m_state->services->layout.nodes.size());
        for (const graph::Box &box : m_state->services->layout.nodes)
            m_state->boxes.emplace_back(box.x, box.y, box.width, box.height);
    }
    m_state->matches.assign(m_state->boxes.size(), false);
    if (!sameNodes)
        rebuildItems();
    for (NodeItem *node : m_nodes)
        node->follow();
    m_blocks->follow();
    m_edges->reset();
    m_readingOrder.resize(m_state->boxes.size());
    for (std::size_t i = 0; i < m_readingOrder.size(); ++i)
        m_readingOrder[i] = static_cast<int>(i);
    std::stable_sort(m_readingOrder.begin(), m_readingOrder.end(), [this](int a, int b) {
        const QRectF &p = m_state->boxes[static_cast<std::size_t>(a)];
        const QRectF &q = m_state->boxes[static_cast<std::size_t>(b)];
        return p.left() != q.left() ? p.left() < q.left() : p.top() < q.top();
    });
    const int before = m_state->selected;
    m_state->selected = nodeNamed(selected);
    updateBlast();
    setMatches(m_words);
    updateSceneRect();
    if (!m_fitted && !m_state->boxes.empty()) {
        zoomToFit();
        m_fitted = true;
    }
    repaintAll();
    if (before >= 0 && m_state->selected < 0)
        Q_EMIT selectionChanged(-1);
    Q_EMIT graphChanged();
}

void GraphCanvas::rebuildItems()
{
    for (NodeItem *node : m_nodes)
        delete node;
    m_nodes.clear();
    m_nodes.reserve(m_state->boxes.size());
    for (int i = 0; i < m_state->nodeCount(); ++i) {
        m_nodes.push_back(new NodeItem(*m_state, i));
        m_nodes.back()->setParentItem(m_cards);
    }
}

void GraphCanvas::setDetail(double scale)
{
    const bool cards = scale >= NodeItem::plainBelow;
    m_cards->setVisible(cards);
    m_blocks->setVisible(!cards);
}

int GraphCanvas::nodeNamed(const QString &name) const
{
    if (name.isEmpty() || !m_state->services)
        return -1;
    const auto id = m_state->services->graph->find(name.toStdString());
    return id ? static_cast<int>(id->value) : -1;
}

QString GraphCanvas::selectedName() const
{
    return m_state->services && m_state->selected >= 0 ? m_state->node(m_state->selected).name : QString();
}

void GraphCanvas::select(int node)
{
    if (node >= m_state->nodeCount())
        node = -1;
    if (node == m_state->selected)
        return;
    m_state->selected = node;
    updateBlast();
    repaintAll();
    if (node >= 0) {
        QAccessibleEvent event(this, QAccessible::Focus);
        event.setChild(rankOf(node));
        QAccessible::updateAccessibility(&event);
    }
    Q_EMIT selectionChanged(node);
    Q_EMIT viewChanged();
}

void GraphCanvas::updateBlast()
{
    m_state->blast.reset();
    if (!m_state->services || m_state->selected < 0)
        return;
    const NodeId id(static_cast<std::uint32_t>(m_state->selected));
    auto radius = m_state->services->blast->of(id, m_blastTarget);
    if (!radius)
        radius = m_state->services->blast->of(id);
    if (!radius)
        return;
    m_state->hops.assign(m_state->boxes.size(), -1);
    m_state->breaks.assign(m_state->boxes.size(), false);
    for (const graph::AffectedComponent &one : radius->affected)
        m_state->hops[one.node.value] = one.hops;
    for (const graph::BrokenComponent &one : radius->broken) {
        m_state->hops[one.node.value] = one.hops;
        m_state->breaks[one.node.value] = one.hops > 0;
    }
    m_state->hops[static_cast<std::size_t>(m_state->selected)] = 0;
    m_state->blast = *std::move(radius);
}

void GraphCanvas::showNode(int node)
{
    if (node < 0 || node >= m_state->nodeCount())
        return;
    // Nothing moves under the eyes of who sees the card already.
    if (!viewport()->rect().contains(nodeRect(node)))
        ensureVisible(m_state->boxes[static_cast<std::size_t>(node)], 60, 60);
}

void GraphCanvas::showEdge(int edge)
{
    const graph::Edge &at = m_state->services->graph->edge(EdgeId(static_cast<std::uint32_t>(edge)));
    const QRectF both = m_state->boxes[at.from.value] | m_state->boxes[at.to.value];
    ensureVisible(both, 40, 40);
    m_state->hoveredEdge = edge;
    repaintAll();
}

void GraphCanvas::setMatches(const QString &words)
{
    m_words = words.trimmed();
    m_state->searching = !m_words.isEmpty();
    if (m_state->services && m_state->searching) {
        for (int i = 0; i < m_state->nodeCount(); ++i) {
            const items::ServiceNode &node = m_state->node(i);
            const rollback::Component *component =
                m_state->services->graph->component(NodeId(static_cast<std::uint32_t>(i)));
            const QString text = node.name + QLatin1Char(' ') + items::kindWord(node.kind) + QLatin1Char(' ')
                + (component ? QString::fromStdString(component->owner) : QString());
            bool isMatch = true;
            for (const QString &word : m_words.split(QLatin1Char(' '), Qt::SkipEmptyParts))
                isMatch = isMatch && text.contains(word, Qt::CaseInsensitive);
            m_state->matches[static_cast<std::size_t>(i)] = isMatch;
        }
    }
    repaintAll();
    Q_EMIT viewChanged();
}

int GraphCanvas::matchCount() const
{
    return m_state->searching ? static_cast<int>(std::count(m_state->matches.begin(), m_state->matches.end(), true)) : 0;
}

void GraphCanvas::stepMatch(int direction)
{
    if (matchCount() == 0)
        return;
    const auto size = static_cast<int>(m_readingOrder.size());
    const auto place = std::find(m_readingOrder.begin(), m_readingOrder.end(), m_state->selected);
    int at = place == m_readingOrder.end() ? (direction > 0 ? -1 : size) : static_cast<int>(place - m_readingOrder.begin());
    do {
        at = (at + direction + size) % size;
    } while (!m_state->matches[static_cast<std::size_t>(m_readingOrder[static_cast<std::size_t>(at)])]);
    select(m_readingOrder[static_cast<std::size_t>(at)]);
    showNode(m_state->selected);
}

void GraphCanvas::setLeastRisk(graph::Risk risk)
{
    m_state->least = risk;
    repaintAll();
}

void GraphCanvas::setBlastTarget(const std::string &target)
{
    if (target == m_blastTarget)
        return;
    m_blastTarget = target;
    updateBlast();
    repaintAll();
    Q_EMIT viewChanged();
}

int GraphCanvas::zoom_percent() const
{
    return static_cast<int>(std::lround(transform().m11() * 100));
}

void GraphCanvas::setZoom_percent(int percent)
{
    m_fitsOnResize = false;
    applyScale(percent / 100.0, viewport()->rect().center());
}

void GraphCanvas::applyScale(double scale, std::optional<QPoint> fixed)
{
    scale = std::clamp(scale, leastScale, mostScale);
    const QPoint pivot = fixed.value_or(viewport()->rect().center());
    const QPointF before = mapToScene(pivot);
    setTransform(QTransform::fromScale(scale, scale));
    setDetail(scale);
    updateSceneRect();
    const QPointF moved = mapToScene(pivot) - before;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - static_cast<int>(std::lround(moved.x() * scale)));
    verticalScrollBar()->setValue(verticalScrollBar()->value() - static_cast<int>(std::lround(moved.y() * scale)));
    Q_EMIT zoomChanged(zoom_percent());
    Q_EMIT viewChanged();
}

void GraphCanvas::zoomToFit()
{
    const QRectF cards = cardsRect();
    const QRectF room = QRectF(viewport()->rect()).adjusted(roomLeft, roomTop, -roomRight, -roomBottom);
    // Without room yet it fits as soon as there is some.
    m_fitsOnResize = true;
    if (cards.isEmpty() || room.width() < 1 || room.height() < 1)
        return;
    applyScale(std::min({room.width() / cards.width(), room.height() / cards.height(), fitAtMost}), std::nullopt);
    // The middle of the cards comes to the middle of the room that headings and overlays leave.
    const QPointF off = (QRectF(viewport()->rect()).center() - room.center()) / transform().m11();
    centerOn(cards.center() + off);
    Q_EMIT viewChanged();
}

QRectF GraphCanvas::cardsRect() const
{
    QRectF all;
    for (const QRectF &box : m_state->boxes)
        all |= box;
    if (m_state->services) {
        const graph::Box &bounds = m_state->services->layout.bounds;
        all |= QRectF(bounds.x, bounds.y, bounds.width, bounds.height);
    }
    return all;
}

QRectF GraphCanvas::contentRect() const
{
    const QRectF cards = cardsRect();
    return cards.isEmpty() ? cards : cards.adjusted(-marginLeft, -marginTop, marginRight, marginBottom);
}

void GraphCanvas::updateSceneRect()
{
    // Room on every side, so that any card can be brought to the middle.
    const double scale = std::max(transform().m11(), leastScale);
    const double x = viewport()->width() / scale;
    const double y = viewport()->height() / scale;
    setSceneRect(contentRect().adjusted(-x, -y, x, y));
}

void GraphCanvas::repaintAll()
{
    viewport()->update();
}

void GraphCanvas::paintBands(QPainter &painter, const QRectF &rect) const
{
    painter.fillRect(rect, m_theme.colour(Colour::BgWindow));
    if (!m_state->services || m_state->services->hasManualPlaces)
        return;
    const auto &bands = m_state->services->layout.bands;
    for (std::size_t i = 1; i < bands.size(); i += 2) {
        const QRectF band(bands[i].left, rect.top(), bands[i].right - bands[i].left, rect.height());
        painter.fillRect(band, m_theme.colour(Colour::BgSunken));
    }
}

void GraphCanvas::drawBackground(QPainter *painter, const QRectF &rect)
{
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintBands(*painter, rect);
}

void GraphCanvas::drawForeground(QPainter *painter, const QRectF &)
{
    if (!m_state->services || m_state->services->hasManualPlaces)
        return;
    const auto &bands = m_state->services->layout.bands;
    const QStringList &headings = m_state->services->headings;
    painter->save();
    painter->resetTransform();
    painter->setFont(m_theme.font(Text::Label));
    const QFontMetricsF metrics(painter->font());
    for (std::size_t i = 0; i < bands.size() && i < static_cast<std::size_t>(headings.size()); ++i) {
        const QString &heading = headings[static_cast<qsizetype>(i)];
        // Over the cards' left edge, as far as that is in sight.
        const double left = std::max(20.0, static_cast<double>(mapFromScene(QPointF(bands[i].nodesLeft, 0)).x()));
        const double right = mapFromScene(QPointF(bands[i].right, 0)).x();
        if (heading.isEmpty() || right - left < 48)
            continue;
        const QString text = metrics.elidedText(heading, Qt::ElideRight, right - left - 10);
        const QRectF plate(left - 4, 14, metrics.horizontalAdvance(text) + 8, 22);
        QColor ground = m_theme.colour(i % 2 == 1 ? Colour::BgSunken : Colour::BgWindow);
        ground.setAlphaF(0.9F);
        painter->fillRect(plate, ground);
        painter->setPen(m_theme.colour(Colour::TextSecondary));
        painter->drawText(plate.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    painter->restore();
}

void GraphCanvas::paintContent(QPainter &painter, const QRectF &target)
{
    const int hovered = std::exchange(m_state->hovered, -1);
    const int hoveredEdge = std::exchange(m_state->hoveredEdge, -1);
    const QRectF content = contentRect();
    setDetail(std::min(target.width() / std::max(1.0, content.width()), target.height() / std::max(1.0, content.height())));
    scene()->setBackgroundBrush(m_theme.colour(Colour::BgWindow));
    scene()->render(&painter, target, content, Qt::KeepAspectRatio);
    scene()->setBackgroundBrush(Qt::NoBrush);
    setDetail(transform().m11());
    m_state->hovered = hovered;
    m_state->hoveredEdge = hoveredEdge;
}

QRect GraphCanvas::nodeRect(int node) const
{
    if (node < 0 || node >= m_state->nodeCount())
        return {};
    return mapFromScene(m_state->boxes[static_cast<std::size_t>(node)]).boundingRect();
}

QString GraphCanvas::nodeDescription(int node) const
{
    const items::ServiceNode &at = m_state->node(node);
    const graph::DependencyGraph &graph = *m_state->services->graph;
    const NodeId id(static_cast<std::uint32_t>(node));
    QStringList parts{at.resolved ? items::kindWord(at.kind) : tr("not in the workspace")};
    if (!at.live.isEmpty())
        parts.append(tr("live %1").arg(at.live));
    if (!at.planned.isEmpty())
        parts.append(tr("planned %1 in step %2").arg(at.planned).arg(at.plannedStep));
    parts.append(tr("depends on %1, used by %2").arg(graph.outgoing(id).size()).arg(graph.incoming(id).size()));
    if (!at.findings.empty())
        parts.append(at.findings.size() == 1 ? tr("1 risk") : tr("%1 risks").arg(at.findings.size()));
    if (m_state->blast && m_state->hops[static_cast<std::size_t>(node)] > 0) {
        const int hops = m_state->hops[static_cast<std::size_t>(node)];
        const bool breaks = m_state->breaks[static_cast<std::size_t>(node)];
        parts.append((breaks ? tr("breaks at hop %1 of %2") : tr("could be affected at hop %1 of %2")).arg(hops).arg(selectedName()));
    }
    return parts.join(QStringLiteral(", "));
}

int GraphCanvas::nodeAt(QPoint viewportPoint) const
{
    // The last is painted on top.
    const QPointF point = mapToScene(viewportPoint);
    for (int node = m_state->nodeCount() - 1; node >= 0; --node) {
        if (m_state->boxes[static_cast<std::size_t>(node)].contains(point))
            return node;
    }
    return -1;
}

int GraphCanvas::rankOf(int node) const
{
    const auto place = std::find(m_readingOrder.begin(), m_readingOrder.end(), node);
    return place == m_readingOrder.end() ? -1 : static_cast<int>(place - m_readingOrder.begin());
}

void GraphCanvas::pressItem(int rank)
{
    select(nodeOf(rank));
    showNode(nodeOf(rank));
}

QString GraphCanvas::itemsSummary() const
{
    if (!m_state->services)
        return {};
    return tr("%1 components and %2 dependencies. The list view says the same as a table.")
        .arg(m_state->services->graph->componentCount())
        .arg(m_state->services->graph->edgeCount());
}

int GraphCanvas::edgeAt(QPoint viewportPoint) const
{
    if (!m_state->services || transform().m11() < NodeItem::plainBelow)
        return -1;
    return m_edges->edgeAt(mapToScene(viewportPoint), edgeReach / transform().m11());
}

QString GraphCanvas::edgeToolTip(int edge) const
{
    const graph::DependencyGraph &graph = *m_state->services->graph;
    const EdgeId id(static_cast<std::uint32_t>(edge));
    const graph::Edge &at = graph.edge(id);
    QString text = QStringLiteral("<b>%1 \u2192 %2</b>")
                       .arg(QString::fromStdString(graph.node(at.from).id).toHtmlEscaped(),
                            QString::fromStdString(graph.node(at.to).id).toHtmlEscaped());
    const std::size_t reasons = graph.reasonCount(id);
    // The latest releases say what holds now; earlier ones are history.
    const std::size_t first = reasons > reasonsShown ? reasons - reasonsShown : 0;
    for (std::size_t r = first; r < reasons; ++r)
        text += QStringLiteral("<br>") + items::reasonText(graph.reason(id, r)).toHtmlEscaped();
    if (first > 0)
        text += QStringLiteral("<br>") + tr("and %1 earlier").arg(first);
    const graph::EdgeRisk &risk = m_state->services->risks[static_cast<std::size_t>(edge)];
    if (const rollback::Finding *finding = m_state->services->finding(risk.finding))
        text += QStringLiteral("<br><br>") + m_state->services->sentence(*finding);
    return text;
}

QString GraphCanvas::nodeToolTip(int node) const
{
    return QStringLiteral("<b>%1</b><br>%2").arg(m_state->node(node).name.toHtmlEscaped(), nodeDescription(node).toHtmlEscaped());
}

void GraphCanvas::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    if (m_fitsOnResize)
        zoomToFit();
    else
        updateSceneRect();
    Q_EMIT viewChanged();
}

void GraphCanvas::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    Q_EMIT viewChanged();
}

} // namespace belay::views
