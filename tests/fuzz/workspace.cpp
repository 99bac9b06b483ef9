// SPDX-License-Identifier: GPL-3.0-or-later
// Workspaces as YAML and JSON, and the importers. The first option is "yaml", "json" or a format's name;
// parts: the files of an import.
#include "models/exchange/importmerge.h"
#include "models/exchange/tree.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"
#include "tests/fuzz/fuzzing.h"

using namespace belay;
using namespace belay::exchange;
using belay::fuzzing::require;

namespace {

void checkRoundTrip(const rollback::Workspace &workspace)
{
    for (const TextFormat format : {TextFormat::Yaml, TextFormat::Json}) {
        const std::string text = writeWorkspace(workspace, format);
        const ReadWorkspaceResult again = readWorkspace(text, format == TextFormat::Yaml ? "a.yaml" : "a.json");
        require(again.ok(), "what was written is read");
        require(again.value().workspace == workspace, "what was written reads the same");
    }
}

void readText(const std::string &text, const std::string &fileName)
{
    const ReadWorkspaceResult read = readWorkspace(text, fileName);
    if (!read.ok()) {
        require(read.errors().size() <= readErrorLimit, "errors are bounded");
        for (const Error &error : read.errors())
            require(!error.detail.empty(), "an error says what is wrong");
        return;
    }
    (void)rollback::validate(read.value().workspace);
    checkRoundTrip(read.value().workspace);
}

void import(const ImportFormat &format, const std::vector<InputText> &inputs)
{
    const Result<ImportedGraph> graph = format.read(inputs, {}, nullptr);
    if (!graph) {
        require(!graph.error().detail.empty(), "an error says what is wrong");
        return;
    }
    require(graph->warnings.size() <= importWarningLimit, "warnings are bounded");
    const MergeOptions options{std::string(format.name), "production"};
    const Merge first = merge({}, *graph, options);
    const Merge second = merge(first.workspace, *graph, options);
    require(second.workspace == first.workspace, "importing again changes nothing");
    checkRoundTrip(first.workspace);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzzing::CutInput input = fuzzing::cutInput(data, size);
    const std::string kind = input.option(0);
    if (const ImportFormat *format = importFormat(kind)) {
        std::vector<InputText> inputs;
        for (const fuzzing::Part &part : input.parts)
            inputs.push_back({part.name, part.text});
        import(*format, inputs);
        return 0;
    }
    for (const fuzzing::Part &part : input.parts) {
        readText(part.text, kind == "json" ? "a.json" : "a.yaml");
        const TreeOptions options{{}, true, true};
        (void)parseTree(part.text, "a", options);
    }
    return 0;
}
