// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/items/ordersplan.h"

#include "models/items/planlanes.h"

namespace belay::tests {

using namespace rollback;

namespace {

Component component(const std::string &id, ComponentKind kind, const std::vector<std::string> &releases)
{
    Component made;
    made.id = id;
    made.kind = kind;
    for (const std::string &release : releases) {
        Release value;
        value.id = release;
        made.releases.push_back(value);
    }
    return made;
}

Step move(const std::string &id, const std::string &of, const std::string &to)
{
    Step step;
    step.id = id;
    step.component = of;
    step.to = {to};
    return step;
}

ReleaseRanges only(const std::string &release)
{
    return {{release, release}};
}

StepWayBack way(const std::string &step, std::vector<InverseMove> moves, const std::string &reachesTo = {},
                bool noReturn = false)
{
    StepWayBack made;
    made.step = step;
    made.state = noReturn ? WayBackState::Closed : WayBackState::Open;
    made.pointOfNoReturn = noReturn;
    made.reachesTo = reachesTo;
    made.moves = std::move(moves);
    return made;
}

Finding checkoutBack()
{
    Finding finding;
    finding.code = Code::RollbackTolerates;
    finding.check = Check::Rollback;
    finding.severity = Severity::Error;
    finding.step = "s5";
    finding.order = {"s1", "s2", "s3", "s4", "s5"};
    finding.component = "checkout";
    finding.release = "2.3";
    finding.against = {"orders-db", "42", {}, {}};
    finding.rollbacks = {{"checkout", "2.3"}};
    finding.requirement = "tolerates/orders-db";
    finding.message = "If checkout goes back to 2.3 after step s5, it meets orders-db at schema 42, which 2.3 does not "
                      "tolerate: it tolerates 41 only.";
    finding.remedies = {"Deploy a release of checkout that tolerates orders-db 41 and 42 before step s5.",
                        "Commit checkout 2.4 before step s5."};
    finding.state = {{"checkout", {"2.4"}, {"2.3"}}, {"orders-db", {"42"}, {}}};
    return finding;
}

} // namespace

std::shared_ptr<Workspace> ordersWorkspace()
{
    auto workspace = std::make_shared<Workspace>();
    workspace->name = "Astronomy Shop";
    const auto add = [&](const std::string &id, ComponentKind kind, const std::vector<std::string> &releases) -> Component & {
        workspace->components.emplace_back(component(id, kind, releases));
        return workspace->components.back().edit();
    };
    add("product-catalog", ComponentKind::Service, {"3.0", "3.1", "3.2"});
    add("currency", ComponentKind::Service, {"1.7", "1.8", "1.9"});
    add("shipping", ComponentKind::Service, {"4.5", "4.6", "4.7"}).releases[2].offers = {"rate-table"};
    Component &checkout = add("checkout", ComponentKind::Service, {"2.2", "2.3", "2.4"});
    checkout.releases[1].tolerates.push_back({"orders-db", only("41"), only("41"), {}, {}});
    checkout.releases[2].tolerates.push_back({"orders-db", ReleaseRanges{{"41", "42"}}, ReleaseRanges{{"41", "42"}}, {}, {}});
    checkout.releases[2].needs.push_back({{{"shipping", "shipping/rate-table", {}, {}}}, {}});
    add("orders-db", ComponentKind::Database, {"40", "41", "42"});
    add("cart", ComponentKind::Service, {"4.9", "5.0", "5.1"});
    add("payment", ComponentKind::Service, {"3.2", "3.3", "3.4"});
    add("frontend", ComponentKind::Service, {"8.0", "8.1", "8.2"});
    add("accounting", ComponentKind::Service, {"1.3", "1.4", "1.5"});
    add("accounting-db", ComponentKind::Database, {"16", "17", "18"});
    Environment production;
    production.id = "production";
    for (const auto &[id, live] : std::vector<std::pair<std::string, std::string>>{
             {"product-catalog", "3.1"}, {"currency", "1.8"}, {"shipping", "4.6"}, {"checkout", "2.3"},
             {"orders-db", "41"}, {"cart", "5.0"}, {"payment", "3.3"}, {"frontend", "8.1"}, {"accounting", "1.4"},
             {"accounting-db", "17"}}) {
        production.live.push_back({id, {live}, {}});
    }
    workspace->environments.push_back(production);
    Plan plan;
    plan.id = "Orders v2";
    plan.environment = "production";
    plan.steps = {move("s1", "product-catalog", "3.2"), move("s2", "currency", "1.9"), move("s3", "shipping", "4.7"),
                  move("s4", "checkout", "2.4"),        move("s5", "orders-db", "42"), move("s6", "cart", "5.1"),
                  move("s7", "payment", "3.4"),         move("s8", "frontend", "8.2"), move("s9", "accounting", "1.5"),
                  move("s10", "accounting-db", "18")};
    plan.steps[4].reversible = false;
    plan.steps[9].reversible = false;
    Step soak;
    soak.id = "s11";
    soak.kind = StepKind::Soak;
    soak.component = "frontend";
    soak.duration_s = 24 * 3600;
    plan.steps.push_back(soak);
    workspace->plans.emplace_back(plan);
    return workspace;
}

std::shared_ptr<Report> ordersReport()
{
    auto report = std::make_shared<Report>();
    report->workspace = "Astronomy Shop";
    PlanReport plan;
    plan.plan = "Orders v2";
    plan.environment = "production";
    plan.verdict = Verdict::Unsafe;
    plan.resilience = 1;
    plan.statesChecked = 1204;
    plan.pointsOfNoReturn = {"s5", "s10"};
    const auto noWayBack = [](const std::string &step, const std::string &of, const std::string &from, const std::string &to) {
        Finding finding;
        finding.code = Code::NoWayBack;
        finding.check = Check::WayBack;
        finding.step = step;
        finding.component = of;
        finding.message = "After step " + step + " there is no way back: " + of + " cannot return from " + to + " to "
                          + from + ".";
        finding.remedies = {"Make the step reversible.", "Place a checkpoint behind it and say why."};
        finding.state = {{of, {to}, {}}};
        finding.order = {"s1", "s2", "s3", "s4", "s5"};
        return finding;
    };
    Finding shipping;
    shipping.code = Code::RollbackNeeds;
    shipping.check = Check::Rollback;
    shipping.severity = Severity::Warning;
    shipping.step = "s4";
    shipping.order = {"s1", "s2", "s3", "s4"};
    shipping.component = "checkout";
    shipping.release = "2.4";
    shipping.against = {"shipping", "4.6", {}, {}};
    shipping.rollbacks = {{"shipping", "4.6"}};
    shipping.requirement = "needs/1";
    shipping.message = "If shipping goes back to 4.6 after step s4, checkout 2.4 misses shipping/rate-table.";
    shipping.remedies = {"Let checkout go back first."};
    shipping.state = {{"shipping", {"4.7"}, {"4.6"}}, {"checkout", {"2.4"}, {"2.3"}}};
    Finding together;
    together.code = Code::WayBackAtOnce;
    together.check = Check::WayBack;
    together.severity = Severity::Warning;
    together.step = "s7";
    together.component = "payment";
    together.together = {"cart", "payment"};
    together.message = "After step s7 cart and payment can only go back at once.";
    together.state = {{"cart", {"5.1"}, {"5.0"}}, {"payment", {"3.4"}, {"3.3"}}};
    together.order = {"s1", "s2", "s3", "s4", "s5", "s6", "s7"};
    Finding accounts;
    accounts.code = Code::RollbackNeeds;
    accounts.check = Check::Rollback;
    accounts.severity = Severity::Warning;
    accounts.step = "s9";
    accounts.order = {"s8", "s9"};
    accounts.component = "frontend";
    accounts.release = "8.2";
    accounts.against = {"accounting", "1.4", {}, {}};
    accounts.rollbacks = {{"accounting", "1.4"}};
    accounts.requirement = "needs/1";
    accounts.message = "If accounting goes back to 1.4 after step s9, frontend 8.2 misses invoices.";
    accounts.state = {{"frontend", {"8.2"}, {"8.1"}}, {"accounting", {"1.5"}, {"1.4"}}};
    Finding drill;
    drill.code = Code::PracticeDrillOverdue;
    drill.check = Check::Practice;
    drill.severity = Severity::Warning;
    drill.step = "start";
    drill.component = "frontend";
    drill.message = "The last drill of frontend is 94 days old; its cadence is 90 days.";
    Finding skipped;
    skipped.code = Code::PracticeSkippedRelease;
    skipped.check = Check::Practice;
    skipped.severity = Severity::Note;
    skipped.step = "s2";
    skipped.component = "currency";
    skipped.release = "1.9";
    skipped.message = "currency goes to 1.9 and skips a release.";
    plan.findings = {checkoutBack(),
                     noWayBack("s5", "orders-db", "41", "42"),
                     noWayBack("s10", "accounting-db", "17", "18"),
                     shipping,
                     together,
                     accounts,
                     drill,
                     skipped};
    const InverseMove catalog{"product-catalog", "3.2", "3.1", 0};
    const InverseMove currency{"currency", "1.9", "1.8", 1};
    const InverseMove rates{"shipping", "4.7", "4.6", 2};
    const InverseMove orders{"checkout", "2.4", "2.3", 0};
    const InverseMove cart{"cart", "5.1", "5.0", 0};
    const InverseMove payment{"payment", "3.4", "3.3", 0};
    const InverseMove frontend{"frontend", "8.2", "8.1", 0};
    const InverseMove accounting{"accounting", "1.5", "1.4", 0};
    StepWayBack atOnce = way("s7", {cart, payment}, "s5");
    atOnce.state = WayBackState::AtOnce;
    plan.wayBack = {way("s1", {catalog}),
                    way("s2", {currency, catalog}),
                    way("s3", {currency, rates, catalog}), // They do not meet: any order.
                    way("s4", {orders, rates, currency, catalog}),
                    way("s5", {}, "s5", true),
                    way("s6", {cart}, "s5"),
                    atOnce,
                    way("s8", {frontend, payment, cart}, "s5"),
                    way("s9", {frontend, accounting, payment, cart}, "s5"),
                    way("s10", {}, "s10", true),
                    way("s11", {}, "s10")};
    report->plans.push_back(plan);
    return report;
}

items::StepProbe::Compute ordersCompute()
{
    return [](const Workspace &workspace, const std::string &, const std::string &step, std::stop_token) {
        items::StepState state;
        if (step != "s5") {
            // Everything that has moved can go back alone.
            const Plan &plan = *workspace.plans.front();
            const items::PlanLanes lanes = items::planLanes(workspace, plan, nullptr);
            const int done = lanes.columnOf(step) + 1;
            for (std::size_t i = 0; i < lanes.lanes.size(); ++i) {
                const items::Lane &lane = lanes.lanes[i];
                if (lane.depth > 0 && lanes.movedAt(static_cast<int>(i), done)) {
                    const std::string now = lanes.liveAt(plan, static_cast<int>(i), done).last().toStdString();
                    state.rollbacks.push_back({{lane.component.toStdString(), lane.startLive.first().toStdString()}, now, {}});
                }
            }
            return state;
        }
        state.state.components = {{"product-catalog", {"3.2"}, {"3.1"}}, {"checkout", {"2.4"}, {"2.3"}},
                                  {"orders-db", {"42"}, {}}};
        state.state.formats = {{"orders-db", {"address-v1", "address-v2"}}};
        Finding needs;
        needs.code = Code::RollbackNeeds;
        needs.check = Check::Rollback;
        needs.component = "checkout";
        needs.release = "2.4";
        needs.against = {"shipping", "4.6", {}, {}};
        needs.requirement = "needs/1";
        needs.message = "checkout 2.4 asks for rate-table, new in shipping 4.7.";
        state.rollbacks = {{{"product-catalog", "3.1"}, "3.2", {}},
                           {{"currency", "1.8"}, "1.9", {}},
                           {{"shipping", "4.6"}, "4.7", {needs}},
                           {{"checkout", "2.3"}, "2.4", {checkoutBack()}},
                           {{"cart", "4.9"}, "5.0", {}}};
        state.wayBack = way("s5", {{"checkout", "2.4", "2.3", 0}, {"shipping", "4.7", "4.6", 1}}, "s5");
        return state;
    };
}

std::shared_ptr<Workspace> everyKindWorkspace()
{
    auto workspace = std::make_shared<Workspace>();
    workspace->name = "Every kind";
    for (const auto &[id, kind, releases] :
         std::vector<std::tuple<std::string, ComponentKind, std::vector<std::string>>>{
             {"api", ComponentKind::Service, {"1", "2"}},
             {"store", ComponentKind::Database, {"a", "b"}},
             {"banner", ComponentKind::Flag, {"off", "on"}},
             {"app", ComponentKind::Client, {"7", "8", "9"}},
             {"worker", ComponentKind::Service, {"1", "2"}}}) {
        workspace->components.emplace_back(component(id, kind, releases));
    }
    Environment staging;
    staging.id = "staging";
    staging.live = {{"api", {"1", "2"}, {}}, {"store", {"a"}, {}}, {"banner", {"off"}, {}}, {"app", {"7", "8"}, {}}};
    workspace->environments.push_back(staging);
    Plan plan;
    plan.id = "all";
    plan.environment = "staging";
    plan.order = PlanOrder::Partial;
    plan.steps = {move("a", "api", "2"), move("b", "store", "b"), move("c", "banner", "on"), move("d", "app", "9"),
                  move("e", "worker", "1")};
    plan.steps[1].after = {"a"};
    plan.steps[2].after = {"a"};
    plan.steps[3].after = {"b"};
    const auto pause = [&](const std::string &id, StepKind kind, const std::string &of, const std::string &after) {
        Step step;
        step.id = id;
        step.kind = kind;
        step.component = of;
        step.after = {after};
        step.reason = kind == StepKind::Soak ? "" : "because";
        plan.steps.push_back(step);
        return &plan.steps.back();
    };
    pause("f", StepKind::Soak, "", "d")->duration_s = 3600;
    pause("g", StepKind::Commit, "api", "f");
    pause("h", StepKind::Purge, "store", "f")->format = "v1";
    pause("i", StepKind::Checkpoint, "", "h")->name = "done";
    plan.steps.back().after = {"g", "h", "c", "e"};
    workspace->plans.emplace_back(plan);
    return workspace;
}

std::shared_ptr<Report> everyKindReport()
{
    auto report = std::make_shared<Report>();
    PlanReport plan;
    plan.plan = "all";
    plan.environment = "staging";
    plan.statesChecked = 42;
    for (const char *id : {"a", "b", "c", "d", "e", "f", "g", "h"})
        plan.wayBack.push_back(way(id, {}));
    plan.wayBack[2].state = WayBackState::Unknown;
    plan.wayBack.push_back(way("i", {}, "i", true));
    plan.pointsOfNoReturn = {"i"};
    Finding given;
    given.code = Code::WayBackGivenUp;
    given.check = Check::WayBack;
    given.severity = Severity::Warning;
    given.step = "i";
    given.message = "The checkpoint done gives up the way back.";
    plan.findings = {given};
    report->plans.push_back(plan);
    return report;
}

std::shared_ptr<Workspace> longWorkspace(int lanes, int steps)
{
    auto workspace = std::make_shared<Workspace>();
    workspace->name = "Long";
    const int rounds = (steps + lanes - 1) / lanes;
    std::vector<std::string> releases;
    for (int release = 0; release <= rounds; ++release)
        releases.push_back(std::to_string(release));
    Environment environment;
    environment.id = "production";
    for (int lane = 0; lane < lanes; ++lane) {
        const std::string id = "service-" + std::to_string(lane);
        workspace->components.emplace_back(component(id, ComponentKind::Service, releases));
        environment.live.push_back({id, {"0"}, {}});
    }
    workspace->environments.push_back(environment);
    Plan plan;
    plan.id = "long";
    plan.environment = "production";
    for (int step = 0; step < steps; ++step) {
        plan.steps.push_back(move("s" + std::to_string(step + 1), "service-" + std::to_string(step % lanes),
                                  std::to_string(step / lanes + 1)));
    }
    workspace->plans.emplace_back(plan);
    return workspace;
}

std::shared_ptr<Report> longReport(const Workspace &workspace)
{
    auto report = std::make_shared<Report>();
    PlanReport plan;
    plan.plan = workspace.plans.front()->id;
    for (const Step &step : workspace.plans.front()->steps)
        plan.wayBack.push_back(way(step.id, {}));
    report->plans.push_back(plan);
    return report;
}

} // namespace belay::tests
