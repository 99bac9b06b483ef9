// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemawords.h"

#include <QtCore/QAbstractListModel>

namespace belay::items {

/// What speaks for a verdict of one migration: the statements of the old release that fail on the
/// schema after it, the operations that harm, then what is listed but not counted.
class SchemaEvidenceModel final : public QAbstractListModel {
    Q_OBJECT
public:
    /// Fails: counts. FailsInBoth: the new release's statement fails, too. Undecided: nobody knows.
    enum class Kind : std::uint8_t { Fails, Operation, FailsInBoth, Undecided };
    struct Entry {
        Kind kind = Kind::Fails;
        std::size_t index = 0;         ///< In the report's statements, or in the migration's operations.
        schema::Outcome outcome = schema::Outcome::Breaks;
        QString title;
        QString word;                  ///< "read", "write", "breaks", "in both", ...
    };
    /// OutcomeRole: a schema::Outcome. WordRole: what stands at the right. CountedRole: whether it counts.
    enum Role { OutcomeRole = Qt::UserRole + 1, WordRole, CountedRole };
    using QAbstractListModel::QAbstractListModel;

    /// `state`: only what concerns it; nothing: all states. A migration outside the report: no rows.
    void setMigration(std::shared_ptr<const schema::SchemaReport> report, int migration, std::optional<SchemaState> state);
    [[nodiscard]] const Entry *entry(int row) const;
    [[nodiscard]] int failing() const { return m_failing; }  ///< All of the migration's, whatever the state.
    [[nodiscard]] int working() const { return m_working; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const schema::SchemaReport> m_report;
    std::vector<Entry> m_entries;
    int m_failing = 0;
    int m_working = 0;
};

} // namespace belay::items
