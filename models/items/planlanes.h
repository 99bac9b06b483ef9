// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/report.h"
#include "models/rollback/workspace.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

/// A plan as lanes, columns, waves and a strip: everything that a view of it draws, without widgets.
namespace belay::items {

[[nodiscard]] inline QString text(const std::string &value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}
[[nodiscard]] inline QString text(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

/// The way back after a step, as colour, glyph and word.
enum class WayBack : std::uint8_t { Open, After, Closed, Unknown };

/// One step in the lanes. `column` counts from 0 in the order of the drawing.
struct LaneBlock {
    int step = -1;                     ///< Index into the plan's steps.
    int lane = -1;                     ///< -1: all lanes (checkpoint, soak of everything).
    int column = -1;
    int windowEnd = -1;                ///< Last column in which the old and the new release may both serve.
    rollback::StepKind kind = rollback::StepKind::Move;
    QString label;                     ///< "2.3→2.4", "24h", "address-v1", a checkpoint's name.
    bool rolling = false;
    bool irreversible = false;         ///< A move that cannot be taken back.
    bool noReturn = false;             ///< The report calls it a point of no return.
    friend bool operator==(const LaneBlock &, const LaneBlock &) = default;
};

struct Lane {
    QString component;
    rollback::ComponentKind kind = rollback::ComponentKind::Service;
    int depth = 0;                     ///< By how many releases its owners may go back.
    bool known = true;                 ///< Declared in the workspace.
    bool moved = false;                ///< At least one step of the plan moves it.
    QStringList asks;                  ///< Components that its releases ask something of.
    QStringList startLive;             ///< {"none"} if it is not deployed at the start.
    std::vector<int> moves;            ///< Columns of its moves, ascending.
    std::vector<int> steps;            ///< Columns of all its steps, ascending.
    friend bool operator==(const Lane &, const Lane &) = default;
};

struct StripCell {
    WayBack state = WayBack::Unknown;
    bool noReturn = false;
    QString detail;                    ///< "alone", "checkout", "no return", ...; may be empty.
    QString sentence;                  ///< The whole of it, for tool tips and accessibility.
    friend bool operator==(const StripCell &, const StripCell &) = default;
};

/// A stretch of columns from which the way back reaches to the same place.
struct RopeSegment {
    int first = 0;
    int last = 0;
    int reachesToColumn = -1;          ///< -1: the start.
    QString label;                     ///< "the start", "step 5".
    friend bool operator==(const RopeSegment &, const RopeSegment &) = default;
};

/// Columns that belong together: in a partial order the steps of one longest-path level, which may
/// all run at the same time; in a sequence a run of rollouts or of store changes, with the pauses
/// that close it.
struct Wave {
    int first = 0;
    int last = 0;
    QString name;                      ///< "Migrate orders-db".
    QString shortName;                 ///< "orders-db", where there is little room.
    friend bool operator==(const Wave &, const Wave &) = default;
};

struct PlanLanes {
    QString plan;
    QString environment;
    rollback::PlanOrder order = rollback::PlanOrder::Sequence;
    std::vector<Lane> lanes;           ///< By first step; then what findings name besides, in file order.
    std::vector<LaneBlock> blocks;     ///< One for each column.
    std::vector<int> columnOfStep;
    std::vector<Wave> waves;
    std::vector<StripCell> strip;      ///< One for each column.
    std::vector<RopeSegment> rope;     ///< Empty if nothing was analysed.
    int movedComponents = 0;
    std::unordered_map<std::string, int> laneIndex;
    std::unordered_map<std::string, int> columnById; ///< By step id; the first of duplicates.

    [[nodiscard]] int columns() const { return static_cast<int>(blocks.size()); }
    /// -1 if the component has no lane.
    [[nodiscard]] int laneOf(const std::string &component) const;
    /// -1 for "start" and for ids that the plan does not have.
    [[nodiscard]] int columnOf(const std::string &stepId) const;
    /// What is live in a lane when the first `columnsDone` columns are done. Cost: log of its moves.
    [[nodiscard]] QStringList liveAt(const rollback::Plan &planValue, int lane, int columnsDone) const;
    /// True if a move of the lane lies within the first `columnsDone` columns.
    [[nodiscard]] bool movedAt(int lane, int columnsDone) const;
    /// Whether one of two components asks something of the other. Names without a lane: false.
    [[nodiscard]] bool related(const std::string &a, const std::string &b) const;
    [[nodiscard]] int waveOf(int column) const;
    /// "step 5", or "the start" for -1.
    [[nodiscard]] static QString columnName(int column);
};

/// Cost: linear in the plan's steps, its findings and the number of components.
[[nodiscard]] PlanLanes planLanes(const rollback::Workspace &workspace, const rollback::Plan &plan,
                                  const rollback::PlanReport *report);

/// Columns of the steps of a partial order: by longest-path level, then file position; the file's
/// order if `after` has a cycle. `levels` (one for each step) is left empty for a sequence or a cycle.
[[nodiscard]] std::vector<int> columnOrder(const rollback::Plan &plan, std::vector<int> *levels = nullptr);

/// "2.4", "schema 42" for a store, "not deployed".
[[nodiscard]] QString releaseName(rollback::ComponentKind kind, const QString &release);
/// One step as words: "Move checkout to 2.4", "Soak for 24h", ...
[[nodiscard]] QString stepSentence(const rollback::Step &step);
/// "a", "a and b", "a, b and 3 more".
[[nodiscard]] QString joinNames(const QStringList &names, int most = 3);
[[nodiscard]] QString word(WayBack state);

} // namespace belay::items
