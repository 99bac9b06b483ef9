// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/statecomparison.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *source)
{
    return QCoreApplication::translate("belay::items::StateComparison", source);
}

QString shown(const QString &release)
{
    return release == text(notDeployed) ? tr("not deployed") : release;
}

QString joined(const QStringList &releases)
{
    QStringList names;
    for (const QString &release : releases)
        names << shown(release);
    return names.join(QStringLiteral(", "));
}

QString joined(const std::vector<std::string> &values)
{
    QStringList names;
    for (const std::string &value : values)
        names << text(value);
    return joined(names);
}

const StepState *usable(const StepState *probe)
{
    return probe && !probe->error ? probe : nullptr;
}

/// What one state says of each component.
struct Side {
    const StepState *probe;
    std::unordered_map<std::string_view, const ComponentState *> states;
    std::unordered_map<std::string_view, const FormatsPresent *> formats;
    std::map<QString, std::pair<GoBack, QString>> goingBack;

    Side(const Plan &plan, const PlanLanes &lanes, int columnsDone, const StepState *looked, const PlanReport *report)
        : probe(usable(looked))
    {
        if (!probe)
            return;
        for (const ComponentState &state : probe->state.components)
            states.emplace(state.component, &state);
        for (const FormatsPresent &present : probe->state.formats)
            formats.emplace(present.store, &present);
        // The rows come worst first.
        for (const GoBackRow &row : goBackRows(plan, lanes, columnsDone, probe, report))
            goingBack.try_emplace(row.component, row.verdict, row.word);
    }
};

void fill(StateDifference &row, std::size_t which, const Side &side, const std::string &id)
{
    const auto state = side.states.find(id);
    if (state != side.states.end()) {
        row.live[which] = joined(state->second->live);
        row.mayGoBackTo[which] = joined(state->second->mayGoBackTo);
        if (row.mayGoBackTo[which].isEmpty())
            row.mayGoBackTo[which] = tr("nowhere");
    }
    if (const auto present = side.formats.find(id); present != side.formats.end())
        row.formats[which] = joined(present->second->formats);
    if (const auto going = side.goingBack.find(row.component); going != side.goingBack.end()) {
        row.verdict[which] = going->second.first;
        row.goingBack[which] = going->second.second;
    } else {
        row.goingBack[which] = tr("not moved");
    }
}

WayBack wayBackAt(const PlanLanes &lanes, int columnsDone)
{
    if (columnsDone <= 0)
        return WayBack::Open;
    return columnsDone > lanes.columns() ? WayBack::Unknown : lanes.strip[static_cast<std::size_t>(columnsDone - 1)].state;
}

bool differs(const StateDifference &row)
{
    const auto changes = [](const std::array<QString, 2> &cell) { return cell[0] != cell[1]; };
    return changes(row.live) || changes(row.mayGoBackTo) || changes(row.formats) || changes(row.goingBack);
}

} // namespace

StateComparison compareStates(const Plan &plan, const PlanLanes &lanes, int columnsA, int columnsB, const StepState *a,
                              const StepState *b, const PlanReport *report)
{
    StateComparison comparison;
    comparison.wayBack = {wayBackAt(lanes, columnsA), wayBackAt(lanes, columnsB)};
    const std::array<Side, 2> sides = {Side(plan, lanes, columnsA, a, report), Side(plan, lanes, columnsB, b, report)};
    comparison.complete = sides[0].probe && sides[1].probe;
    const std::array<int, 2> columns = {columnsA, columnsB};
    for (std::size_t i = 0; i < lanes.lanes.size(); ++i) {
        const int lane = static_cast<int>(i);
        StateDifference row;
        row.component = lanes.lanes[i].component;
        row.lane = lane;
        for (std::size_t which = 0; which < 2; ++which)
            row.live[which] = joined(lanes.liveAt(plan, lane, columns[which]));
        if (comparison.complete) {
            for (std::size_t which = 0; which < 2; ++which)
                fill(row, which, sides[which], row.component.toStdString());
        } else {
            // One state alone would make everything look different.
            row.mayGoBackTo = row.goingBack = row.formats = {QStringLiteral("…"), QStringLiteral("…")};
        }
        if (differs(row))
            comparison.rows.push_back(std::move(row));
    }
    if (!comparison.complete)
        return comparison;
    // Stores get residue from what writes into them, whether or not the plan moves them.
    std::map<std::string_view, int> others;
    for (const Side &side : sides) {
        for (const auto &[id, state] : side.states)
            others.emplace(id, 0);
        for (const auto &[id, formats] : side.formats)
            others.emplace(id, 0);
    }
    for (const auto &[id, count] : others) {
        const std::string name(id);
        if (lanes.laneOf(name) >= 0)
            continue;
        StateDifference row;
        row.component = text(name);
        for (std::size_t which = 0; which < 2; ++which)
            fill(row, which, sides[which], name);
        if (differs(row))
            comparison.rows.push_back(std::move(row));
    }
    return comparison;
}

QString wayBackSentence(const StateComparison &comparison)
{
    const auto &[a, b] = comparison.wayBack;
    return a == b ? tr("the way back is %1 in both").arg(word(a))
                  : tr("the way back is %1 in A and %2 in B").arg(word(a), word(b));
}

void StateComparisonModel::setRows(std::vector<StateDifference> rows)
{
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int StateComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StateComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StateComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const StateDifference &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == ComponentRole)
        return row.component;
    if (role == VerdictRole)
        return static_cast<int>(row.verdict[1]);
    const std::array<QString, 2> name = {row.component, row.component};
    const std::array<QString, 2> &cell = index.column() == LiveColumn        ? row.live
                                         : index.column() == MayGoBackColumn ? row.mayGoBackTo
                                         : index.column() == GoingBackColumn ? row.goingBack
                                         : index.column() == FormatsColumn   ? row.formats
                                                                             : name;
    const auto orNone = [](const QString &value) { return value.isEmpty() ? tr("none") : value; };
    switch (role) {
    case DiffersRole: return cell[0] != cell[1];
    case BeforeRole: return cell[0];
    case AfterRole: return cell[1];
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return cell[0] == cell[1] ? cell[0] : QStringLiteral("%1 → %2").arg(orNone(cell[0]), orNone(cell[1]));
    case Qt::AccessibleTextRole:
        return cell[0] == cell[1] ? cell[0] : tr("%1 in A, %2 in B").arg(orNone(cell[0]), orNone(cell[1]));
    default: return {};
    }
}

QVariant StateComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case ComponentColumn: return tr("Component");
    case LiveColumn: return tr("Live");
    case MayGoBackColumn: return tr("May go back to");
    case GoingBackColumn: return tr("Going back alone");
    case FormatsColumn: return tr("Formats present");
    default: return {};
    }
}

} // namespace belay::items
