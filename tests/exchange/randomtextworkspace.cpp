// SPDX-License-Identifier: GPL-3.0-or-later
#include "randomtextworkspace.h"

#include "models/rollback/codes.h"

#include <array>
#include <random>
#include <set>

namespace belay::exchange {
namespace {

using namespace rollback;

class Generator {
public:
    explicit Generator(std::uint32_t seed) : m_random(seed) {}

    Workspace workspace();

private:
    int number(int least, int most)
    {
        // Not std::uniform_int_distribution: its results differ between libraries.
        return least + static_cast<int>(m_random() % static_cast<std::uint32_t>(most - least + 1));
    }
    bool chance(int percent) { return number(1, 100) <= percent; }

    std::string text();
    std::string name();
    std::string label();
    std::string uniqueName(std::set<std::string> &used);
    std::vector<std::string> names(int least, int most);
    std::vector<std::string> labels(int least, int most);
    ReleaseRanges ranges();
    std::vector<StoreFormats> formats();
    std::vector<ComponentReleases> releasesOf(int least);
    Alternative alternative();
    Evidence evidence();
    Release release(std::set<std::string> &used);
    Component component(std::set<std::string> &used);
    Step step(std::set<std::string> &used, PlanOrder order);
    std::string date() { return "20" + twoDigits(number(0, 99)) + "-" + twoDigits(number(1, 12)) + "-" + twoDigits(number(1, 28)); }
    static std::string twoDigits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }
    std::int64_t duration() { return static_cast<std::int64_t>(number(0, 100)) * std::array{1, 60, 3600, 86400, 604800, 61}.at(static_cast<std::size_t>(number(0, 5))); }
    std::optional<bool> maybeBoolean() { return chance(60) ? std::nullopt : std::optional(chance(50)); }

    std::mt19937 m_random;
};

constexpr std::array<std::string_view, 78> words{
    "checkout", "orders-db", "1.10", "2.3.1", "01", "0x1F", "1e3", "-1", "+1", "0o7", "1_000", "12:30", ".5", ".inf",
    ".nan", "true", "True", "FALSE", "yes", "No", "on", "OFF", "y", "n", "null", "Null", "NULL", "~", "-", "--", "---",
    "- a", "-a", "?", "? a", ":", ": a", "a: b", "a:b", "a:", "#", "# x", "a #x", "a#x", "[a]", "{a: b}", "a, b",
    "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "'", "''", "\"", "\\", "\\n", "a'b", "a\"b", " a", "a ", "  ",
    "24h", "2026-09-01", "=", "<<", "a b c", "\xC3\xA4", "\xE6\x97\xA5\xE6\x9C\xAC", "\xF0\x9F\x98\x80",
    "e\xCC\x81", "\xD7\xA9", "a/b", "x.", ".x"};
constexpr std::array<std::string_view, 20> pieces{
    "\n", "\t", "\r", "\r\n", "\x01", "\x1F", "\x7F", "\xC2\x85", "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9",
    "\xEF\xBB\xBF", "\xEF\xBF\xBF", " ", ": ", " #", ", ", "\"", "\\", "'"};

std::string Generator::text()
{
    std::string result(words.at(static_cast<std::size_t>(number(0, static_cast<int>(words.size()) - 1))));
    for (int more = number(0, 5); more > 3; --more) {
        result += chance(50) ? pieces.at(static_cast<std::size_t>(number(0, static_cast<int>(pieces.size()) - 1)))
                             : words.at(static_cast<std::size_t>(number(0, static_cast<int>(words.size()) - 1)));
    }
    if (chance(2))
        result.push_back('\0');
    if (chance(1))
        result += std::string(static_cast<std::size_t>(number(80, 300)), 'x');
    return result;
}

std::string Generator::name() { return text(); }

/// A label that may be a release.
std::string Generator::label()
{
    std::string result = text();
    while (result == notDeployed || result.find("..") != std::string::npos || result.ends_with('.'))
        result = text();
    return result;
}

std::string Generator::uniqueName(std::set<std::string> &used)
{
    std::string result = name();
    while (!used.insert(result).second)
        result += std::to_string(number(0, 9));
    return result;
}

std::vector<std::string> Generator::names(int least, int most)
{
    std::vector<std::string> result;
    for (int i = number(least, most); i > 0; --i)
        result.push_back(name());
    return result;
}

std::vector<std::string> Generator::labels(int least, int most)
{
    std::vector<std::string> result;
    for (int i = number(least, most); i > 0; --i)
        result.push_back(label());
    return result;
}

ReleaseRanges Generator::ranges()
{
    ReleaseRanges result;
    for (int i = chance(70) ? 1 : number(2, 3); i > 0; --i) {
        switch (number(0, 3)) {
        case 0: result.push_back({label(), ""}); break;
        case 1: result.push_back({"", label()}); break;
        case 2: result.push_back({label(), label()}); break;
        default:
            result.push_back({label(), {}});
            result.back().last = result.back().first;
        }
    }
    return result;
}

std::vector<StoreFormats> Generator::formats()
{
    std::vector<StoreFormats> result;
    std::set<std::string> used;
    for (int i = chance(50) ? 0 : number(1, 3); i > 0; --i)
        result.push_back({uniqueName(used), names(0, 3), {}});
    return result;
}

std::vector<ComponentReleases> Generator::releasesOf(int least)
{
    std::vector<ComponentReleases> result;
    std::set<std::string> used;
    for (int i = number(0, 6); i > 0; --i)
        result.push_back({uniqueName(used), labels(least, 3), {}});
    return result;
}

Alternative Generator::alternative()
{
    Alternative result;
    result.component = name();
    if (chance(40))
        result.feature = name();
    else
        result.releases = ranges();
    return result;
}

Evidence Generator::evidence()
{
    Evidence result;
    result.versions = ranges().front();
    result.writes = chance(50);
    result.statement = name();
    result.at = chance(70) ? text() : std::string();
    result.code = chance(70) ? text() : std::string();
    result.message = chance(70) ? text() : std::string();
    result.cause = chance(70) ? text() : std::string();
    result.found = chance(70) ? text() : std::string();
    return result;
}

Release Generator::release(std::set<std::string> &used)
{
    Release result;
    result.id = label();
    while (!used.insert(result.id).second)
        result.id += std::to_string(number(0, 9));
    if (chance(40))
        return result;
    result.featureFree = chance(20);
    result.offers = names(0, 2);
    std::set<std::string> stores;
    for (int i = chance(50) ? 0 : number(1, 2); i > 0; --i) {
        Tolerance tolerance;
        tolerance.store = uniqueName(stores);
        const int sides = number(0, 3);
        if (sides != 1)
            tolerance.read = ranges();
        if (sides == 1 || sides == 2)
            tolerance.write = ranges();
        if (sides == 3)
            tolerance.write = tolerance.read;
        for (int j = chance(60) ? 0 : number(1, 3); j > 0; --j)
            tolerance.evidence.push_back(evidence());
        result.tolerates.push_back(std::move(tolerance));
    }
    for (int i = chance(50) ? 0 : number(1, 3); i > 0; --i) {
        Requirement requirement;
        for (int j = chance(70) ? 1 : number(2, 3); j > 0; --j)
            requirement.anyOf.push_back(alternative());
        result.needs.push_back(std::move(requirement));
    }
    result.writes = formats();
    result.reads = formats();
    return result;
}

Component Generator::component(std::set<std::string> &used)
{
    Component result;
    result.id = uniqueName(used);
    result.kind = static_cast<ComponentKind>(number(0, 6));
    if (chance(40))
        result.owner = text();
    if (chance(30))
        result.rollbackDepth = number(0, 4);
    result.healthByRelease = maybeBoolean();
    if (chance(20)) {
        DrillRecord drill;
        drill.cadence_s = duration();
        if (chance(50))
            drill.last = date();
        result.drill = drill;
    }
    std::set<std::string> releases;
    for (int i = number(0, 4); i > 0; --i)
        result.releases.push_back(release(releases));
    return result;
}

Step Generator::step(std::set<std::string> &used, PlanOrder order)
{
    Step result;
    result.id = uniqueName(used);
    result.kind = static_cast<StepKind>(number(0, 4));
    switch (result.kind) {
    case StepKind::Move:
        result.component = name();
        result.to = chance(20) ? std::vector<std::string>{std::string(notDeployed)} : labels(1, chance(80) ? 1 : 3);
        result.wholeLiveSet = result.to.size() > 1 || chance(10);
        result.reversible = maybeBoolean();
        result.rolling = maybeBoolean();
        break;
    case StepKind::Purge:
        result.format = name();
        result.component = name();
        break;
    case StepKind::Soak:
        result.duration_s = duration();
        if (chance(50))
            result.component = name();
        break;
    case StepKind::Commit:
        result.component = name();
        result.reason = chance(80) ? text() : std::string();
        break;
    case StepKind::Checkpoint:
        result.name = chance(90) ? text() : std::string();
        result.reason = chance(80) ? text() : std::string();
        break;
    }
    if (order == PlanOrder::Partial)
        result.after = names(0, 3);
    return result;
}

Workspace Generator::workspace()
{
    Workspace result;
    if (chance(90))
        result.name = text();
    if (chance(40))
        result.settings.commitAfterSoak_s = duration();
    result.settings.simultaneous = chance(50) ? 1 : number(0, 3);
    std::set<std::string> components;
    for (int i = number(0, 4); i > 0; --i)
        result.components.emplace_back(component(components));
    for (int i = chance(50) ? 0 : number(1, 3); i > 0; --i) {
        Link link;
        link.from = name();
        link.to = name();
        link.label = chance(50) ? text() : std::string();
        link.origin = chance(50) ? text() : std::string();
        link.resolved = chance(70);
        result.links.push_back(std::move(link));
    }
    std::set<std::string> environments;
    for (int i = number(0, 2); i > 0; --i) {
        Environment environment;
        environment.id = uniqueName(environments);
        environment.live = releasesOf(1);
        environment.history = releasesOf(0);
        environment.formats = formats();
        result.environments.push_back(std::move(environment));
    }
    std::set<std::string> plans;
    for (int i = number(0, 2); i > 0; --i) {
        Plan plan;
        plan.id = uniqueName(plans);
        plan.environment = name();
        plan.order = chance(50) ? PlanOrder::Sequence : PlanOrder::Partial;
        std::set<std::string> steps;
        for (int j = number(0, 5); j > 0; --j)
            plan.steps.push_back(step(steps, plan.order));
        result.plans.emplace_back(std::move(plan));
    }
    for (int i = chance(50) ? 0 : number(1, 2); i > 0; --i) {
        Suppression suppression;
        if (chance(60)) {
            const auto codes = allCodes();
            suppression.code = toText(codes[static_cast<std::size_t>(number(0, static_cast<int>(codes.size()) - 1))]);
        }
        suppression.plan = chance(40) ? name() : std::string();
        suppression.component = chance(40) ? name() : std::string();
        suppression.release = chance(40) ? label() : std::string();
        suppression.requirement = chance(40) ? name() : std::string();
        suppression.reason = text();
        suppression.until = date();
        result.suppressions.push_back(std::move(suppression));
    }
    std::set<std::string> places;
    for (int i = number(0, 3); i > 0; --i) {
        const double x = number(-100000, 100000) / (chance(50) ? 1.0 : 7.0);
        const double y = number(-3, 3) * (chance(90) ? 1.0 : 1e300);
        result.layout.push_back({uniqueName(places), x, y});
    }
    return result;
}

} // namespace

Workspace randomTextWorkspace(std::uint32_t seed) { return Generator(seed).workspace(); }

} // namespace belay::exchange
