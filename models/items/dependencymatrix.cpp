// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/dependencymatrix.h"

#include "models/items/componenttable.h"

#include <algorithm>
#include <numeric>

namespace belay::items {

using graph::Edge;
using graph::EdgeId;
using graph::EdgeKind;
using graph::EdgeReason;
using graph::NodeId;
using graph::Risk;

namespace {

QString csvField(QString text)
{
    static const QString formula = QStringLiteral("=+-@\t\r");
    if (!text.isEmpty() && formula.contains(text.front()))
        text.prepend(QLatin1Char('\''));
    if (text.contains(QLatin1Char('"')) || text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\r')))
        return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
    return text;
}

} // namespace

void DependencyMatrix::setGraph(std::shared_ptr<const ServicesGraph> graph)
{
    const bool same = m_graph && graph && m_graph->graph == graph->graph;
    if (same && m_least == Risk::Unknown) { // What is shown hangs on no report then.
        m_graph = std::move(graph);
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_graph = std::move(graph);
    if (!same) {
        m_order.clear();
        if (m_graph) {
            // The numbers of circles ascend from what is needed to who needs it.
            const std::vector<std::uint32_t> circles = m_graph->graph->stronglyConnected();
            m_order.resize(m_graph->graph->nodeCount());
            std::iota(m_order.begin(), m_order.end(), 0);
            std::stable_sort(m_order.begin(), m_order.end(), [&](int a, int b) {
                return circles[static_cast<std::size_t>(a)] > circles[static_cast<std::size_t>(b)];
            });
        }
    }
    build();
    endResetModel();
}

void DependencyMatrix::setFilter(const QString &words, Risk least)
{
    const QStringList split = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (split == m_words && least == m_least)
        return;
    beginResetModel();
    m_words = split;
    m_least = least;
    build();
    endResetModel();
}

bool DependencyMatrix::isShown(std::size_t edge) const
{
    if (m_graph->risks[edge].risk < m_least)
        return false;
    if (m_words.isEmpty())
        return true;
    const Edge &at = m_graph->graph->edge(EdgeId(edge));
    const auto matches = [this](NodeId node) {
        const QString &name = m_graph->nodes[node.value].name;
        return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) { return name.contains(word, Qt::CaseInsensitive); });
    };
    return matches(at.from) || matches(at.to);
}

void DependencyMatrix::build()
{
    m_rows.clear();
    m_columns.clear();
    m_rowOfNode.clear();
    m_columnOfNode.clear();
    if (!m_graph)
        return;
    m_rowOfNode.assign(m_order.size(), -1);
    m_columnOfNode.assign(m_order.size(), -1);
    const auto edges = m_graph->graph->edges();
    for (std::size_t e = 0; e < edges.size(); ++e) {
        if (isShown(e)) { // Marked first, numbered below.
            m_rowOfNode[edges[e].from.value] = 0;
            m_columnOfNode[edges[e].to.value] = 0;
        }
    }
    for (const int node : m_order) {
        const auto at = static_cast<std::size_t>(node);
        if (m_rowOfNode[at] == 0) {
            m_rowOfNode[at] = static_cast<int>(m_rows.size());
            m_rows.push_back(node);
        }
        if (m_columnOfNode[at] == 0) {
            m_columnOfNode[at] = static_cast<int>(m_columns.size());
            m_columns.push_back(node);
        }
    }
}

int DependencyMatrix::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DependencyMatrix::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

int DependencyMatrix::rowOf(int node) const
{
    return node < 0 || static_cast<std::size_t>(node) >= m_rowOfNode.size() ? -1 : m_rowOfNode[static_cast<std::size_t>(node)];
}

int DependencyMatrix::columnOf(int node) const
{
    return node < 0 || static_cast<std::size_t>(node) >= m_columnOfNode.size() ? -1 : m_columnOfNode[static_cast<std::size_t>(node)];
}

int DependencyMatrix::edgeAt(int row, int column) const
{
    const auto found = m_graph->graph->findEdge(NodeId(static_cast<std::uint32_t>(nodeOfRow(row))),
                                                NodeId(static_cast<std::uint32_t>(nodeOfColumn(column))));
    return found && isShown(found->value) ? static_cast<int>(found->value) : -1;
}

QModelIndex DependencyMatrix::indexOf(int edge) const
{
    if (!m_graph || edge < 0 || static_cast<std::size_t>(edge) >= m_graph->graph->edgeCount() || !isShown(static_cast<std::size_t>(edge)))
        return {};
    const Edge &at = m_graph->graph->edge(EdgeId(static_cast<std::uint32_t>(edge)));
    return index(m_rowOfNode[at.from.value], m_columnOfNode[at.to.value]);
}

QModelIndex DependencyMatrix::nextFilled(const QModelIndex &from, int down, int right) const
{
    if (!from.isValid())
        return {};
    const graph::DependencyGraph &graph = *m_graph->graph;
    const int step = down != 0 ? down : right;
    const int start = down != 0 ? from.row() : from.column();
    int best = -1;
    const auto offer = [&](int at) {
        if ((at - start) * step > 0 && (best < 0 || (best - at) * step > 0))
            best = at;
    };
    if (down != 0) {
        for (const EdgeId edge : graph.incoming(NodeId(static_cast<std::uint32_t>(nodeOfColumn(from.column()))))) {
            if (isShown(edge.value))
                offer(m_rowOfNode[graph.edge(edge).from.value]);
        }
        return best < 0 ? QModelIndex() : index(best, from.column());
    }
    for (const Edge &edge : graph.outgoing(NodeId(static_cast<std::uint32_t>(nodeOfRow(from.row()))))) {
        const int column = m_columnOfNode[edge.to.value];
        if (column >= 0 && edgeAt(from.row(), column) >= 0)
            offer(column);
    }
    return best < 0 ? QModelIndex() : index(from.row(), best);
}

QString DependencyMatrix::cellText(int edge) const
{
    const graph::DependencyGraph &graph = *m_graph->graph;
    const EdgeId id(static_cast<std::uint32_t>(edge));
    const std::vector<std::string> live = m_graph->blast->liveOf(graph.edge(id).from);
    QStringList ofLive;
    QStringList ofLast;
    std::string last;
    const std::size_t reasons = graph.reasonCount(id);
    for (std::size_t r = 0; r < reasons; ++r) {
        const EdgeReason reason = graph.reason(id, r);
        const QString named = QString::fromStdString(reason.feature.empty() ? reason.range : reason.feature);
        QString text;
        switch (reason.kind) {
        case EdgeKind::Needs:
        case EdgeKind::Tolerates: text = named; break;
        case EdgeKind::Reads: text = named.isEmpty() ? tr("reads") : tr("reads %1").arg(named); break;
        case EdgeKind::Writes: text = named.isEmpty() ? tr("writes") : tr("writes %1").arg(named); break;
        case EdgeKind::Link: text = reason.label.empty() ? tr("link") : QString::fromStdString(reason.label); break;
        }
        if (text.isEmpty())
            text = tr("any");
        if (reason.kind != EdgeKind::Link && reason.release != last) {
            last = reason.release;
            ofLast.clear();
        }
        if (!ofLast.contains(text))
            ofLast << text;
        const bool counts = reason.kind == EdgeKind::Link || std::find(live.begin(), live.end(), reason.release) != live.end();
        if (counts && !ofLive.contains(text))
            ofLive << text;
    }
    return (ofLive.isEmpty() ? ofLast : ofLive).join(QStringLiteral(", "));
}

QString DependencyMatrix::sentence(int edge) const
{
    const Edge &at = m_graph->graph->edge(EdgeId(static_cast<std::uint32_t>(edge)));
    return tr("%1 needs %2: %3; %4")
        .arg(m_graph->nodes[at.from.value].name, m_graph->nodes[at.to.value].name, cellText(edge),
             riskWord(m_graph->risks[static_cast<std::size_t>(edge)].risk));
}

QVariant DependencyMatrix::data(const QModelIndex &index, int role) const
{
    if (!m_graph || !checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == DiagonalRole)
        return nodeOfRow(index.row()) == nodeOfColumn(index.column());
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole && role != EdgeRole && role != RiskRole
        && role != OnlyLinkRole && role != Qt::TextAlignmentRole) {
        return {};
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    const int edge = edgeAt(index.row(), index.column());
    switch (role) {
    case EdgeRole: return edge;
    case RiskRole: return edge < 0 ? -1 : static_cast<int>(m_graph->risks[static_cast<std::size_t>(edge)].risk);
    case OnlyLinkRole:
        return edge >= 0
               && m_graph->graph->edge(EdgeId(static_cast<std::uint32_t>(edge))).kinds == static_cast<std::uint8_t>(EdgeKind::Link);
    case Qt::DisplayRole: return edge < 0 ? QString() : cellText(edge);
    case Qt::ToolTipRole: return edge < 0 ? QString() : sentence(edge);
    default:
        return edge >= 0 ? sentence(edge)
                         : tr("%1 does not need %2").arg(m_graph->nodes[static_cast<std::size_t>(nodeOfRow(index.row()))].name,
                                                        m_graph->nodes[static_cast<std::size_t>(nodeOfColumn(index.column()))].name);
    }
}

QVariant DependencyMatrix::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool vertical = orientation == Qt::Vertical;
    if (!m_graph || section < 0 || section >= (vertical ? rowCount() : columnCount()))
        return {};
    const int node = vertical ? nodeOfRow(section) : nodeOfColumn(section);
    const ServiceNode &at = m_graph->nodes[static_cast<std::size_t>(node)];
    const NodeId id(static_cast<std::uint32_t>(node));
    switch (role) {
    case Qt::DisplayRole: return at.name;
    case NodeRole: return node;
    case KindRole: return static_cast<int>(at.kind);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const auto count = vertical ? m_graph->graph->outgoing(id).size() : m_graph->graph->incoming(id).size();
        return vertical ? tr("%1 depends on %2").arg(at.name).arg(count) : tr("%1 is used by %2").arg(at.name).arg(count);
    }
    default: return {};
    }
}

QString DependencyMatrix::toCsv() const
{
    QString csv = csvField(tr("Who needs"));
    for (const int node : m_columns)
        csv += QLatin1Char(',') + csvField(m_graph->nodes[static_cast<std::size_t>(node)].name);
    csv += QStringLiteral("\r\n");
    std::vector<std::pair<int, int>> cells;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const int node = m_rows[row];
        csv += csvField(m_graph->nodes[static_cast<std::size_t>(node)].name);
        // Only what is there is looked at; the rest are commas.
        cells.clear();
        for (const Edge &edge : m_graph->graph->outgoing(NodeId(static_cast<std::uint32_t>(node)))) {
            const int column = m_columnOfNode[edge.to.value];
            if (const int at = column < 0 ? -1 : edgeAt(static_cast<int>(row), column); at >= 0)
                cells.emplace_back(column, at);
        }
        std::sort(cells.begin(), cells.end());
        int done = 0;
        for (const auto &[column, edge] : cells) {
            csv += QString(column + 1 - done, QLatin1Char(',')) + csvField(cellText(edge));
            done = column + 1;
        }
        csv += QString(columnCount() - done, QLatin1Char(',')) + QStringLiteral("\r\n");
    }
    return csv;
}

} // namespace belay::items
