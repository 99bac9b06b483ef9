// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollingworkspace.h"

#include "models/exchange/workspacefile.h"
#include "models/workspace/document.h"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <map>
#include <string>

namespace {

using namespace belay;

struct Case {
    rollback::Workspace workspace;
    std::string yaml;
    std::string json;
    std::string file;
};

std::filesystem::path folder()
{
    static const std::filesystem::path path = [] {
        std::filesystem::path p = std::filesystem::temp_directory_path() / "belay-bench-load";
        std::filesystem::remove_all(p);
        std::filesystem::create_directories(p);
        return p;
    }();
    return path;
}

const Case &rolling(std::size_t requirements)
{
    static std::map<std::size_t, Case> made;
    Case &c = made[requirements];
    if (c.yaml.empty()) {
        c.workspace = bench::rollingWorkspace(requirements / 10, requirements);
        c.yaml = exchange::writeWorkspace(c.workspace, exchange::TextFormat::Yaml);
        c.json = exchange::writeWorkspace(c.workspace, exchange::TextFormat::Json);
        c.file = (folder() / (std::to_string(requirements) + ".belay")).string();
        if (!workspace::Document::create(c.file, c.workspace))
            std::abort();
    }
    return c;
}

/// The baseline: every byte of the YAML text is looked at once.
void readBytes(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        std::size_t lines = 0;
        for (const char byte : c.yaml)
            lines += byte == '\n' ? 1 : 0;
        benchmark::DoNotOptimize(lines);
    }
    state.counters["MB"] = static_cast<double>(c.yaml.size()) / 1e6;
}

void loadYaml(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const auto read = exchange::readWorkspace(c.yaml, "bench.yaml");
        if (!read.ok())
            state.SkipWithError("not read");
    }
}

void loadJson(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const auto read = exchange::readWorkspace(c.json, "bench.json");
        if (!read.ok())
            state.SkipWithError("not read");
    }
}

void openDocument(benchmark::State &state)
{
    const Case &c = rolling(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        if (!workspace::Document::open(c.file))
            state.SkipWithError("not opened");
    }
    state.counters["MB"] = static_cast<double>(std::filesystem::file_size(c.file)) / 1e6;
}

} // namespace

BENCHMARK(readBytes)->Arg(10000)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(loadYaml)->Arg(10000)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(loadJson)->Arg(10000)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(openDocument)->Arg(10000)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
