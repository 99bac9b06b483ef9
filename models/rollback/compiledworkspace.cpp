// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/compiledworkspace.h"

#include "models/core/nearmiss.h"

#include <algorithm>
#include <set>

namespace belay::rollback {
namespace {

constexpr std::size_t linearReleases = 24;
/// In a larger workspace no hint is looked for: it would take longer than the check.
constexpr std::size_t namesForHints = 20000;

std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

std::string withHint(std::string text, const std::string &hint)
{
    if (!hint.empty())
        text += ", did you mean " + quoted(hint) + '?';
    return text;
}

void report(std::vector<Error> &errors, ErrorCode code, std::string detail, SourceMark mark)
{
    if (errors.size() < errorLimit)
        errors.push_back({code, std::move(detail), {}, mark.line, mark.column});
}

std::uint64_t releaseKey(ComponentIndex c, Position p)
{
    return (std::uint64_t{c} << 32U) | static_cast<std::uint32_t>(p);
}

/// Looks names up and reports those that are not declared, with the nearest one that is.
struct Names {
    const CompiledWorkspace &w;
    std::vector<Error> &errors;

    const ComponentIndex *component(std::string_view name, SourceMark mark, std::string_view where)
    {
        if (const ComponentIndex *found = w.find(name))
            return found;
        std::vector<std::string_view> names;
        if (w.componentCount() <= namesForHints) {
            for (const auto &known : w.source().components)
                names.push_back(known->id);
        }
        report(errors, ErrorCode::UnknownReference,
               withHint(std::string(where) + ": component " + quoted(name) + " is not declared", nearMiss(name, names)),
               mark);
        return nullptr;
    }

    Position release(ComponentIndex c, std::string_view label, SourceMark mark, std::string_view where)
    {
        const Position p = w.position(c, label);
        if (p == CompiledWorkspace::unknownRelease) {
            std::vector<std::string_view> labels;
            for (const Release &r : w.component(c).releases)
                labels.emplace_back(r.id);
            report(errors, ErrorCode::UnknownReference,
                   withHint(std::string(where) + ": " + quoted(w.component(c).id) + " has no release " + quoted(label),
                            nearMiss(label, labels)),
                   mark);
        }
        return p;
    }
};

} // namespace

ReleaseSet::ReleaseSet(std::vector<Span> spans)
{
    std::erase_if(spans, [](const Span &s) { return s.lo > s.hi; });
    std::sort(spans.begin(), spans.end(), [](const Span &a, const Span &b) { return a.lo < b.lo; });
    for (const Span &s : spans) {
        if (!m_spans.empty() && s.lo <= m_spans.back().hi + 1)
            m_spans.back().hi = std::max(m_spans.back().hi, s.hi);
        else
            m_spans.push_back(s);
    }
}

bool ReleaseSet::contains(Position position) const
{
    return std::any_of(m_spans.begin(), m_spans.end(),
                       [position](const Span &s) { return s.lo <= position && position <= s.hi; });
}

ReleaseSet ReleaseSet::united(const ReleaseSet &other) const
{
    std::vector<Span> all = m_spans;
    all.insert(all.end(), other.m_spans.begin(), other.m_spans.end());
    return ReleaseSet(std::move(all));
}

ReleaseSet ReleaseSet::intersected(const ReleaseSet &other) const
{
    std::vector<Span> common;
    for (const Span &a : m_spans) {
        for (const Span &b : other.m_spans) {
            const Span s{std::max(a.lo, b.lo), std::min(a.hi, b.hi)};
            if (s.lo <= s.hi)
                common.push_back(s);
        }
    }
    return ReleaseSet(std::move(common));
}

struct CompiledWorkspace::Builder : Names {
    Builder(CompiledWorkspace &workspace, std::vector<Error> &list) : Names{workspace, list}, w(workspace) {}

    CompiledWorkspace &w;
    std::unordered_map<ComponentIndex, std::unordered_map<std::string_view, ReleaseSet>> features;
    std::unordered_map<ComponentIndex, std::unordered_map<std::string_view, FormatIndex>> formatIds;

    ReleaseSet ranges(ComponentIndex c, const ReleaseRanges &list, SourceMark mark, std::string_view where)
    {
        std::vector<Span> spans;
        if (list.empty())
            report(errors, ErrorCode::BadValue, std::string(where) + ": no releases are given", mark);
        for (const ReleaseRange &range : list) {
            Span s{0, static_cast<Position>(w.component(c).releases.size()) - 1};
            if (!range.first.empty())
                s.lo = release(c, range.first, mark, where);
            if (!range.last.empty())
                s.hi = range.first == range.last ? s.lo : release(c, range.last, mark, where);
            if (s.lo == unknownRelease || s.hi == unknownRelease)
                continue;
            if (s.lo == absent || s.hi == absent) {
                report(errors, ErrorCode::BadValue, std::string(where) + ": `none` cannot be required", mark);
                continue;
            }
            if (s.lo > s.hi) {
                report(errors, ErrorCode::BadValue,
                       std::string(where) + ": the range " + quoted(toText(range)) + " of " +
                           quoted(w.component(c).id) + " is empty: " + quoted(range.last) + " comes before " +
                           quoted(range.first),
                       mark);
                continue;
            }
            spans.push_back(s);
        }
        return ReleaseSet(std::move(spans));
    }

    ReleaseSet feature(ComponentIndex c, std::string_view name, SourceMark mark, std::string_view where)
    {
        auto &known = features[c];
        if (known.empty()) {
            std::unordered_map<std::string_view, std::vector<Span>> spans;
            const auto &releases = w.component(c).releases;
            for (std::size_t i = 0; i < releases.size(); ++i) {
                for (const std::string &offer : releases[i].offers)
                    spans[offer].push_back({static_cast<Position>(i), static_cast<Position>(i)});
            }
            for (auto &[text, list] : spans)
                known.emplace(text, ReleaseSet(std::move(list)));
        }
        const auto found = known.find(name);
        if (found != known.end())
            return found->second;
        std::vector<std::string_view> names;
        for (const auto &[text, set] : known)
            names.push_back(text);
        std::sort(names.begin(), names.end());
        report(errors, ErrorCode::UnknownReference,
               withHint(std::string(where) + ": no release of " + quoted(w.component(c).id) + " offers " + quoted(name),
                        nearMiss(name, names)),
               mark);
        return {};
    }

    FormatIndex format(ComponentIndex store, const std::string &name)
    {
        auto &known = formatIds[store];
        const auto found = known.find(name);
        if (found != known.end())
            return found->second;
        const auto index = static_cast<FormatIndex>(w.m_formats.size());
        w.m_formats.push_back({store, name, {}});
        known.emplace(name, index);
        w.m_formatsOf[store].push_back(index);
        return index;
    }

    void addNeed(Position release, std::vector<CompiledAlternative> alternatives, std::size_t ordinal, NeedKind kind)
    {
        Need need;
        need.release = release;
        need.ordinal = static_cast<std::uint32_t>(ordinal) & 0x7fffffffU;
        need.tolerates = kind == NeedKind::Tolerates ? 1U : 0U;
        need.provider = alternatives.front().provider;
        const auto spans = alternatives.front().releases.spans();
        if (alternatives.size() == 1 && spans.size() <= 1) {
            need.span = spans.empty() ? Span{} : spans.front();
        } else {
            need.many = static_cast<std::uint32_t>(w.m_many.size());
            w.m_many.push_back(std::move(alternatives));
        }
        w.m_needs.push_back(need);
    }

    void compileRelease(ComponentIndex c, Position p, const Release &r)
    {
        const std::string where = quoted(w.component(c).id + ' ' + r.id);
        std::set<std::string_view> stores;
        for (std::size_t i = 0; i < r.tolerates.size(); ++i) {
            const Tolerance &t = r.tolerates[i];
            const ComponentIndex *store = component(t.store, t.mark, where + " tolerates");
            if (!stores.insert(t.store).second)
                report(errors, ErrorCode::Duplicate, where + " tolerates " + quoted(t.store) + " twice", t.mark);
            if (store == nullptr)
                continue;
            ReleaseSet set = w.side(*store, std::nullopt);
            if (t.read)
                set = set.intersected(ranges(*store, *t.read, t.mark, where + " tolerates " + t.store + ", read"));
            if (t.write)
                set = set.intersected(ranges(*store, *t.write, t.mark, where + " tolerates " + t.store + ", write"));
            addNeed(p, {{*store, std::move(set)}}, i, NeedKind::Tolerates);
        }
        for (std::size_t i = 0; i < r.needs.size(); ++i)
            compileNeed(p, r.needs[i], i, where + " needs/" + std::to_string(i + 1));
        compileFormats(c, p, r, where);
    }

    void compileNeed(Position p, const Requirement &requirement, std::size_t ordinal, const std::string &where)
    {
        std::vector<CompiledAlternative> merged;
        for (const Alternative &a : requirement.anyOf) {
            const ComponentIndex *provider = component(a.component, a.mark, where);
            if (provider == nullptr)
                continue;
            ReleaseSet set = a.feature.empty() ? ranges(*provider, a.releases, a.mark, where)
                                               : feature(*provider, a.feature, a.mark, where);
            const auto same = std::find_if(merged.begin(), merged.end(), [provider](const CompiledAlternative &m) {
                return m.provider == *provider;
            });
            if (same == merged.end())
                merged.push_back({*provider, std::move(set)});
            else
                same->releases = same->releases.united(set);
        }
        if (requirement.anyOf.empty())
            report(errors, ErrorCode::BadValue, where + ": no alternative is given", requirement.mark);
        if (!merged.empty())
            addNeed(p, std::move(merged), ordinal, NeedKind::Needs);
    }

    void compileFormats(ComponentIndex c, Position p, const Release &r, const std::string &where)
    {
        for (const StoreFormats &written : r.writes) {
            const ComponentIndex *store = component(written.store, written.mark, where + " writes");
            if (store == nullptr)
                continue;
            auto &list = w.m_writes[releaseKey(c, p)];
            for (const std::string &name : written.formats) {
                const FormatIndex f = format(*store, name);
                if (std::find(list.begin(), list.end(), f) != list.end())
                    continue;
                list.push_back(f);
                w.m_formats[f].writers.emplace_back(c, p);
            }
            std::sort(list.begin(), list.end());
        }
        for (std::size_t i = 0; i < r.reads.size(); ++i) {
            const StoreFormats &read = r.reads[i];
            const ComponentIndex *store = component(read.store, read.mark, where + " reads");
            if (store == nullptr)
                continue;
            auto &list = w.m_reads[c];
            if (std::any_of(list.begin(), list.end(),
                            [&](const Reads &k) { return k.release == p && k.store == *store; })) {
                report(errors, ErrorCode::Duplicate, where + " reads " + quoted(read.store) + " twice", read.mark);
                continue;
            }
            Reads entry{p, *store, static_cast<std::uint32_t>(i), {}};
            for (const std::string &name : read.formats)
                entry.readable.push_back(format(*store, name));
            std::sort(entry.readable.begin(), entry.readable.end());
            list.push_back(std::move(entry));
            if (w.m_readers.empty() || w.m_readers.back() != c)
                w.m_readers.push_back(c);
        }
    }

    void declare()
    {
        const auto &components = w.m_source->components;
        w.m_byName = NameIndex(components.size());
        for (std::size_t i = 0; i < components.size(); ++i) {
            const Component &c = *components[i];
            const auto index = static_cast<ComponentIndex>(i);
            if (!w.m_byName.insert(c.id, index))
                report(errors, ErrorCode::Duplicate, "component " + quoted(c.id) + " is declared twice", c.mark);
            if (c.id.empty())
                report(errors, ErrorCode::BadValue, "a component has no name", c.mark);
            if (c.rollbackDepth && *c.rollbackDepth < 0)
                report(errors, ErrorCode::BadValue, quoted(c.id) + ": rollback_depth is below 0", c.mark);
            w.m_depth.push_back(c.rollbackDepth.value_or(defaultRollbackDepth(c.kind)));
            w.m_rolls.push_back(rollsByDefault(c.kind) ? 1 : 0);
            w.m_keepsHealth = w.m_keepsHealth || c.healthByRelease.has_value();
            declareReleases(index, c);
        }
        if (w.m_source->settings.simultaneous < 0)
            report(errors, ErrorCode::BadValue, "settings: simultaneous is below 1", {});
        if (w.m_source->settings.commitAfterSoak_s.value_or(0) < 0)
            report(errors, ErrorCode::BadValue, "settings: commit_after_soak is below 0", {});
    }

    void declareReleases(ComponentIndex index, const Component &c)
    {
        const bool many = c.releases.size() > linearReleases;
        std::unordered_map<std::string_view, Position> positions;
        for (std::size_t p = 0; p < c.releases.size(); ++p) {
            const Release &r = c.releases[p];
            const bool fresh = many ? positions.emplace(r.id, static_cast<Position>(p)).second
                                    : std::none_of(c.releases.begin(), c.releases.begin() + static_cast<std::ptrdiff_t>(p),
                                                   [&r](const Release &other) { return other.id == r.id; });
            if (!fresh)
                report(errors, ErrorCode::Duplicate, quoted(c.id) + ": release " + quoted(r.id) + " is declared twice",
                       r.mark);
            if (r.id.empty() || r.id == notDeployed || r.id.find("..") != std::string::npos)
                report(errors, ErrorCode::BadValue,
                       quoted(c.id) + ": " + quoted(r.id) + " cannot be the label of a release", r.mark);
        }
        if (many)
            w.m_manyReleases.emplace(index, std::move(positions));
    }

    /// Formats that only an environment names are met by every reader of the store.
    void declareStatedFormats()
    {
        for (const Environment &environment : w.m_source->environments) {
            for (const StoreFormats &given : environment.formats) {
                if (const ComponentIndex *store = w.find(given.store)) {
                    for (const std::string &name : given.formats)
                        format(*store, name);
                }
            }
        }
    }

    void indexDependents()
    {
        const std::size_t n = w.componentCount();
        w.m_owner.resize(w.m_needs.size());
        w.m_dependentOffset.assign(n + 1, 0);
        const auto eachProvider = [this](const Need &need, const auto &visit) {
            if (need.many == Need::none) {
                visit(need.provider);
                return;
            }
            for (const CompiledAlternative &a : w.m_many[need.many])
                visit(a.provider);
        };
        for (const Need &need : w.m_needs)
            eachProvider(need, [this](ComponentIndex p) { ++w.m_dependentOffset[p + 1]; });
        for (std::size_t i = 0; i < n; ++i)
            w.m_dependentOffset[i + 1] += w.m_dependentOffset[i];
        w.m_dependents.resize(w.m_dependentOffset[n]);
        std::vector<std::uint32_t> next(w.m_dependentOffset.begin(), w.m_dependentOffset.end() - 1);
        for (std::size_t c = 0; c < n; ++c) {
            for (std::uint32_t i = w.m_needOffset[c]; i < w.m_needOffset[c + 1]; ++i) {
                w.m_owner[i] = static_cast<ComponentIndex>(c);
                eachProvider(w.m_needs[i], [&](ComponentIndex p) { w.m_dependents[next[p]++] = i; });
            }
        }
    }
};

std::shared_ptr<const CompiledWorkspace> CompiledWorkspace::compile(std::shared_ptr<const Workspace> workspace,
                                                                    std::vector<Error> &errors)
{
    std::shared_ptr<CompiledWorkspace> w(new CompiledWorkspace);
    w->m_source = std::move(workspace);
    Builder builder(*w, errors);
    builder.declare();
    const std::size_t n = w->componentCount();
    w->m_needOffset.reserve(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        const auto c = static_cast<ComponentIndex>(i);
        w->m_needOffset.push_back(static_cast<std::uint32_t>(w->m_needs.size()));
        const auto &releases = w->component(c).releases;
        for (std::size_t p = 0; p < releases.size(); ++p)
            builder.compileRelease(c, static_cast<Position>(p), releases[p]);
    }
    w->m_needOffset.push_back(static_cast<std::uint32_t>(w->m_needs.size()));
    builder.declareStatedFormats();
    builder.indexDependents();
    for (const Environment &environment : w->m_source->environments)
        w->m_environments.push_back(w->compileEnvironment(environment, errors));
    return w;
}

std::string_view CompiledWorkspace::label(ComponentIndex c, Position p) const
{
    return p == absent ? notDeployed : std::string_view(component(c).releases[static_cast<std::size_t>(p)].id);
}

const ComponentIndex *CompiledWorkspace::find(std::string_view name) const
{
    return m_byName.find(name);
}

Position CompiledWorkspace::position(ComponentIndex c, std::string_view text) const
{
    if (text == notDeployed)
        return absent;
    const auto &releases = component(c).releases;
    if (releases.size() > linearReleases) {
        const auto &map = m_manyReleases.at(c);
        const auto found = map.find(text);
        return found == map.end() ? unknownRelease : found->second;
    }
    for (std::size_t i = 0; i < releases.size(); ++i) {
        if (releases[i].id == text)
            return static_cast<Position>(i);
    }
    return unknownRelease;
}

std::span<const Need> CompiledWorkspace::needs(ComponentIndex c) const
{
    return std::span(m_needs).subspan(m_needOffset[c], m_needOffset[c + 1] - m_needOffset[c]);
}

std::span<const std::uint32_t> CompiledWorkspace::dependents(ComponentIndex c) const
{
    return std::span(m_dependents).subspan(m_dependentOffset[c], m_dependentOffset[c + 1] - m_dependentOffset[c]);
}

std::span<const Reads> CompiledWorkspace::reads(ComponentIndex c) const
{
    const auto found = m_reads.find(c);
    return found == m_reads.end() ? std::span<const Reads>() : std::span<const Reads>(found->second);
}

std::span<const FormatIndex> CompiledWorkspace::writes(ComponentIndex c, Position p) const
{
    if (p == absent || m_writes.empty())
        return {};
    const auto found = m_writes.find(releaseKey(c, p));
    return found == m_writes.end() ? std::span<const FormatIndex>() : std::span<const FormatIndex>(found->second);
}

std::span<const FormatIndex> CompiledWorkspace::formatsOf(ComponentIndex store) const
{
    const auto found = m_formatsOf.find(store);
    return found == m_formatsOf.end() ? std::span<const FormatIndex>() : std::span<const FormatIndex>(found->second);
}

const FormatIndex *CompiledWorkspace::findFormat(ComponentIndex store, std::string_view name) const
{
    const auto found = m_formatsOf.find(store);
    if (found == m_formatsOf.end())
        return nullptr;
    for (const FormatIndex &f : found->second) {
        if (m_formats[f].name == name)
            return &f;
    }
    return nullptr;
}

ReleaseSet CompiledWorkspace::side(ComponentIndex store, const std::optional<ReleaseRanges> &ranges) const
{
    const auto last = static_cast<Position>(component(store).releases.size()) - 1;
    if (!ranges)
        return ReleaseSet({{0, last}});
    std::vector<Span> spans;
    for (const ReleaseRange &range : *ranges) {
        spans.push_back({range.first.empty() ? 0 : position(store, range.first),
                         range.last.empty() ? last : position(store, range.last)});
    }
    return ReleaseSet(std::move(spans));
}

CompiledEnvironment CompiledWorkspace::compileEnvironment(const Environment &environment,
                                                          std::vector<Error> &errors) const
{
    const std::string where = "environment " + quoted(environment.id);
    CompiledEnvironment result;
    result.components.resize(componentCount());
    std::vector<bool> historyGiven(componentCount(), false);
    Names lookup{*this, errors};

    const auto readList = [&](const std::vector<ComponentReleases> &lists, std::string_view what, auto &&take) {
        std::vector<bool> seen(componentCount(), false);
        const std::string place = where + ", " + std::string(what);
        for (const ComponentReleases &entry : lists) {
            const ComponentIndex *c = lookup.component(entry.component, entry.mark, place);
            if (c == nullptr)
                continue;
            if (seen[*c])
                report(errors, ErrorCode::Duplicate, place + ": " + quoted(entry.component) + " is listed twice",
                       entry.mark);
            seen[*c] = true;
            std::vector<Position> positions;
            for (const std::string &text : entry.releases) {
                const Position p = lookup.release(*c, text, entry.mark, place);
                if (p != unknownRelease)
                    positions.push_back(p);
            }
            take(*c, entry, std::move(positions));
        }
    };
    readList(environment.live, "live", [&](ComponentIndex c, const ComponentReleases &entry, std::vector<Position> p) {
        std::sort(p.begin(), p.end());
        p.erase(std::unique(p.begin(), p.end()), p.end());
        if (entry.releases.empty())
            report(errors, ErrorCode::BadValue, where + ": no live release of " + quoted(entry.component) + " is given",
                   entry.mark);
        if (p.size() > 1 && p.front() == absent)
            p.erase(p.begin());
        result.components[c].live = std::move(p);
    });
    readList(environment.history, "history", [&](ComponentIndex c, const ComponentReleases &, std::vector<Position> p) {
        historyGiven[c] = true;
        result.components[c].history = std::move(p);
    });
    for (std::size_t i = 0; i < componentCount(); ++i) {
        StartState &s = result.components[i];
        if (s.live.empty())
            s.live = {absent};
        const Position current = s.live.back();
        if (!historyGiven[i]) {
            for (Position p = 0; p < current; ++p)
                s.history.push_back(p);
        }
        s.history.insert(s.history.end(), s.live.begin(), s.live.end() - 1);
    }

    result.formats.assign(m_formats.size(), false);
    std::vector<bool> stated(componentCount(), false);
    for (const StoreFormats &given : environment.formats) {
        const ComponentIndex *store = lookup.component(given.store, given.mark, where + ", formats");
        if (store == nullptr)
            continue;
        if (stated[*store])
            report(errors, ErrorCode::Duplicate, where + ", formats: " + quoted(given.store) + " is listed twice",
                   given.mark);
        stated[*store] = true;
        for (const std::string &name : given.formats) {
            if (const FormatIndex *f = findFormat(*store, name))
                result.formats[*f] = true;
        }
    }
    for (std::size_t f = 0; f < m_formats.size(); ++f) {
        for (const auto &[c, p] : m_formats[f].writers) {
            const StartState &s = result.components[c];
            const bool live = std::find(s.live.begin(), s.live.end(), p) != s.live.end();
            const bool before = std::find(s.history.begin(), s.history.end(), p) != s.history.end();
            if (live || (before && !stated[m_formats[f].store]))
                result.formats[f] = true;
        }
    }
    return result;
}

} // namespace belay::rollback
