// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/codes.h"

#include <array>

namespace belay::rollback {
namespace {

struct Row {
    Code code;
    std::string_view text;
};

// In the order of the enumeration: rowOf() and explain() index by it.
constexpr std::array rows{
    Row{Code::LiveNeeds, "live-needs"},
    Row{Code::LiveTolerates, "live-tolerates"},
    Row{Code::LiveFormat, "live-format"},
    Row{Code::LiveSelf, "live-self"},
    Row{Code::RollbackNeeds, "rollback-needs"},
    Row{Code::RollbackTolerates, "rollback-tolerates"},
    Row{Code::RollbackFormat, "rollback-format"},
    Row{Code::RollbackSelf, "rollback-self"},
    Row{Code::NoWayBack, "no-way-back"},
    Row{Code::WayBackAtOnce, "way-back-at-once"},
    Row{Code::WayBackGivenUp, "way-back-given-up"},
    Row{Code::PracticeCheckpointWithoutSoak, "practice-checkpoint-without-soak"},
    Row{Code::PracticeWaitedOneRelease, "practice-waited-one-release"},
    Row{Code::PracticeDrillOverdue, "practice-drill-overdue"},
    Row{Code::PracticeNotFeatureFree, "practice-not-feature-free"},
    Row{Code::PracticeSkippedRelease, "practice-skipped-release"},
    Row{Code::PracticeNoHealthByRelease, "practice-no-health-by-release"},
};

constexpr std::array codes = [] {
    std::array<Code, rows.size()> all{};
    for (std::size_t i = 0; i < rows.size(); ++i)
        all[i] = rows[i].code;
    return all;
}();

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<std::size_t>(rows[i].code) != i)
            return false;
    }
    return true;
}
static_assert(inOrder());

constexpr std::array explanations{
    Explanation{
        Code::LiveNeeds, "A live release needs something that is not there",
        R"(A release is live and one of its needs does not hold. Requests fail at this step of the plan, with no rollback involved.

A need has to hold against every live instance. While a move rolls, the old and the new release both serve, and a request can reach either. So a need that only the new release of its provider satisfies fails until the provider's move has ended.

A need with several alternatives holds if every live release of one of the alternatives satisfies it. Half of one and half of another is not enough.

If the finding's step is "start", the environment is already in this state before the plan begins. It is then a warning: the plan did not cause it.)",
        R"(belay: 1
workspace: The caller moves first
components:
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes]}]
  - id: checkout
    kind: service
    releases: ["2.3", {id: "2.4", needs: [{feature: shipping/quotes}]}]
environments:
  - id: production
    live: {shipping: "1.2", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.4"}
      - {id: s2, move: shipping, to: "1.3"}
)",
        R"(Move the provider first, and let its move end before the caller's begins.

Then wait until the provider can no longer go back to a release without the feature: commit it after a soak, or let one more of its releases pass. Otherwise the same pair comes back as rollback-needs.

If the order cannot change, give the caller a release that works with and without the feature, and turn the feature on later.)",
    },
    Explanation{
        Code::LiveTolerates, "A live release meets a schema that it does not tolerate",
        R"(A release is live beside a version of a store that it does not tolerate, for reading, for writing, or for both. The message says which side fails. The cause is usually a migration that runs before the code that knows it, or a deploy of code that expects a schema which is not there yet.

A store switches at once, but the services around it do not. During a rolling deploy the old and the new release both use the store, and both have to tolerate its version.)",
        R"(belay: 1
workspace: The schema moves under its users
components:
  - id: orders-db
    kind: database
    releases: ["41", "42"]
  - id: checkout
    kind: service
    releases:
      - {id: "2.3", tolerates: {orders-db: "41"}}
      - {id: "2.4", tolerates: {orders-db: "42"}}
environments:
  - id: production
    live: {orders-db: "41", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: orders-db, to: "42"}
      - {id: s2, move: checkout, to: "2.4"}
)",
        R"(Put a feature-free release in front of the migration: it tolerates both schema versions and uses nothing of the new one. Then migrate. Then deploy the release that uses the new schema.

Split a migration that no release can tolerate (a rename, a retype, a dropped column): expand first, move the users, contract last.)",
    },
    Explanation{
        Code::LiveFormat, "A live release cannot read data that is already there",
        R"(A format is present in a store, and a live release that reads the store does not know it. The data may come from another service, from a newer release of the same service during its rolling deploy, or from a release that is long gone: what was written stays until it is purged.)",
        R"(belay: 1
workspace: The producer moves first
components:
  - id: order-events
    kind: topic
    releases: ["1"]
  - id: orders
    kind: service
    releases:
      - {id: "7", writes: {order-events: [order-v1]}}
      - {id: "8", writes: {order-events: [order-v2]}}
  - id: billing
    kind: service
    releases:
      - {id: "5.0", reads: {order-events: [order-v1]}}
      - {id: "5.1", reads: {order-events: [order-v1, order-v2]}}
environments:
  - id: production
    live: {order-events: "1", orders: "7", billing: "5.0"}
    formats: {order-events: [order-v1]}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: orders, to: "8"}
      - {id: s2, move: billing, to: "5.1"}
)",
        R"(Deploy readers before writers: every live reader learns the new format first, and nobody writes it until then.

A reader must also be unable to go back to a release without that knowledge. Commit the readers after a soak, or let one more release of each pass, before the first writer moves.)",
    },
    Explanation{
        Code::LiveSelf, "Two releases of one component cannot run side by side",
        R"(A release requires something of its own component, and while it rolls out the old release is live beside it. Typical causes are a changed peer protocol, a changed session or cache format, a new leader election, or a flag whose two values must not be mixed across instances.)",
        R"(belay: 1
workspace: A new peer protocol
components:
  - id: search
    kind: service
    releases: ["8.0", {id: "9.0", needs: [{component: search, releases: "9.0.."}]}]
environments:
  - id: production
    live: {search: "8.0"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: search, to: "9.0"}
)",
        R"(Put a release between the two that speaks both protocols and starts with the old one. Deploy it, soak, commit, and let the next release switch.

Or keep the new behaviour behind a flag that is turned on when no old release is left.

A move with `rolling: false` stops all instances before it starts the new ones. It has no mixed window, but it is downtime, and a rollback in haste will still roll: see rollback-self.)",
    },
    Explanation{
        Code::RollbackNeeds, "A rollback takes away what a live release needs",
        R"(Everything works in this state. But owners may take a component back without asking, by as many releases as its rollback depth says, and after that rollback a need fails. Either somebody else is left without the provider's feature (un-stuck), or the component that goes back needs something that is gone by now.

The finding names the rollbacks. A rollback is looked at while it rolls, with old and new release both live, and when it is done.)",
        R"(belay: 1
workspace: The feature is too young
components:
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes]}]
  - id: checkout
    kind: service
    releases: ["2.3", {id: "2.4", needs: [{feature: shipping/quotes}]}]
environments:
  - id: production
    live: {shipping: "1.2", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: shipping, to: "1.3"}
      - {id: s2, move: checkout, to: "2.4"}
)",
        R"(Wait until the provider stands k releases past the first one that has the feature, with these k behind it in this environment. For the usual depth of 1: the feature comes with r+1, use it once r+2 runs and r+1 ran before it. A jump from r to r+2 does not help, since one rollback still lands on r.

Or have the provider's owners commit: after a soak they give up going back, with a reason in the plan.

Or let the caller work without the feature until then.)",
    },
    Explanation{
        Code::RollbackTolerates, "A release that may come back does not tolerate the schema",
        R"(Everything works in this state. But a component may go back to a release that does not tolerate the version that a store has by then. The migration and the newest code fit; the release behind it does not. The rollback would turn a bad deploy into an outage.

This is the commonest broken rollback, and it hides well: each single step of the plan looks right.)",
        R"(belay: 1
workspace: One tolerant release is not enough
components:
  - id: orders-db
    kind: database
    releases: ["41", "42"]
  - id: checkout
    kind: service
    releases:
      - {id: "2.3", tolerates: {orders-db: "41"}}
      - {id: "2.3.1", feature_free: true, tolerates: {orders-db: "41..42"}}
environments:
  - id: production
    live: {orders-db: "41", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.3.1"}
      - {id: s2, move: orders-db, to: "42"}
)",
        R"(Deploy the feature-free release that tolerates both versions, soak it, and commit it. Then migrate. The commit says that nobody goes back to the release before it.

Without a commit, have k+1 tolerant releases behind each other before the migration, where k is the rollback depth. For the usual depth of 1 that is one more feature-free release.)",
    },
    Explanation{
        Code::RollbackFormat, "A release that may come back cannot read what was written",
        R"(Everything works in this state. But a component may go back to a release that does not know a format which is present by then. Data outlives its writer: taking the writer back does not take its records back. Queues, event logs, caches, sessions, files and rows all behave like this.)",
        R"(belay: 1
workspace: The reader may forget
components:
  - id: order-events
    kind: topic
    releases: ["1"]
  - id: billing
    kind: service
    releases:
      - {id: "5.0", reads: {order-events: [order-v1]}}
      - {id: "5.1", reads: {order-events: [order-v1, order-v2]}}
  - id: orders
    kind: service
    releases:
      - {id: "7", writes: {order-events: [order-v1]}}
      - {id: "8", writes: {order-events: [order-v2]}}
environments:
  - id: production
    live: {order-events: "1", orders: "7", billing: "5.0"}
    formats: {order-events: [order-v1]}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: billing, to: "5.1"}
      - {id: s2, move: orders, to: "8"}
)",
        R"(Make the reading release safe to stand on before anybody writes the new format: soak and commit it, or let one more release that reads it pass.

If records can be drained, converted or thrown away, say so with a purge step. A purge only helps once no live release, and none that may come back, writes the format.)",
    },
    Explanation{
        Code::RollbackSelf, "A release cannot run beside its own older release while it goes back",
        R"(Everything works in this state. But when the component goes back, the rollback rolls: for a while the new and the old release are both live, and one of them requires that the other is not. The deploy avoided this window, for example by stopping all instances first. A rollback in haste does not.)",
        R"(belay: 1
workspace: Deployed with a stop, taken back with a roll
components:
  - id: search
    kind: service
    releases: ["8.0", {id: "9.0", needs: [{component: search, releases: "9.0.."}]}]
environments:
  - id: production
    live: {search: "8.0"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: search, to: "9.0", rolling: false}
)",
        R"(Put a release between the two that works beside both, and commit it before the next one moves.

If there is none, the component cannot go back on its own: give it rollback depth 0, say so to its owners, and rehearse the stop-and-start rollback as a drill.)",
    },
    Explanation{
        Code::NoWayBack, "Point of no return: after this step there is no way back",
        R"(Before this step the whole plan could be undone, in some order, without a broken state on the way. After it no order is left, not even with several components going back at once. The plan can only be finished from here on, and it does not say that anybody decided so.

An irreversible migration is the usual cause. Data in a new format that an old release cannot read is another. So is a commit that comes too early. Single rollbacks may all be fine in such a state: this is about the way back to where the plan began, to the last commit, or to the last checkpoint.)",
        R"(belay: 1
workspace: A migration that cannot be undone
components:
  - id: orders-db
    kind: database
    releases: ["41", "42"]
  - id: checkout
    kind: service
    releases:
      - {id: "2.3", tolerates: {orders-db: "41"}}
      - {id: "2.3.1", feature_free: true, tolerates: {orders-db: "41..42"}}
      - {id: "2.3.2", feature_free: true, tolerates: {orders-db: "41..42"}}
environments:
  - id: production
    live: {orders-db: "41", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.3.1"}
      - {id: s2, move: checkout, to: "2.3.2"}
      - {id: s3, move: orders-db, to: "42", reversible: false}
)",
        R"(Move the floor up on purpose, before the step: soak and commit the components that could not live beyond it. Their way back then ends at a release that fits both sides.

Make the step reversible: expand and contract instead of changing in place; keep the old column, format or path until nobody may need it.

If the plan has to pass a point of no return, say so: put a checkpoint with a reason right after the step. It then counts as a decision and becomes way-back-given-up, a warning.)",
    },
    Explanation{
        Code::WayBackAtOnce, "The way back needs several components to go back at once",
        R"(From this state the plan cannot be undone one component at a time: whichever goes first breaks the others or is broken by them. It can be undone if the named components all switch in the same moment, without a window in which old and new releases mix.

That is possible with a maintenance stop, and risky without one. It takes practice, and it takes people of several teams at the same time.)",
        R"(belay: 1
workspace: Two releases in lockstep
components:
  - id: wallet
    kind: service
    releases: ["1", {id: "2", needs: [{component: ledger, releases: "2"}]}]
  - id: ledger
    kind: service
    releases: ["1", {id: "2", needs: [{component: wallet, releases: "2"}]}]
environments:
  - id: production
    live: {wallet: "1", ledger: "1"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: wallet, to: "2"}
      - {id: s2, move: ledger, to: "2"}
)",
        R"(Loosen the pin on one side: a release that works with both releases of its partner can go first, forward and back.

Otherwise plan the stop: who does it, how long it takes, and a drill that has shown it.)",
    },
    Explanation{
        Code::WayBackGivenUp, "The plan gives up its way back here, and says so",
        R"(This step is a point of no return, as no-way-back describes it. The plan has a checkpoint right after it, with a reason, so it is taken as a decision and reported as a warning. From the checkpoint on, the way back is asked for to this state only.)",
        R"(belay: 1
workspace: A decision with a reason
components:
  - id: orders-db
    kind: database
    releases: ["41", "42"]
  - id: checkout
    kind: service
    releases:
      - {id: "2.3", tolerates: {orders-db: "41"}}
      - {id: "2.3.1", feature_free: true, tolerates: {orders-db: "41..42"}}
      - {id: "2.3.2", feature_free: true, tolerates: {orders-db: "41..42"}}
environments:
  - id: production
    live: {orders-db: "41", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.3.1"}
      - {id: s2, move: checkout, to: "2.3.2"}
      - {id: s3, soak: 24h}
      - {id: s4, move: orders-db, to: "42", reversible: false}
      - {id: s5, checkpoint: new-schema, reason: "A backup restores it within the hour"}
)",
        R"(Read the reason of the checkpoint and decide whether it still holds. Look at what could avoid the point altogether: a commit before it, or a reversible step.

If the decision stands, record it as a suppression with an expiry date, so that the report stays quiet until somebody has to look again.)",
    },
    Explanation{
        Code::PracticeCheckpointWithoutSoak, "A checkpoint without a soak before it",
        R"(A checkpoint gives up the way back past this point. The plan has no soak before it, or none since the checkpoint before, so nobody can have seen how the new state behaves before its way back is given up.)",
        R"(belay: 1
workspace: Decided in the same minute
components:
  - id: checkout
    kind: service
    releases: ["2.3", "2.4"]
environments:
  - id: production
    live: {checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.4"}
      - {id: s2, checkpoint: done, reason: "Release day is over"}
)",
        R"(Put a soak before the checkpoint, long enough for the slowest thing that could go wrong: a full day for daily jobs, a billing period for invoices.)",
    },
    Explanation{
        Code::PracticeWaitedOneRelease, "A feature is used one release after it appeared",
        R"(A component begins to use a feature while its provider runs the first release that has it (r+1). The ecosystem's assumption is that every service may go back by one release. Under it a feature is safe to use from r+2 on, with r+1 behind it.

Nothing breaks here, because the provider has been committed, or has nothing behind it that it could go back to. That promise is all that holds. If it is not kept, the finding is rollback-needs.)",
        R"(belay: 1
workspace: A promise instead of a release
components:
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes]}]
  - id: checkout
    kind: service
    releases: ["2.3", {id: "2.4", needs: [{feature: shipping/quotes}]}]
environments:
  - id: production
    live: {shipping: "1.2", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: shipping, to: "1.3"}
      - {id: s2, soak: 24h, of: shipping}
      - {id: s3, commit: shipping, reason: "A day at full traffic"}
      - {id: s4, move: checkout, to: "2.4"}
)",
        R"(Wait for the provider's next release before the feature is used.

If that takes too long, see to it that the commit means something: its owners know of it, and there is another way to repair the provider than going back. Then accept the finding with a suppression.)",
    },
    Explanation{
        Code::PracticeDrillOverdue, "The way back has not been practised lately",
        R"(The component has a cadence for rollback drills, and its last drill is older than that, or there has been none. A way back that nobody has walked is a guess: scripts rot, permissions expire, people change teams.

Today's date comes from `--today`, or from the clock.)",
        R"(belay: 1
workspace: Practised long ago
components:
  - id: checkout
    kind: service
    releases: ["2.3", "2.4"]
    drill: {cadence: 90d, last: "2025-01-15"}
environments:
  - id: production
    live: {checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.4"}
)",
        R"(Run the drill before the plan: take the component back in an environment that resembles production, measure the time, and write the date into the workspace.)",
    },
    Explanation{
        Code::PracticeNotFeatureFree, "A release tolerates a new schema and uses it as well",
        R"(A release is the first that tolerates a new version of a store, the plan deploys it before the migration, and it is not marked feature-free. So it may do two things at once: learn the new schema and already use something new. Then there is no release left to stand on between the migration and the use. If the new behaviour has to be taken back, the tolerance goes with it.)",
        R"(belay: 1
workspace: Two changes in one release
components:
  - id: orders-db
    kind: database
    releases: ["41", "42"]
  - id: checkout
    kind: service
    releases:
      - {id: "2.3", tolerates: {orders-db: "41"}, writes: {orders-db: [address-v1]}}
      - {id: "2.4", tolerates: {orders-db: "41..42"}, writes: {orders-db: [address-v2]}}
environments:
  - id: production
    live: {orders-db: "41", checkout: "2.3"}
    formats: {orders-db: [address-v1]}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.4"}
      - {id: s2, move: orders-db, to: "42"}
)",
        R"(Split the release. First a feature-free one: it tolerates the old and the new version and uses nothing new. After the migration comes the one that uses it.

If the release is feature-free already, say so: `feature_free: true`.)",
    },
    Explanation{
        Code::PracticeSkippedRelease, "A move skips a release",
        R"(The component moves from one release to another and passes over those between. Compatibility is promised between neighbours as a rule, and it does not add up: v works with v+1, v+1 works with v+2, and v may still not work with v+2. Upgrade code that runs once per release may be skipped as well.)",
        R"(belay: 1
workspace: Two steps at once
components:
  - id: checkout
    kind: service
    releases: ["2.3", "2.4", "2.5"]
environments:
  - id: production
    live: {checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.5"}
)",
        R"(Step through the releases one at a time. If the vendor supports the jump, keep it and accept the finding with a suppression that says where this is written.)",
    },
    Explanation{
        Code::PracticeNoHealthByRelease, "A component moves without health data by release",
        R"(The workspace says for some components whether their health is recorded by release. This one moves, and there it is not. During a rollout the old and the new release run side by side. If errors and latency are recorded for the component as a whole, a broken new release disappears in the average, and nobody can say when to go back.)",
        R"(belay: 1
workspace: Flying blind
components:
  - id: checkout
    kind: service
    releases: ["2.3", "2.4"]
    health_by_release: false
environments:
  - id: production
    live: {checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.4"}
)",
        R"(Tag metrics and logs with the release, and compare the two during the rollout. Then set `health_by_release: true`.)",
    },
};

constexpr bool explained()
{
    for (std::size_t i = 0; i < explanations.size(); ++i) {
        if (static_cast<std::size_t>(explanations[i].code) != i)
            return false;
    }
    return explanations.size() == rows.size();
}
static_assert(explained());

} // namespace

std::string_view toText(Code code) { return rows.at(static_cast<std::size_t>(code)).text; }

std::optional<Code> codeFrom(std::string_view text)
{
    for (const Row &row : rows) {
        if (row.text == text)
            return row.code;
    }
    return {};
}

std::span<const Code> allCodes() { return codes; }

const Explanation &explain(Code code) { return explanations.at(static_cast<std::size_t>(code)); }

} // namespace belay::rollback
