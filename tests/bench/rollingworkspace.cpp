// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollingworkspace.h"

#include <algorithm>
#include <set>
#include <string>

namespace belay::bench {
namespace {

using namespace rollback;

constexpr int releaseCount = 5;

/// splitmix64: the same numbers everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::size_t below(std::size_t n)
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return static_cast<std::size_t>((z ^ (z >> 31U)) % n);
    }

private:
    std::uint64_t m_state;
};

std::string label(int position) { return "1." + std::to_string(position); }
std::string name(std::size_t c) { return "svc-" + std::to_string(c); }
/// Where a service stands at the start; its history is the release before.
int startOf(std::size_t c) { return 2 + static_cast<int>(c % 2); }

struct Generated {
    Workspace workspace;
    /// Providers whose step has to come before the component's.
    std::vector<std::set<std::size_t>> waitsFor;
};

Generated services(std::size_t components, std::size_t requirements)
{
    Random random(components * 31 + requirements);
    Generated g;
    g.workspace.name = "Rollout of " + std::to_string(components) + " services";
    g.waitsFor.resize(components);
    std::vector<Component> list(components);
    Environment environment;
    environment.id = "production";
    for (std::size_t c = 0; c < components; ++c) {
        list[c].id = name(c);
        list[c].releases.resize(releaseCount);
        for (int p = 0; p < releaseCount; ++p)
            list[c].releases[static_cast<std::size_t>(p)].id = label(p);
        environment.live.push_back({name(c), {label(startOf(c))}, {}});
        environment.history.push_back({name(c), {label(startOf(c) - 1)}, {}});
    }
    for (std::size_t r = 0; r < requirements; ++r) {
        const std::size_t owner = 1 + r % (components - 1);
        const std::size_t provider = random.below(owner);
        const auto release = static_cast<int>(random.below(releaseCount));
        // The oldest release that the provider may be found at from its rollback on.
        int first = startOf(provider) - 1;
        if (release == startOf(owner) + 1 && random.below(5) == 0) {
            first = startOf(provider);
            g.waitsFor[owner].insert(provider);
        }
        Alternative alternative;
        alternative.component = name(provider);
        alternative.releases.push_back({label(first), {}});
        list[owner].releases[static_cast<std::size_t>(release)].needs.push_back({{std::move(alternative)}, {}});
    }
    for (Component &c : list)
        g.workspace.components.emplace_back(std::move(c));
    g.workspace.environments.push_back(std::move(environment));
    return g;
}

Step moveOf(std::size_t c)
{
    Step step;
    step.id = "s" + std::to_string(c);
    step.component = name(c);
    step.to = {label(startOf(c) + 1)};
    return step;
}

} // namespace

Workspace rollingWorkspace(std::size_t components, std::size_t requirements)
{
    Generated g = services(components, requirements);
    Plan plan;
    plan.id = "rollout";
    plan.environment = "production";
    for (std::size_t c = 0; c < components; ++c)
        plan.steps.push_back(moveOf(c));
    g.workspace.plans.emplace_back(std::move(plan));
    return std::move(g.workspace);
}

Workspace partialWorkspace(std::size_t steps, std::size_t requirements)
{
    Generated g = services(steps, requirements);
    Random random(steps);
    Plan plan;
    plan.id = "rollout";
    plan.environment = "production";
    plan.order = PlanOrder::Partial;
    for (std::size_t c = 0; c < steps; ++c) {
        Step step = moveOf(c);
        std::set<std::size_t> waits = g.waitsFor[c];
        for (int i = 0; i < 2 && c > 0; ++i)
            waits.insert(random.below(c));
        for (const std::size_t w : waits)
            step.after.push_back("s" + std::to_string(w));
        plan.steps.push_back(std::move(step));
    }
    g.workspace.plans.emplace_back(std::move(plan));
    return std::move(g.workspace);
}

} // namespace belay::bench
