// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/wavemove.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *source)
{
    return QCoreApplication::translate("belay::items::WaveMove", source);
}

/// The steps as numbers: who waits for whom.
struct Waits {
    std::unordered_map<std::string_view, std::size_t> byId;
    std::vector<std::vector<std::size_t>> before;
    std::vector<std::vector<std::size_t>> behind;

    explicit Waits(const Plan &plan)
        : before(plan.steps.size())
        , behind(plan.steps.size())
    {
        for (std::size_t i = 0; i < plan.steps.size(); ++i)
            byId.try_emplace(plan.steps[i].id, i);
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            for (const std::string &id : plan.steps[i].after) {
                if (const auto found = byId.find(id); found != byId.end()) {
                    before[i].push_back(found->second);
                    behind[found->second].push_back(i);
                }
            }
        }
    }

    /// Everything that waits for the step, at once or through others.
    [[nodiscard]] std::vector<bool> followers(std::size_t step) const
    {
        std::vector<bool> found(behind.size(), false);
        std::vector<std::size_t> open{step};
        while (!open.empty()) {
            const std::size_t at = open.back();
            open.pop_back();
            for (const std::size_t next : behind[at]) {
                if (!found[next]) {
                    found[next] = true;
                    open.push_back(next);
                }
            }
        }
        return found;
    }
};

QString names(const PlanLanes &lanes, std::vector<std::size_t> steps)
{
    std::vector<int> columns;
    for (const std::size_t step : steps)
        columns.push_back(lanes.columnOfStep[step]);
    std::sort(columns.begin(), columns.end());
    QStringList list;
    for (const int column : columns)
        list << PlanLanes::columnName(column);
    return joinNames(list);
}

WaveMove refused(const QString &why)
{
    return {std::nullopt, why};
}

} // namespace

WaveMove moveToWave(const Plan &plan, const PlanLanes &lanes, int column, int target)
{
    std::vector<int> levels;
    static_cast<void>(columnOrder(plan, &levels));
    if (levels.empty())
        return refused(tr("Steps of this plan wait for each other in a circle. Repair that first."));
    const auto stepAt = [&](int of) { return static_cast<std::size_t>(lanes.blocks[static_cast<std::size_t>(of)].step); };
    const std::size_t moved = stepAt(column);
    const std::size_t beside = stepAt(target);
    const int from = levels[moved];
    const int to = levels[beside];
    if (from == to)
        return refused(tr("It is in that wave already."));

    const Waits waits(plan);
    Step after = plan.steps[moved];
    std::vector<std::size_t> added;
    std::vector<std::size_t> dropped;
    if (to > from) {
        const std::vector<bool> follows = waits.followers(moved);
        std::size_t blocking = beside;
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            if (i == moved || levels[i] != to - 1)
                continue;
            if (follows[i]) {
                blocking = i;
            } else if (std::find(waits.before[moved].begin(), waits.before[moved].end(), i) == waits.before[moved].end()) {
                added.push_back(i);
            }
        }
        if (added.empty()) {
            return refused(tr("Step %1 waits for step %2: they would wait for each other.")
                               .arg(lanes.columnOfStep[blocking] + 1)
                               .arg(column + 1));
        }
    } else {
        // What is not before the wave goes, and what led to it from before the wave stays.
        std::vector<char> seen(plan.steps.size(), 0);
        std::vector<std::size_t> open;
        for (const std::size_t direct : waits.before[moved]) {
            if (levels[direct] < to)
                seen[direct] = 1;
        }
        for (const std::size_t direct : waits.before[moved]) {
            if (levels[direct] >= to && !std::exchange(seen[direct], char(1))) {
                dropped.push_back(direct);
                open.push_back(direct);
            }
        }
        while (!open.empty()) {
            const std::size_t at = open.back();
            open.pop_back();
            for (const std::size_t earlier : waits.before[at]) {
                if (std::exchange(seen[earlier], char(1)))
                    continue;
                if (levels[earlier] < to)
                    added.push_back(earlier);
                else
                    open.push_back(earlier);
            }
        }
    }
    std::erase_if(after.after, [&](const std::string &id) {
        const auto found = waits.byId.find(id);
        return found != waits.byId.end() && std::find(dropped.begin(), dropped.end(), found->second) != dropped.end();
    });
    std::sort(added.begin(), added.end());
    for (const std::size_t step : added)
        after.after.push_back(plan.steps[step].id);

    // Within a wave the file's order counts: left of the target when it comes from the right of it.
    const std::size_t place = beside - (beside > moved ? 1 : 0) + (target > column ? 1 : 0);
    WaveMove move;
    Edit edit{tr("Move %1 to another wave").arg(PlanLanes::columnName(column)).toStdString(), {}};
    edit.changes.push_back(StepChange{plan.id, {plan.steps[moved], std::move(after), moved, place}});
    if (!added.empty() && !dropped.empty())
        move.sentence = tr("Then it waits for %1, no longer for %2.").arg(names(lanes, added), names(lanes, dropped));
    else if (!added.empty())
        move.sentence = (waits.before[moved].empty() ? tr("Then it waits for %1.") : tr("Then it waits for %1 as well.")).arg(names(lanes, added));
    else
        move.sentence = tr("Then it waits no longer for %1.").arg(names(lanes, dropped));
    move.edit = std::move(edit);
    return move;
}

} // namespace belay::items
