// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/servicesgraph.h"

#include <QtCore/QAbstractTableModel>

#include <memory>

namespace belay::items {

class BreakCounts;

/// The components of the graph as rows, in the workspace's order: what the canvas shows, for people
/// who read rather than look. Unresolved references come last.
class ComponentTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, KindColumn, OwnerColumn, LiveColumn, PlannedColumn, BackColumn, DependsOnColumn,
                  UsedByColumn, BreaksColumn, RiskColumn, FindingsColumn, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,   ///< Numbers as numbers, risk by weight.
        RiskRole,                      ///< int(graph::Risk).
        KindRole,                      ///< int(rollback::ComponentKind).
        IdRole,
    };
    using QAbstractTableModel::QAbstractTableModel;

    /// May be null. Keeps the rows' identity: rows that stay emit dataChanged only.
    void setGraph(std::shared_ptr<const ServicesGraph> graph);
    /// Where "Who breaks" comes from; it outlives the table. Without it the column stays empty.
    void setBreakCounts(const BreakCounts &counts);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant breaks(std::size_t node, int role) const;

    std::shared_ptr<const ServicesGraph> m_graph;
    const BreakCounts *m_counts = nullptr;
};

/// "can go back alone", "after others", ...; translated.
[[nodiscard]] QString riskWord(graph::Risk risk);

} // namespace belay::items
