// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/planlanes.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *source, const char *comment = nullptr)
{
    return QCoreApplication::translate("belay::items::PlanLanes", source, comment);
}

bool isStoreChange(const Step &step, ComponentKind kind)
{
    return step.kind == StepKind::Purge
           || (step.kind == StepKind::Move && (kind == ComponentKind::Database || kind == ComponentKind::Topic));
}

bool isPause(const Step &step)
{
    return step.kind == StepKind::Soak || step.kind == StepKind::Commit || step.kind == StepKind::Checkpoint;
}

QStringList texts(const std::vector<std::string> &values)
{
    QStringList list;
    for (const std::string &value : values)
        list << text(value);
    return list;
}

QString shortRelease(const QString &release)
{
    return release == text(notDeployed) ? tr("none", "release label of something not deployed") : release;
}

QString joinedReleases(const QStringList &releases)
{
    QStringList shown;
    for (const QString &release : releases)
        shown << shortRelease(release);
    return shown.join(QStringLiteral(" + "));
}

struct Builder {
    const Workspace &workspace;
    const Plan &plan;
    const PlanReport *report;
    PlanLanes result;
    std::vector<int> levels;
    std::vector<int> stepOfColumn;
    std::unordered_map<std::string, std::vector<const Finding *>> findingsOf; ///< By the one who goes back.

    int lane(const std::string &component)
    {
        if (component.empty())
            return -1;
        const auto [it, fresh] = result.laneIndex.try_emplace(component, static_cast<int>(result.lanes.size()));
        if (fresh) {
            Lane added;
            added.component = text(component);
            added.known = false;
            added.startLive = {text(notDeployed)};
            result.lanes.push_back(added);
        }
        return it->second;
    }

    void makeLanes()
    {
        for (const int index : stepOfColumn)
            lane(plan.steps[static_cast<std::size_t>(index)].component);
        if (report) {
            std::unordered_set<std::string> named;
            for (const Finding &finding : report->findings) {
                named.insert(finding.component);
                named.insert(finding.against.component);
                named.insert(finding.against.store);
                for (const ComponentState &state : finding.state)
                    named.insert(state.component);
            }
            named.erase(std::string());
            for (const auto &component : workspace.components) {
                if (named.contains(component->id))
                    lane(component->id);
            }
        }
        for (const auto &component : workspace.components) {
            const auto it = result.laneIndex.find(component->id);
            if (it == result.laneIndex.end())
                continue;
            Lane &known = result.lanes[static_cast<std::size_t>(it->second)];
            known.known = true;
            known.kind = component->kind;
            known.depth = component->rollbackDepth.value_or(defaultRollbackDepth(component->kind));
            std::unordered_set<std::string_view> asked;
            for (const Release &release : component->releases) {
                for (const Requirement &requirement : release.needs) {
                    for (const Alternative &alternative : requirement.anyOf)
                        asked.insert(alternative.component);
                }
                for (const Tolerance &tolerance : release.tolerates)
                    asked.insert(tolerance.store);
                for (const StoreFormats &reads : release.reads)
                    asked.insert(reads.store);
            }
            for (const std::string_view name : asked)
                known.asks << text(name);
            known.asks.sort();
        }
        for (const Environment &environment : workspace.environments) {
            if (environment.id != plan.environment)
                continue;
            for (const ComponentReleases &live : environment.live) {
                const auto it = result.laneIndex.find(live.component);
                if (it != result.laneIndex.end() && !live.releases.empty())
                    result.lanes[static_cast<std::size_t>(it->second)].startLive = texts(live.releases);
            }
            break;
        }
    }

    void makeBlocks()
    {
        std::unordered_set<std::string> noReturn;
        if (report)
            noReturn.insert(report->pointsOfNoReturn.begin(), report->pointsOfNoReturn.end());
        std::vector<QStringList> live;
        for (const Lane &known : result.lanes)
            live.push_back(known.startLive);
        const int columns = static_cast<int>(stepOfColumn.size());
        result.columnOfStep.resize(stepOfColumn.size());
        for (int column = 0; column < columns; ++column) {
            const int index = stepOfColumn[static_cast<std::size_t>(column)];
            const Step &step = plan.steps[static_cast<std::size_t>(index)];
            result.columnOfStep[static_cast<std::size_t>(index)] = column;
            result.columnById.try_emplace(step.id, column);
            LaneBlock block;
            block.step = index;
            block.column = column;
            block.windowEnd = column;
            block.kind = step.kind;
            block.lane = step.kind == StepKind::Checkpoint ? -1 : result.laneOf(step.component);
            block.noReturn = noReturn.contains(step.id);
            Lane *own = block.lane < 0 ? nullptr : &result.lanes[static_cast<std::size_t>(block.lane)];
            if (own)
                own->steps.push_back(column);
            switch (step.kind) {
            case StepKind::Move: {
                const QStringList to = texts(step.to);
                if (own) {
                    QStringList &now = live[static_cast<std::size_t>(block.lane)];
                    if (now.size() > 1 && to.size() == 1 && now.contains(to.first()) && own->kind != ComponentKind::Client) {
                        block.label = tr("%1 all", "release that all instances run now").arg(to.first());
                    } else {
                        block.label = QStringLiteral("%1→%2").arg(shortRelease(now.isEmpty() ? QString() : now.last()),
                                                                  joinedReleases(to));
                    }
                    if (own->kind == ComponentKind::Client && to.size() == 1)
                        now << to; // A client's older releases stay in use.
                    else
                        now = to;
                    own->moves.push_back(column);
                    own->moved = true;
                    block.rolling = step.rolling.value_or(rollsByDefault(own->kind));
                    block.irreversible = !step.reversible.value_or(own->kind != ComponentKind::Client);
                } else {
                    block.label = joinedReleases(to);
                }
                break;
            }
            case StepKind::Purge:
                block.label = text(step.format);
                block.irreversible = true;
                break;
            case StepKind::Soak:
                block.label = text(durationToText(step.duration_s));
                break;
            case StepKind::Commit:
                block.label = tr("commit");
                break;
            case StepKind::Checkpoint:
                block.label = text(step.name);
                break;
            }
            result.blocks.push_back(block);
        }
        for (const Lane &known : result.lanes)
            result.movedComponents += known.moved;
    }

    Wave wave(int first, int last) const
    {
        QStringList rolled;
        QStringList stores;
        int pauses = 0;
        int purges = 0;
        for (int column = first; column <= last; ++column) {
            const LaneBlock &block = result.blocks[static_cast<std::size_t>(column)];
            const Step &step = plan.steps[static_cast<std::size_t>(block.step)];
            if (isPause(step)) {
                ++pauses;
                continue;
            }
            const ComponentKind kind = block.lane < 0 ? ComponentKind::Service
                                                      : result.lanes[static_cast<std::size_t>(block.lane)].kind;
            QStringList &names = isStoreChange(step, kind) ? stores : rolled;
            if (const QString name = text(step.component); !names.contains(name))
                names << name;
            purges += step.kind == StepKind::Purge;
        }
        const auto named = [&](const QString &name, const QString &brief) { return Wave{first, last, name, brief}; };
        if (rolled.isEmpty() && stores.isEmpty()) {
            const Step &step = plan.steps[static_cast<std::size_t>(stepOfColumn[static_cast<std::size_t>(first)])];
            const QString name = pauses > 1                           ? tr("Wait")
                                 : step.kind == StepKind::Soak        ? tr("Soak")
                                 : step.kind == StepKind::Commit      ? tr("Commit")
                                                                      : tr("Checkpoint");
            return named(name, name);
        }
        if (!rolled.isEmpty() && !stores.isEmpty())
            return named(tr("Services and stores"), tr("mixed"));
        if (rolled.isEmpty()) {
            if (stores.size() > 1)
                return named(tr("Migrate %1 stores").arg(stores.size()), tr("%1 stores").arg(stores.size()));
            return named((purges ? tr("Clear %1") : tr("Migrate %1")).arg(stores.first()), stores.first());
        }
        return rolled.size() == 1 ? named(tr("Roll out %1").arg(rolled.first()), rolled.first())
                                  : named(tr("Roll out %1 components").arg(rolled.size()), tr("%1 parts").arg(rolled.size()));
    }

    void makeWaves()
    {
        const int columns = result.columns();
        int first = 0;
        const auto close = [&](int last) {
            result.waves.push_back(wave(first, last));
            first = last + 1;
        };
        for (int column = 0; column + 1 < columns; ++column) {
            const LaneBlock &block = result.blocks[static_cast<std::size_t>(column)];
            const LaneBlock &next = result.blocks[static_cast<std::size_t>(column + 1)];
            if (!levels.empty()) {
                if (levels[static_cast<std::size_t>(block.step)] != levels[static_cast<std::size_t>(next.step)])
                    close(column);
                continue;
            }
            const auto sort = [&](const LaneBlock &of) {
                const Step &step = plan.steps[static_cast<std::size_t>(of.step)];
                const ComponentKind kind = of.lane < 0 ? ComponentKind::Service
                                                       : result.lanes[static_cast<std::size_t>(of.lane)].kind;
                return isPause(step) ? 0 : isStoreChange(step, kind) ? 1 : 2;
            };
            const int here = sort(block);
            const int there = sort(next);
            if (there != 0 && here != there)
                close(column);
        }
        if (first < columns)
            close(columns - 1);
        if (levels.empty())
            return;
        // Steps of one level are unordered: while one rolls, the others may run.
        for (const Wave &level : result.waves) {
            for (int column = level.first; column <= level.last; ++column) {
                LaneBlock &block = result.blocks[static_cast<std::size_t>(column)];
                if (block.kind == StepKind::Move && block.rolling)
                    block.windowEnd = level.last;
            }
        }
    }

    /// Whether the report says that `component`, going back alone, breaks on `other` or breaks it, in
    /// the state after `column`. A finding stands at its earliest state; it holds in a later one while
    /// the release that fails is live there.
    bool conflicts(const std::string &component, const std::string &other, int column) const
    {
        const auto from = findingsOf.find(component);
        if (from == findingsOf.end())
            return false;
        for (const Finding *finding : from->second) {
            if (result.columnOf(finding->step) > column)
                continue;
            const bool self = finding->component == component;
            const std::string &met = finding->against.component.empty() ? finding->against.store : finding->against.component;
            if ((self ? met : finding->component) != other)
                continue;
            const std::string &release = self ? finding->against.release : finding->release;
            const int index = result.laneOf(other);
            if (release.empty() || index < 0 || result.liveAt(plan, index, column + 1).contains(text(release)))
                return true;
        }
        return false;
    }

    StripCell cell(const LaneBlock &block, const StepWayBack &way) const
    {
        StripCell made;
        const Step &step = plan.steps[static_cast<std::size_t>(block.step)];
        const QString where = PlanLanes::columnName(block.column);
        made.noReturn = way.pointOfNoReturn || block.noReturn;
        if (made.noReturn || way.state == WayBackState::Closed) {
            made.state = WayBack::Closed;
            made.noReturn = true;
            made.detail = tr("no return");
            made.sentence = tr("After %1 there is no way back to before it.").arg(where);
            return made;
        }
        if (way.state == WayBackState::Unknown) {
            made.state = WayBack::Unknown;
            made.detail = tr("not decided");
            made.sentence = tr("Whether there is a way back after %1 was not decided within the limit of work.").arg(where);
            return made;
        }
        if (way.state == WayBackState::AtOnce) {
            // The largest group that has to go back together.
            QStringList together;
            for (std::size_t i = 0; i < way.moves.size();) {
                QStringList group;
                const int number = way.moves[i].group;
                for (; i < way.moves.size() && way.moves[i].group == number; ++i)
                    group << text(way.moves[i].component);
                if (group.size() > together.size())
                    together = group;
            }
            made.state = WayBack::After;
            made.detail = tr("all at once");
            made.sentence = together.size() < 2
                                ? tr("After %1 the way back is open only if several components go back at once.").arg(where)
                                : tr("After %1 the way back is open only if %2 go back at once.")
                                      .arg(where, joinNames(together, 8));
            return made;
        }
        // Open: alone, or only after others. The sequence's order alone says nothing: components that
        // do not meet stand in it in any order. So a component comes after another only if the report
        // says that its going back alone breaks something, or, for stores, if the two ask of each other.
        QStringList before;
        bool own = false;
        if (step.kind == StepKind::Move) {
            const bool store = block.lane >= 0 && result.lanes[static_cast<std::size_t>(block.lane)].depth == 0;
            for (const InverseMove &move : way.moves) {
                if (move.component == step.component) {
                    own = true;
                    break;
                }
                const bool meets = store ? result.related(step.component, move.component)
                                         : conflicts(step.component, move.component, block.column);
                if (const QString name = text(move.component); meets && !before.contains(name))
                    before << name;
            }
        }
        if (own && !before.isEmpty()) {
            made.state = WayBack::After;
            made.detail = before.size() == 1 ? before.first() : tr("%1 others").arg(before.size());
            made.sentence = tr("After %1, %2 goes back after %3.").arg(where, text(step.component), joinNames(before, 8));
            return made;
        }
        made.state = WayBack::Open;
        if (own) {
            made.detail = tr("alone");
            made.sentence = tr("After %1 the way back is open: %2 can go back first.").arg(where, text(step.component));
        } else if (step.kind == StepKind::Move && !way.moves.empty()) {
            made.detail = tr("it stays");
            made.sentence = tr("After %1 the way back is open and %2 need not move.").arg(where, text(step.component));
        } else if (way.moves.empty()) {
            made.detail = plan.steps.size() > wayBackListLimit ? QString() : tr("no moves");
            made.sentence = tr("After %1 the way back is open.").arg(where);
        } else {
            made.detail = way.moves.size() == 1 ? tr("1 move") : tr("%1 moves").arg(way.moves.size());
            made.sentence = tr("After %1 the way back is open.").arg(where);
        }
        return made;
    }

    void makeStrip()
    {
        const int columns = result.columns();
        result.strip.resize(static_cast<std::size_t>(columns));
        std::vector<int> anchor(static_cast<std::size_t>(columns), -2);
        if (report) {
            for (const Finding &finding : report->findings) {
                if (finding.check == Check::Rollback && finding.rollbacks.size() == 1)
                    findingsOf[finding.rollbacks.front().component].push_back(&finding);
            }
            for (const StepWayBack &way : report->wayBack) {
                const int column = result.columnOf(way.step);
                if (column < 0)
                    continue;
                const LaneBlock &block = result.blocks[static_cast<std::size_t>(column)];
                StripCell made = cell(block, way);
                anchor[static_cast<std::size_t>(column)] = made.noReturn ? column : result.columnOf(way.reachesTo);
                result.strip[static_cast<std::size_t>(column)] = std::move(made);
            }
        }
        for (int column = 0; column < columns; ++column) {
            StripCell &made = result.strip[static_cast<std::size_t>(column)];
            const int reach = anchor[static_cast<std::size_t>(column)];
            if (reach == -2) {
                made.state = WayBack::Unknown;
                made.detail = tr("not analysed");
                made.sentence = tr("%1 is not analysed yet.").arg(PlanLanes::columnName(column));
                continue;
            }
            if (!result.rope.empty() && result.rope.back().last == column - 1
                && result.rope.back().reachesToColumn == reach) {
                result.rope.back().last = column;
            } else {
                result.rope.push_back({column, column, reach, PlanLanes::columnName(reach)});
            }
        }
    }
};

} // namespace

QString joinNames(const QStringList &names, int most)
{
    if (names.isEmpty())
        return {};
    if (names.size() == 1)
        return names.first();
    if (names.size() <= most) {
        return tr("%1 and %2", "list of names").arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")),
                                                    names.last());
    }
    return tr("%1 and %2 more").arg(names.mid(0, most - 1).join(QStringLiteral(", "))).arg(names.size() - most + 1);
}

QString word(WayBack state)
{
    switch (state) {
    case WayBack::Open: return tr("open");
    case WayBack::After: return tr("after");
    case WayBack::Closed: return tr("closed");
    case WayBack::Unknown: break;
    }
    return tr("unknown");
}

QString releaseName(ComponentKind kind, const QString &release)
{
    if (release.isEmpty() || release == text(notDeployed))
        return tr("not deployed");
    return kind == ComponentKind::Database ? tr("schema %1").arg(release) : release;
}

QString stepSentence(const Step &step)
{
    const QString component = text(step.component);
    switch (step.kind) {
    case StepKind::Move:
        if (step.to.size() == 1 && step.to.front() == notDeployed)
            return tr("Remove %1").arg(component);
        return tr("Move %1 to %2").arg(component, joinedReleases(texts(step.to)));
    case StepKind::Purge:
        return tr("Purge %1 from %2").arg(text(step.format), component);
    case StepKind::Soak:
        return component.isEmpty() ? tr("Soak for %1").arg(text(durationToText(step.duration_s)))
                                   : tr("Soak %1 for %2").arg(component, text(durationToText(step.duration_s)));
    case StepKind::Commit:
        return tr("Commit %1").arg(component);
    case StepKind::Checkpoint:
        return tr("Checkpoint %1").arg(text(step.name));
    }
    return {};
}

int PlanLanes::laneOf(const std::string &component) const
{
    const auto it = laneIndex.find(component);
    return it == laneIndex.end() ? -1 : it->second;
}

int PlanLanes::columnOf(const std::string &stepId) const
{
    const auto it = columnById.find(stepId);
    return it == columnById.end() ? -1 : it->second;
}

bool PlanLanes::movedAt(int lane, int columnsDone) const
{
    const std::vector<int> &moves = lanes[static_cast<std::size_t>(lane)].moves;
    return !moves.empty() && moves.front() < columnsDone;
}

QStringList PlanLanes::liveAt(const Plan &planValue, int lane, int columnsDone) const
{
    const Lane &own = lanes[static_cast<std::size_t>(lane)];
    const auto end = std::lower_bound(own.moves.begin(), own.moves.end(), columnsDone);
    if (end == own.moves.begin())
        return own.startLive;
    const auto toOf = [&](int column) {
        const LaneBlock &block = blocks[static_cast<std::size_t>(column)];
        return texts(planValue.steps[static_cast<std::size_t>(block.step)].to);
    };
    if (own.kind != ComponentKind::Client)
        return toOf(*(end - 1));
    // A client's single release joins its live set; a list states the whole set.
    QStringList live = own.startLive;
    for (auto it = own.moves.begin(); it != end; ++it) {
        const QStringList to = toOf(*it);
        if (to.size() == 1) {
            live.removeAll(text(notDeployed));
            live.removeAll(to.first());
            live << to;
        } else {
            live = to;
        }
    }
    return live;
}

bool PlanLanes::related(const std::string &a, const std::string &b) const
{
    const int first = laneOf(a);
    const int second = laneOf(b);
    if (first < 0 || second < 0)
        return false;
    return lanes[static_cast<std::size_t>(first)].asks.contains(text(b))
           || lanes[static_cast<std::size_t>(second)].asks.contains(text(a));
}

int PlanLanes::waveOf(int column) const
{
    const auto it = std::upper_bound(waves.begin(), waves.end(), column,
                                     [](int value, const Wave &wave) { return value < wave.first; });
    return it == waves.begin() ? -1 : static_cast<int>(it - waves.begin()) - 1;
}

QString PlanLanes::columnName(int column)
{
    return column < 0 ? tr("the start") : tr("step %1").arg(column + 1);
}

std::vector<int> columnOrder(const Plan &plan, std::vector<int> *levels)
{
    const std::size_t count = plan.steps.size();
    std::vector<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    if (levels)
        levels->clear();
    if (plan.order == PlanOrder::Sequence)
        return order;
    std::unordered_map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < count; ++i)
        index.try_emplace(plan.steps[i].id, i);
    std::vector<std::vector<std::size_t>> next(count);
    std::vector<int> open(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        for (const std::string &before : plan.steps[i].after) {
            if (const auto it = index.find(before); it != index.end()) {
                next[it->second].push_back(i);
                ++open[i];
            }
        }
    }
    std::vector<int> level(count, 0);
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < count; ++i) {
        if (open[i] == 0)
            ready.push_back(i);
    }
    std::size_t done = 0;
    while (done < ready.size()) {
        const std::size_t step = ready[done++];
        for (const std::size_t follower : next[step]) {
            level[follower] = std::max(level[follower], level[step] + 1);
            if (--open[follower] == 0)
                ready.push_back(follower);
        }
    }
    if (done != count)
        return order;
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return level[static_cast<std::size_t>(a)] < level[static_cast<std::size_t>(b)];
    });
    if (levels)
        *levels = std::move(level);
    return order;
}

PlanLanes planLanes(const Workspace &workspace, const Plan &plan, const PlanReport *report)
{
    Builder builder{workspace, plan, report, {}, {}, {}, {}};
    builder.result.plan = text(plan.id);
    builder.result.environment = text(plan.environment);
    builder.result.order = plan.order;
    builder.stepOfColumn = columnOrder(plan, &builder.levels);
    builder.makeLanes();
    builder.makeBlocks();
    builder.makeWaves();
    builder.makeStrip();
    return std::move(builder.result);
}

} // namespace belay::items
