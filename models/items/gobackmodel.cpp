// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/gobackmodel.h"

#include "models/items/findingtext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <unordered_map>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *source, const char *comment = nullptr)
{
    return QCoreApplication::translate("belay::items::GoBackModel", source, comment);
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

const StepWayBack *wayBackOf(const PlanReport *report, const StepState *probe, const std::string &step)
{
    if (probe && probe->wayBack)
        return &*probe->wayBack;
    if (!report)
        return nullptr;
    const auto it = std::find_if(report->wayBack.begin(), report->wayBack.end(),
                                 [&](const StepWayBack &way) { return way.step == step; });
    return it == report->wayBack.end() ? nullptr : &*it;
}

int findingIn(const PlanReport *report, const Finding &sought)
{
    if (!report)
        return -1;
    for (std::size_t i = 0; i < report->findings.size(); ++i) {
        const Finding &finding = report->findings[i];
        if (finding.component == sought.component && finding.release == sought.release
            && finding.requirement == sought.requirement && finding.against == sought.against
            && finding.check == sought.check) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

/// The components that go back before `component` reaches `to` and ask something of it or it of them;
/// false if the way back does not take it there.
bool before(const PlanLanes &lanes, const StepWayBack *way, const std::string &component, const std::string &to,
            QStringList &names)
{
    if (!way || way->state == WayBackState::Closed || way->state == WayBackState::Unknown)
        return false;
    for (const InverseMove &move : way->moves) {
        if (move.component == component && (to.empty() || move.to == to))
            return true;
        if (const QString name = text(move.component);
            move.component != component && lanes.related(component, move.component) && !names.contains(name)) {
            names << name;
        }
    }
    names.clear();
    return false;
}

} // namespace

std::vector<GoBackRow> goBackRows(const Plan &plan, const PlanLanes &lanes, int columnsDone, const StepState *probe,
                                  const PlanReport *report)
{
    std::vector<GoBackRow> rows;
    const std::string step = columnsDone <= 0 || columnsDone > lanes.columns()
                                 ? std::string(startStep)
                                 : plan.steps[static_cast<std::size_t>(
                                                  lanes.blocks[static_cast<std::size_t>(columnsDone - 1)].step)].id;
    const StepWayBack *way = wayBackOf(report, probe, step);
    std::vector<bool> listed(lanes.lanes.size(), false);
    std::vector<int> laneOfRow;
    if (probe && !probe->error) {
        for (const SingleRollback &single : probe->rollbacks) {
            const int lane = lanes.laneOf(single.rollback.component);
            const bool moved = lane >= 0 && lanes.movedAt(lane, columnsDone);
            if (!moved && single.breaks.empty())
                continue;
            GoBackRow row;
            row.component = text(single.rollback.component);
            if (lane >= 0) {
                row.kind = lanes.lanes[static_cast<std::size_t>(lane)].kind;
                listed[static_cast<std::size_t>(lane)] = true;
            }
            row.from = text(single.from);
            row.to = text(single.rollback.to);
            if (single.breaks.empty()) {
                row.verdict = GoBack::Open;
                row.word = tr("open");
                row.reason = tr("Checked while it goes back and when it is done: nothing breaks");
            } else {
                const Finding &first = single.breaks.front();
                row.reason = withStepNumbers(first.message, lanes);
                row.finding = findingIn(report, first);
                QStringList others;
                if (before(lanes, way, single.rollback.component, single.rollback.to, others) && !others.isEmpty()) {
                    // Of those that go first, name the ones that this breaks.
                    QStringList broken;
                    for (const Finding &finding : single.breaks) {
                        for (const std::string &name : {finding.component, finding.against.component}) {
                            if (const QString other = text(name); others.contains(other) && !broken.contains(other))
                                broken << other;
                        }
                    }
                    row.verdict = GoBack::After;
                    row.word = tr("after %1").arg(joinNames(broken.isEmpty() ? others : broken, 2));
                } else {
                    row.verdict = GoBack::Breaks;
                    row.word = tr("breaks");
                }
                if (single.breaks.size() > 1)
                    row.reason += QLatin1Char(' ') + tr("(and %1 more)").arg(single.breaks.size() - 1);
            }
            rows.push_back(std::move(row));
            laneOfRow.push_back(lane);
        }
    }
    for (std::size_t i = 0; i < lanes.lanes.size(); ++i) {
        const Lane &lane = lanes.lanes[i];
        const int index = static_cast<int>(i);
        if (listed[i] || !lanes.movedAt(index, columnsDone))
            continue;
        const auto last = std::lower_bound(lane.moves.begin(), lane.moves.end(), columnsDone) - 1;
        GoBackRow row;
        row.component = lane.component;
        row.kind = lane.kind;
        // Of several live releases the highest is the current one, the others the last of the history.
        QStringList now = lanes.liveAt(plan, index, columnsDone);
        row.from = now.isEmpty() ? QString() : now.last();
        QStringList earlier = lanes.liveAt(plan, index, *last);
        earlier.removeAll(row.from);
        row.to = earlier.isEmpty() ? row.from : earlier.last();
        const LaneBlock &block = lanes.blocks[static_cast<std::size_t>(*last)];
        QStringList others;
        if (block.irreversible && lane.depth == 0 && !block.noReturn) {
            row.verdict = GoBack::Stays;
            row.word = tr("stays");
            row.reason = tr("Its move cannot be taken back, and the way back does not need that");
        } else if (block.irreversible) {
            row.verdict = GoBack::Closed;
            row.word = tr("no return");
            row.reason = tr("The plan says that this move cannot be taken back");
        } else if (lane.depth == 0 && before(lanes, way, lane.component.toStdString(), {}, others)) {
            row.verdict = others.isEmpty() ? GoBack::Open : GoBack::After;
            row.word = others.isEmpty() ? tr("open") : tr("after %1").arg(joinNames(others, 2));
            row.reason = tr("The way back undoes this move");
        } else if (lane.depth > 0 && (!probe || probe->error)) {
            row.verdict = GoBack::Unknown;
            row.word = probe ? tr("unknown") : tr("checking");
            row.reason = probe ? tr("The state could not be checked") : QString();
        } else if (lane.depth > 0) {
            // Its owners gave this up: a commit or the end of its history.
            row.verdict = GoBack::Stays;
            row.word = tr("stays");
            row.reason = tr("Committed: its owners do not go back before this release");
        } else {
            row.verdict = GoBack::Stays;
            row.word = tr("stays");
            row.reason = tr("Rollback depth 0: it stays where it is when others go back");
        }
        rows.push_back(std::move(row));
        laneOfRow.push_back(index);
    }
    std::vector<std::size_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return rows[a].verdict != rows[b].verdict ? rows[a].verdict < rows[b].verdict : laneOfRow[a] < laneOfRow[b];
    });
    std::vector<GoBackRow> sorted;
    sorted.reserve(rows.size());
    for (const std::size_t i : order)
        sorted.push_back(std::move(rows[i]));
    return sorted;
}

void GoBackModel::setRows(std::vector<GoBackRow> rows)
{
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int GoBackModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int GoBackModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant GoBackModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const GoBackRow &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == VerdictRole)
        return static_cast<int>(row.verdict);
    if (role == FindingRole)
        return row.finding;
    if (role == ComponentRole)
        return row.component;
    if (role == Qt::ToolTipRole)
        return row.reason;
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case ComponentColumn: return row.component;
    case ChangeColumn:
        return role == Qt::AccessibleTextRole ? tr("from %1 to %2").arg(shown(row.from), shown(row.to))
                                              : QStringLiteral("%1 → %2").arg(shown(row.from), shown(row.to));
    case VerdictColumn: return row.word;
    case ReasonColumn: return row.reason;
    case FindingColumn: return row.finding < 0 ? QString() : tr("Finding %1").arg(row.finding + 1);
    default: return {};
    }
}

QVariant GoBackModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case ComponentColumn: return tr("Component");
    case ChangeColumn: return tr("Goes back");
    case VerdictColumn: return tr("Verdict");
    case ReasonColumn: return tr("Why");
    case FindingColumn: return tr("Finding");
    default: return {};
    }
}

void StateModel::setState(const Plan &plan, const PlanLanes &lanes, int columnsDone, const StepState *probe)
{
    std::unordered_map<std::string_view, const ComponentState *> states;
    std::unordered_map<std::string_view, const FormatsPresent *> formats;
    const bool known = probe && !probe->error;
    if (known) {
        for (const ComponentState &state : probe->state.components)
            states.emplace(state.component, &state);
        for (const FormatsPresent &present : probe->state.formats)
            formats.emplace(present.store, &present);
    }
    const auto list = [](const std::vector<std::string> &values) {
        QStringList names;
        for (const std::string &value : values)
            names << text(value);
        return joined(names);
    };
    std::vector<Row> rows;
    for (std::size_t i = 0; i < lanes.lanes.size(); ++i) {
        const Lane &lane = lanes.lanes[i];
        Row row;
        row.cells[ComponentColumn] = lane.component;
        row.cells[LiveColumn] = joined(lanes.liveAt(plan, static_cast<int>(i), columnsDone));
        row.cells[MayGoBackColumn] = probe ? QString() : QStringLiteral("…");
        const std::string id = lane.component.toStdString();
        if (const auto it = states.find(id); it != states.end()) {
            row.cells[LiveColumn] = list(it->second->live);
            row.cells[MayGoBackColumn] = list(it->second->mayGoBackTo);
            if (row.cells[MayGoBackColumn].isEmpty())
                row.cells[MayGoBackColumn] = tr("nowhere");
        }
        if (const auto it = formats.find(id); it != formats.end())
            row.cells[FormatsColumn] = list(it->second->formats);
        rows.push_back(std::move(row));
    }
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void StateModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

int StateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StateModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StateModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)
        || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    return m_rows[static_cast<std::size_t>(index.row())].cells[index.column()];
}

QVariant StateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case ComponentColumn: return tr("Component");
    case LiveColumn: return tr("Live");
    case MayGoBackColumn: return tr("May go back to");
    case FormatsColumn: return tr("Formats present");
    default: return {};
    }
}

} // namespace belay::items
