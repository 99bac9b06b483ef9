// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/source/migrationlayouts.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

/// Shows lists of texts where they differ.
namespace QTest {
template <>
inline char *toString(const std::vector<std::string> &texts)
{
    std::string all;
    for (const std::string &text : texts)
        all += (all.empty() ? "{\"" : ", \"") + text + '"';
    return qstrdup((all + '}').c_str());
}
} // namespace QTest

/// What the tests of migrations' layouts compare.
namespace belay::schema::testing {

using Texts = std::vector<std::string>;

inline Result<MigrationSet> read(MemoryTree::Files files, const LayoutOptions &options = {}, const std::string &folder = "m")
{
    NoProgress progress;
    return readMigrations(MemoryTree(std::move(files)), folder, options, {}, progress);
}

/// The text with white space at its ends and blank lines left out.
inline std::string squeezed(std::string_view text)
{
    std::string all;
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        std::string_view line = text.substr(from, end - from);
        while (!line.empty() && (line.front() == ' ' || line.front() == '\r'))
            line.remove_prefix(1);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
            line.remove_suffix(1);
        if (!line.empty())
            all += (all.empty() ? "" : "|") + std::string(line);
        from = end + 1;
    }
    return all;
}

/// "version name: up / down" of each migration; "!" behind a script without a transaction.
inline Texts summary(const Result<MigrationSet> &set)
{
    if (!set)
        return {"error: " + describe(set.error())};
    Texts all;
    for (const Migration &migration : set->migrations) {
        std::string line = migration.version + (migration.kind == Migration::Kind::Repeatable ? " R " : " ") + migration.name + ": ";
        line += migration.up ? squeezed(migration.up->text) + (migration.up->transaction ? "" : "!") : std::string("-");
        line += " / ";
        line += migration.down ? squeezed(migration.down->text) + (migration.down->transaction ? "" : "!") : std::string("-");
        all.push_back(line);
    }
    return all;
}

/// "code file:line" of each remark.
inline Texts remarks(const std::vector<MigrationRemark> &list)
{
    Texts all;
    for (const MigrationRemark &remark : list)
        all.push_back(remark.code + ' ' + remark.file + (remark.line > 0 ? ':' + std::to_string(remark.line) : std::string()));
    return all;
}

inline Texts remarks(const Result<MigrationSet> &set)
{
    return set ? remarks(set->remarks) : Texts{"error: " + describe(set.error())};
}

} // namespace belay::schema::testing
