// SPDX-License-Identifier: GPL-3.0-or-later
#include "randomworkspace.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace belay::rollback::oracle {

namespace {

/// splitmix64: small, and the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// `low` to `high`, both inclusive.
    int between(int low, int high)
    {
        return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(int percent) { return between(1, 100) <= percent; }
    template <class T>
    const T &pick(const std::vector<T> &list) { return list[next() % list.size()]; }
    template <class T>
    void shuffle(std::vector<T> &list)
    {
        for (std::size_t i = list.size(); i > 1; --i)
            std::swap(list[i - 1], list[next() % i]);
    }

private:
    std::uint64_t m_state;
};

bool isStore(const Component &component)
{
    return component.kind == ComponentKind::Database || component.kind == ComponentKind::Topic;
}

bool rolls(const Component &component) { return rollsByDefault(component.kind); }

class Generator {
public:
    explicit Generator(std::uint64_t seed) : m_random(seed * 2 + 1) {}

    Workspace make()
    {
        // Mostly tolerant workspaces show the first break, mostly strict ones many at once.
        m_wide = m_random.pick<int>({40, 70, 90, 97});
        m_dense = m_random.pick<int>({20, 35, 50, 65});
        m_cleanStart = m_random.chance(70);
        m_alternatives = m_random.chance(35);
        if (m_alternatives && m_random.chance(60)) {
            m_cleanStart = true;
            m_wide = 97;
        }
        m_workspace.name = "random";
        if (m_random.chance(60))
            m_workspace.settings.commitAfterSoak_s = 3600;
        m_workspace.settings.simultaneous = m_random.pick<int>({1, 1, 2, 3, allAtOnce});
        makeComponents();
        makeEnvironment();
        makeRequirements();
        for (const Component &component : m_components)
            m_workspace.components.emplace_back(component);
        makePlan();
        return std::move(m_workspace);
    }

private:
    void makeComponents()
    {
        const int count = m_random.pick<int>({1, 2, 2, 3, 3, 3, 4, 4, 5});
        std::vector<ComponentKind> kinds{ComponentKind::Service, ComponentKind::Service, ComponentKind::Service,
                                         ComponentKind::Database, ComponentKind::Database, ComponentKind::Flag,
                                         ComponentKind::Config, ComponentKind::Topic, ComponentKind::Client,
                                         ComponentKind::External};
        for (int c = 0; c < count; ++c) {
            Component component;
            component.id = std::string(1, static_cast<char>('a' + c));
            const bool service = c == 0 || (m_alternatives && m_random.chance(60));
            component.kind = service ? ComponentKind::Service : m_random.pick(kinds);
            if (m_random.chance(m_alternatives ? 40 : 25))
                component.rollbackDepth = m_random.between(0, 3);
            // Labels whose order is not the order of the releases.
            std::vector<std::string> labels{"1.9", "1.10", "off", "2"};
            m_random.shuffle(labels);
            const int releases = m_random.pick<int>({1, 2, 2, 3, 3, 3, 4, 4});
            for (int r = 0; r < releases; ++r) {
                Release release;
                release.id = labels[static_cast<std::size_t>(r)];
                component.releases.push_back(release);
            }
            for (const char *feature : {"f", "g"}) {
                if (!m_random.chance(25))
                    continue;
                const auto [first, last] = interval(releases, m_random.chance(m_wide));
                for (int r = first; r <= last; ++r)
                    component.releases[static_cast<std::size_t>(r)].offers.emplace_back(feature);
            }
            m_components.push_back(component);
        }
    }

    std::pair<int, int> interval(int releases, bool wide)
    {
        int first = 0;
        int last = releases - 1;
        if (!wide) {
            first = m_random.between(0, releases - 1);
            last = m_random.between(first, releases - 1);
        }
        return {first, last};
    }

    /// What is live at the start, by position.
    std::vector<int> liveOf(const Component &component) const
    {
        std::vector<int> result;
        for (std::size_t c = 0; c < m_components.size(); ++c) {
            for (std::size_t r = 0; r < component.releases.size(); ++r) {
                if (m_components[c].id == component.id && m_live[c].count(component.releases[r].id) != 0)
                    result.push_back(static_cast<int>(r));
            }
        }
        return result;
    }

    bool isLive(const Component &component, int position) const
    {
        const std::vector<int> live = liveOf(component);
        return std::find(live.begin(), live.end(), position) != live.end();
    }

    /// An interval of `on`'s releases, sometimes in two parts, for release `position` of `asking`.
    ReleaseRanges ranges(const Component &on, const Component &asking, int position)
    {
        const int count = static_cast<int>(on.releases.size());
        auto [first, last] = interval(count, m_random.chance(m_wide / 3));
        // Plans that climb together mostly work if neighbours in height get on.
        if (m_random.chance(m_wide)) {
            const int beside = on.id == asking.id
                ? position
                : std::min(position * count / static_cast<int>(asking.releases.size()), count - 1);
            first = std::min(first, beside);
            last = std::max(last, beside);
        }
        const std::vector<int> live = liveOf(on);
        if (m_cleanStart && isLive(asking, position) && !live.empty()) {
            first = std::min(first, live.front());
            last = std::max(last, live.back());
        }
        if (m_alternatives && m_random.chance(60) && !live.empty()) {
            first = live.front(); // the next rollback loses it
            last = count - 1;
        }
        const auto label = [&](int r) { return on.releases[static_cast<std::size_t>(r)].id; };
        ReleaseRange range{label(first), label(last)};
        if (first == 0 && last < count - 1 && m_random.chance(50))
            range.first.clear();
        else if (last == count - 1 && m_random.chance(50))
            range.last.clear();
        ReleaseRanges result{range};
        if (m_random.chance(10)) {
            const std::string more = label(m_random.between(0, count - 1));
            result.push_back({more, more});
        }
        return result;
    }

    Alternative alternative(const Component &asking, int position)
    {
        Alternative result;
        const bool self = m_random.chance(12);
        const Component &on = self ? asking : m_random.pick(m_components);
        result.component = on.id;
        std::vector<std::string> features;
        for (const Release &release : on.releases)
            features.insert(features.end(), release.offers.begin(), release.offers.end());
        const bool mustHold = m_cleanStart && isLive(asking, position);
        if (!features.empty() && m_random.chance(mustHold ? 10 : m_alternatives ? 25 : 50))
            result.feature = m_random.pick(features);
        else
            result.releases = ranges(on, asking, position);
        return result;
    }

    void makeRequirements()
    {
        std::vector<const Component *> stores;
        for (const Component &component : m_components) {
            if (isStore(component))
                stores.push_back(&component);
        }
        const std::vector<std::string> formats{"x", "y", "z"};
        std::vector<Component> changed = m_components;
        const bool lock = m_random.chance(m_alternatives ? 10 : 30);
        const std::size_t locked = lock ? m_random.next() % m_components.size() : m_components.size();
        for (Component &component : changed) {
            for (std::size_t r = 0; r < component.releases.size(); ++r) {
                Release &release = component.releases[r];
                const int position = static_cast<int>(r);
                while (m_random.chance(m_dense) && release.needs.size() < 3) {
                    Requirement requirement;
                    const int count = m_alternatives ? m_random.between(2, 3) : m_random.pick<int>({1, 1, 1, 2, 2, 3});
                    for (int n = 0; n < count; ++n)
                        requirement.anyOf.push_back(alternative(component, position));
                    release.needs.push_back(requirement);
                }
                for (const Component *store : stores) {
                    if (m_random.chance(m_dense))
                        release.tolerates.push_back(tolerance(*store, component, position));
                    if (m_random.chance(m_dense))
                        release.writes.push_back({store->id, some(formats, 40), {}});
                    if (m_random.chance(m_dense)) {
                        const bool mustRead = m_cleanStart && isLive(component, position);
                        release.reads.push_back({store->id, some(formats, mustRead ? 95 : std::max(m_wide, 50)), {}});
                    }
                }
                // Some follow one component step by step, and it follows them.
                const std::size_t c = static_cast<std::size_t>(&component - changed.data());
                if (locked < changed.size() && (c == locked || m_random.chance(60))) {
                    const std::size_t other = c == locked ? m_random.next() % changed.size() : locked;
                    if (other != c && r < m_components[other].releases.size())
                        release.needs.push_back({{lockedTo(m_components[other], position)}, {}});
                }
            }
        }
        m_components = std::move(changed);
    }

    Alternative lockedTo(const Component &other, int position)
    {
        const std::string label = other.releases[static_cast<std::size_t>(position)].id;
        Alternative result;
        result.component = other.id;
        result.releases = {m_random.chance(50) ? ReleaseRange{label, {}} : ReleaseRange{label, label}};
        return result;
    }

    Tolerance tolerance(const Component &store, const Component &asking, int position)
    {
        Tolerance result;
        result.store = store.id;
        result.read = ranges(store, asking, position);
        result.write = result.read;
        if (m_random.chance(40)) {
            const int sides = m_random.between(0, 2);
            if (sides == 0)
                result.read.reset();
            else if (sides == 1)
                result.write.reset();
            else
                result.write = ranges(store, asking, position);
        }
        return result;
    }

    std::vector<std::string> some(const std::vector<std::string> &from, int percent)
    {
        std::vector<std::string> result;
        for (const std::string &one : from) {
            if (m_random.chance(percent))
                result.push_back(one);
        }
        return result;
    }

    void makeEnvironment()
    {
        Environment environment;
        environment.id = "e";
        for (const Component &component : m_components) {
            const int count = static_cast<int>(component.releases.size());
            const auto label = [&](int r) {
                return r < 0 ? std::string(notDeployed) : component.releases[static_cast<std::size_t>(r)].id;
            };
            std::set<std::string> live;
            if (!m_random.chance(8)) {
                ComponentReleases entry{component.id, {}, {}};
                const int lowest = m_alternatives && m_random.chance(70) ? std::min(1, count - 1) : 0;
                const int highest = std::max(m_random.chance(m_alternatives ? 30 : 70) ? count / 2 : count - 1, lowest);
                entry.releases.push_back(label(m_random.between(lowest, highest)));
                const int more = component.kind == ComponentKind::Client ? 50 : 10;
                if (rolls(component) && count > 1 && m_random.chance(more)) {
                    const std::string second = label(m_random.between(0, count - 1));
                    if (second != entry.releases.front())
                        entry.releases.push_back(second);
                }
                live.insert(entry.releases.begin(), entry.releases.end());
                environment.live.push_back(entry);
            }
            m_live.push_back(live);
            if (m_random.chance(35)) {
                ComponentReleases entry{component.id, {}, {}};
                const int length = m_random.between(0, 3);
                for (int n = 0; n < length; ++n) {
                    const int oldest = m_random.chance(10) ? -1 : 0;
                    entry.releases.push_back(label(m_random.between(oldest, count - 1)));
                }
                environment.history.push_back(entry);
            }
            if (isStore(component) && m_random.chance(40))
                environment.formats.push_back({component.id, some({"x", "y", "z"}, 35), {}});
        }
        m_workspace.environments.push_back(environment);
    }

    void makePlan()
    {
        Plan plan;
        plan.id = "p";
        plan.environment = "e";
        const bool partial = m_random.chance(50);
        plan.order = partial ? PlanOrder::Partial : PlanOrder::Sequence;
        const int count = m_random.between(1, 6);
        std::vector<Step> steps;
        bool pending = false; // a checkpoint is wanted right after an irreversible move now and then
        for (int n = 0; n < count; ++n) {
            Step step = pending && m_random.chance(50) ? checkpoint(n) : anyStep(n);
            pending = step.kind == StepKind::Move && !step.reversible.value_or(true);
            step.id = "s" + std::to_string(n + 1);
            steps.push_back(step);
        }
        if (partial)
            order(steps);
        plan.steps = std::move(steps);
        m_workspace.plans.emplace_back(plan);
    }

    static Step checkpoint(int n)
    {
        Step step;
        step.kind = StepKind::Checkpoint;
        step.name = "point " + std::to_string(n + 1);
        step.reason = "enough seen";
        return step;
    }

    Step anyStep(int n)
    {
        const int what = m_random.between(1, 100);
        if (what <= 68) {
            for (int attempt = 0; attempt < 8; ++attempt) {
                if (std::optional<Step> step = move())
                    return *step;
            }
        }
        Step step;
        if (what > 95)
            return checkpoint(n);
        if (what > 84) {
            step.kind = StepKind::Commit;
            step.component = m_random.pick(m_components).id;
            step.reason = "agreed";
            return step;
        }
        if (what > 76) {
            for (const Component &component : m_components) {
                const std::vector<std::string> known = formatsOf(component.id);
                if (!known.empty() && m_random.chance(70)) {
                    step.kind = StepKind::Purge;
                    step.component = component.id;
                    step.format = m_random.pick(known);
                    return step;
                }
            }
        }
        step.kind = StepKind::Soak;
        step.duration_s = m_random.pick<int>({1800, 3600, 86400});
        if (m_random.chance(50))
            step.component = m_random.pick(m_components).id;
        return step;
    }

    /// What releases write or read in a store.
    std::vector<std::string> formatsOf(const std::string &store) const
    {
        std::set<std::string> result;
        for (const Component &component : m_components) {
            for (const Release &release : component.releases) {
                for (const auto *list : {&release.writes, &release.reads}) {
                    for (const StoreFormats &entry : *list) {
                        if (entry.store == store)
                            result.insert(entry.formats.begin(), entry.formats.end());
                    }
                }
            }
        }
        return {result.begin(), result.end()};
    }

    std::optional<Step> move()
    {
        const std::size_t c = m_random.next() % m_components.size();
        const Component &component = m_components[c];
        std::set<std::string> &live = m_live[c];
        const int count = static_cast<int>(component.releases.size());
        int highest = -1;
        for (int r = 0; r < count; ++r) {
            if (live.count(component.releases[static_cast<std::size_t>(r)].id) != 0)
                highest = r;
        }
        const auto label = [&](int r) {
            return r < 0 ? std::string(notDeployed) : component.releases[static_cast<std::size_t>(r)].id;
        };
        Step step;
        step.kind = StepKind::Move;
        step.component = component.id;
        const int where = m_random.between(1, 100);
        int to = highest + 1;
        if (where > 97)
            to = -1;
        else if (where > 65 || to >= count)
            to = m_random.between(0, count - 1);
        step.to = {label(to)};
        const bool client = component.kind == ComponentKind::Client;
        std::set<std::string> after{step.to.front()};
        step.wholeLiveSet = client && to >= 0 && m_random.chance(40);
        if (step.wholeLiveSet) {
            const std::string other = label(m_random.between(0, count - 1));
            if (after.insert(other).second)
                step.to.push_back(other);
        } else if (client && to >= 0) {
            after.insert(live.begin(), live.end());
        }
        if (after == live || (live.empty() && to < 0))
            return std::nullopt;
        live = to < 0 ? std::set<std::string>() : after;
        if (m_random.chance(30))
            step.reversible = m_random.chance(40);
        if (m_random.chance(20))
            step.rolling = m_random.chance(50);
        return step;
    }

    /// Turns a sequence into a partial order without races, in which the file's order need not be a
    /// possible one.
    void order(std::vector<Step> &steps)
    {
        const std::size_t count = steps.size();
        std::vector<std::vector<bool>> before(count, std::vector<bool>(count, false));
        const int arcs = m_random.pick<int>({0, 15, 35});
        for (std::size_t b = 0; b < count; ++b) {
            for (std::size_t a = b; a-- > 0;) {
                if (before[a][b] || !(mustBeOrdered(steps[a], steps[b]) || m_random.chance(arcs)))
                    continue;
                steps[b].after.push_back(steps[a].id);
                before[a][b] = true;
                for (std::size_t earlier = 0; earlier < a; ++earlier)
                    before[earlier][b] = before[earlier][b] || before[earlier][a];
            }
            m_random.shuffle(steps[b].after);
        }
        if (m_random.chance(40))
            m_random.shuffle(steps);
    }

    bool mustBeOrdered(const Step &a, const Step &b) const
    {
        if (a.kind == StepKind::Checkpoint || b.kind == StepKind::Checkpoint)
            return true;
        const Step *moves = a.kind == StepKind::Move ? &a : b.kind == StepKind::Move ? &b : nullptr;
        if (moves == nullptr)
            return false;
        const Step &other = moves == &a ? b : a;
        if (other.kind == StepKind::Purge) {
            const auto mover = std::find_if(m_components.begin(), m_components.end(),
                                            [&](const Component &c) { return c.id == moves->component; });
            for (const Release &release : mover->releases) {
                for (const StoreFormats &entry : release.writes) {
                    if (entry.store == other.component
                        && std::find(entry.formats.begin(), entry.formats.end(), other.format) != entry.formats.end())
                        return true;
                }
            }
            return false;
        }
        return moves->component == other.component;
    }

    Random m_random;
    int m_wide = 0;
    int m_dense = 0;
    bool m_cleanStart = false;   // what is live at the start mostly gets on
    bool m_alternatives = false; // mostly services with several ways to satisfy a requirement
    Workspace m_workspace;
    std::vector<Component> m_components;
    std::vector<std::set<std::string>> m_live; // by component; empty: not deployed
};

} // namespace

Plan editedPlan(const Workspace &workspace, std::uint64_t seed)
{
    Random random(seed * 2);
    Plan plan = *workspace.plans.front();
    const auto index = static_cast<std::ptrdiff_t>(random.next() % plan.steps.size());
    Step &step = plan.steps[static_cast<std::size_t>(index)];
    switch (random.between(1, 6)) {
    case 1:
        if (plan.steps.size() > 1) {
            for (Step &other : plan.steps)
                std::erase(other.after, step.id);
            plan.steps.erase(plan.steps.begin() + index);
        }
        break;
    case 2: {
        const Component &component = *random.pick(workspace.components);
        Step added;
        added.id = "n" + std::to_string(seed);
        added.component = component.id;
        added.to = {random.pick(component.releases).id};
        if (plan.order == PlanOrder::Partial) {
            // After all that there is: seldom a race.
            for (const Step &other : plan.steps)
                added.after.push_back(other.id);
            plan.steps.push_back(added);
        } else {
            plan.steps.insert(plan.steps.begin() + index, added);
        }
        break;
    }
    case 3:
        std::swap(step, plan.steps[random.next() % plan.steps.size()]);
        break;
    case 4:
        if (step.kind == StepKind::Move && !step.wholeLiveSet) {
            const auto mover = std::find_if(workspace.components.begin(), workspace.components.end(),
                                            [&](const Shared<Component> &c) { return c->id == step.component; });
            step.to = {random.pick((*mover)->releases).id};
        }
        break;
    case 5:
        if (step.kind == StepKind::Move)
            step.reversible = random.chance(50);
        else if (step.kind == StepKind::Soak)
            step.duration_s = random.pick<int>({1800, 3600});
        break;
    default:
        if (step.kind == StepKind::Move)
            step.rolling = random.chance(50);
        else
            step.component = random.pick(workspace.components)->id;
        break;
    }
    return plan;
}

Workspace randomWorkspace(std::uint64_t seed) { return Generator(seed).make(); }

} // namespace belay::rollback::oracle
