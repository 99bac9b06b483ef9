// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planlanes.h"
#include "models/items/stepprobe.h"

#include <QtCore/QAbstractTableModel>

#include <vector>

namespace belay::items {

/// What one component's going back alone does in the state at the cursor.
enum class GoBack : std::uint8_t {
    Breaks,   ///< Something fails.
    Closed,   ///< Its move cannot be taken back.
    After,    ///< Open once others have gone back.
    Unknown,  ///< Not looked at yet.
    Stays,    ///< Depth 0: nobody takes it back, and the way back leaves it.
    Open,     ///< Nothing fails.
};

struct GoBackRow {
    QString component;
    rollback::ComponentKind kind = rollback::ComponentKind::Service;
    QString from;
    QString to;
    GoBack verdict = GoBack::Unknown;
    QString word;                      ///< "breaks", "after checkout", "open", ...
    QString reason;
    int finding = -1;                  ///< Index into the plan report's findings; -1: none.
    friend bool operator==(const GoBackRow &, const GoBackRow &) = default;
};

/// One row for every single rollback of a component that the plan has moved by then, and of others
/// if it breaks something; worst first, then by lane. `probe` null: not looked at yet.
[[nodiscard]] std::vector<GoBackRow> goBackRows(const rollback::Plan &plan, const PlanLanes &lanes, int columnsDone,
                                                const StepState *probe, const rollback::PlanReport *report);

/// "If we go back from here".
class GoBackModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ComponentColumn, ChangeColumn, VerdictColumn, ReasonColumn, FindingColumn, ColumnCount };
    enum Role { VerdictRole = Qt::UserRole + 1, FindingRole, ComponentRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<GoBackRow> rows);
    [[nodiscard]] const std::vector<GoBackRow> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<GoBackRow> m_rows;
};

/// What every lane's component is at the cursor: live releases, where it may go back to, and which
/// formats a store holds.
class StateModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ComponentColumn, LiveColumn, MayGoBackColumn, FormatsColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    /// Live releases come from the plan at once, the rest from `probe` (null: shown as being looked at).
    void setState(const rollback::Plan &plan, const PlanLanes &lanes, int columnsDone, const StepState *probe);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString cells[ColumnCount];
        friend bool operator==(const Row &, const Row &) = default;
    };
    std::vector<Row> m_rows;
};

} // namespace belay::items
