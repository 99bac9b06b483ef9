// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of a release in files of every kind. Options: dialect, a pattern, then replacements. Parts: files.
#include "models/schema/source/glob.h"
#include "models/schema/source/migrationlayouts.h"
#include "models/schema/source/releasesql.h"
#include "models/schema/source/sqlsplit.h"
#include "tests/fuzz/fuzzing.h"

#include <algorithm>

using namespace belay;
using namespace belay::schema;
using belay::fuzzing::require;

namespace {

void checkSql(const ReleaseSql &sql)
{
    for (const ReleaseStatement &statement : sql.statements)
        require(!statement.name.empty() && !statement.text.empty() && statement.line >= 1, "a statement has a name, a text and a place");
    for (const MigrationRemark &remark : sql.remarks)
        require(!remark.code.empty() && !remark.message.empty(), "a remark has a code and a message");
}

void checkReplacements(const std::string &text, const std::vector<Replacement> &replacements)
{
    const std::string replaced = withReplacements(text, replacements);
    require(std::count(text.begin(), text.end(), '\n') == std::count(replaced.begin(), replaced.end(), '\n'), "lines stay what they are");
    if (replacements.empty())
        require(replaced == text, "nothing is replaced by nothing");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzzing::CutInput input = fuzzing::cutInput(data, size);
    ReleaseSqlOptions options;
    options.dialect = dialectFromName(input.option(0)).value_or(Dialect::PostgreSql);
    for (std::size_t i = 2; i < input.options.size(); ++i) {
        if (const Result<Replacement> replacement = parseReplacement(input.options[i]); replacement)
            options.replacements.push_back(*replacement);
    }
    MemoryTree::Files files;
    for (const fuzzing::Part &part : input.parts) {
        files[part.name] = part.text;
        if (!fuzzing::isText(part.text))
            continue;
        checkReplacements(part.text, options.replacements);
        checkSql(readReleaseFile(part.text, part.name, options));
        (void)statementKind(part.text, options.dialect);
        const std::string numbered = withNumberedParameters(part.text, options.dialect);
        require(fuzzing::isText(numbered), "what was UTF-8 stays so");
    }
    const MemoryTree tree(std::move(files));
    NoProgress progress;
    const std::string pattern = input.option(1);
    for (const std::string &each : {pattern, std::string("**")}) {
        const std::vector<std::string> patterns{each};
        if (const Result<ReleaseSql> sql = readReleaseStatements(tree, patterns, options, {}, progress); sql)
            checkSql(*sql);
        else
            require(!sql.error().detail.empty(), "an error says what is wrong");
    }
    if (const Result<Glob> glob = Glob::compile(pattern); glob) {
        for (const fuzzing::Part &part : input.parts) {
            const Result<std::string> normal = normalPath(part.name);
            const std::size_t slash = part.name.rfind('/');
            if (normal && *normal == part.name && slash != std::string::npos && glob->matches(part.name))
                require(glob->mayMatchIn(part.name.substr(0, slash)), "what matches lies in a folder that may match");
        }
    }
    return 0;
}
