// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/sidetolerance.h"

#include "models/schema/check/cataloguechange.h"
#include "models/schema/ddl/sqltokens.h"

#include <algorithm>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

enum class Standing { Stands, Undecided, Fails };

struct Met {
    Standing standing = Standing::Stands;
    std::string_view code;
    std::string_view message;
};

Met meet(const SchemaAnswer &here, const SchemaAnswer &own)
{
    if (own.verdict == Verdict::Breaks)
        return {};
    if (here.verdict == Verdict::Breaks)
        return {Standing::Fails, here.code, here.message};
    if (here.verdict == Verdict::Unknown)
        return own.verdict == Verdict::Unknown ? Met{} : Met{Standing::Undecided, here.code, here.message};
    for (const SchemaAnswer::Hazard &hazard : here.hazards) {
        if (std::find(own.hazards.begin(), own.hazards.end(), hazard) == own.hazards.end())
            return {Standing::Fails, hazard.code, hazard.message};
    }
    return {};
}

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool mentions(std::string_view text, std::string_view word)
{
    if (word.empty())
        return false;
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !isWordByte(text[at - 1])) && (end == text.size() || !isWordByte(text[end])))
            return true;
    }
    return false;
}

/// The words of "public.users.nick", last first; the schema is left out where more follows it.
std::vector<std::string_view> partsOf(std::string_view object)
{
    std::vector<std::string_view> parts;
    while (!object.empty()) {
        const std::size_t dot = object.rfind('.');
        parts.push_back(dot == std::string_view::npos ? object : object.substr(dot + 1));
        object = dot == std::string_view::npos ? std::string_view() : object.substr(0, dot);
    }
    if (parts.size() > 1)
        parts.pop_back();
    return parts;
}

/// Whether an operation is about what ON CONFLICT looks for.
bool isAboutKeys(const OperationVerdict &operation)
{
    return operation.kind.find("unique") != std::string::npos || operation.kind.find("primary key") != std::string::npos
        || operation.kind.find("exclusion") != std::string::npos;
}

/// How well an operation on `relation` explains a failure of a statement; 0: not at all.
int fit(const OperationVerdict &operation, const std::string &relation, bool hurts, const FailingStretch &failure, std::string_view statement)
{
    const std::vector<std::string_view> parts = partsOf(operation.object);
    if (parts.empty())
        return 0;
    const std::vector<std::string_view> relationParts = partsOf(relation);
    const bool named = mentions(failure.message, parts.front());
    const bool used = std::any_of(parts.begin(), parts.end(), [statement](std::string_view part) { return mentions(statement, part); })
        || (!relationParts.empty() && mentions(statement, relationParts.front()));
    if (!named && !(used && hurts))
        return 0;
    int score = named ? 8 : 0;
    score += parts.size() > 1 && mentions(failure.message, parts[1]) ? 2 : 0;
    score += mentions(statement, parts.front()) ? 2 : 0;
    score += used ? 1 : 0;
    score += failure.code == "conflict-target-missing" && isAboutKeys(operation) ? 6 : 0;
    return score + (hurts ? 4 : 0);
}

std::string place(const std::string &file, std::uint32_t line)
{
    return line == 0 ? file : file + ':' + std::to_string(line);
}

std::string fileOf(const SchemaTimeline::Step &step)
{
    return step.migration.up ? step.migration.up->file : std::string();
}

bool worse(Outcome outcome)
{
    return outcome != Outcome::Ok;
}

} // namespace

std::vector<FailingStretch> failingStretches(const StatementTimeline &line, const SchemaAnswer &own, std::size_t ownVersion, std::size_t versions)
{
    std::vector<FailingStretch> stretches;
    bool open = false;
    for (std::size_t r = 0; r < line.runs.size(); ++r) {
        const VersionRun run{line.runs[r].first, (r + 1 < line.runs.size() ? line.runs[r + 1].first : versions) - 1};
        const Met met = meet(line.runs[r].second, own);
        if (met.standing == Standing::Stands) {
            open = false;
            continue;
        }
        const bool undecided = met.standing == Standing::Undecided;
        if (!open) {
            stretches.push_back({run, 0, undecided, false, met.code, met.message});
        } else {
            stretches.back().versions.last = run.last;
            // The nearer one tells: below the own version the later run.
            if (run.first <= ownVersion) {
                stretches.back().undecided = undecided;
                stretches.back().code = met.code;
                stretches.back().message = met.message;
            }
        }
        open = true;
    }
    const auto split = std::find_if(stretches.begin(), stretches.end(), [ownVersion](const FailingStretch &stretch) {
        return stretch.versions.first <= ownVersion && ownVersion <= stretch.versions.last;
    });
    if (split == stretches.end())
        return stretches;
    split->fromOwn = true;
    FailingStretch above = *split;
    above.versions.first = ownVersion + 1;
    const bool isBelow = split->versions.first < ownVersion;
    split->versions.last = ownVersion - (isBelow ? 1 : 0);
    auto behind = isBelow ? std::next(split) : stretches.erase(split);
    if (above.versions.first <= above.versions.last)
        stretches.insert(behind, above);
    return stretches;
}

std::vector<VersionRun> standingRuns(std::span<const FailingStretch> failures, std::size_t first, std::size_t versions)
{
    std::vector<bool> fails(versions, false);
    for (const FailingStretch &failure : failures)
        std::fill(fails.begin() + static_cast<std::ptrdiff_t>(failure.versions.first), fails.begin() + static_cast<std::ptrdiff_t>(failure.versions.last) + 1, true);
    std::vector<VersionRun> runs;
    for (std::size_t v = first; v < versions; ++v) {
        if (fails[v])
            continue;
        if (v > first && !fails[v - 1])
            runs.back().last = v;
        else
            runs.push_back({v, v});
    }
    return runs;
}

std::vector<FailingStretch> tellingFailures(std::span<const FailingStretch> failures, std::span<const VersionRun> stands, std::size_t ownVersion,
                                            std::size_t first, std::size_t versions, std::size_t atEdge)
{
    std::vector<FailingStretch> told;
    const auto tellRun = [&](VersionRun run) {
        const std::size_t begin = told.size();
        const auto tell = [&](std::size_t version, std::size_t most) {
            for (const bool undecided : {false, true}) {
                for (const FailingStretch &failure : failures) {
                    if (most == 0)
                        return;
                    if (failure.undecided == undecided && failure.versions.first <= version && version <= failure.versions.last) {
                        told.push_back(failure);
                        --most;
                    }
                }
            }
        };
        const auto covered = [&](std::size_t version) {
            return std::any_of(told.begin() + static_cast<std::ptrdiff_t>(begin), told.end(), [version](const FailingStretch &failure) {
                return failure.versions.first <= version && version <= failure.versions.last;
            });
        };
        const std::size_t edge = std::clamp(ownVersion, run.first, run.last);
        tell(edge, atEdge);
        for (std::size_t v = edge; v <= run.last; ++v) {
            if (!covered(v))
                tell(v, 1);
        }
        for (std::size_t v = edge; v-- > run.first;) {
            if (!covered(v))
                tell(v, 1);
        }
    };
    std::size_t next = first;
    for (const VersionRun &standing : stands) {
        if (standing.first > next)
            tellRun({next, standing.first - 1});
        next = standing.last + 1;
    }
    if (next < versions)
        tellRun({next, versions - 1});
    return told;
}

std::string causeOf(const SchemaTimeline &timeline, const FailingStretch &failure, std::size_t ownVersion, std::string_view statement)
{
    if (failure.fromOwn)
        return {};
    const bool above = failure.versions.first > ownVersion;
    const std::size_t version = above ? failure.versions.first : failure.versions.last + 1;
    std::string best;
    int bestFit = 0;
    for (const SchemaTimeline::Step &step : timeline.stepsOf(version, version)) {
        if (best.empty())
            best = fileOf(step);
        for (std::size_t k = 0; k < step.verdict.operations.size(); ++k) {
            const OperationVerdict &operation = step.verdict.operations[k];
            const MixedStates &states = operation.states;
            const bool hurts = above ? worse(states.oldReads) || worse(states.oldWrites) : worse(states.newOnOld);
            const int fits = fit(operation, timeline.relationOf(step, k), hurts, failure, statement);
            if (fits > bestFit) {
                bestFit = fits;
                best = place(fileOf(step), operation.line);
            }
        }
    }
    return best;
}

bool OperationTolerances::counts(const SchemaTimeline::Step &step, std::size_t operation, const Texts &known) const
{
    if (known.empty())
        return true;
    const auto mentioned = [&known](std::string_view name) {
        return std::any_of(known.begin(), known.end(), [name](const std::string &text) { return mentions(text, name); });
    };
    const std::string object = folded(step.verdict.operations[operation].object);
    const std::string relation = folded(m_timeline.relationOf(step, operation));
    const std::string_view relationName = partsOf(relation).empty() ? std::string_view() : partsOf(relation).front();
    if (relationName.empty() || object == relation || !object.starts_with(relation + '.'))
        return mentioned(relationName) || mentioned(partsOf(object).empty() ? std::string_view() : partsOf(object).front());
    // A part of a relation: a column that is named, or all of them.
    return mentioned(relationName)
        && (mentioned(partsOf(object).front()) || std::any_of(known.begin(), known.end(), [](const std::string &text) { return text.find('*') != std::string::npos; }));
}

std::optional<OperationTolerances::End> OperationTolerances::endAt(std::size_t version, std::size_t from, std::size_t to, Outcome MixedStates::*state,
                                                                   const Texts &known) const
{
    const auto harms = [&](const SchemaTimeline::Step &step, const std::vector<OperationVerdict> &operations, std::size_t k) {
        return !operations[k].excused && worse(operations[k].states.*state) && counts(step, k, known);
    };
    // Judged alone first: what harms nobody by itself does not harm together with others.
    const std::span<const SchemaTimeline::Step> here = m_timeline.stepsOf(version, version);
    bool suspect = false;
    for (const SchemaTimeline::Step &step : here) {
        for (std::size_t k = 0; k < step.verdict.operations.size(); ++k)
            suspect = suspect || harms(step, step.verdict.operations, k);
    }
    if (!suspect)
        return {};
    const std::span<const SchemaTimeline::Step> steps = m_timeline.stepsOf(from, to);
    const std::vector<std::vector<OperationVerdict>> judged = m_timeline.judgeTogether(from, to);
    std::optional<End> end;
    for (std::size_t i = 0; i < judged.size(); ++i) {
        for (std::size_t k = 0; k < judged[i].size(); ++k) {
            const Outcome outcome = judged[i][k].states.*state;
            if (harms(steps[i], judged[i], k) && (!end || outcome > end->outcome))
                end = End{version, judged[i][k], fileOf(steps[i]), outcome};
        }
    }
    return end;
}

OperationTolerances::Ends OperationTolerances::endsOf(std::size_t ownVersion, const Texts &known) const
{
    Ends ends;
    for (std::size_t v = ownVersion + 1; v < m_timeline.versions().size() && !(ends.reads && ends.writes); ++v) {
        if (!ends.reads)
            ends.reads = endAt(v, ownVersion + 1, v, &MixedStates::oldReads, known);
        if (!ends.writes)
            ends.writes = endAt(v, ownVersion + 1, v, &MixedStates::oldWrites, known);
    }
    for (std::size_t v = ownVersion; v > m_first && !ends.before; --v) {
        ends.before = endAt(v, v, ownVersion, &MixedStates::newOnOld, known);
        if (ends.before)
            ends.before->version = v - 1;
    }
    return ends;
}

SideTolerance OperationTolerances::side(std::size_t ownVersion, ReleaseStatement::Kind kind, const std::vector<std::string> &known)
{
    Ends found;
    if (known.empty()) {
        auto judged = m_known.find(ownVersion);
        if (judged == m_known.end())
            judged = m_known.emplace(ownVersion, endsOf(ownVersion, {})).first;
        found = judged->second;
    } else {
        found = endsOf(ownVersion, known);
    }
    const Ends &ends = found;
    const bool writes = kind == ReleaseStatement::Kind::Write;
    const std::optional<End> &after = writes ? ends.writes : ends.reads;
    SideTolerance side;
    side.basis = SideTolerance::Basis::Operations;
    side.found = "operations of the migrations";
    const std::size_t last = m_timeline.versions().size() - 1;
    const VersionRun stands{ends.before ? ends.before->version + 1 : m_first, after ? after->version - 1 : last};
    side.stands.push_back(stands);
    const auto tell = [&](const End &end, VersionRun versions) {
        ToleranceEvidence evidence;
        evidence.versions = versions;
        evidence.statement = writes ? "any write" : "any read";
        evidence.code = end.operation.code;
        evidence.message = end.operation.reason;
        if (!end.operation.dependsOn.empty() && end.outcome == Outcome::Depends)
            evidence.message += " It depends on: " + end.operation.dependsOn;
        evidence.cause = place(end.file, end.operation.line);
        evidence.undecided = end.outcome == Outcome::Depends || end.outcome == Outcome::Unknown;
        side.evidence.push_back(std::move(evidence));
    };
    if (ends.before)
        tell(*ends.before, {m_first, ends.before->version});
    if (after)
        tell(*after, {after->version, last});
    return side;
}

} // namespace belay::schema
