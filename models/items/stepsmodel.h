// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planlanes.h"

#include <QtCore/QAbstractTableModel>

#include <vector>

namespace belay::items {

/// The plan's steps in the order of the lanes: the table that says what the lanes draw.
class StepsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NumberColumn, StepColumn, WaveColumn, WaitsColumn, WindowColumn, WayBackColumn, ReachesColumn, ColumnCount };
    enum Role { WayBackRole = Qt::UserRole + 1, StepIndexRole, StepIdRole };
    using QAbstractTableModel::QAbstractTableModel;

    /// Rows whose text did not change are not touched: an edit of one step changes one row.
    void setPlan(const rollback::Plan &plan, const PlanLanes &lanes);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString cells[ColumnCount];
        QString sentence;
        QString id;
        WayBack wayBack = WayBack::Unknown;
        int step = -1;
        friend bool operator==(const Row &, const Row &) = default;
    };
    std::vector<Row> m_rows;
};

} // namespace belay::items
