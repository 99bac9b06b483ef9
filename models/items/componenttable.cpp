// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/componenttable.h"

#include "models/items/breakcounts.h"

#include <QtCore/QCoreApplication>

namespace belay::items {

using graph::NodeId;
using graph::Risk;

QString riskWord(Risk risk)
{
    switch (risk) {
    case Risk::Unknown: return QCoreApplication::translate("ComponentTable", "unknown");
    case Risk::CanGoBack: return QCoreApplication::translate("ComponentTable", "can go back alone");
    case Risk::CouldUnstick: return QCoreApplication::translate("ComponentTable", "could un-stick");
    case Risk::AfterOthers: return QCoreApplication::translate("ComponentTable", "after others");
    case Risk::CannotGoBack: return QCoreApplication::translate("ComponentTable", "cannot go back");
    }
    return {};
}

void ComponentTable::setGraph(std::shared_ptr<const ServicesGraph> graph)
{
    const auto namesOf = [](const ServicesGraph *of) {
        QStringList names;
        if (of) {
            for (const ServiceNode &node : of->nodes)
                names.append(node.name);
        }
        return names;
    };
    if (namesOf(m_graph.get()) == namesOf(graph.get())) {
        m_graph = std::move(graph);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_graph = std::move(graph);
    endResetModel();
}

void ComponentTable::setBreakCounts(const BreakCounts &counts)
{
    m_counts = &counts;
    connect(&counts, &BreakCounts::known, this, [this](int first, int last) {
        if (last < rowCount())
            Q_EMIT dataChanged(index(first, BreaksColumn), index(last, BreaksColumn));
    });
}

QVariant ComponentTable::breaks(std::size_t node, int role) const
{
    const std::optional<BreakCount> count = m_counts ? m_counts->of(node) : std::nullopt;
    if (role == SortRole) // What cannot go back comes before what breaks nobody.
        return count && count->canGoBack ? count->others : -1;
    if (!count)
        return m_counts ? QStringLiteral("…") : QString();
    if (!count->canGoBack)
        return role == Qt::ToolTipRole ? tr("It has no release to go back to.") : QStringLiteral("–");
    if (role != Qt::ToolTipRole)
        return QString::number(count->others);
    QStringList names;
    if (const auto radius = m_graph->blast->of(NodeId(static_cast<std::uint32_t>(node)))) {
        for (const graph::BrokenComponent &broken : radius->broken) {
            if (broken.hops > 0)
                names << m_graph->nodes[broken.node.value].name;
        }
    }
    QString tip = names.isEmpty() ? tr("Nobody breaks if it goes back.") : tr("If it goes back, these break: %1.").arg(joinNames(names, 8));
    if (count->itself)
        tip += QLatin1Char(' ') + tr("It cannot run there itself.");
    return tip;
}

int ComponentTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_graph ? 0 : static_cast<int>(m_graph->nodes.size());
}

int ComponentTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ComponentTable::data(const QModelIndex &index, int role) const
{
    if (!m_graph || !checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const NodeId id(row);
    const ServiceNode &node = m_graph->nodes[row];
    const rollback::Component *component = m_graph->graph->component(id);
    switch (role) {
    case IdRole: return node.name;
    case RiskRole: return static_cast<int>(node.risk);
    case KindRole: return static_cast<int>(node.kind);
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case SortRole: break;
    case Qt::TextAlignmentRole:
        if (index.column() == DependsOnColumn || index.column() == UsedByColumn || index.column() == BreaksColumn
            || index.column() == FindingsColumn)
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    default: return {};
    }
    const auto number = [role](std::size_t value) {
        return role == SortRole ? QVariant(static_cast<qulonglong>(value)) : QVariant(QString::number(value));
    };
    switch (index.column()) {
    case NameColumn: return node.name;
    case KindColumn: return node.resolved ? kindWord(node.kind) : tr("not in the workspace");
    case OwnerColumn: return component ? QString::fromStdString(component->owner) : QString();
    case LiveColumn: return node.live;
    case PlannedColumn:
        return node.planned.isEmpty() || role == SortRole ? node.planned
                                                          : tr("%1 in step %2").arg(node.planned).arg(node.plannedStep);
    case BackColumn: {
        QStringList targets;
        for (const std::string &label : m_graph->blast->targetsOf(id))
            targets.append(QString::fromStdString(label));
        return targets.join(QStringLiteral(", "));
    }
    case DependsOnColumn: return number(m_graph->graph->outgoing(id).size());
    case UsedByColumn: return number(m_graph->graph->incoming(id).size());
    case BreaksColumn: return breaks(row, role);
    case RiskColumn: return role == SortRole ? QVariant(static_cast<int>(node.risk)) : QVariant(riskWord(node.risk));
    case FindingsColumn: return number(node.findings.size());
    default: return {};
    }
}

QVariant ComponentTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == BreaksColumn)
        return tr("How many other components break if this one goes back as far as its rollback depth allows");
    const bool isNumber = section == DependsOnColumn || section == UsedByColumn || section == BreaksColumn || section == FindingsColumn;
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && isNumber)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Component");
    case KindColumn: return tr("Kind");
    case OwnerColumn: return tr("Owner");
    case LiveColumn: return tr("Live");
    case PlannedColumn: return tr("Planned");
    case BackColumn: return tr("May go back to");
    case DependsOnColumn: return tr("Depends on");
    case UsedByColumn: return tr("Used by");
    case BreaksColumn: return tr("Who breaks");
    case RiskColumn: return tr("Way back");
    case FindingsColumn: return tr("Findings");
    default: return {};
    }
}

} // namespace belay::items
