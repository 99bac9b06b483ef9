// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/blastradius.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

namespace belay::graph {

using rollback::Component;
using rollback::Environment;
using rollback::Release;
using rollback::Workspace;

namespace {

constexpr std::uint32_t gone = std::numeric_limits<std::uint32_t>::max();

/// Positions of releases as sorted intervals that do not touch, both ends inclusive.
class Positions {
public:
    void add(std::uint32_t first, std::uint32_t last)
    {
        if (first <= last)
            m_parts.emplace_back(first, last);
    }
    void normalise()
    {
        std::sort(m_parts.begin(), m_parts.end());
        std::vector<std::pair<std::uint32_t, std::uint32_t>> merged;
        for (const auto &part : m_parts) {
            if (!merged.empty() && part.first <= merged.back().second + 1)
                merged.back().second = std::max(merged.back().second, part.second);
            else
                merged.push_back(part);
        }
        m_parts = std::move(merged);
    }
    [[nodiscard]] bool contains(std::uint32_t position) const
    {
        return std::any_of(m_parts.begin(), m_parts.end(), [position](const auto &part) {
            return part.first <= position && position <= part.second;
        });
    }
    [[nodiscard]] Positions intersected(const Positions &other) const
    {
        Positions both;
        for (const auto &a : m_parts) {
            for (const auto &b : other.m_parts)
                both.add(std::max(a.first, b.first), std::min(a.second, b.second));
        }
        both.normalise();
        return both;
    }
    void unite(const Positions &other)
    {
        m_parts.insert(m_parts.end(), other.m_parts.begin(), other.m_parts.end());
        normalise();
    }

private:
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_parts;
};

std::optional<std::uint32_t> positionOf(const Component &component, const std::string &label)
{
    for (std::size_t i = 0; i < component.releases.size(); ++i) {
        if (component.releases[i].id == label)
            return static_cast<std::uint32_t>(i);
    }
    return {};
}

Positions positionsOf(const Component &component, const rollback::ReleaseRanges &ranges)
{
    Positions positions;
    if (component.releases.empty())
        return positions;
    for (const rollback::ReleaseRange &range : ranges) {
        const auto first = range.first.empty() ? std::optional<std::uint32_t>(0) : positionOf(component, range.first);
        const auto last = range.last.empty() ? static_cast<std::uint32_t>(component.releases.size() - 1)
                                             : positionOf(component, range.last);
        if (first && last)
            positions.add(*first, *last);
    }
    positions.normalise();
    return positions;
}

Positions offering(const Component &component, const std::string &feature)
{
    Positions positions;
    for (std::size_t i = 0; i < component.releases.size(); ++i) {
        const auto &offers = component.releases[i].offers;
        if (std::find(offers.begin(), offers.end(), feature) != offers.end())
            positions.add(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i));
    }
    positions.normalise();
    return positions;
}

struct WantedAlternative {
    NodeId on;
    bool anyRelease = false;           ///< That it is there is enough.
    Positions set;
};

/// A demand of a release: its text and its alternatives, one for each component.
struct Wanted {
    std::string requirement;
    std::vector<WantedAlternative> anyOf;
};

} // namespace

struct BlastAnalysis::Private {
    struct Demand {
        NodeId of;
        std::uint32_t release = 0;     ///< Position; `gone` for a link.
        std::uint32_t first = 0;       ///< Of its alternatives.
        std::uint32_t count = 0;
        std::string requirement;
    };
    struct Alternative {
        std::uint32_t demand = 0;
        WantedAlternative wanted;
        bool holds = false;            ///< Before anything goes back.
    };
    /// What a live release writes or a reader reads in a store.
    struct StoreUse {
        NodeId of;
        std::uint32_t release = 0;
        const rollback::StoreFormats *formats = nullptr;
    };

    std::shared_ptr<const Workspace> workspace;
    std::shared_ptr<const DependencyGraph> graph;
    std::string environment;
    std::vector<std::vector<std::uint32_t>> live;      ///< Sorted positions of each component.
    std::vector<std::vector<std::uint32_t>> history;   ///< Oldest first, the current one left out.
    std::vector<Demand> demands;
    std::vector<Alternative> alternatives;
    std::vector<std::vector<std::uint32_t>> alternativesOn; ///< For each node.
    std::vector<std::uint32_t> standing;               ///< Of each demand: alternatives that hold.
    std::vector<std::vector<StoreUse>> readersOf;      ///< Live readers, for each node.
    std::map<std::string, std::set<std::string>> present; ///< Formats in each store.
    std::vector<std::vector<NodeId>> dominated;        ///< Children in the tree of dominators.

    [[nodiscard]] const Component *component(NodeId id) const { return graph->component(id); }
    [[nodiscard]] bool isLive(NodeId id) const { return id.value < live.size() && !live[id.value].empty(); }
    [[nodiscard]] bool takesPart(NodeId id) const
    {
        const Component *c = component(id);
        return !c || isLive(id) || c->releases.empty();
    }

    void readEnvironment(const Environment *given)
    {
        const std::size_t count = graph->componentCount();
        live.resize(count);
        history.resize(count);
        std::map<std::string, const rollback::ComponentReleases *> liveBy;
        std::map<std::string, const rollback::ComponentReleases *> historyBy;
        if (given) {
            for (const auto &entry : given->live)
                liveBy.emplace(entry.component, &entry);
            for (const auto &entry : given->history)
                historyBy.emplace(entry.component, &entry);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const Component &c = *component(NodeId(i));
            auto &now = live[i];
            if (!given) {
                if (!c.releases.empty())
                    now.push_back(static_cast<std::uint32_t>(c.releases.size() - 1));
            } else if (const auto entry = liveBy.find(c.id); entry != liveBy.end()) {
                for (const std::string &label : entry->second->releases) {
                    if (const auto position = positionOf(c, label))
                        now.push_back(*position);
                }
                std::sort(now.begin(), now.end());
                now.erase(std::unique(now.begin(), now.end()), now.end());
            }
            if (now.empty())
                continue;
            auto &before = history[i];
            if (const auto entry = historyBy.find(c.id); entry != historyBy.end()) {
                for (const std::string &label : entry->second->releases) {
                    if (const auto position = positionOf(c, label))
                        before.push_back(*position);
                }
            } else {
                for (std::uint32_t p = 0; p < now.back(); ++p)
                    before.push_back(p);
            }
            before.insert(before.end(), now.begin(), now.end() - 1);
        }
    }

    void readFormats(const Environment *given)
    {
        std::set<std::string> stated;
        if (given) {
            for (const rollback::StoreFormats &formats : given->formats) {
                stated.insert(formats.store);
                present[formats.store].insert(formats.formats.begin(), formats.formats.end());
            }
        }
        for (std::size_t i = 0; i < live.size(); ++i) {
            const Component &c = *component(NodeId(i));
            std::vector<std::uint32_t> written = live[i];
            written.insert(written.end(), history[i].begin(), history[i].end());
            for (const std::uint32_t position : written) {
                for (const rollback::StoreFormats &writes : c.releases[position].writes) {
                    if (!stated.contains(writes.store))
                        present[writes.store].insert(writes.formats.begin(), writes.formats.end());
                }
            }
        }
    }

    [[nodiscard]] std::vector<Wanted> wantedBy(const Release &release) const
    {
        std::vector<Wanted> wanted;
        const auto there = [this, &wanted](std::string requirement, const std::string &name) {
            if (const auto on = graph->find(name))
                wanted.push_back({std::move(requirement), {{*on, true, {}}}});
        };
        for (const rollback::Tolerance &tolerance : release.tolerates) {
            const auto on = graph->find(tolerance.store);
            const Component *store = on ? component(*on) : nullptr;
            if (!store)
                continue;
            Positions set;
            if (tolerance.read && tolerance.write)
                set = positionsOf(*store, *tolerance.read).intersected(positionsOf(*store, *tolerance.write));
            else if (tolerance.read)
                set = positionsOf(*store, *tolerance.read);
            else if (tolerance.write)
                set = positionsOf(*store, *tolerance.write);
            wanted.push_back({"tolerates/" + tolerance.store, {{*on, false, std::move(set)}}});
        }
        for (std::size_t n = 0; n < release.needs.size(); ++n) {
            Wanted need{"needs/" + std::to_string(n + 1), {}};
            for (const rollback::Alternative &alternative : release.needs[n].anyOf) {
                const auto on = graph->find(alternative.component);
                const Component *provider = on ? component(*on) : nullptr;
                if (!provider)
                    continue;
                Positions set = alternative.feature.empty() ? positionsOf(*provider, alternative.releases)
                                                            : offering(*provider, alternative.feature);
                const auto same = std::find_if(need.anyOf.begin(), need.anyOf.end(),
                                               [&on](const WantedAlternative &a) { return a.on == *on; });
                if (same == need.anyOf.end())
                    need.anyOf.push_back({*on, false, std::move(set)});
                else
                    same->set.unite(set);
            }
            wanted.push_back(std::move(need));
        }
        for (const rollback::StoreFormats &reads : release.reads)
            there("reads/" + reads.store, reads.store);
        for (const rollback::StoreFormats &writes : release.writes)
            there("writes/" + writes.store, writes.store);
        return wanted;
    }

    [[nodiscard]] bool holdsNow(const WantedAlternative &alternative) const
    {
        if (alternative.anyRelease)
            return takesPart(alternative.on);
        return isLive(alternative.on)
            && std::all_of(live[alternative.on.value].begin(), live[alternative.on.value].end(),
                           [&alternative](std::uint32_t p) { return alternative.set.contains(p); });
    }

    void addDemand(NodeId of, std::uint32_t release, Wanted wanted)
    {
        Demand demand{of, release, static_cast<std::uint32_t>(alternatives.size()),
                      static_cast<std::uint32_t>(wanted.anyOf.size()), std::move(wanted.requirement)};
        std::uint32_t holding = 0;
        for (WantedAlternative &alternative : wanted.anyOf) {
            const bool holds = holdsNow(alternative);
            holding += holds ? 1 : 0;
            alternativesOn[alternative.on.value].push_back(static_cast<std::uint32_t>(alternatives.size()));
            alternatives.push_back({static_cast<std::uint32_t>(demands.size()), std::move(alternative), holds});
        }
        demands.push_back(std::move(demand));
        standing.push_back(holding);
    }

    void compile()
    {
        alternativesOn.resize(graph->nodeCount());
        readersOf.resize(graph->nodeCount());
        for (std::size_t i = 0; i < live.size(); ++i) {
            const NodeId node(i);
            for (const std::uint32_t position : live[i]) {
                const Release &release = component(node)->releases[position];
                for (Wanted &wanted : wantedBy(release))
                    addDemand(node, position, std::move(wanted));
                for (const rollback::StoreFormats &reads : release.reads) {
                    if (const auto store = graph->find(reads.store))
                        readersOf[store->value].push_back({node, position, &reads});
                }
            }
        }
        for (const Edge &edge : graph->edges()) {
            if (edge.has(EdgeKind::Link) && edge.from != edge.to && takesPart(edge.from))
                addDemand(edge.from, gone, {"link", {{edge.to, true, {}}}});
        }
        const std::vector<NodeId> dominators = graph->immediateDominators();
        dominated.resize(graph->nodeCount());
        for (std::size_t i = 0; i < dominators.size(); ++i) {
            if (dominators[i].valid())
                dominated[dominators[i].value].push_back(NodeId(i));
        }
    }

    [[nodiscard]] std::vector<std::uint32_t> targetPositions(NodeId node) const
    {
        std::vector<std::uint32_t> targets;
        const Component *c = component(node);
        if (!c || !isLive(node))
            return targets;
        const int depth = c->rollbackDepth.value_or(rollback::defaultRollbackDepth(c->kind));
        const std::uint32_t current = live[node.value].back();
        const auto &before = history[node.value];
        for (auto i = before.rbegin(); i != before.rend() && std::cmp_less(targets.size(), depth); ++i) {
            if (*i != current && std::find(targets.begin(), targets.end(), *i) == targets.end())
                targets.push_back(*i);
        }
        return targets;
    }

    /// The first demand or format of the target that fails: c cannot go back like this.
    [[nodiscard]] std::optional<BrokenComponent> ownFailure(NodeId c, std::uint32_t target) const
    {
        const Release &release = component(c)->releases[target];
        for (const Wanted &wanted : wantedBy(release)) {
            const bool holds = std::any_of(wanted.anyOf.begin(), wanted.anyOf.end(), [&](const WantedAlternative &a) {
                return holdsNow(a) && (a.on != c || a.anyRelease || a.set.contains(target));
            });
            if (!holds) {
                return BrokenComponent{c, 0, release.id, wanted.requirement,
                                       wanted.anyOf.empty() ? NodeId() : wanted.anyOf.front().on, release.id};
            }
        }
        for (const rollback::StoreFormats &reads : release.reads) {
            const auto formats = present.find(reads.store);
            const auto store = graph->find(reads.store);
            if (formats == present.end() || !store)
                continue;
            const std::set<std::string> readable(reads.formats.begin(), reads.formats.end());
            if (!std::includes(readable.begin(), readable.end(), formats->second.begin(), formats->second.end()))
                return BrokenComponent{c, 0, release.id, "reads/" + reads.store, *store, release.id};
        }
        return {};
    }

    /// One target on its own: who breaks, by rounds.
    [[nodiscard]] std::vector<BrokenComponent> brokenBy(NodeId c, std::uint32_t target) const
    {
        const std::string label = target == gone ? std::string(rollback::notDeployed)
                                                 : component(c)->releases[target].id;
        std::vector<BrokenComponent> result;
        std::vector<bool> isBroken(graph->nodeCount(), false);
        std::map<std::uint32_t, std::uint32_t> fallen; // Alternatives lost, by demand.
        struct Failure {
            std::uint32_t demand;      ///< `gone`: a format.
            NodeId because;
            std::string release;
            std::string requirement;
        };
        std::map<NodeId, Failure> failing;
        const auto lose = [&](std::uint32_t index) {
            const Alternative &alternative = alternatives[index];
            const Demand &demand = demands[alternative.demand];
            if (!alternative.holds || ++fallen[alternative.demand] < standing[alternative.demand])
                return;
            if (demand.of == c || isBroken[demand.of.value])
                return;
            const Component *of = component(demand.of);
            Failure failure{alternative.demand, alternative.wanted.on,
                            demand.release == gone ? std::string() : of->releases[demand.release].id,
                            demand.requirement};
            const auto [place, isNew] = failing.emplace(demand.of, failure);
            if (!isNew && failure.demand < place->second.demand)
                place->second = std::move(failure);
        };

        bool isWholeLost = target == gone;
        if (target != gone) {
            if (auto own = ownFailure(c, target)) {
                isWholeLost = true;
                result.push_back(*std::move(own));
            } else {
                // What it runs now may not stand next to the target.
                for (const std::uint32_t index : alternativesOn[c.value]) {
                    const Alternative &alternative = alternatives[index];
                    const Demand &demand = demands[alternative.demand];
                    if (demand.of == c && alternative.holds && !alternative.wanted.anyRelease
                        && standing[alternative.demand] == 1 && !alternative.wanted.set.contains(target)) {
                        isWholeLost = true;
                        result.push_back({c, 0, component(c)->releases[demand.release].id, demand.requirement, c, label});
                        break;
                    }
                }
            }
        }
        isBroken[c.value] = true;
        for (const std::uint32_t index : alternativesOn[c.value]) {
            const Alternative &alternative = alternatives[index];
            if (isWholeLost || (!alternative.wanted.anyRelease && !alternative.wanted.set.contains(target)))
                lose(index);
        }
        if (target != gone)
            addFormatFailures(c, target, isBroken, [&failing](const StoreUse &reader, const std::string &release,
                                                              NodeId store) {
                failing.emplace(reader.of, Failure{gone, store, release, "reads/" + reader.formats->store});
            });
        for (int hops = 1; !failing.empty(); ++hops) {
            const std::map<NodeId, Failure> round = std::move(failing);
            failing.clear();
            for (const auto &[node, failure] : round) {
                isBroken[node.value] = true;
                result.push_back({node, hops, failure.release, failure.requirement, failure.because, label});
            }
            for (const auto &[node, failure] : round) {
                for (const std::uint32_t index : alternativesOn[node.value])
                    lose(index);
            }
        }
        return result;
    }

    template <class Add>
    void addFormatFailures(NodeId c, std::uint32_t target, const std::vector<bool> &isBroken, Add add) const
    {
        for (const rollback::StoreFormats &writes : component(c)->releases[target].writes) {
            const auto store = graph->find(writes.store);
            if (!store)
                continue;
            const auto there = present.find(writes.store);
            for (const StoreUse &reader : readersOf[store->value]) {
                if (isBroken[reader.of.value])
                    continue;
                const auto &readable = reader.formats->formats;
                const bool fails = std::any_of(writes.formats.begin(), writes.formats.end(), [&](const std::string &f) {
                    const bool isNew = there == present.end() || !there->second.contains(f);
                    return isNew && std::find(readable.begin(), readable.end(), f) == readable.end();
                });
                if (fails)
                    add(reader, component(reader.of)->releases[reader.release].id, *store);
            }
        }
    }

    /// In two manners: as one that may fail (everybody at it is next), or as a store that holds what
    /// was written (its readers are next).
    [[nodiscard]] std::vector<AffectedComponent> affectedBy(NodeId c) const
    {
        enum Manner : std::uint8_t { Failing, Holding };
        const std::size_t nodes = graph->nodeCount();
        std::array<std::vector<int>, 2> hops{std::vector<int>(nodes, -1), std::vector<int>(nodes, -1)};
        std::vector<std::pair<NodeId, Manner>> queue{{c, Failing}};
        hops[Failing][c.value] = 0;
        for (std::size_t i = 0; i < queue.size(); ++i) {
            const auto [node, manner] = queue[i];
            const int next = hops[manner][node.value] + 1;
            const auto visit = [&](NodeId to, Manner as) {
                if (hops[as][to.value] < 0) {
                    hops[as][to.value] = next;
                    queue.emplace_back(to, as);
                }
            };
            for (const EdgeId in : graph->incoming(node)) {
                const Edge &edge = graph->edge(in);
                if (manner == Failing || edge.has(EdgeKind::Reads))
                    visit(edge.from, Failing);
            }
            if (manner == Failing) {
                for (const Edge &edge : graph->outgoing(node)) {
                    if (edge.has(EdgeKind::Writes))
                        visit(edge.to, Holding);
                }
            }
        }
        std::vector<AffectedComponent> affected;
        for (std::size_t i = 0; i < nodes; ++i) {
            const int a = hops[Failing][i];
            const int b = hops[Holding][i];
            const int nearest = a < 0 ? b : b < 0 ? a : std::min(a, b);
            if (nearest > 0 && NodeId(i) != c)
                affected.push_back({NodeId(i), nearest});
        }
        return affected;
    }
};

BlastAnalysis::BlastAnalysis(std::unique_ptr<Private> d) : m_d(std::move(d)) {}
BlastAnalysis::BlastAnalysis(BlastAnalysis &&) noexcept = default;
BlastAnalysis &BlastAnalysis::operator=(BlastAnalysis &&) noexcept = default;
BlastAnalysis::~BlastAnalysis() = default;

Result<BlastAnalysis> BlastAnalysis::make(std::shared_ptr<const Workspace> workspace,
                                          std::shared_ptr<const DependencyGraph> graph, const std::string &environment)
{
    const Environment *given = nullptr;
    if (environment.empty()) {
        given = workspace->environments.empty() ? nullptr : &workspace->environments.front();
    } else {
        for (const Environment &one : workspace->environments) {
            if (one.id == environment) {
                given = &one;
                break;
            }
        }
        if (!given)
            return Error{ErrorCode::UnknownReference, "environment " + environment, {}, 0, 0};
    }
    auto d = std::make_unique<Private>();
    d->workspace = std::move(workspace);
    d->graph = std::move(graph);
    d->environment = given ? given->id : std::string();
    d->readEnvironment(given);
    d->readFormats(given);
    d->compile();
    return BlastAnalysis(std::move(d));
}

std::vector<std::string> BlastAnalysis::targetsOf(NodeId component) const
{
    std::vector<std::string> labels;
    for (const std::uint32_t position : m_d->targetPositions(component))
        labels.push_back(m_d->component(component)->releases[position].id);
    return labels;
}

std::vector<std::string> BlastAnalysis::liveOf(NodeId component) const
{
    std::vector<std::string> labels;
    if (m_d->isLive(component)) {
        for (const std::uint32_t position : m_d->live[component.value])
            labels.push_back(m_d->component(component)->releases[position].id);
    }
    return labels;
}

const std::string &BlastAnalysis::environment() const { return m_d->environment; }
const DependencyGraph &BlastAnalysis::graph() const { return *m_d->graph; }

Result<BlastRadius> BlastAnalysis::of(const std::string &component, const std::string &target) const
{
    const auto node = m_d->graph->find(component);
    if (!node)
        return Error{ErrorCode::UnknownReference, "component " + component, {}, 0, 0};
    return of(*node, target);
}

Result<BlastRadius> BlastAnalysis::of(NodeId component, const std::string &target) const
{
    if (component.value >= m_d->graph->nodeCount())
        return Error{ErrorCode::UnknownReference, "component", {}, 0, 0};
    BlastRadius radius;
    radius.component = component;
    radius.environment = m_d->environment;
    radius.live = liveOf(component);
    radius.componentCount = m_d->graph->componentCount();
    std::vector<std::uint32_t> targets;
    if (target.empty()) {
        targets = m_d->targetPositions(component);
    } else if (target == rollback::notDeployed) {
        targets.push_back(gone);
    } else {
        const Component *c = m_d->component(component);
        const auto position = c ? positionOf(*c, target) : std::nullopt;
        if (!position) {
            return Error{ErrorCode::UnknownReference,
                         "release " + target + " of " + m_d->graph->node(component).id, {}, 0, 0};
        }
        targets.push_back(*position);
    }
    std::map<NodeId, BrokenComponent> nearest;
    for (const std::uint32_t position : targets) {
        radius.targets.push_back(position == gone ? std::string(rollback::notDeployed)
                                                  : m_d->component(component)->releases[position].id);
        for (BrokenComponent &broken : m_d->brokenBy(component, position)) {
            const auto [place, isNew] = nearest.emplace(broken.node, broken);
            if (!isNew && broken.hops < place->second.hops)
                place->second = std::move(broken);
        }
    }
    for (auto &entry : nearest)
        radius.broken.push_back(std::move(entry.second));
    std::stable_sort(radius.broken.begin(), radius.broken.end(),
                     [](const BrokenComponent &a, const BrokenComponent &b) { return a.hops < b.hops; });
    radius.affected = m_d->affectedBy(component);
    std::stable_sort(radius.affected.begin(), radius.affected.end(),
                     [](const AffectedComponent &a, const AffectedComponent &b) { return a.hops < b.hops; });
    radius.onlyThrough = m_d->dominated[component.value];
    for (std::size_t i = 0; i < radius.onlyThrough.size(); ++i) {
        const auto &children = m_d->dominated[radius.onlyThrough[i].value];
        radius.onlyThrough.insert(radius.onlyThrough.end(), children.begin(), children.end());
    }
    std::sort(radius.onlyThrough.begin(), radius.onlyThrough.end());
    return radius;
}

int BlastRadius::brokenHops(NodeId node) const
{
    const auto place = std::find_if(broken.begin(), broken.end(),
                                    [node](const BrokenComponent &one) { return one.node == node; });
    return place == broken.end() ? -1 : place->hops;
}

int BlastRadius::affectedHops(NodeId node) const
{
    const auto place = std::find_if(affected.begin(), affected.end(),
                                    [node](const AffectedComponent &one) { return one.node == node; });
    return place == affected.end() ? -1 : place->hops;
}

} // namespace belay::graph
