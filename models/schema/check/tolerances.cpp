// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/tolerances.h"

#include "models/schema/check/cataloguechange.h"
#include "models/schema/check/sidetolerance.h"
#include "models/schema/check/transition.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/source/migrationlayouts.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace belay::schema {

namespace {

using Kind = ReleaseStatement::Kind;
using Verdict = StatementVerdict::Verdict;

constexpr std::size_t evidencePerEdge = 5;

/// A statement of a release: its text is kept once for all releases.
struct Use {
    std::uint32_t text = 0;
    Kind kind = Kind::Read;
    std::uint32_t line = 1;
    std::string name;
    std::string file;

    [[nodiscard]] std::string at() const { return file + ':' + std::to_string(line); }
};

struct ReadRelease {
    const RecordedRelease *release = nullptr;
    std::size_t version = 0;
    std::vector<Use> uses;
    SchemaScripts scripts;
    std::optional<OwnSchema> own;           ///< If the timeline's version may be another schema.
    std::optional<std::uint32_t> ownSchema; ///< If it is.
};

std::string sentence(const Error &error)
{
    return error.file.empty() ? error.detail : describe(error);
}

std::string shortCommit(const std::string &commit)
{
    return commit.substr(0, 7);
}

/// Remarks of the same words are made once, whatever release they come from.
class DoubtList {
public:
    void add(const std::string &what, const std::string &release)
    {
        const auto [entry, fresh] = m_places.try_emplace(what, m_doubts.size());
        if (fresh)
            m_doubts.push_back({what, {}});
        std::vector<std::string> &releases = m_doubts[entry->second].releases;
        if (!release.empty() && (releases.empty() || releases.back() != release))
            releases.push_back(release);
    }
    [[nodiscard]] std::vector<ToleranceDoubt> take() { return std::move(m_doubts); }

private:
    std::vector<ToleranceDoubt> m_doubts;
    std::unordered_map<std::string, std::size_t> m_places;
};

/// What of a set's own remarks matters for the order of versions.
bool isAboutOrder(const MigrationRemark &remark)
{
    static constexpr std::array codes{"migration-gap", "migration-duplicate", "migration-out-of-order", "migration-edited", "migration-renamed",
                                      "migration-removed", "migration-without-up", "not-understood", "unterminated"};
    return std::find(codes.begin(), codes.end(), remark.code) != codes.end();
}

/// Whether an operation can refuse what a statement writes although the statement resolves.
bool refusesRows(const OperationVerdict &operation)
{
    using K = OperationKind;
    static constexpr std::array kinds{K::AddPrimaryKey, K::AddUnique, K::AddForeignKey, K::AddCheck, K::AddExclusion, K::CreateUniqueIndex, K::SetNotNull,
                                      K::AddDomainConstraint, K::CreateTrigger, K::EnableTrigger, K::CreateRule, K::EnableRowSecurity, K::CreatePolicy};
    return operation.states.oldWrites != Outcome::Ok && !operation.excused
        && std::any_of(kinds.begin(), kinds.end(), [&](K kind) { return operation.kind == operationName(kind); });
}

class Recorder {
public:
    Recorder(std::span<const RecordedRelease> releases, const std::string &migrations, const std::vector<std::string> &queries,
             const CheckOptions &options, std::stop_token stop, ProgressSink &progress)
        : m_releases(releases), m_migrations(migrations), m_queries(queries), m_options(options), m_stop(stop), m_progress(progress)
    {
    }

    Result<SchemaTolerances> run()
    {
        if (Result<Done> read = readAll(); !read)
            return read.error();
        if (Result<Done> judged = m_timeline->judge(m_stop, m_progress); !judged)
            return judged.error();
        findOwnSchemas();
        for (const ReadRelease &release : m_read)
            m_first = std::min(m_first, release.version);
        std::vector<StatementAsked> asked = questions();
        Result<VersionAnswers> answers = answerVersions(*m_timeline, m_first, asked, m_ownSchemas, m_options, m_stop, m_progress);
        if (!answers)
            return answers.error();
        m_asked = std::move(asked);
        m_answers = std::move(answers).value();
        m_result.engine = m_answers.engine;
        m_result.engineVersion = m_answers.engineVersion;
        for (const std::string &doubt : m_answers.doubts)
            m_doubts.add(doubt, {});
        OperationTolerances operations(*m_timeline, m_first);
        for (const ReadRelease &release : m_read) {
            if (m_stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
            m_result.releases.push_back(toleranceOf(release, operations));
        }
        addUnseenRefusals();
        finish();
        return std::move(m_result);
    }

private:
    Result<Done> readAll();
    void read(const RecordedRelease &release, ReleaseFiles files, const MigrationSet &newest);
    void findOwnSchemas();
    std::vector<StatementAsked> questions() const;
    ReleaseTolerance toleranceOf(const ReadRelease &release, OperationTolerances &operations);
    SideTolerance sideOf(const ReadRelease &release, Kind kind, OperationTolerances &operations);
    void addUnseenRefusals();
    void finish();

    std::span<const RecordedRelease> m_releases;
    const std::string &m_migrations;
    const std::vector<std::string> &m_queries;
    const CheckOptions &m_options;
    std::stop_token m_stop;
    ProgressSink &m_progress;

    SchemaTolerances m_result;
    DoubtList m_doubts;
    TextNumbers m_scripts;
    MigrationReplay m_replay;
    std::optional<SchemaTimeline> m_timeline;
    std::vector<ReadRelease> m_read;
    std::unordered_map<std::string, std::uint32_t> m_textNumbers;
    std::vector<ReleaseStatement> m_texts;  ///< The first statement of each text.
    std::vector<OwnSchema> m_ownSchemas;
    std::size_t m_first = static_cast<std::size_t>(-1);
    std::vector<StatementAsked> m_asked;
    VersionAnswers m_answers;
};

Result<Done> Recorder::readAll()
{
    NoProgress quiet;
    const auto readOne = [&](const RecordedRelease &release) -> Result<ReleaseFiles> {
        if (release.tree == nullptr)
            return Error{ErrorCode::UnknownReference, "its files cannot be read", {}, 0, 0};
        return readRelease(*release.tree, m_migrations, m_queries, m_options, m_stop, quiet);
    };
    if (m_releases.empty())
        return Error{ErrorCode::BadUsage, "no releases are given", {}, 0, 0};
    m_progress.progress("Reading releases", 0, m_releases.size());
    Result<ReleaseFiles> last = readOne(m_releases.back());
    if (!last) {
        Error error = last.error();
        if (error.code != ErrorCode::Cancelled)
            error.detail = m_releases.back().name + ": " + error.detail;
        return error;
    }
    const MigrationSet newest = last->migrations;
    m_timeline.emplace(newest, m_scripts);
    if (m_timeline->versions().empty())
        return Error{ErrorCode::FileNotFound, m_releases.back().name + " has no migrations with versions", m_migrations, 0, 0};
    std::copy_if(newest.remarks.begin(), newest.remarks.end(), std::back_inserter(m_result.remarks), isAboutOrder);
    for (std::size_t i = 0; i < m_releases.size(); ++i) {
        if (m_stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
        m_progress.progress("Reading releases", i, m_releases.size());
        const bool isLast = i + 1 == m_releases.size();
        Result<ReleaseFiles> files = isLast ? std::move(last) : readOne(m_releases[i]);
        if (!files && files.error().code == ErrorCode::Cancelled)
            return files.error();
        if (!files)
            m_result.leftOut.push_back(m_releases[i].name + ": " + sentence(files.error()));
        else
            read(m_releases[i], std::move(files).value(), newest);
    }
    if (m_read.empty())
        return Error{ErrorCode::FileNotFound, "no release has a schema that " + m_releases.back().name + " knows", m_migrations, 0, 0};
    return Done{};
}

void Recorder::read(const RecordedRelease &release, ReleaseFiles files, const MigrationSet &newest)
{
    const MigrationSet &set = files.migrations;
    const std::optional<std::size_t> version = m_timeline->versionOf(set);
    if (!version) {
        m_result.leftOut.push_back(release.name + ": has none of the migrations of " + m_releases.back().name);
        return;
    }
    for (const std::string &file : m_timeline->strangersOf(set))
        m_doubts.add("The migration " + file + " is not among those of " + m_releases.back().name + ".", release.name);
    for (MigrationRemark &remark : compareHistories(set, newest)) {
        if (isAboutOrder(remark) && std::find(m_result.remarks.begin(), m_result.remarks.end(), remark) == m_result.remarks.end())
            m_result.remarks.push_back(std::move(remark));
    }
    for (const MigrationRemark &remark : files.remarks)
        m_doubts.add((remark.file.empty() ? std::string() : remark.file + ": ") + remark.message, release.name);
    m_timeline->addRepeatables(*version, set, m_scripts);

    ReadRelease &one = m_read.emplace_back();
    one.release = &release;
    one.version = *version;
    one.scripts = scriptsOf(set, m_scripts);
    // What repeatable migrations leave behind is known only when all releases are read.
    if (!one.scripts.repeatable.empty() || one.scripts.versioned != m_timeline->scriptsAt(*version).versioned) {
        one.own.emplace();
        one.own->migrations = set.migrations;
        if (set.dialect == Dialect::PostgreSql) {
            const auto replayed = m_replay.run(set);
            one.own->catalogue = replayed.empty() ? Catalogue() : replayed.back().after;
        }
    }
    one.uses.reserve(files.statements.size());
    for (ReleaseStatement &statement : files.statements) {
        const auto [entry, fresh] = m_textNumbers.try_emplace(statement.text, static_cast<std::uint32_t>(m_texts.size()));
        if (fresh)
            m_texts.push_back(statement);
        one.uses.push_back({entry->second, statement.kind, statement.line, std::move(statement.name), std::move(statement.file)});
    }
}

void Recorder::findOwnSchemas()
{
    std::vector<SchemaScripts> known;
    for (ReadRelease &release : m_read) {
        if (!release.own)
            continue;
        OwnSchema own = std::move(*release.own);
        release.own.reset();
        if (release.scripts == m_timeline->scriptsAt(release.version))
            continue;
        if (m_timeline->dialect() == Dialect::PostgreSql && own.catalogue.sameAs(m_timeline->after(release.version)))
            continue;
        const auto same = std::find(known.begin(), known.end(), release.scripts);
        release.ownSchema = static_cast<std::uint32_t>(same - known.begin());
        if (same == known.end()) {
            known.push_back(release.scripts);
            m_ownSchemas.push_back(std::move(own));
        }
        m_doubts.add("The migrations up to " + m_timeline->versions()[release.version].label + " are not those of " + m_releases.back().name
                         + " any more: the release is taken to stand that version as it knew it.", release.release->name);
    }
}

std::vector<StatementAsked> Recorder::questions() const
{
    std::vector<StatementAsked> asked;
    asked.reserve(m_texts.size());
    for (const ReleaseStatement &statement : m_texts)
        asked.push_back({statement, {}});
    for (const ReadRelease &release : m_read) {
        if (!release.ownSchema)
            continue;
        for (const Use &use : release.uses) {
            std::vector<std::uint32_t> &own = asked[use.text].ownSchemas;
            if (std::find(own.begin(), own.end(), *release.ownSchema) == own.end())
                own.push_back(*release.ownSchema);
        }
    }
    return asked;
}

SideTolerance Recorder::sideOf(const ReadRelease &release, Kind kind, OperationTolerances &operations)
{
    const std::size_t versions = m_timeline->versions().size();
    std::vector<FailingStretch> failures;
    bool anyDecided = false;
    bool any = false;
    for (std::size_t u = 0; u < release.uses.size(); ++u) {
        const Use &use = release.uses[u];
        if (use.kind != kind)
            continue;
        any = true;
        const StatementTimeline &line = m_answers.statements[use.text];
        const SchemaAnswer &own = release.ownSchema ? line.own.at(*release.ownSchema) : line.at(release.version);
        if (own.verdict != Verdict::Ok) {
            m_doubts.add(use.name + " (" + use.file + "): " + own.message
                             + (own.verdict == Verdict::Breaks ? ". It fails on the release's own schema, so it says nothing about a change."
                                                               : ". It cannot be decided on the release's own schema, so it says nothing about a change."),
                         release.release->name);
        }
        anyDecided = anyDecided || own.verdict == Verdict::Ok;
        for (FailingStretch &stretch : failingStretches(line, own, release.version, versions)) {
            stretch.statement = u;
            failures.push_back(stretch);
        }
    }
    if (!anyDecided && failures.empty()) {
        std::vector<std::string> otherSide;
        for (const Use &use : release.uses) {
            if (!any)
                otherSide.push_back(folded(m_texts[use.text].text));
        }
        return operations.side(release.version, kind, otherSide);
    }
    SideTolerance side;
    side.found = m_answers.engine == Engine::Static ? "static engine" : m_answers.engine == Engine::Sqlite ? "SQLite" : m_answers.engineVersion;
    side.stands = standingRuns(failures, m_first, versions);
    for (const FailingStretch &failure : tellingFailures(failures, side.stands, release.version, m_first, versions, evidencePerEdge)) {
        const Use &use = release.uses[failure.statement];
        side.evidence.push_back({failure.versions, use.name, use.at(), std::string(failure.code), std::string(failure.message),
                                 causeOf(*m_timeline, failure, release.version, m_texts[use.text].text), failure.undecided});
    }
    return side;
}

ReleaseTolerance Recorder::toleranceOf(const ReadRelease &release, OperationTolerances &operations)
{
    ReleaseTolerance tolerance;
    tolerance.release = release.release->name;
    tolerance.commit = release.release->commit;
    tolerance.version = release.version;
    tolerance.statements = release.uses.size();
    tolerance.reads = sideOf(release, Kind::Read, operations);
    tolerance.writes = sideOf(release, Kind::Write, operations);
    const std::string who = ", " + tolerance.release + (tolerance.commit.empty() ? std::string() : " (" + shortCommit(tolerance.commit) + ')');
    tolerance.reads.found += who;
    tolerance.writes.found += who;
    return tolerance;
}

void Recorder::addUnseenRefusals()
{
    std::vector<std::string> lowered;
    for (const SchemaTimeline::Step &step : m_timeline->stepsOf(m_first + 1, m_timeline->versions().size() - 1)) {
        for (std::size_t k = 0; k < step.verdict.operations.size(); ++k) {
            const OperationVerdict &operation = step.verdict.operations[k];
            if (!refusesRows(operation))
                continue;
            if (lowered.empty()) {
                for (const ReleaseStatement &statement : m_texts)
                    lowered.push_back(folded(statement.text));
            }
            const std::string relation = folded(m_timeline->relationOf(step, k));
            const std::string name = relation.substr(relation.rfind('.') + 1);
            std::vector<bool> mentions(lowered.size());
            for (std::size_t i = 0; i < lowered.size(); ++i)
                mentions[i] = !name.empty() && lowered[i].find(name) != std::string::npos;
            const std::string what = step.verdict.file + ':' + std::to_string(operation.line) + ": " + operation.reason
                + " No statement shows that; look at what is written.";
            for (std::size_t r = 0; r < m_read.size(); ++r) {
                const SideTolerance &writes = m_result.releases[r].writes;
                const bool stands = writes.basis == SideTolerance::Basis::Statements && m_read[r].version < step.version
                    && std::any_of(writes.stands.begin(), writes.stands.end(), [&](const VersionRun &run) { return run.first <= step.version && step.version <= run.last; });
                const auto &uses = m_read[r].uses;
                if (stands && std::any_of(uses.begin(), uses.end(), [&](const Use &use) { return use.kind == Kind::Write && mentions[use.text]; }))
                    m_doubts.add(what, m_read[r].release->name);
            }
        }
    }
}

void Recorder::finish()
{
    const std::vector<SchemaVersion> &versions = m_timeline->versions();
    m_result.versions.assign(versions.begin() + static_cast<std::ptrdiff_t>(m_first), versions.end());
    const auto shift = [this](VersionRun &run) {
        run.first -= m_first;
        run.last -= m_first;
    };
    for (ReleaseTolerance &release : m_result.releases) {
        release.version -= m_first;
        for (SideTolerance *side : {&release.reads, &release.writes}) {
            std::for_each(side->stands.begin(), side->stands.end(), shift);
            for (ToleranceEvidence &evidence : side->evidence)
                shift(evidence.versions);
        }
    }
    m_result.doubts = m_doubts.take();
}

} // namespace

Result<std::vector<RecordedRelease>> taggedReleases(const GitRepository &repository, std::string_view pattern)
{
    const Result<std::vector<GitTag>> tags = repository.tags(pattern);
    if (!tags)
        return tags.error();
    std::vector<RecordedRelease> releases;
    for (const GitTag &tag : *tags) {
        if (!tag.version)
            continue;
        Result<std::unique_ptr<FileTree>> tree = repository.tree(tag.commit);
        releases.push_back({tag.name, tag.commit, tree ? std::shared_ptr<const FileTree>(std::move(tree).value()) : nullptr});
    }
    if (releases.empty())
        return Error{ErrorCode::UnknownReference, "no tag that holds a version matches `" + std::string(pattern) + '`', repository.path(), 0, 0};
    return releases;
}

Result<std::vector<RecordedRelease>> revisionReleases(const GitRepository &repository, std::span<const std::string> revisions)
{
    std::vector<RecordedRelease> releases;
    for (const std::string &revision : revisions) {
        const Result<std::string> commit = repository.resolve(revision);
        if (!commit)
            return commit.error();
        Result<std::unique_ptr<FileTree>> tree = repository.tree(*commit);
        if (!tree)
            return tree.error();
        releases.push_back({revision, *commit, std::shared_ptr<const FileTree>(std::move(tree).value())});
    }
    return releases;
}

Result<SchemaTolerances> tolerancesOf(std::span<const RecordedRelease> releases, const std::string &migrations,
                                      const std::vector<std::string> &queries, const CheckOptions &options, std::stop_token stop,
                                      ProgressSink &progress)
{
    return Recorder(releases, migrations, queries, options, stop, progress).run();
}

} // namespace belay::schema
