// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"
#include "models/workspace/database.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

/// How each kind of value lies in its table: the one place that knows column names. Every table has
/// `key` and `position`, and the table of a list inside another value the column `parent`, which
/// holds the owner's key. `identity` is what makes a changed value still the same row, so that its
/// unknown columns stay with it. `children` gives, for each list inside a value, table and list.
namespace belay::workspace::tables {

template <class Table, class List>
struct Child {
    using table = Table;
    List &list;
};
template <class Table, class List>
Child<Table, List> child(List &list)
{
    return {list};
}

inline std::optional<std::int64_t> wide(const std::optional<int> &number)
{
    return number ? std::optional<std::int64_t>(*number) : std::nullopt;
}
inline std::optional<std::int64_t> wide(const std::optional<bool> &flag)
{
    return flag ? std::optional<std::int64_t>(*flag ? 1 : 0) : std::nullopt;
}
inline std::int64_t wide(bool flag) { return flag ? 1 : 0; }
inline std::optional<bool> flagAt(Statement &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional<bool>(row.boolean(column));
}
inline void damaged(Statement &row, const std::string &what)
{
    row.fail(Error{ErrorCode::DamagedFile, "the file is damaged: " + what, {}, 0, 0});
}

/// A list of texts.
struct TextTable {
    using Value = std::string;
    static void bind(Statement &s, int first, const Value &value) { s.bind(first, value); }
    static void read(Statement &s, int first, Value &value) { value = s.text(first); }
    static std::string identity(const Value &value) { return value; }
    static auto children(auto &) { return std::tuple<>(); }
};
/// A list of ranges.
struct RangeTable {
    using Value = rollback::ReleaseRange;
    static constexpr const char *columns[] = {"first", "last"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.first);
        s.bind(first + 1, value.last);
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.first = s.text(first);
        value.last = s.text(first + 1);
    }
    static std::string identity(const Value &value) { return value.first + '\0' + value.last; }
    static auto children(auto &) { return std::tuple<>(); }
};

struct Offer : TextTable {
    static constexpr const char *name = "offer";
    static constexpr const char *parent = "release";
    static constexpr const char *columns[] = {"feature"};
};
struct ToleranceRead : RangeTable {
    static constexpr const char *name = "tolerance_read";
    static constexpr const char *parent = "tolerance";
};
struct ToleranceWrite : RangeTable {
    static constexpr const char *name = "tolerance_write";
    static constexpr const char *parent = "tolerance";
};
struct ToleranceEvidence {
    using Value = rollback::Evidence;
    static constexpr const char *name = "tolerance_evidence";
    static constexpr const char *parent = "tolerance";
    static constexpr const char *columns[]
        = {"first", "last", "writes", "statement", "place", "code", "message", "cause", "found"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.versions.first);
        s.bind(first + 1, value.versions.last);
        s.bind(first + 2, wide(value.writes));
        s.bind(first + 3, value.statement);
        s.bind(first + 4, value.at);
        s.bind(first + 5, value.code);
        s.bind(first + 6, value.message);
        s.bind(first + 7, value.cause);
        s.bind(first + 8, value.found);
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.versions = {s.text(first), s.text(first + 1)};
        value.writes = s.boolean(first + 2);
        value.statement = s.text(first + 3);
        value.at = s.text(first + 4);
        value.code = s.text(first + 5);
        value.message = s.text(first + 6);
        value.cause = s.text(first + 7);
        value.found = s.text(first + 8);
    }
    static std::string identity(const Value &value)
    {
        return (value.writes ? 'w' : 'r') + value.statement + '\0' + value.at;
    }
    static auto children(auto &) { return std::tuple<>(); }
};

struct Tolerance {
    using Value = rollback::Tolerance;
    static constexpr const char *name = "tolerance";
    static constexpr const char *parent = "release";
    static constexpr const char *columns[] = {"store", "reads", "writes"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.store);
        s.bind(first + 1, wide(value.read.has_value()));
        s.bind(first + 2, wide(value.write.has_value()));
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.store = s.text(first);
        if (s.boolean(first + 1))
            value.read.emplace();
        if (s.boolean(first + 2))
            value.write.emplace();
    }
    static std::string identity(const Value &value) { return value.store; }
    static auto children(auto &value)
    {
        return std::tuple(child<ToleranceRead>(value.read), child<ToleranceWrite>(value.write),
                          child<ToleranceEvidence>(value.evidence));
    }
};

struct AlternativeRange : RangeTable {
    static constexpr const char *name = "alternative_range";
    static constexpr const char *parent = "alternative";
};
struct Alternative {
    using Value = rollback::Alternative;
    static constexpr const char *name = "alternative";
    static constexpr const char *parent = "requirement";
    static constexpr const char *columns[] = {"component", "feature"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.component);
        s.bind(first + 1, value.feature);
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.component = s.text(first);
        value.feature = s.text(first + 1);
    }
    static std::string identity(const Value &value) { return value.component + '\0' + value.feature; }
    static auto children(auto &value) { return std::tuple(child<AlternativeRange>(value.releases)); }
};
struct Requirement {
    using Value = rollback::Requirement;
    static constexpr const char *name = "requirement";
    static constexpr const char *parent = "release";
    static constexpr std::array<const char *, 0> columns{};
    static void bind(Statement &, int, const Value &) {}
    static void read(Statement &, int, Value &) {}
    static std::string identity(const Value &value)
    {
        std::string text;
        for (const rollback::Alternative &one : value.anyOf)
            text += Alternative::identity(one) + '\0';
        return text;
    }
    static auto children(auto &value) { return std::tuple(child<Alternative>(value.anyOf)); }
};

/// Formats of stores; the tables differ in their names only.
struct FormatsTable {
    using Value = rollback::StoreFormats;
    static constexpr const char *columns[] = {"store"};
    static void bind(Statement &s, int first, const Value &value) { s.bind(first, value.store); }
    static void read(Statement &s, int first, Value &value) { value.store = s.text(first); }
    static std::string identity(const Value &value) { return value.store; }
};
struct WriteFormat : TextTable {
    static constexpr const char *name = "store_write_format";
    static constexpr const char *parent = "store_write";
    static constexpr const char *columns[] = {"format"};
};
struct Write : FormatsTable {
    static constexpr const char *name = "store_write";
    static constexpr const char *parent = "release";
    static auto children(auto &value) { return std::tuple(child<WriteFormat>(value.formats)); }
};
struct ReadFormat : TextTable {
    static constexpr const char *name = "store_read_format";
    static constexpr const char *parent = "store_read";
    static constexpr const char *columns[] = {"format"};
};
struct Read : FormatsTable {
    static constexpr const char *name = "store_read";
    static constexpr const char *parent = "release";
    static auto children(auto &value) { return std::tuple(child<ReadFormat>(value.formats)); }
};

struct Release {
    using Value = rollback::Release;
    static constexpr const char *name = "release";
    static constexpr const char *parent = "component";
    static constexpr const char *columns[] = {"id", "feature_free"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.id);
        s.bind(first + 1, wide(value.featureFree));
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.id = s.text(first);
        value.featureFree = s.boolean(first + 1);
    }
    static std::string identity(const Value &value) { return value.id; }
    static auto children(auto &value)
    {
        return std::tuple(child<Offer>(value.offers), child<Tolerance>(value.tolerates), child<Requirement>(value.needs),
                          child<Write>(value.writes), child<Read>(value.reads));
    }
};

struct Component {
    using Value = rollback::Component;
    static constexpr const char *name = "component";
    static constexpr const char *columns[]
        = {"id", "kind", "owner", "rollback_depth", "drill_cadence_s", "drill_last", "health_by_release"};
    static std::string identity(const Value &value) { return value.id; }
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.id);
        s.bind(first + 1, rollback::toText(value.kind));
        s.bind(first + 2, value.owner);
        s.bind(first + 3, wide(value.rollbackDepth));
        if (value.drill) {
            s.bind(first + 4, value.drill->cadence_s);
            s.bind(first + 5, value.drill->last);
        } else {
            s.bindNull(first + 4);
            s.bindNull(first + 5);
        }
        s.bind(first + 6, wide(value.healthByRelease));
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.id = s.text(first);
        const std::string kind = s.text(first + 1);
        if (const auto known = rollback::componentKindFrom(kind))
            value.kind = *known;
        else
            damaged(s, "\"" + kind + "\" is not a kind of component");
        value.owner = s.text(first + 2);
        if (!s.isNull(first + 3))
            value.rollbackDepth = s.smallInteger(first + 3);
        if (!s.isNull(first + 4))
            value.drill = rollback::DrillRecord{s.integer(first + 4), s.text(first + 5), {}};
        value.healthByRelease = flagAt(s, first + 6);
    }
    static auto children(auto &value) { return std::tuple(child<Release>(value.releases)); }
};

struct LiveRelease : TextTable {
    static constexpr const char *name = "live_release";
    static constexpr const char *parent = "live";
    static constexpr const char *columns[] = {"release"};
};
struct HistoryRelease : TextTable {
    static constexpr const char *name = "history_release";
    static constexpr const char *parent = "history";
    static constexpr const char *columns[] = {"release"};
};
struct DeployedTable {
    using Value = rollback::ComponentReleases;
    static constexpr const char *parent = "environment";
    static constexpr const char *columns[] = {"component"};
    static void bind(Statement &s, int first, const Value &value) { s.bind(first, value.component); }
    static void read(Statement &s, int first, Value &value) { value.component = s.text(first); }
    static std::string identity(const Value &value) { return value.component; }
};
struct Live : DeployedTable {
    static constexpr const char *name = "live";
    static auto children(auto &value) { return std::tuple(child<LiveRelease>(value.releases)); }
};
struct History : DeployedTable {
    static constexpr const char *name = "history";
    static auto children(auto &value) { return std::tuple(child<HistoryRelease>(value.releases)); }
};
struct StoredFormat : TextTable {
    static constexpr const char *name = "stored_format";
    static constexpr const char *parent = "stored_formats";
    static constexpr const char *columns[] = {"format"};
};
struct StoredFormats : FormatsTable {
    static constexpr const char *name = "stored_formats";
    static constexpr const char *parent = "environment";
    static auto children(auto &value) { return std::tuple(child<StoredFormat>(value.formats)); }
};
struct Environment {
    using Value = rollback::Environment;
    static constexpr const char *name = "environment";
    static constexpr const char *columns[] = {"id"};
    static std::string identity(const Value &value) { return value.id; }
    static void bind(Statement &s, int first, const Value &value) { s.bind(first, value.id); }
    static void read(Statement &s, int first, Value &value) { value.id = s.text(first); }
    static auto children(auto &value)
    {
        return std::tuple(child<Live>(value.live), child<History>(value.history), child<StoredFormats>(value.formats));
    }
};

struct StepTo : TextTable {
    static constexpr const char *name = "step_to";
    static constexpr const char *parent = "step";
    static constexpr const char *columns[] = {"release"};
};
struct StepAfter : TextTable {
    static constexpr const char *name = "step_after";
    static constexpr const char *parent = "step";
    static constexpr const char *columns[] = {"after"};
};
/// Also a list with rows of its own, since large plans are edited a step at a time.
struct Step {
    using Value = rollback::Step;
    static constexpr const char *name = "step";
    static constexpr const char *parent = "plan";
    static constexpr const char *columns[]
        = {"id", "kind", "component", "whole_live_set", "reversible", "rolling", "format", "duration_s", "name", "reason"};
    static std::string identity(const Value &value) { return value.id; }
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.id);
        s.bind(first + 1, rollback::toText(value.kind));
        s.bind(first + 2, value.component);
        s.bind(first + 3, wide(value.wholeLiveSet));
        s.bind(first + 4, wide(value.reversible));
        s.bind(first + 5, wide(value.rolling));
        s.bind(first + 6, value.format);
        s.bind(first + 7, value.duration_s);
        s.bind(first + 8, value.name);
        s.bind(first + 9, value.reason);
    }
    static void read(Statement &s, int first, Value &value)
    {
        using rollback::StepKind;
        value.id = s.text(first);
        const std::string kind = s.text(first + 1);
        bool known = false;
        for (StepKind one : {StepKind::Move, StepKind::Purge, StepKind::Soak, StepKind::Commit, StepKind::Checkpoint}) {
            if (rollback::toText(one) == kind) {
                value.kind = one;
                known = true;
            }
        }
        if (!known)
            damaged(s, "\"" + kind + "\" is not a kind of step");
        value.component = s.text(first + 2);
        value.wholeLiveSet = s.boolean(first + 3);
        value.reversible = flagAt(s, first + 4);
        value.rolling = flagAt(s, first + 5);
        value.format = s.text(first + 6);
        value.duration_s = s.integer(first + 7);
        value.name = s.text(first + 8);
        value.reason = s.text(first + 9);
    }
    static auto children(auto &value)
    {
        return std::tuple(child<StepTo>(value.to), child<StepAfter>(value.after));
    }
};
/// Without its steps.
struct Plan {
    using Value = rollback::Plan;
    static constexpr const char *name = "plan";
    static constexpr const char *columns[] = {"id", "environment", "ordering"};
    static std::string identity(const Value &value) { return value.id; }
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.id);
        s.bind(first + 1, value.environment);
        s.bind(first + 2, std::string_view(value.order == rollback::PlanOrder::Sequence ? "sequence" : "partial"));
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.id = s.text(first);
        value.environment = s.text(first + 1);
        const std::string order = s.text(first + 2);
        if (order == "partial")
            value.order = rollback::PlanOrder::Partial;
        else if (order != "sequence")
            damaged(s, "\"" + order + "\" is not an order of steps");
    }
    static auto children(auto &) { return std::tuple<>(); }
};

struct Suppression {
    using Value = rollback::Suppression;
    static constexpr const char *name = "suppression";
    static constexpr const char *columns[] = {"code", "plan", "component", "release", "requirement", "reason", "until"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.code);
        s.bind(first + 1, value.plan);
        s.bind(first + 2, value.component);
        s.bind(first + 3, value.release);
        s.bind(first + 4, value.requirement);
        s.bind(first + 5, value.reason);
        s.bind(first + 6, value.until);
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.code = s.text(first);
        value.plan = s.text(first + 1);
        value.component = s.text(first + 2);
        value.release = s.text(first + 3);
        value.requirement = s.text(first + 4);
        value.reason = s.text(first + 5);
        value.until = s.text(first + 6);
    }
    static auto children(auto &) { return std::tuple<>(); }
};

struct Link {
    using Value = rollback::Link;
    static constexpr const char *name = "link";
    static constexpr const char *columns[] = {"source", "target", "label", "origin", "resolved"};
    static void bind(Statement &s, int first, const Value &value)
    {
        s.bind(first, value.from);
        s.bind(first + 1, value.to);
        s.bind(first + 2, value.label);
        s.bind(first + 3, value.origin);
        s.bind(first + 4, wide(value.resolved));
    }
    static void read(Statement &s, int first, Value &value)
    {
        value.from = s.text(first);
        value.to = s.text(first + 1);
        value.label = s.text(first + 2);
        value.origin = s.text(first + 3);
        value.resolved = s.boolean(first + 4);
    }
    static auto children(auto &) { return std::tuple<>(); }
};

// A field that is added to a value must come here, too: these stop compiling when the counts differ.
inline void everyFieldHasAColumn(const rollback::Component &c, const rollback::Release &r, const rollback::Step &s,
                                 const rollback::Plan &p, const rollback::Environment &e,
                                 const rollback::Settings &settings, const rollback::Workspace &w)
{
    [[maybe_unused]] const auto &[id, kind, owner, rollbackDepth, releases, drill, healthByRelease, mark] = c;
    [[maybe_unused]] const auto &[rId, featureFree, offers, tolerates, needs, writes, reads, rMark] = r;
    [[maybe_unused]] const auto &[sId, sKind, component, to, wholeLiveSet, reversible, rolling, format, duration_s, name,
                                  reason, after, sMark] = s;
    [[maybe_unused]] const auto &[pId, environment, order, steps, pMark] = p;
    [[maybe_unused]] const auto &[eId, live, history, formats, eMark] = e;
    [[maybe_unused]] const auto &[commitAfterSoak_s, simultaneous] = settings;
    [[maybe_unused]] const auto &[wName, wSettings, components, links, environments, plans, suppressions, layout] = w;
}
inline void everyFieldHasAColumn(const rollback::Tolerance &t, const rollback::Requirement &r,
                                 const rollback::Alternative &a, const rollback::StoreFormats &f,
                                 const rollback::ComponentReleases &d, const rollback::Suppression &s,
                                 const rollback::Link &l, const rollback::NodePlace &n, const rollback::DrillRecord &drill,
                                 const rollback::Evidence &e)
{
    [[maybe_unused]] const auto &[store, read, write, evidence, tMark] = t;
    [[maybe_unused]] const auto &[versions, eWrites, statement, at, eCode, message, cause, found, eMark] = e;
    [[maybe_unused]] const auto &[anyOf, rMark] = r;
    [[maybe_unused]] const auto &[component, feature, releases, aMark] = a;
    [[maybe_unused]] const auto &[fStore, formats, fMark] = f;
    [[maybe_unused]] const auto &[dComponent, dReleases, dMark] = d;
    [[maybe_unused]] const auto &[code, plan, sComponent, release, requirement, reason, until, sMark] = s;
    [[maybe_unused]] const auto &[from, to, label, origin, resolved, lMark] = l;
    [[maybe_unused]] const auto &[nComponent, x, y] = n;
    [[maybe_unused]] const auto &[cadence_s, last, drillMark] = drill;
}

} // namespace belay::workspace::tables
