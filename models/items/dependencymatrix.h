// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/servicesgraph.h"

#include <QtCore/QAbstractTableModel>

#include <memory>
#include <vector>

namespace belay::items {

/// Who needs what: a row for each component that needs something, a column for each that is needed, a
/// text where the two meet. Both are sorted so that who needs stands before what is needed; a cell
/// left of the diagonal is part of a circle. Nothing is stored for empty cells: 5,000 components cost
/// what their dependencies cost.
class DependencyMatrix : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        EdgeRole = Qt::UserRole + 1,   ///< int: index of the edge; -1: none.
        RiskRole,                      ///< int(graph::Risk).
        OnlyLinkRole,                  ///< bool: nobody has said which releases it asks for.
        DiagonalRole,                  ///< bool: the row's component is the column's.
        NodeRole,                      ///< int, of a header: the node.
        KindRole,                      ///< int(rollback::ComponentKind), of a header.
    };
    using QAbstractTableModel::QAbstractTableModel;

    /// May be null. A graph with the same dependencies emits dataChanged only.
    void setGraph(std::shared_ptr<const ServicesGraph> graph);
    /// Leaves dependencies at a component whose name has all `words`, and of at least that risk. Rows
    /// and columns without any go.
    void setFilter(const QString &words, graph::Risk least);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// -1 if the node has no row, or no column.
    [[nodiscard]] int rowOf(int node) const;
    [[nodiscard]] int columnOf(int node) const;
    [[nodiscard]] int nodeOfRow(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int nodeOfColumn(int column) const { return m_columns[static_cast<std::size_t>(column)]; }
    /// -1 in an empty cell.
    [[nodiscard]] int edgeAt(int row, int column) const;
    /// Invalid if the edge is filtered out.
    [[nodiscard]] QModelIndex indexOf(int edge) const;
    /// The next filled cell in a direction, of which one number is 0 and the other 1 or -1. Invalid: none.
    /// Cost: the dependencies of that row or column.
    [[nodiscard]] QModelIndex nextFilled(const QModelIndex &from, int down, int right) const;

    /// What the edge asks of releases that are live (else of the last one that asks): "4.7..", "rate-table".
    [[nodiscard]] QString cellText(int edge) const;
    /// All of it, as shown, by RFC 4180 with a line of names first. Texts that a spreadsheet would take
    /// for a formula get an apostrophe.
    [[nodiscard]] QString toCsv() const;

private:
    void build();
    [[nodiscard]] bool isShown(std::size_t edge) const;
    [[nodiscard]] QString sentence(int edge) const;

    std::shared_ptr<const ServicesGraph> m_graph;
    QStringList m_words;
    graph::Risk m_least = graph::Risk::Unknown;
    std::vector<int> m_order;          ///< Nodes, who needs before what is needed.
    std::vector<int> m_rows;
    std::vector<int> m_columns;
    std::vector<int> m_rowOfNode;
    std::vector<int> m_columnOfNode;
};

} // namespace belay::items
