// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/gobackmodel.h"
#include "models/items/planlanes.h"
#include "models/items/stepprobe.h"

#include <QtCore/QAbstractTableModel>

#include <array>
#include <vector>

/// Two states of a plan side by side: what differs between them.
namespace belay::items {

/// One component in state A (0) and in state B (1). Texts are ready to be shown; one that is not
/// known yet is "…" in both.
struct StateDifference {
    QString component;
    int lane = -1;                     ///< -1: it has no lane (a store whose formats differ).
    std::array<QString, 2> live;
    std::array<QString, 2> mayGoBackTo;
    std::array<QString, 2> formats;    ///< Of a store: the residue that lies in it.
    std::array<QString, 2> goingBack;  ///< The worst of its single rollbacks; "not moved" without one.
    std::array<GoBack, 2> verdict = {GoBack::Stays, GoBack::Stays};
    friend bool operator==(const StateDifference &, const StateDifference &) = default;
};

struct StateComparison {
    std::vector<StateDifference> rows; ///< Only what differs: by lane, then by name.
    std::array<WayBack, 2> wayBack = {WayBack::Unknown, WayBack::Unknown}; ///< Of the whole state; open at the start.
    bool complete = false;             ///< Both states were looked at; else only the live releases count.
    friend bool operator==(const StateComparison &, const StateComparison &) = default;
};

/// The states when the first `columnsA` and `columnsB` columns are done. `a` and `b` null: not looked
/// at yet. Cost: linear in the lanes and the components of the states.
[[nodiscard]] StateComparison compareStates(const rollback::Plan &plan, const PlanLanes &lanes, int columnsA, int columnsB,
                                            const StepState *a, const StepState *b, const rollback::PlanReport *report);

/// "the way back is open in both", "the way back is open in A and closed in B".
[[nodiscard]] QString wayBackSentence(const StateComparison &comparison);

class StateComparisonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ComponentColumn, LiveColumn, MayGoBackColumn, GoingBackColumn, FormatsColumn, ColumnCount };
    enum Role {
        ComponentRole = Qt::UserRole + 1,
        DiffersRole,                   ///< bool: the cell has a change and not one value.
        VerdictRole,                   ///< int(GoBack) in state B.
        BeforeRole,                    ///< The cell in state A.
        AfterRole,                     ///< The cell in state B.
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<StateDifference> rows);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<StateDifference> m_rows;
};

} // namespace belay::items
