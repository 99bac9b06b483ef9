// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/schemarecord.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace belay::exchange {

using rollback::Component;
using rollback::ComponentKind;
using rollback::Evidence;
using rollback::Release;
using rollback::ReleaseRange;
using rollback::ReleaseRanges;
using rollback::Tolerance;
using rollback::Workspace;
using Action = RecordedTolerance::Action;

namespace {

constexpr std::size_t longestStatementName = 200;
constexpr std::size_t longestMessage = 1000;

bool isNumber(std::string_view label)
{
    return !label.empty() && label.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What makes two labels of a version the same.
std::string versionKey(const std::string &label)
{
    if (!isNumber(label))
        return label;
    const std::size_t first = label.find_first_not_of('0');
    return first == std::string::npos ? "0" : label.substr(first);
}

/// What makes two labels of a release the same.
std::string releaseKey(const std::string &label)
{
    const bool hasPrefix = label.size() > 1 && (label[0] == 'v' || label[0] == 'V') && label[1] >= '0' && label[1] <= '9';
    return hasPrefix ? label.substr(1) : label;
}

/// Nothing if the labels do not tell.
std::optional<bool> comesBefore(const std::string &a, const std::string &b)
{
    if (isNumber(a) && isNumber(b)) {
        const std::string x = versionKey(a);
        const std::string y = versionKey(b);
        return x.size() != y.size() ? x.size() < y.size() : x < y;
    }
    if (schema::holdsVersion(a) && schema::holdsVersion(b))
        return schema::versionNameLess(a, b);
    return {};
}

std::string cut(const std::string &text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return text.substr(0, end) + "…";
}

/// A component's releases while labels are put between them.
class LabelList {
public:
    LabelList(Component &component, std::string (*key)(const std::string &)) : m_releases(component.releases), m_key(key)
    {
        for (std::size_t i = 0; i < m_releases.size(); ++i)
            note(m_releases[i].id);
    }

    struct Placed {
        std::vector<std::string> labels;    ///< As they are called here, parallel to what was asked for.
        std::vector<bool> added;
        bool otherOrder = false;            ///< Known ones stand in another order here.
    };
    Placed place(const std::vector<std::string> &wanted)
    {
        Placed placed;
        std::optional<std::size_t> last;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (const std::string *known = find(wanted[i])) {
                const std::size_t at = positionOf(*known);
                placed.otherOrder = placed.otherOrder || (last && at < *last);
                last = last ? std::max(*last, at) : at;
                placed.labels.push_back(*known);
                placed.added.push_back(false);
                continue;
            }
            const std::size_t at = positionFor(wanted, i, last);
            Release release;
            release.id = wanted[i];
            m_releases.insert(m_releases.begin() + static_cast<std::ptrdiff_t>(at), std::move(release));
            note(wanted[i]);
            last = at;
            placed.labels.push_back(wanted[i]);
            placed.added.push_back(true);
        }
        return placed;
    }
    [[nodiscard]] std::size_t positionOf(const std::string &label) const
    {
        const auto found = std::find_if(m_releases.begin(), m_releases.end(), [&](const Release &release) { return release.id == label; });
        return static_cast<std::size_t>(found - m_releases.begin());
    }

private:
    void note(const std::string &label)
    {
        m_exact.emplace(label, label);
        const auto [entry, fresh] = m_byKey.emplace(m_key(label), label);
        if (!fresh && entry->second != label)
            entry->second.clear(); // Two of them: only the exact name tells.
    }
    const std::string *find(const std::string &label) const
    {
        if (const auto exact = m_exact.find(label); exact != m_exact.end())
            return &exact->second;
        const auto same = m_byKey.find(m_key(label));
        return same == m_byKey.end() || same->second.empty() ? nullptr : &same->second;
    }
    /// Behind the label before it and before the next known one; between them as the names sort.
    std::size_t positionFor(const std::vector<std::string> &wanted, std::size_t i, std::optional<std::size_t> last) const
    {
        const std::size_t low = last ? *last + 1 : 0;
        std::size_t high = m_releases.size();
        bool before = false;
        for (std::size_t k = i + 1; k < wanted.size() && !before; ++k) {
            if (const std::string *known = find(wanted[k])) {
                high = std::max(low, positionOf(*known));
                before = true;
            }
        }
        bool told = false;
        std::size_t at = low;
        for (std::size_t k = low; k < high; ++k) {
            const std::optional<bool> smaller = comesBefore(m_releases[k].id, wanted[i]);
            told = told || smaller.has_value();
            if (smaller.value_or(false))
                at = k + 1;
        }
        return told || last ? at : high;
    }

    std::vector<Release> &m_releases;
    std::string (*m_key)(const std::string &);
    std::unordered_map<std::string, std::string> m_exact;
    std::unordered_map<std::string, std::string> m_byKey;
};

using Positions = std::unordered_map<std::string_view, std::size_t>;

Positions positionsOf(const Component &component)
{
    Positions positions;
    for (std::size_t i = 0; i < component.releases.size(); ++i)
        positions.emplace(component.releases[i].id, i);
    return positions;
}

using VersionSet = std::vector<bool>; ///< By position in the store.

/// Labels that the store does not have are left out: the checker tells about them.
VersionSet setOf(const ReleaseRanges &ranges, const Positions &positions, std::size_t size)
{
    VersionSet set(size, false);
    for (const ReleaseRange &range : ranges) {
        const auto first = range.first.empty() ? positions.end() : positions.find(range.first);
        const auto last = range.last.empty() ? positions.end() : positions.find(range.last);
        if ((!range.first.empty() && first == positions.end()) || (!range.last.empty() && last == positions.end()))
            continue;
        const std::size_t begin = range.first.empty() ? 0 : first->second;
        const std::size_t end = range.last.empty() ? size : last->second + 1;
        for (std::size_t i = begin; i < end; ++i)
            set[i] = true;
    }
    return set;
}

ReleaseRanges rangesOf(const VersionSet &set, const Component &store)
{
    ReleaseRanges ranges;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (!set[i])
            continue;
        if (i > 0 && set[i - 1])
            ranges.back().last = store.releases[i].id;
        else
            ranges.push_back({store.releases[i].id, store.releases[i].id});
    }
    return ranges;
}

bool isOpen(const std::optional<ReleaseRanges> &ranges)
{
    return ranges && std::any_of(ranges->begin(), ranges->end(), [](const ReleaseRange &range) { return range.first.empty() || range.last.empty(); });
}

std::string sidesText(const std::optional<ReleaseRanges> &read, const std::optional<ReleaseRanges> &write)
{
    if (read == write)
        return read ? rangesText(*read) : std::string();
    std::string text = read ? "read " + rangesText(*read) : std::string();
    if (write)
        text += (text.empty() ? "write " : ", write ") + rangesText(*write);
    return text;
}

Result<std::size_t> findOrAdd(Workspace &workspace, const std::string &id, ComponentKind kind, bool &added)
{
    for (std::size_t i = 0; i < workspace.components.size(); ++i) {
        const Component &component = *workspace.components[i];
        if (component.id != id)
            continue;
        const bool isDatabase = component.kind == ComponentKind::Database;
        if (kind == ComponentKind::Database && !isDatabase)
            return Error{ErrorCode::BadUsage, "`" + id + "` is a " + std::string(toText(component.kind)) + ", not a database", {}, 0, 0};
        if (kind != ComponentKind::Database && isDatabase)
            return Error{ErrorCode::BadUsage, "`" + id + "` is a database, not a service", {}, 0, 0};
        return i;
    }
    Component component;
    component.id = id;
    component.kind = kind;
    workspace.components.emplace_back(std::move(component));
    added = true;
    return workspace.components.size() - 1;
}

std::optional<Error> badLabel(const std::vector<std::string> &labels, std::string_view what)
{
    for (const std::string &label : labels) {
        if (label.empty() || label == rollback::notDeployed || label.find("..") != std::string::npos)
            return Error{ErrorCode::BadValue, "`" + label + "` cannot be the name of a " + std::string(what), {}, 0, 0};
    }
    return {};
}

/// Puts the tolerances of one service on one store into place.
class ToleranceRecorder {
public:
    ToleranceRecorder(const Component &store, std::vector<std::string> labels, const VersionSet &before, const RecordOptions &options)
        : m_store(store), m_labels(std::move(labels)), m_before(before), m_options(options), m_positions(positionsOf(store)),
          m_known(store.releases.size(), false)
    {
        for (const std::string &label : m_labels)
            m_known[m_positions.at(label)] = true;
    }

    void record(Release &release, const schema::ReleaseTolerance &said, RecordedTolerance &result, std::vector<std::string> &remarks) const
    {
        const VersionSet reads = setOf(said.reads.stands);
        const VersionSet writes = setOf(said.writes.stands);
        auto found = std::find_if(release.tolerates.begin(), release.tolerates.end(), [&](const Tolerance &t) { return t.store == m_options.store; });
        Tolerance tolerance;
        tolerance.store = m_options.store;
        tolerance.read = rangesOf(found == release.tolerates.end() ? reads : withUnknown(reads, found->read), m_store);
        tolerance.write = rangesOf(found == release.tolerates.end() ? writes : withUnknown(writes, found->write), m_store);
        if (found != release.tolerates.end())
            keepUnknown(found->evidence, tolerance.evidence);
        addEvidence(said.reads, false, tolerance.evidence);
        addEvidence(said.writes, true, tolerance.evidence);
        result.version = m_labels.at(said.version);
        result.read = *tolerance.read;
        result.write = *tolerance.write;
        result.evidence = tolerance.evidence;
        if (found == release.tolerates.end()) {
            result.action = Action::Added;
            release.tolerates.push_back(std::move(tolerance));
            return;
        }
        tolerance.mark = found->mark;
        if (*found == tolerance) {
            result.action = Action::Unchanged;
            return;
        }
        if (!isOurs(*found, reads, writes)) {
            result.written = sidesText(found->read, found->write);
            const std::string says = sidesText(tolerance.read, tolerance.write);
            result.action = m_options.replaceRanges ? Action::Replaced : Action::Kept;
            remarks.push_back(release.id + ": " + (m_options.replaceRanges ? "replaced " : "kept ") + result.written
                              + (m_options.replaceRanges ? " by " + says : " as written; the statements say " + says) + '.');
            if (!m_options.replaceRanges)
                return;
        } else {
            result.action = Action::Updated;
        }
        *found = std::move(tolerance);
    }

private:
    VersionSet setOf(const std::vector<schema::VersionRun> &runs) const
    {
        VersionSet set(m_store.releases.size(), false);
        for (const schema::VersionRun &run : runs) {
            for (std::size_t v = run.first; v <= run.last; ++v)
                set[m_positions.at(m_labels[v])] = true;
        }
        return set;
    }
    /// What was said of versions that this record does not know stays.
    VersionSet withUnknown(VersionSet set, const std::optional<ReleaseRanges> &written) const
    {
        if (!written)
            return set;
        const VersionSet old = exchange::setOf(*written, m_positions, m_store.releases.size());
        for (std::size_t i = 0; i < set.size(); ++i)
            set[i] = m_known[i] ? set[i] : old[i];
        return set;
    }
    void keepUnknown(const std::vector<Evidence> &old, std::vector<Evidence> &list) const
    {
        for (const Evidence &evidence : old) {
            const VersionSet versions = exchange::setOf({evidence.versions}, m_positions, m_store.releases.size());
            bool known = false;
            for (std::size_t i = 0; i < versions.size(); ++i)
                known = known || (versions[i] && m_known[i]);
            if (!known)
                list.push_back(evidence);
        }
    }
    void addEvidence(const schema::SideTolerance &side, bool writes, std::vector<Evidence> &list) const
    {
        for (const schema::ToleranceEvidence &said : side.evidence) {
            Evidence evidence;
            evidence.versions = {m_labels[said.versions.first], m_labels[said.versions.last]};
            evidence.writes = writes;
            evidence.statement = cut(said.statement, longestStatementName);
            evidence.at = said.at;
            evidence.code = said.code;
            evidence.message = cut(said.message, longestMessage);
            evidence.cause = said.cause;
            evidence.found = side.found;
            list.push_back(std::move(evidence));
        }
    }
    /// Whether a side says what would have been recorded when the store had only the versions of before.
    bool agrees(const std::optional<ReleaseRanges> &written, const VersionSet &said) const
    {
        if (!written)
            return false;
        const VersionSet old = exchange::setOf(*written, m_positions, m_store.releases.size());
        const bool open = isOpen(written);
        for (std::size_t i = 0; i < old.size(); ++i) {
            const bool counts = m_known[i] && (open || m_before[i]);
            if (counts && old[i] != said[i])
                return false;
        }
        return true;
    }
    bool isOurs(const Tolerance &written, const VersionSet &reads, const VersionSet &writes) const
    {
        // Each side by itself: editing one by hand drops the evidence of that one only.
        const auto hasEvidence = [&](bool ofWrites) {
            return std::any_of(written.evidence.begin(), written.evidence.end(), [ofWrites](const Evidence &one) { return one.writes == ofWrites; });
        };
        return (hasEvidence(false) || agrees(written.read, reads)) && (hasEvidence(true) || agrees(written.write, writes));
    }

    const Component &m_store;
    std::vector<std::string> m_labels;
    const VersionSet &m_before;             ///< Which versions the store had already.
    const RecordOptions &m_options;
    Positions m_positions;
    VersionSet m_known;                     ///< Which versions the record is about.
};

} // namespace

std::string rangesText(const ReleaseRanges &ranges)
{
    std::string text;
    for (const ReleaseRange &range : ranges)
        text += (text.empty() ? "" : ", ") + toText(range);
    return text;
}

Result<SchemaRecord> recordSchema(Workspace before, const schema::SchemaTolerances &tolerances, const RecordOptions &options)
{
    if (options.service.empty() || options.store.empty())
        return Error{ErrorCode::BadUsage, "a service and a store have to be named", {}, 0, 0};
    if (options.service == options.store)
        return Error{ErrorCode::BadUsage, "the service and the store cannot both be `" + options.store + '`', {}, 0, 0};
    std::vector<std::string> versions;
    for (const schema::SchemaVersion &version : tolerances.versions)
        versions.push_back(version.label);
    std::vector<std::string> releases;
    for (const schema::ReleaseTolerance &release : tolerances.releases)
        releases.push_back(release.release);
    if (const auto bad = badLabel(versions, "schema version"))
        return *bad;
    if (const auto bad = badLabel(releases, "release"))
        return *bad;

    SchemaRecord record;
    record.service = options.service;
    record.store = options.store;
    record.workspace = std::move(before);
    const Result<std::size_t> storeAt = findOrAdd(record.workspace, options.store, ComponentKind::Database, record.storeAdded);
    if (!storeAt)
        return storeAt.error();
    const Result<std::size_t> serviceAt = findOrAdd(record.workspace, options.service, ComponentKind::Service, record.serviceAdded);
    if (!serviceAt)
        return serviceAt.error();

    // Worked on beside the workspace, so that what does not change stays shared with the one before.
    Component store = *record.workspace.components[*storeAt];
    const LabelList::Placed placed = LabelList(store, versionKey).place(versions);
    const Positions storePositions = positionsOf(store);
    VersionSet had(store.releases.size(), true);
    for (std::size_t i = 0; i < versions.size(); ++i) {
        if (placed.added[i]) {
            record.versionsAdded.push_back(placed.labels[i]);
            had[storePositions.at(placed.labels[i])] = false;
        } else {
            ++record.versionsKnown;
        }
    }
    if (placed.otherOrder)
        record.remarks.push_back("The versions of " + options.store + " stand in another order in the workspace than the migrations; that order was kept.");

    Component service = *record.workspace.components[*serviceAt];
    const LabelList::Placed placedReleases = LabelList(service, releaseKey).place(releases);
    if (placedReleases.otherOrder)
        record.remarks.push_back("The releases of " + options.service + " stand in another order in the workspace; that order was kept.");
    const Positions servicePositions = positionsOf(service);
    const ToleranceRecorder recorder(store, placed.labels, had, options);
    for (std::size_t i = 0; i < releases.size(); ++i) {
        RecordedTolerance &result = record.releases.emplace_back();
        result.release = placedReleases.labels[i];
        result.commit = tolerances.releases[i].commit;
        result.releaseAdded = placedReleases.added[i];
        recorder.record(service.releases[servicePositions.at(result.release)], tolerances.releases[i], result, record.remarks);
    }
    if (store != *record.workspace.components[*storeAt])
        record.workspace.components[*storeAt] = Shared<Component>(std::move(store));
    if (service != *record.workspace.components[*serviceAt])
        record.workspace.components[*serviceAt] = Shared<Component>(std::move(service));
    return record;
}

} // namespace belay::exchange
