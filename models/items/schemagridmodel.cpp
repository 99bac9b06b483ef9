// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemagridmodel.h"

#include <algorithm>

namespace belay::items {

using schema::MigrationVerdict;

void SchemaGridModel::setReport(std::shared_ptr<const schema::SchemaReport> report)
{
    constexpr int kindsInSight = 2;
    beginResetModel();
    m_report = std::move(report);
    m_rows.clear();
    for (std::size_t i = 0; m_report && i < m_report->migrations.size(); ++i) {
        const MigrationVerdict &migration = m_report->migrations[i];
        Row row;
        row.number = shortVersion(migration.version);
        row.name = QString::fromStdString(migration.name.empty() ? migration.file : migration.name);
        row.does = operationsSummary(migration, kindsInSight);
        row.doesAll = operationsSummary(migration);
        row.states = statesOf(*m_report, i);
        row.wayBack = wayBackOf(row.states);
        row.failing = failingAfter(*m_report, i);
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

std::optional<SchemaState> SchemaGridModel::stateOf(int column)
{
    if (column < OldReadsColumn || column > DownColumn)
        return std::nullopt;
    return static_cast<SchemaState>(column - OldReadsColumn);
}

int SchemaGridModel::count(SchemaWayBack wayBack) const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.wayBack == wayBack; }));
}

int SchemaGridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SchemaGridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SchemaGridModel::cellText(const Row &row, int column) const
{
    switch (column) {
    case NumberColumn: return row.number;
    case MigrationColumn: return row.name;
    case DoesColumn: return row.does;
    case WayBackColumn: return wayBackWord(row.wayBack, QString::fromStdString(m_report->to));
    default: return outcomeWord(outcomeIn(row.states, *stateOf(column)));
    }
}

QString SchemaGridModel::tip(const QModelIndex &index) const
{
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const MigrationVerdict &migration = m_report->migrations[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (column == DoesColumn)
        return row.doesAll;
    if (column <= MigrationColumn)
        return QString::fromStdString(migration.file);
    if (column == WayBackColumn) {
        switch (row.wayBack) {
        case SchemaWayBack::Open: return tr("Both releases can run on either side of this migration.");
        case SchemaWayBack::After: return tr("This migration can be taken back once %1 is gone.").arg(QString::fromStdString(m_report->to));
        case SchemaWayBack::Closed: return tr("Once it has run, %1 cannot come back unharmed.").arg(QString::fromStdString(m_report->from));
        case SchemaWayBack::Unknown: return tr("Not everything could be decided.");
        }
    }
    const auto state = stateOf(column);
    const QString head = tr("%1: %2").arg(stateTitle(*state), outcomeWord(outcomeIn(row.states, *state)));
    const schema::OperationVerdict *worst = worstOperation(migration, state);
    return worst && !worst->reason.empty() ? head + QLatin1Char('\n') + QString::fromStdString(worst->reason) : head;
}

QVariant SchemaGridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto state = stateOf(index.column());
    switch (role) {
    case Qt::DisplayRole: return cellText(row, index.column());
    case Qt::ToolTipRole: return tip(index);
    case Qt::AccessibleTextRole:
        if (index.column() == NumberColumn)
            return tr("%1: after it %n query(s) of the old release fail(s)", nullptr, row.failing).arg(row.number);
        if (state)
            return tr("%1: %2").arg(stateTitle(*state), cellText(row, index.column()));
        return index.column() == WayBackColumn ? tr("Way back: %1").arg(cellText(row, index.column())) : cellText(row, index.column());
    case Qt::TextAlignmentRole:
        if (state)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignCenter));
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter) | (index.column() == WayBackColumn ? Qt::AlignRight : Qt::AlignLeft));
    case OutcomeRole: return state ? QVariant(static_cast<int>(outcomeIn(row.states, *state))) : QVariant();
    case WayBackRole: return static_cast<int>(row.wayBack);
    case FailingRole: return row.failing;
    default: return {};
    }
}

QVariant SchemaGridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case NumberColumn: return tr("No.");
    case MigrationColumn: return tr("Migration");
    case DoesColumn: return tr("What it does");
    case WayBackColumn: return tr("Way back");
    default: break;
    }
    const auto state = stateOf(section);
    return state ? QVariant(stateTitle(*state)) : QVariant();
}

} // namespace belay::items
