// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/stepsmodel.h"

#include <algorithm>

namespace belay::items {

using namespace rollback;

void StepsModel::setPlan(const Plan &plan, const PlanLanes &lanes)
{
    std::vector<Row> rows;
    rows.reserve(lanes.blocks.size());
    std::size_t segment = 0;
    for (const LaneBlock &block : lanes.blocks) {
        const Step &step = plan.steps[static_cast<std::size_t>(block.step)];
        Row row;
        row.step = block.step;
        row.id = text(step.id);
        row.cells[NumberColumn] = QString::number(block.column + 1);
        row.cells[StepColumn] = stepSentence(step);
        if (const int wave = lanes.waveOf(block.column); wave >= 0) {
            row.cells[WaveColumn] = QStringLiteral("%1 %2").arg(wave + 1).arg(
                lanes.waves[static_cast<std::size_t>(wave)].name);
        }
        QStringList waits;
        if (lanes.order == PlanOrder::Partial) {
            std::vector<int> columns;
            for (const std::string &id : step.after) {
                if (const int column = lanes.columnOf(id); column >= 0)
                    columns.push_back(column);
            }
            std::sort(columns.begin(), columns.end());
            for (const int column : columns)
                waits << PlanLanes::columnName(column);
        } else if (block.column > 0) {
            waits << PlanLanes::columnName(block.column - 1);
        }
        row.cells[WaitsColumn] = waits.join(QStringLiteral(", "));
        if (step.kind == StepKind::Move) {
            row.cells[WindowColumn] = block.rolling ? tr("both serve while it rolls") : tr("switches at once");
            if (block.irreversible)
                row.cells[WindowColumn] += tr(", cannot be taken back");
        } else {
            row.cells[WindowColumn] = text(step.reason);
        }
        const StripCell &cell = lanes.strip[static_cast<std::size_t>(block.column)];
        row.wayBack = cell.state;
        row.sentence = cell.sentence;
        row.cells[WayBackColumn] = cell.detail.isEmpty() ? word(cell.state)
                                                         : tr("%1: %2").arg(word(cell.state), cell.detail);
        while (segment < lanes.rope.size() && lanes.rope[segment].last < block.column)
            ++segment;
        if (segment < lanes.rope.size() && lanes.rope[segment].first <= block.column)
            row.cells[ReachesColumn] = lanes.rope[segment].label;
        rows.push_back(std::move(row));
    }
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        const int changed = static_cast<int>(i);
        Q_EMIT dataChanged(index(changed, 0), index(changed, ColumnCount - 1));
    }
}

void StepsModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

int StepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StepsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StepsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return row.cells[index.column()];
    case Qt::ToolTipRole:
        return index.column() == WayBackColumn ? row.sentence
               : index.column() == StepColumn ? tr("%1 (id %2)").arg(row.cells[StepColumn], row.id)
                                              : row.cells[index.column()];
    case WayBackRole: return static_cast<int>(row.wayBack);
    case StepIndexRole: return row.step;
    case StepIdRole: return row.id;
    default: return {};
    }
}

QVariant StepsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case NumberColumn: return tr("No.");
    case StepColumn: return tr("Step");
    case WaveColumn: return tr("Wave");
    case WaitsColumn: return tr("Waits for");
    case WindowColumn: return tr("How");
    case WayBackColumn: return tr("Way back");
    case ReachesColumn: return tr("Reaches back to");
    default: return {};
    }
}

} // namespace belay::items
