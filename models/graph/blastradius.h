// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/graph/dependencygraph.h"

#include <memory>
#include <string>
#include <vector>

/// Who breaks if a component goes back.
///
/// The state is an environment's present one. Without an environment every component runs its last
/// release. A component *takes part* if it is live, or if it has no releases at all (an import that
/// knows only who calls whom).
///
/// When component c goes to a target release t, both its live releases and t are live (a request can
/// land on any of them). t is every release that c may go back to within its rollback depth (see
/// docs/rollback-model.md, check 2), or one that is named, or "none": c is gone.
///
/// - A *demand* of a live release holds as long as one of its alternatives does. Alternatives are
///   those of a need; a tolerance is a demand with one alternative (both sides must hold); reading or
///   writing formats is a demand that the store is there; a link is a demand that its end is there.
/// - An alternative on c holds if all of c's live releases and t lie in its set; never if c is gone
///   or itself breaks. An alternative on another component holds if all its live releases lie in its
///   set and it is not broken. Several alternatives on one component are one, the union of their
///   sets. A component that is not live satisfies nothing, except that one without releases is there
///   for links, readers and writers; so is an unresolved reference.
/// - A demand that fails before anything goes back breaks nobody here: the rollback did not cause it.
/// - t's own demands that fail make c itself break (hop 0): it cannot go back like this. So do formats
///   present that t does not read. A live reader that cannot read a format that t writes, and that was
///   not present before, breaks at hop 1.
/// - Component x breaks at hop h: h is the smallest round in which one of its demands has no
///   alternative left, where in round 1 only c has changed, and in round h+1 everybody is broken who
///   broke in a round up to h. It is the least fixpoint, so every circle is decided.
///
/// With several targets each is looked at alone and a component keeps its smallest hop.
///
/// *Could be affected* asks less, of any release: whoever is reached from c against edges, and along
/// a write: what c writes stays in the store, and the readers of the store meet it.
///
/// *Only through*: components that everybody outside reaches through c only (c dominates them): when
/// c is gone, nobody gets to them.
namespace belay::graph {

struct BrokenComponent {
    NodeId node;
    int hops = 0;
    std::string release;               ///< The live release whose demand fails (of c: the target).
    std::string requirement;           ///< "needs/1", "tolerates/db", "reads/db", "writes/db", "link".
    NodeId because;                    ///< The component that it can no longer rely on.
    std::string target;                ///< The release of c at which this happens first.
    friend bool operator==(const BrokenComponent &, const BrokenComponent &) = default;
};

struct AffectedComponent {
    NodeId node;
    int hops = 0;                      ///< At least 1.
    friend bool operator==(const AffectedComponent &, const AffectedComponent &) = default;
};

struct BlastRadius {
    NodeId component;
    std::string environment;           ///< Empty: every component at its last release.
    std::vector<std::string> live;     ///< Of the component; empty if it is not live.
    std::vector<std::string> targets;  ///< Nearest first; empty: it has nothing to go back to.
    std::vector<BrokenComponent> broken;     ///< By hops, then in the order of the nodes.
    std::vector<AffectedComponent> affected; ///< The same order. Holds all of `broken` with hops ≥ 1.
    std::vector<NodeId> onlyThrough;   ///< In the order of the nodes.
    std::size_t componentCount = 0;    ///< Of the workspace, for "7 of 19".
    [[nodiscard]] int brokenHops(NodeId node) const;   ///< -1 if it does not break.
    [[nodiscard]] int affectedHops(NodeId node) const; ///< -1 if it is not affected.
    friend bool operator==(const BlastRadius &, const BlastRadius &) = default;
};

/// Compiles the demands of one environment once; then each question costs what it reaches.
/// Immutable: safe to share between threads.
class BlastAnalysis {
public:
    /// `environment` empty: the first one, if there is any. Fails with UnknownReference.
    /// The graph must be the workspace's.
    [[nodiscard]] static Result<BlastAnalysis> make(std::shared_ptr<const rollback::Workspace> workspace,
                                                    std::shared_ptr<const DependencyGraph> graph,
                                                    const std::string &environment = {});
    BlastAnalysis(BlastAnalysis &&) noexcept;
    BlastAnalysis &operator=(BlastAnalysis &&) noexcept;
    ~BlastAnalysis();

    /// `target`: a release, "none", or empty for every release within the rollback depth.
    /// Fails with UnknownReference.
    [[nodiscard]] Result<BlastRadius> of(NodeId component, const std::string &target = {}) const;
    [[nodiscard]] Result<BlastRadius> of(const std::string &component, const std::string &target = {}) const;

    /// The releases that the component may go back to within its depth, nearest first.
    [[nodiscard]] std::vector<std::string> targetsOf(NodeId component) const;
    /// In the order of the releases; empty if it is not live.
    [[nodiscard]] std::vector<std::string> liveOf(NodeId component) const;
    [[nodiscard]] const std::string &environment() const;
    [[nodiscard]] const DependencyGraph &graph() const;

private:
    struct Private;
    explicit BlastAnalysis(std::unique_ptr<Private> d);
    std::unique_ptr<Private> m_d;
};

} // namespace belay::graph
