// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollingworkspace.h"

#include "models/rollback/checker.h"
#include "models/rollback/plananalysis.h"

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/resource.h>

#include <map>

namespace {

using namespace belay;
using namespace belay::rollback;

struct Case {
    std::shared_ptr<const Workspace> workspace;
    std::shared_ptr<const CompiledWorkspace> compiled;
    double workspace_MB = 0;           ///< The values as people wrote them.
    double compiled_MB = 0;
};

double heapMegabytes()
{
    const struct mallinfo2 info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd) / (1024 * 1024);
}

/// Made once for each size: ten requirements a component.
const Case &rolling(std::size_t requirements)
{
    static std::map<std::size_t, Case> made;
    Case &c = made[requirements];
    if (!c.workspace) {
        const double start = heapMegabytes();
        c.workspace = std::make_shared<Workspace>(bench::rollingWorkspace(requirements / 10, requirements));
        c.workspace_MB = heapMegabytes() - start;
        std::vector<Error> errors;
        c.compiled = CompiledWorkspace::compile(c.workspace, errors);
        if (!errors.empty())
            std::abort();
        c.compiled_MB = heapMegabytes() - start - c.workspace_MB;
    }
    return c;
}

double peakMegabytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The baseline: one pass over the compiled requirements at the moved components, their own and those
/// on them, that does nothing but read them.
void readRequirements(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    std::vector<Error> errors;
    const auto plan = CompiledPlan::compile(c.compiled, c.workspace->plans.front(), errors);
    for (auto _ : state) {
        std::int64_t sum = 0;
        for (const ComponentIndex m : plan->movers()) {
            for (const Need &need : c.compiled->needs(m))
                sum += need.release + need.span.lo + need.span.hi + need.provider;
            for (const std::uint32_t i : c.compiled->dependents(m)) {
                const Need &need = c.compiled->need(i);
                sum += need.release + need.span.lo + need.span.hi + need.provider;
            }
        }
        benchmark::DoNotOptimize(sum);
    }
    state.counters["per requirement"] =
        benchmark::Counter(static_cast<double>(state.range(0)), benchmark::Counter::kIsIterationInvariantRate |
                                                                     benchmark::Counter::kInvert);
}

/// Everything that `check` does for a plan once the workspace is compiled: compiling the plan, all
/// four checks, the report.
void checkRollingPlan(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    double check_MB = 0;
    for (auto _ : state) {
        const double before = heapMegabytes();
        std::vector<Error> errors;
        PlanAnalysis analysis(c.compiled, CompiledPlan::compile(c.compiled, c.workspace->plans.front(), errors), {});
        if (!analysis.run({}, nullptr) || analysis.report().verdict != Verdict::Safe)
            state.SkipWithError("the plan is not safe");
        check_MB = c.compiled_MB + heapMegabytes() - before;
    }
    state.counters["per requirement"] =
        benchmark::Counter(static_cast<double>(state.range(0)), benchmark::Counter::kIsIterationInvariantRate |
                                                                     benchmark::Counter::kInvert);
    // What the check takes: the compiled workspace and plan, and the report. Beside it stands what the
    // workspace itself takes, and the whole process with everything that was measured in it.
    state.counters["check MB"] = check_MB;
    state.counters["workspace MB"] = c.workspace_MB;
    state.counters["peak MB"] = peakMegabytes();
}

/// The four checks alone, over a plan that is compiled as the baseline's is: the figure to hold
/// against `readRequirements`.
void checkCompiledPlan(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    std::vector<Error> errors;
    const auto plan = CompiledPlan::compile(c.compiled, c.workspace->plans.front(), errors);
    PlanAnalysis analysis(c.compiled, plan, {});
    for (auto _ : state) {
        if (!analysis.run({}, nullptr) || analysis.report().verdict != Verdict::Safe)
            state.SkipWithError("the plan is not safe");
    }
}

void compileWorkspace(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        std::vector<Error> errors;
        benchmark::DoNotOptimize(CompiledWorkspace::compile(c.workspace, errors));
    }
}

/// A step in the middle is edited, and back again. `edit` 0: it switches at once instead of rolling, so
/// that every later event moves. 1: it cannot be taken back, so that the way back has to be searched.
void recheckOneStep(benchmark::State &state)
{
    const bool irreversible = state.range(1) == 1;
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    auto checker = PlanChecker::make(c.workspace, "rollout");
    if (!checker)
        std::abort();
    Shared<Plan> plans[2] = {c.workspace->plans.front(), c.workspace->plans.front()};
    Step &step = plans[1].edit().steps[plans[1]->steps.size() / 2];
    if (irreversible)
        step.reversible = false;
    else
        step.rolling = false;
    std::size_t turn = 0;
    std::size_t looked = 0;
    for (auto _ : state) {
        auto result = checker->update(plans[++turn % 2]);
        if (!result)
            std::abort();
        looked = *result;
    }
    state.counters["requirements looked at"] = static_cast<double>(looked);
}

void checkPartialOrder(benchmark::State &state)
{
    const Workspace workspace = bench::partialWorkspace(static_cast<std::size_t>(state.range(0)),
                                                        static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) {
        const auto report = check(workspace);
        if (!report || report->plans.front().verdict != Verdict::Safe)
            state.SkipWithError("the plan is not safe");
    }
}

} // namespace

BENCHMARK(readRequirements)->RangeMultiplier(10)->Range(10000, 1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(checkRollingPlan)->RangeMultiplier(10)->Range(10000, 1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(checkCompiledPlan)->RangeMultiplier(10)->Range(10000, 1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(recheckOneStep)->ArgNames({"requirements", "edit"})->Args({1000000, 0})->Args({1000000, 1})->Unit(benchmark::kMillisecond);
BENCHMARK(compileWorkspace)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(checkPartialOrder)->Args({1000, 10000})->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
