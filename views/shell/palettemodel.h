// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/place.h"

#include <QtCore/QAbstractListModel>
#include <QtCore/QPointer>
#include <QtCore/QSortFilterProxyModel>

namespace belay::views {

/// What Ctrl+K can find: a command, or a thing of the workspace to go to.
struct PaletteEntry {
    QString title;
    QString detail;                    ///< On the right: the shortcut, the owner, the plan.
    QString icon;
    std::optional<Sign> sign;          ///< Instead of the icon.
    QPointer<QAction> action;          ///< A command; disabled ones are listed with their reason.
    std::optional<Target> target;      ///< Else where to go.
};

class PaletteModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { EntryRole = Qt::UserRole + 1, PositionsRole };

    using QAbstractListModel::QAbstractListModel;
    void setEntries(QList<PaletteEntry> entries);
    [[nodiscard]] const PaletteEntry &entry(int row) const { return m_entries[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    QList<PaletteEntry> m_entries;
};

/// The best answers to the query, best first. An empty query shows commands only, in their order.
class PaletteFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit PaletteFilter(PaletteModel &model, QObject *parent = nullptr);
    void setQuery(const QString &query);
    [[nodiscard]] const PaletteEntry &entry(const QModelIndex &index) const;

    /// More rows than anybody reads are left out.
    static constexpr int limit = 100;

    QVariant data(const QModelIndex &index, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void rate();

    PaletteModel &m_model;
    QString m_query;
    QList<int> m_scores;               ///< By source row; below 0: left out.
};

/// The things of a workspace and a report as entries: components, plans, steps, findings.
[[nodiscard]] QList<PaletteEntry> workspaceEntries(const rollback::Workspace &workspace,
                                                   const rollback::Report *report);

/// The icon's name of a kind of component.
[[nodiscard]] QString iconOf(rollback::ComponentKind kind);
/// A step as a short title: "orders-db to 42", "Commit checkout", ...
[[nodiscard]] QString titleOf(const rollback::Step &step);

} // namespace belay::views

Q_DECLARE_METATYPE(const belay::views::PaletteEntry *)
