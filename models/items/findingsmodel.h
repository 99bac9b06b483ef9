// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planlanes.h"
#include "models/rollback/report.h"

#include <QtCore/QAbstractListModel>
#include <QtCore/QSortFilterProxyModel>

#include <memory>
#include <vector>

namespace belay::items {

/// The findings of one plan, in the report's order (worst first, then by place in the plan).
/// Suppressed ones come last.
class FindingsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        TitleRole = Qt::UserRole + 1,  ///< The same as Qt::DisplayRole.
        ComponentsRole,                ///< "checkout, orders-db".
        SeverityRole,                  ///< int(rollback::Severity).
        CodeRole,                      ///< "no-way-back".
        CheckRole,                     ///< "way-back".
        StepRole,                      ///< Step id.
        ColumnRole,                    ///< int; -1 for the start.
        SuppressedRole,                ///< The reason, or empty.
    };
    using QAbstractListModel::QAbstractListModel;

    /// `report` may be null; `plan` is an index into its plans. Titles name columns of `lanes`.
    void setReport(std::shared_ptr<const rollback::Report> report, int plan, const PlanLanes &lanes);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Null for an invalid index. Lives as long as the report.
    [[nodiscard]] const rollback::Finding *finding(const QModelIndex &index) const;
    /// The row of an equal finding (same check, component, release, requirement, against, step); -1 if none.
    [[nodiscard]] int rowOf(const rollback::Finding &finding) const;

private:
    struct Row {
        const rollback::Finding *finding = nullptr;
        QString title;
        QString components;
        QString message;
        int column = -1;
    };
    std::shared_ptr<const rollback::Report> m_report;
    std::vector<Row> m_rows;
};

/// Filters by words in title, components, code and sentence, and by the least severity.
class FindingsFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit FindingsFilter(QObject *parent = nullptr);
    void setWords(const QString &words);
    void setLeastSeverity(rollback::Severity severity);
    [[nodiscard]] rollback::Severity leastSeverity() const { return m_least; }
    void setSuppressedShown(bool shown);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
    rollback::Severity m_least = rollback::Severity::Note;
    bool m_suppressedShown = true;
};

} // namespace belay::items
