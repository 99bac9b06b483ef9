// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/blastradius.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace belay;
using namespace belay::graph;
using namespace belay::rollback;

namespace {

using Names = std::set<std::string>;

/// The definition of blastradius.h over names and sets, without compiled demands, queues or hops
/// kept between rounds: everything is asked anew in every round.
class Oracle {
public:
    Oracle(const Workspace &workspace, const std::string &c, const std::string &target)
        : m_workspace(workspace), m_c(c), m_target(target)
    {
        const Environment &environment = workspace.environments.front();
        for (const auto &component : workspace.components) {
            m_components[component->id] = &*component;
            for (const ComponentReleases &live : environment.live) {
                if (live.component == component->id)
                    m_live[component->id] = Names(live.releases.begin(), live.releases.end());
            }
        }
        for (const auto &component : workspace.components) {
            Names ran = m_live[component->id];
            if (!ran.empty()) {
                bool isGiven = false;
                for (const ComponentReleases &history : environment.history) {
                    if (history.component == component->id) {
                        isGiven = true;
                        ran.insert(history.releases.begin(), history.releases.end());
                    }
                }
                if (!isGiven) {
                    int highest = -1;
                    for (std::size_t i = 0; i < component->releases.size(); ++i)
                        highest = m_live[component->id].contains(component->releases[i].id) ? int(i) : highest;
                    for (int i = 0; i < highest; ++i)
                        ran.insert(component->releases[std::size_t(i)].id);
                }
            }
            for (const Release &release : component->releases) {
                for (const StoreFormats &writes : release.writes) {
                    const bool isStated = std::any_of(environment.formats.begin(), environment.formats.end(),
                                                      [&](const StoreFormats &f) { return f.store == writes.store; });
                    if (ran.contains(release.id) && !isStated)
                        m_present[writes.store].insert(writes.formats.begin(), writes.formats.end());
                }
            }
        }
        for (const StoreFormats &formats : environment.formats)
            m_present[formats.store].insert(formats.formats.begin(), formats.formats.end());
    }

    std::map<std::string, int> run()
    {
        std::map<std::string, int> hops;
        if (m_target != "none" && targetFails())
            hops[m_c] = 0;
        m_isLost = m_target == "none" || hops.contains(m_c);
        for (int round = 1;; ++round) {
            Names now;
            for (const auto &[id, component] : m_components) {
                if (id != m_c && !hops.contains(id) && breaks(*component, hops))
                    now.insert(id);
            }
            if (now.empty())
                return hops;
            for (const std::string &id : now)
                hops[id] = round;
        }
    }

private:
    bool inRanges(const Component &component, const ReleaseRanges &ranges, const std::string &label) const
    {
        const auto at = [&component](const std::string &name) {
            for (std::size_t i = 0; i < component.releases.size(); ++i) {
                if (component.releases[i].id == name)
                    return int(i);
            }
            return -1;
        };
        for (const ReleaseRange &range : ranges) {
            const int first = range.first.empty() ? 0 : at(range.first);
            const int last = range.last.empty() ? int(component.releases.size()) - 1 : at(range.last);
            if (first <= at(label) && at(label) <= last)
                return true;
        }
        return false;
    }
    bool offers(const Component &component, const std::string &label, const std::string &feature) const
    {
        for (const Release &release : component.releases) {
            if (release.id == label)
                return std::find(release.offers.begin(), release.offers.end(), feature) != release.offers.end();
        }
        return false;
    }
    bool isThere(const std::string &id) const
    {
        return !m_components.contains(id) || m_components.at(id)->releases.empty() || !m_live.at(id).empty();
    }

    /// The releases that a request to `id` may land on.
    Names window(const std::string &id, bool withTarget) const
    {
        Names all = m_live.at(id);
        if (withTarget && id == m_c && m_target != "none")
            all.insert(m_target);
        return all;
    }

    template <class InSet>
    bool holdsAt(const std::string &id, bool withTarget, const std::map<std::string, int> *hops, InSet inSet) const
    {
        if (hops && (hops->contains(id) || (id == m_c && m_isLost)))
            return false;
        const Names all = window(id, withTarget);
        return !m_live.at(id).empty() && std::all_of(all.begin(), all.end(), inSet);
    }

    bool needHolds(const Requirement &need, bool withTarget, const std::map<std::string, int> *hops) const
    {
        Names ids;
        for (const Alternative &alternative : need.anyOf)
            ids.insert(alternative.component);
        return std::any_of(ids.begin(), ids.end(), [&](const std::string &id) {
            const Component &provider = *m_components.at(id);
            return holdsAt(id, withTarget, hops, [&](const std::string &label) {
                return std::any_of(need.anyOf.begin(), need.anyOf.end(), [&](const Alternative &a) {
                    return a.component == id && (a.feature.empty() ? inRanges(provider, a.releases, label)
                                                                   : offers(provider, label, a.feature));
                });
            });
        });
    }
    bool toleranceHolds(const Tolerance &tolerance, bool withTarget, const std::map<std::string, int> *hops) const
    {
        const Component &store = *m_components.at(tolerance.store);
        return holdsAt(tolerance.store, withTarget, hops, [&](const std::string &label) {
            return (!tolerance.read || inRanges(store, *tolerance.read, label))
                && (!tolerance.write || inRanges(store, *tolerance.write, label));
        });
    }
    bool storeHolds(const std::string &store, const std::map<std::string, int> *hops) const
    {
        return isThere(store) && !(hops && (hops->contains(store) || (store == m_c && m_isLost)));
    }

    /// Fails now, and did not before.
    bool releaseBreaks(const Release &release, const std::map<std::string, int> &hops) const
    {
        for (const Requirement &need : release.needs) {
            if (needHolds(need, false, nullptr) && !needHolds(need, true, &hops))
                return true;
        }
        for (const Tolerance &tolerance : release.tolerates) {
            if (toleranceHolds(tolerance, false, nullptr) && !toleranceHolds(tolerance, true, &hops))
                return true;
        }
        for (const StoreFormats &use : release.reads) {
            if (storeHolds(use.store, nullptr) && !storeHolds(use.store, &hops))
                return true;
            if (m_target != "none" && meetsNewFormat(use))
                return true;
        }
        for (const StoreFormats &use : release.writes) {
            if (storeHolds(use.store, nullptr) && !storeHolds(use.store, &hops))
                return true;
        }
        return false;
    }
    bool meetsNewFormat(const StoreFormats &reads) const
    {
        for (const Release &release : m_components.at(m_c)->releases) {
            if (release.id != m_target)
                continue;
            for (const StoreFormats &writes : release.writes) {
                if (writes.store != reads.store)
                    continue;
                for (const std::string &format : writes.formats) {
                    const auto present = m_present.find(writes.store);
                    if ((present == m_present.end() || !present->second.contains(format))
                        && std::find(reads.formats.begin(), reads.formats.end(), format) == reads.formats.end())
                        return true;
                }
            }
        }
        return false;
    }
    bool breaks(const Component &component, const std::map<std::string, int> &hops) const
    {
        for (const Release &release : component.releases) {
            if (m_live.at(component.id).contains(release.id) && releaseBreaks(release, hops))
                return true;
        }
        if (!isThere(component.id))
            return false;
        return std::any_of(m_workspace.links.begin(), m_workspace.links.end(), [&](const Link &link) {
            return link.from == component.id && link.from != link.to && storeHolds(link.to, nullptr)
                && !storeHolds(link.to, &hops);
        });
    }
    bool targetFails() const
    {
        const Component &c = *m_components.at(m_c);
        for (const Release &release : c.releases) {
            if (release.id == m_target) {
                for (const Requirement &need : release.needs) {
                    if (!needHolds(need, true, nullptr))
                        return true;
                }
                for (const Tolerance &tolerance : release.tolerates) {
                    if (!toleranceHolds(tolerance, true, nullptr))
                        return true;
                }
                for (const StoreFormats &use : release.writes) {
                    if (!storeHolds(use.store, nullptr))
                        return true;
                }
                for (const StoreFormats &use : release.reads) {
                    if (!storeHolds(use.store, nullptr))
                        return true;
                    const auto present = m_present.find(use.store);
                    if (present == m_present.end())
                        continue;
                    for (const std::string &format : present->second) {
                        if (std::find(use.formats.begin(), use.formats.end(), format) == use.formats.end())
                            return true;
                    }
                }
            }
            // What runs may not stand next to the target.
            if (m_live.at(m_c).contains(release.id)) {
                for (const Requirement &need : release.needs) {
                    if (needHolds(need, false, nullptr) && !needHolds(need, true, nullptr))
                        return true;
                }
            }
        }
        return false;
    }

    const Workspace &m_workspace;
    std::string m_c;
    std::string m_target;
    std::map<std::string, const Component *> m_components;
    std::map<std::string, Names> m_live;
    std::map<std::string, Names> m_present;
    bool m_isLost = false;
};

Workspace randomWorkspace(std::mt19937 &random)
{
    const auto upTo = [&random](std::size_t n) { return random() % n; };
    Workspace workspace;
    const std::size_t count = 2 + upTo(5);
    const auto name = [](std::size_t i) { return std::string(1, char('a' + i)); };
    std::vector<std::size_t> releases(count);
    for (std::size_t &number : releases)
        number = upTo(8) == 0 ? 0 : 1 + upTo(3);
    const auto ranges = [&](std::size_t of) {
        ReleaseRanges made;
        const std::size_t first = upTo(releases[of]);
        const std::size_t last = first + upTo(releases[of] - first);
        ReleaseRange range;
        range.first = std::to_string(first);
        if (upTo(3) > 0)
            range.last = std::to_string(last);
        made.push_back(range);
        return made;
    };
    Environment environment;
    environment.id = "e";
    for (std::size_t i = 0; i < count; ++i) {
        Component component;
        component.id = name(i);
        component.kind = upTo(3) == 0 ? ComponentKind::Database : ComponentKind::Service;
        if (upTo(2) == 0)
            component.rollbackDepth = int(upTo(3));
        for (std::size_t r = 0; r < releases[i]; ++r) {
            Release release;
            release.id = std::to_string(r);
            if (upTo(2) == 0)
                release.offers.push_back("f");
            for (std::size_t n = upTo(3); n > 0; --n) {
                Requirement need;
                for (std::size_t a = 1 + upTo(3); a > 0; --a) {
                    const std::size_t on = upTo(count);
                    if (releases[on] == 0)
                        continue;
                    if (upTo(4) == 0)
                        need.anyOf.push_back({name(on), "f", {}, {}});
                    else
                        need.anyOf.push_back({name(on), "", ranges(on), {}});
                }
                if (!need.anyOf.empty())
                    release.needs.push_back(need);
            }
            const std::size_t store = upTo(count);
            if (store != i && releases[store] > 0 && upTo(2) == 0) {
                Tolerance tolerance;
                tolerance.store = name(store);
                if (upTo(3) > 0)
                    tolerance.read = ranges(store);
                if (!tolerance.read || upTo(2) == 0)
                    tolerance.write = ranges(store);
                release.tolerates.push_back(tolerance);
            }
            if (upTo(3) == 0)
                release.writes.push_back({name(upTo(count)), {upTo(2) == 0 ? "p" : "q"}, {}});
            if (upTo(3) == 0)
                release.reads.push_back({name(upTo(count)), upTo(2) == 0 ? std::vector<std::string>{"p"}
                                                                      : std::vector<std::string>{"p", "q"}, {}});
            component.releases.push_back(release);
        }
        workspace.components.emplace_back(component);
        if (releases[i] > 0 && upTo(8) > 0) {
            ComponentReleases live{name(i), {std::to_string(upTo(releases[i]))}, {}};
            if (upTo(4) == 0) {
                const std::string other = std::to_string(upTo(releases[i]));
                if (other != live.releases[0])
                    live.releases.push_back(other);
            }
            environment.live.push_back(live);
            if (upTo(2) == 0)
                environment.history.push_back({name(i), {std::to_string(upTo(releases[i]))}, {}});
        }
    }
    if (upTo(3) == 0)
        environment.formats.push_back({name(upTo(count)), {"p"}, {}});
    for (std::size_t l = upTo(4); l > 0; --l) {
        Link link;
        link.from = name(upTo(count));
        link.to = upTo(6) == 0 ? "outside" : name(upTo(count));
        workspace.links.push_back(link);
    }
    workspace.environments.push_back(environment);
    return workspace;
}

} // namespace

class BlastRadiusTest : public QObject {
    Q_OBJECT

    static Result<BlastAnalysis> analyse(const Workspace &workspace, const std::string &environment = {})
    {
        auto shared = std::make_shared<const Workspace>(workspace);
        auto graph = std::make_shared<const DependencyGraph>(DependencyGraph::make(*shared));
        return BlastAnalysis::make(shared, graph, environment);
    }

private Q_SLOTS:
    void unknownNames()
    {
        Workspace workspace;
        Component shop;
        shop.id = "shop";
        workspace.components.emplace_back(shop);
        QCOMPARE(analyse(workspace, "nowhere").error().code, ErrorCode::UnknownReference);
        const auto analysis = analyse(workspace);
        QVERIFY(analysis.ok());
        QCOMPARE(analysis->of("nobody").error().code, ErrorCode::UnknownReference);
        QCOMPARE(analysis->of("shop", "9").error().code, ErrorCode::UnknownReference);
        QCOMPARE(analysis->of(NodeId(std::size_t{5})).error().code, ErrorCode::UnknownReference);
        QVERIFY(analysis->of("shop")->targets.empty());
        QVERIFY(analysis->of("shop")->broken.empty());
    }

    void hopsOfTheWorkedExample()
    {
        // web 1 needs checkout; checkout 2 needs rates 2; rates may go back to 1.
        Workspace workspace;
        Component web{.id = "web", .kind = ComponentKind::Service, .owner = {}, .rollbackDepth = {}, .releases = {}, .drill = {}, .healthByRelease = {}, .mark = {}};
        web.releases.push_back({.id = "1", .featureFree = false, .offers = {}, .tolerates = {}, .needs = {{{{"checkout", "", {{"1", ""}}, {}}}, {}}}, .writes = {}, .reads = {}, .mark = {}});
        Component checkout = web;
        checkout.id = "checkout";
        checkout.releases = {{.id = "1", .featureFree = false, .offers = {}, .tolerates = {}, .needs = {}, .writes = {}, .reads = {}, .mark = {}},
                             {.id = "2", .featureFree = false, .offers = {}, .tolerates = {}, .needs = {{{{"rates", "", {{"2", ""}}, {}}}, {}}}, .writes = {{"events", {"v2"}, {}}}, .reads = {}, .mark = {}}};
        Component rates = web;
        rates.id = "rates";
        rates.releases = {{.id = "1", .featureFree = false, .offers = {}, .tolerates = {}, .needs = {}, .writes = {}, .reads = {}, .mark = {}},
                          {.id = "2", .featureFree = false, .offers = {}, .tolerates = {}, .needs = {}, .writes = {}, .reads = {}, .mark = {}}};
        Component events = web;
        events.id = "events";
        events.kind = ComponentKind::Topic;
        events.releases = {rates.releases[0]};
        Component mail = web;
        mail.id = "mail";
        mail.releases = {{.id = "1", .featureFree = false, .offers = {}, .tolerates = {}, .needs = {}, .writes = {}, .reads = {{"events", {"v2"}, {}}}, .mark = {}}};
        for (const Component &c : {web, checkout, rates, events, mail})
            workspace.components.emplace_back(c);
        workspace.environments.push_back({.id = "production",
                                          .live = {{"web", {"1"}, {}}, {"checkout", {"2"}, {}}, {"rates", {"2"}, {}},
                                                   {"events", {"1"}, {}}, {"mail", {"1"}, {}}},
                                          .history = {}, .formats = {}, .mark = {}});
        const auto analysis = analyse(workspace);
        QVERIFY(analysis.ok());
        const auto radius = analysis->of("rates");
        QVERIFY(radius.ok());
        QCOMPARE(radius->targets, (std::vector<std::string>{"1"}));
        const DependencyGraph &graph = analysis->graph();
        QCOMPARE(radius->brokenHops(*graph.find("checkout")), 1);
        QCOMPARE(radius->brokenHops(*graph.find("web")), 2);
        QCOMPARE(radius->brokenHops(*graph.find("mail")), -1);
        // What checkout wrote stays in the topic; its readers are the next.
        QCOMPARE(radius->affectedHops(*graph.find("events")), 2);
        QCOMPARE(radius->affectedHops(*graph.find("mail")), 3);
        QCOMPARE(radius->broken[0].requirement, std::string("needs/1"));
        QCOMPARE(radius->broken[0].release, std::string("2"));
        QCOMPARE(radius->broken[1].because, *graph.find("checkout"));
        // Everybody gets to rates through checkout only, and to checkout through web.
        QCOMPARE(analysis->of("checkout")->onlyThrough, (std::vector<NodeId>{*graph.find("rates")}));
        QCOMPARE(analysis->of("web")->onlyThrough, (std::vector<NodeId>{*graph.find("checkout"), *graph.find("rates")}));
        // Checkout 1 asks nothing of rates, so its own way back is free.
        QVERIFY(analysis->of("checkout")->broken.empty());
        QCOMPARE(analysis->of("checkout", "none")->broken.size(), 1U);
    }

    void anotherAlternativeHoldsIt()
    {
        Workspace workspace;
        Component user;
        user.id = "user";
        Release release;
        release.id = "1";
        release.needs.push_back({{{"eu", "", {{"2", ""}}, {}}, {"world", "", {{"1", ""}}, {}}}, {}});
        user.releases.push_back(release);
        workspace.components.emplace_back(user);
        for (const char *id : {"eu", "world"}) {
            Component provider;
            provider.id = id;
            provider.releases.resize(2);
            provider.releases[0].id = "1";
            provider.releases[1].id = "2";
            workspace.components.emplace_back(provider);
        }
        QVERIFY(analyse(workspace)->of("eu")->broken.empty());
        QCOMPARE(analyse(workspace)->of("eu")->affected.size(), 1U);
        // Without a live world there is no other.
        Environment environment;
        environment.id = "e";
        environment.live = {{"user", {"1"}, {}}, {"eu", {"2"}, {}}};
        workspace.environments.push_back(environment);
        QCOMPARE(analyse(workspace)->of("eu")->broken.size(), 1U);
    }

    void agreesWithTheOracle()
    {
        std::mt19937 random(20260401);
        int broken = 0;
        int deep = 0;
        int self = 0;
        for (int round = 0; round < 6000; ++round) {
            const Workspace workspace = randomWorkspace(random);
            const auto analysis = analyse(workspace);
            QVERIFY(analysis.ok());
            const DependencyGraph &graph = analysis->graph();
            for (const auto &component : workspace.components) {
                std::vector<std::string> targets{"none"};
                for (const Release &release : component->releases)
                    targets.push_back(release.id);
                std::map<std::string, int> united;
                const auto within = analysis->targetsOf(*graph.find(component->id));
                for (const std::string &target : targets) {
                    const auto expected = Oracle(workspace, component->id, target).run();
                    const auto radius = analysis->of(component->id, target);
                    QVERIFY(radius.ok());
                    std::map<std::string, int> actual;
                    for (const BrokenComponent &one : radius->broken) {
                        actual[graph.node(one.node).id] = one.hops;
                        QVERIFY(one.hops == 0 || radius->affectedHops(one.node) > 0);
                        deep += one.hops > 1 ? 1 : 0;
                        self += one.hops == 0 ? 1 : 0;
                    }
                    QVERIFY2(actual == expected,
                             qPrintable(QStringLiteral("round %1 %2 to %3").arg(round).arg(
                                 QString::fromStdString(component->id), QString::fromStdString(target))));
                    broken += int(actual.size());
                    if (std::find(within.begin(), within.end(), target) != within.end()) {
                        for (const auto &[id, hops] : expected) {
                            const auto [place, isNew] = united.emplace(id, hops);
                            if (!isNew)
                                place->second = std::min(place->second, hops);
                        }
                    }
                }
                std::map<std::string, int> actual;
                const auto all = analysis->of(component->id);
                for (const BrokenComponent &one : all->broken)
                    actual[graph.node(one.node).id] = one.hops;
                QVERIFY(actual == united);
            }
        }
        // The generator must reach the interesting cases.
        QVERIFY2(broken > 5000 && deep > 500 && self > 500,
                 qPrintable(QStringLiteral("%1 %2 %3").arg(broken).arg(deep).arg(self)));
    }

    void depthAndHistory()
    {
        Workspace workspace;
        Component shop;
        shop.id = "shop";
        for (const char *label : {"1", "2", "3", "4"}) {
            Release release;
            release.id = label;
            shop.releases.push_back(release);
        }
        shop.rollbackDepth = 2;
        workspace.components.emplace_back(shop);
        Environment environment;
        environment.id = "e";
        environment.live = {{"shop", {"4"}, {}}};
        environment.history = {{"shop", {"1", "3", "1", "4", "3"}, {}}};
        workspace.environments.push_back(environment);
        using Labels = std::vector<std::string>;
        QCOMPARE(analyse(workspace)->of("shop")->targets, (Labels{"3", "1"}));
        workspace.environments[0].history.clear();
        QCOMPARE(analyse(workspace)->of("shop")->targets, (Labels{"3", "2"}));
        workspace.environments[0].live[0].releases = {"2", "4"};
        QCOMPARE(analyse(workspace)->of("shop")->targets, (Labels{"2", "3"}));
        workspace.environments[0].history = {{"shop", {}, {}}};
        QCOMPARE(analyse(workspace)->of("shop")->targets, (Labels{"2"}));
        workspace.environments[0].live.clear();
        QVERIFY(analyse(workspace)->of("shop")->targets.empty());
    }
};

QTEST_GUILESS_MAIN(BlastRadiusTest)
#include "blastradiustest.moc"
