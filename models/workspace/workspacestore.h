// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/rollback/edit.h"
#include "models/rollback/workspace.h"
#include "models/workspace/database.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace belay::workspace {

/// A workspace's values in the tables of a database. Knows nothing of files, locks and versions, and
/// opens no transactions.
///
/// Invariant: between calls the rows that it remembers are those of the workspace that was loaded or
/// inserted, with every edit since that was not taken back. Rows are changed where they lie: what a
/// newer release has added to them, in columns or tables of its own, stays.
class WorkspaceStore {
public:
    /// Goes on in another database that has the same rows, or in the first one. The statements of the
    /// former end here. \pre the database lives as long as this object or until the next `attach`.
    void attach(Database &database);
    /// A store that knows the same rows and is attached to nothing.
    [[nodiscard]] std::unique_ptr<WorkspaceStore> sameRows() const;

    /// Reads everything; one pass over each table. Fails with DamagedFile, LimitExceeded, Cancelled.
    [[nodiscard]] Result<std::shared_ptr<rollback::Workspace>> load(std::stop_token stop, ProgressSink &progress);
    /// Fills the empty tables. Fails with Duplicate for an id that is used twice.
    [[nodiscard]] Result<Done> insertAll(const rollback::Workspace &workspace, std::stop_token stop,
                                         ProgressSink &progress);
    /// Makes in the tables what `rollback::apply` makes in memory. \pre the edit fits the workspace,
    /// and the workspace after it uses no id twice. On an error, roll back and call `forget`.
    [[nodiscard]] Result<Done> apply(const rollback::Edit &edit);
    /// After the transaction of `apply`: its rows hold, or are again those before it.
    void keep();
    void forget();

private:
    /// The row of a value of one of the long lists, at the value's index.
    struct Row {
        std::int64_t key = 0;
        std::int64_t position = 0;
    };
    using RowList = std::vector<Row>;
    struct Rows {
        RowList components;
        RowList links;
        RowList environments;
        RowList plans;
        RowList suppressions;
        std::vector<RowList> steps; ///< By plan, parallel to `plans`.
    };
    enum Operation : std::uint8_t { Insert, Update, UpdatePosition, Delete, SelectOf, UpdateId, OperationCount };
    struct Statements {
        std::array<Statement, OperationCount> of;
        std::array<bool, OperationCount> prepared{};
    };

    template <class Table> Statement *statement(Operation operation);
    template <class Table> bool insertOne(std::int64_t parent, std::int64_t position, const typename Table::Value &value,
                                          std::int64_t &key);
    template <class Table> bool insertChildren(std::int64_t key, const typename Table::Value &value);
    template <class Table> bool insertList(std::int64_t parent, const std::vector<typename Table::Value> &list);
    template <class Table> bool updateOne(std::int64_t key, const typename Table::Value &before,
                                          const typename Table::Value &after);
    /// `rows`, if given, are the rows of `before`, and then those of `after`; otherwise they are read.
    template <class Table> bool reconcile(std::int64_t parent, const std::vector<typename Table::Value> &before,
                                          const std::vector<typename Table::Value> &after, RowList *rows = nullptr);
    template <class Table> bool setPosition(const Row &row);
    template <class Table> bool remove(std::int64_t key);
    template <class Table> bool readRows(std::int64_t parent, RowList &rows);
    template <class Table> bool storePositions(RowList &rows);

    template <class Table, class ListAt>
    bool loadList(const std::vector<std::int64_t> &parents, ListAt listAt, std::vector<RowList> *rows);
    template <class Table>
    bool loadChildren(const std::vector<std::int64_t> &keys, const std::vector<typename Table::Value *> &values);
    template <class Table> bool loadTop(std::vector<typename Table::Value> &list, RowList &rows);
    bool loadPlaces(rollback::Workspace &workspace);
    bool countRow();

    /// What became of one change of a list: the row, and its value before and after.
    template <class Value>
    struct Changed {
        std::int64_t key = 0;
        const Value *before = nullptr;
        const Value *after = nullptr;
    };
    template <class Table, class T>
    bool changeList(RowList &rows, std::int64_t parent, const rollback::Change<T> &change,
                    Changed<typename Table::Value> &changed);
    bool changePlan(const rollback::PlanChange &change);
    bool changeStep(const rollback::StepChange &change);
    bool changePlace(const rollback::PlaceChange &change);
    bool changeName(const std::string &name);
    bool changeSettings(const rollback::Settings &settings);
    template <class Table> void noIdPending(std::int64_t key);
    template <class Table> bool setId(std::int64_t key, const std::string &id);
    bool failWith(Error error);
    [[nodiscard]] Result<Done> outcome();
    void planIdentities();
    static std::vector<std::size_t> assignPositions(RowList &rows);

    Database *m_database = nullptr;
    std::unordered_map<const void *, Statements> m_statements;
    Rows m_rows;
    std::vector<std::string> m_planIds;          ///< Parallel to `m_rows.plans`.
    std::optional<Rows> m_before;                ///< What `forget` returns to.
    std::vector<std::string> m_planIdsBefore;

    // While an edit is applied.
    /// Ids that come to their rows at the end, since another row may still bear them.
    struct PendingId {
        bool (WorkspaceStore::*set)(std::int64_t key, const std::string &id);
        std::string id;
    };
    struct Removed {
        std::int64_t key = 0;
        std::size_t change = 0;                  ///< Whose `before` the row holds.
        bool (WorkspaceStore::*remove)(std::int64_t key) = nullptr;
    };
    const rollback::Edit *m_edit = nullptr;
    std::size_t m_change = 0;
    bool m_idsChange = false;
    std::int64_t m_placeholders = 0;
    std::map<std::pair<const void *, std::int64_t>, PendingId> m_pendingIds; ///< By table and key.
    std::unordered_set<std::string> m_returning; ///< Identities that the edit removes and inserts again,
    std::unordered_map<std::string, Removed> m_removed; ///< and their rows in between.
    std::unordered_map<std::int64_t, RowList> m_removedSteps; ///< Of such plans, by key.

    // While loading or inserting.
    std::stop_token m_stop;
    ProgressSink *m_progress = nullptr;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
    std::optional<Error> m_error;
};

} // namespace belay::workspace
