// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportjson.h"
#include "models/exchange/reportjsontext.h"
#include "models/exchange/schemarecord.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace belay::exchange {

using rollback::Evidence;
using rollback::ReleaseRanges;
using Action = RecordedTolerance::Action;

namespace {

using Shape = ReportJsonText::Shape;

constexpr std::size_t mostDoubtsInText = 20;

std::string_view basisName(schema::SideTolerance::Basis basis)
{
    return basis == schema::SideTolerance::Basis::Statements ? "statements" : "operations";
}

void writeRelease(ReportJsonText &json, const RecordedTolerance &release, const schema::ReleaseTolerance &said)
{
    json.beginObject();
    json.key("release").text(release.release);
    json.key("commit").textOrNull(release.commit);
    json.key("version").text(release.version);
    json.key("added").boolean(release.releaseAdded);
    json.key("action").text(actionName(release.action));
    json.key("statements").number(static_cast<std::int64_t>(said.statements));
    json.key("read").text(rangesText(release.read));
    json.key("write").text(rangesText(release.write));
    json.key("read_by").text(basisName(said.reads.basis));
    json.key("write_by").text(basisName(said.writes.basis));
    json.key("written").textOrNull(release.written);
    json.key("evidence").beginList();
    for (const Evidence &evidence : release.evidence)
        writeEvidence(json, evidence);
    json.endList();
    json.endObject();
}

std::size_t count(const SchemaRecord &record, Action action)
{
    return static_cast<std::size_t>(std::count_if(record.releases.begin(), record.releases.end(),
                                                  [action](const RecordedTolerance &release) { return release.action == action; }));
}

constexpr std::array actions{Action::Added, Action::Updated, Action::Unchanged, Action::Replaced, Action::Kept};

std::string pad(std::string text, std::size_t width)
{
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

/// A table whose columns are as wide as their widest cell.
std::string table(const std::vector<std::array<std::string, 6>> &rows)
{
    std::array<std::size_t, 6> widths{};
    for (const auto &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths.at(i) = std::max(widths.at(i), row.at(i).size());
    }
    std::string text;
    for (const auto &row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += (i == 0 ? "" : "  ") + pad(row.at(i), widths.at(i));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

/// What ends the first of the two ranges above the release's own version.
std::string endOf(const schema::ReleaseTolerance &said, const schema::SchemaTolerances &tolerances)
{
    const schema::ToleranceEvidence *first = nullptr;
    for (const schema::SideTolerance *side : {&said.reads, &said.writes}) {
        for (const schema::ToleranceEvidence &evidence : side->evidence) {
            if (evidence.versions.first > said.version && (first == nullptr || evidence.versions.first < first->versions.first))
                first = &evidence;
        }
    }
    return first == nullptr ? std::string() : first->statement + " at " + tolerances.versions[first->versions.first].label + ", " + first->code;
}

std::string releasesText(const std::vector<std::string> &releases)
{
    if (releases.empty())
        return {};
    if (releases.size() == 1)
        return " (" + releases.front() + ')';
    return " (" + std::to_string(releases.size()) + " releases, " + releases.front() + " to " + releases.back() + ')';
}

} // namespace

std::string_view actionName(Action action)
{
    switch (action) {
    case Action::Added: return "added";
    case Action::Updated: return "updated";
    case Action::Unchanged: return "unchanged";
    case Action::Replaced: return "replaced";
    case Action::Kept: return "kept";
    }
    return {};
}

std::string writeRecordJson(const SchemaRecord &record, const schema::SchemaTolerances &tolerances, bool dryRun)
{
    const std::unordered_set<std::string_view> added(record.versionsAdded.begin(), record.versionsAdded.end());
    ReportJsonText json;
    json.beginObject();
    json.key("service").text(record.service);
    json.key("store").text(record.store);
    json.key("dry_run").boolean(dryRun);
    json.key("engine").text(engineName(tolerances.engine));
    json.key("engine_version").textOrNull(tolerances.engineVersion);
    json.key("versions").beginList();
    for (const schema::SchemaVersion &version : tolerances.versions) {
        json.beginObject(Shape::Line);
        json.key("version").text(version.label);
        json.key("file").text(version.file);
        json.key("added").boolean(added.contains(version.label));
        json.endObject();
    }
    json.endList();
    json.key("releases").beginList();
    for (std::size_t i = 0; i < record.releases.size(); ++i)
        writeRelease(json, record.releases[i], tolerances.releases[i]);
    json.endList();
    json.key("left_out").texts(tolerances.leftOut);
    json.key("remarks").beginList();
    for (const std::string &remark : record.remarks) {
        json.beginObject(Shape::Line);
        json.key("file").null();
        json.key("line").null();
        json.key("code").null();
        json.key("message").text(remark);
        json.endObject();
    }
    for (const schema::MigrationRemark &remark : tolerances.remarks) {
        json.beginObject(Shape::Line);
        json.key("file").text(remark.file);
        json.key("line").number(remark.line);
        json.key("code").text(remark.code);
        json.key("message").text(remark.message);
        json.endObject();
    }
    json.endList();
    json.key("doubts").beginList();
    for (const schema::ToleranceDoubt &doubt : tolerances.doubts) {
        json.beginObject();
        json.key("what").text(doubt.what);
        json.key("releases").texts(doubt.releases);
        json.endObject();
    }
    json.endList();
    json.key("summary").beginObject(Shape::Line);
    json.key("versions_added").number(static_cast<std::int64_t>(record.versionsAdded.size()));
    for (const Action action : actions)
        json.key(actionName(action)).number(static_cast<std::int64_t>(count(record, action)));
    json.endObject();
    json.endObject();
    return json.take();
}

std::string writeRecordText(const SchemaRecord &record, const schema::SchemaTolerances &tolerances, bool dryRun, Colours colours)
{
    std::vector<std::array<std::string, 6>> rows{{"release", "schema", "reads", "writes", "", "ended by"}};
    for (std::size_t i = 0; i < record.releases.size(); ++i) {
        const RecordedTolerance &release = record.releases[i];
        rows.push_back({release.release, release.version, rangesText(release.read), rangesText(release.write), std::string(actionName(release.action)),
                        endOf(tolerances.releases[i], tolerances)});
    }
    std::string text = table(rows) + '\n';
    for (const std::string &left : tolerances.leftOut)
        text += labelled("left out", Ink::Yellow, colours) + wrapped(left, reportMargin) + '\n';
    for (const std::string &remark : record.remarks)
        text += labelled("remark", Ink::Yellow, colours) + wrapped(remark, reportMargin) + '\n';
    for (const schema::MigrationRemark &remark : tolerances.remarks) {
        text += labelled("remark", Ink::Yellow, colours)
            + wrapped(remark.file + (remark.line > 0 ? ':' + std::to_string(remark.line) : std::string()) + ": " + remark.message, reportMargin) + '\n';
    }
    for (std::size_t i = 0; i < tolerances.doubts.size() && i < mostDoubtsInText; ++i) {
        const schema::ToleranceDoubt &doubt = tolerances.doubts[i];
        text += labelled("doubt", Ink::Faint, colours) + wrapped(doubt.what + releasesText(doubt.releases), reportMargin) + '\n';
    }
    if (tolerances.doubts.size() > mostDoubtsInText)
        text += labelled("doubt", Ink::Faint, colours) + std::to_string(tolerances.doubts.size() - mostDoubtsInText) + " more; --format json has all.\n";
    std::string sums;
    for (const Action action : actions) {
        if (const std::size_t number = count(record, action); number > 0)
            sums += (sums.empty() ? "" : ", ") + std::to_string(number) + ' ' + std::string(actionName(action));
    }
    text += (dryRun ? "Would record " : "Recorded ") + counted(static_cast<int>(record.releases.size()), "release", "releases") + " of " + record.service + " on "
        + record.store + " (" + sums + "), " + counted(static_cast<int>(tolerances.versions.size()), "schema version", "schema versions") + ", "
        + std::to_string(record.versionsAdded.size()) + " of them new.\n";
    return text;
}

} // namespace belay::exchange
