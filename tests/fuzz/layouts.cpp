// SPDX-License-Identifier: GPL-3.0-or-later
// Trees of migrations in every layout, documents (XML, YAML, JSON) included, up to the reports on them.
// Options: layout, dialect ("-": by the files), then replacements OLD=NEW. Parts: files.
#include "models/exchange/changelogreader.h"
#include "models/exchange/schemareports.h"
#include "models/schema/check/schemacheck.h"
#include "models/schema/source/migrationlayouts.h"
#include "tests/fuzz/fuzzing.h"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace belay;
using namespace belay::schema;
using belay::fuzzing::require;

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Findings are placed by offsets in a script, so each byte must stand where it stands in its file.
void checkPlaces(const MigrationScript &script, const FileTree &tree)
{
    if (script.generated) {
        const auto lines = static_cast<std::size_t>(std::count(script.text.begin(), script.text.end(), '\n'));
        require(script.lines.size() >= lines, "each line of a written script has a line of the file");
        return;
    }
    const Result<std::string> file = tree.read(script.file);
    require(file.ok() && script.text.size() <= file->size(), "a script is no longer than its file");
    // Another delimiter becomes a semicolon.
    for (std::size_t i = 0; i < script.text.size(); ++i)
        require(script.text[i] == (*file)[i] || isSpace(script.text[i]) || script.text[i] == ';', "a script's bytes stand where they stand in the file");
}

void checkSet(const MigrationSet &set, const FileTree &tree, bool replaced)
{
    for (const MigrationRemark &remark : set.remarks)
        require(!remark.code.empty() && !remark.message.empty(), "a remark has a code and a message");
    for (const Migration &migration : set.migrations) {
        for (const auto *script : {&migration.up, &migration.down}) {
            if (!*script)
                continue;
            require(fuzzing::isText((*script)->text), "a script is UTF-8");
            if (!replaced)
                checkPlaces(**script, tree);
        }
    }
}

void checkReports(const SchemaReport &report)
{
    const exchange::SchemaReportContext context{"https://example.org/codes", Severity::Warning, "db/"};
    for (const std::string &text : {exchange::writeLintJson(report), exchange::writeSchemaJson(report), exchange::writeSchemaSarif(report, context)})
        require(nlohmann::json::accept(text), "a report is JSON");
    require(!exchange::writeSchemaJunit(report, context).empty(), "there is a report");
    (void)exchange::writeSchemaText(report, context, exchange::Colours::Off);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzzing::CutInput input = fuzzing::cutInput(data, size);
    static const exchange::ChangelogFileReader documents;
    LayoutOptions options;
    options.documents = &documents;
    options.layout = layoutFromName(input.option(0));
    options.dialect = dialectFromName(input.option(1));
    for (std::size_t i = 2; i < input.options.size(); ++i) {
        if (const Result<Replacement> replacement = parseReplacement(input.options[i]); replacement)
            options.replacements.push_back(*replacement);
    }
    MemoryTree::Files files;
    for (const fuzzing::Part &part : input.parts)
        files["m/" + part.name] = part.text;
    MemoryTree::Files fewer = files;
    if (fewer.size() > 1)
        fewer.erase(std::prev(fewer.end()));
    const MemoryTree tree(files);
    const MemoryTree older(fewer);
    NoProgress progress;

    std::vector<std::string> folders{"m"};
    if (files.size() == 1)
        folders.push_back(files.begin()->first);
    for (const std::string &folder : folders) {
        const Result<MigrationSet> set = readMigrations(tree, folder, options, {}, progress);
        if (!set) {
            require(!set.error().detail.empty(), "an error says what is wrong");
            continue;
        }
        checkSet(*set, tree, !options.replacements.empty());
        require(compareHistories(*set, *set).empty(), "a history is the same as itself");
        if (const Result<MigrationSet> before = readMigrations(older, folder, options, {}, progress); before)
            (void)compareHistories(*before, *set);
    }

    CheckOptions check;
    check.layout = options.layout;
    check.dialect = options.dialect;
    check.replacements = options.replacements;
    check.documents = &documents;
    // SQL of SQLite is executed; that is the target sqlite's, which bounds it.
    const Result<MigrationSet> set = readMigrations(tree, "m", options, {}, progress);
    if (set && set->dialect != Dialect::Sqlite) {
        if (const Result<SchemaReport> report = lintMigrations(tree, "m", {}, check, {}, progress); report)
            checkReports(*report);
        if (const Result<SchemaReport> report = checkTransition({"old", &older}, {"new", &tree}, "m", {}, check, {}, progress); report)
            checkReports(*report);
    }
    return 0;
}
