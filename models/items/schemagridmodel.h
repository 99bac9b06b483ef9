// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemawords.h"

#include <QtCore/QAbstractTableModel>

namespace belay::items {

/// One row for each migration of a report: what it does, and what the five mixed states come to.
class SchemaGridModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        NumberColumn, MigrationColumn, DoesColumn,
        OldReadsColumn, OldWritesColumn, NewOnOldColumn, OldAfterColumn, DownColumn,
        WayBackColumn, ColumnCount
    };
    /// OutcomeRole: a schema::Outcome, of state columns only. WayBackRole: a SchemaWayBack. FailingRole:
    /// how many statements of the old release fail on the schema after the row's migration.
    enum Role { OutcomeRole = Qt::UserRole + 1, WayBackRole, FailingRole };
    using QAbstractTableModel::QAbstractTableModel;

    /// Null: no rows.
    void setReport(std::shared_ptr<const schema::SchemaReport> report);
    [[nodiscard]] const schema::SchemaReport *report() const { return m_report.get(); }
    [[nodiscard]] static std::optional<SchemaState> stateOf(int column);
    [[nodiscard]] static int columnOf(SchemaState state) { return OldReadsColumn + static_cast<int>(state); }
    /// How many rows have that way back.
    [[nodiscard]] int count(SchemaWayBack wayBack) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// AccessibleTextRole: column and word, so that a state is more than a colour. ToolTipRole: the reason.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString number;
        QString name;
        QString does;
        QString doesAll;
        schema::MixedStates states;
        SchemaWayBack wayBack = SchemaWayBack::Unknown;
        int failing = 0;
    };
    [[nodiscard]] QString cellText(const Row &row, int column) const;
    [[nodiscard]] QString tip(const QModelIndex &index) const;

    std::shared_ptr<const schema::SchemaReport> m_report;
    std::vector<Row> m_rows;
};

} // namespace belay::items
