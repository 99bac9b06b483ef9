// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemawords.h"

#include "models/items/planedits.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <array>

namespace belay::items {

using schema::MigrationVerdict;
using schema::MixedStates;
using schema::OperationVerdict;
using schema::Outcome;

namespace {

struct SchemaWords {
    Q_DECLARE_TR_FUNCTIONS(belay::items::SchemaWords)
};

struct Kind {
    const char *kind;
    const char *words;
};
#define WORDS(text) QT_TRANSLATE_N_NOOP("belay::items::SchemaWords", text)
constexpr std::array kinds{
    Kind{"create table", WORDS("creates %n table(s)")},
    Kind{"drop table", WORDS("drops %n table(s)")},
    Kind{"rename table", WORDS("renames %n table(s)")},
    Kind{"add column", WORDS("adds %n column(s)")},
    Kind{"drop column", WORDS("drops %n column(s)")},
    Kind{"rename column", WORDS("renames %n column(s)")},
    Kind{"change type", WORDS("changes the type of %n column(s)")},
    Kind{"set not null", WORDS("forbids nulls in %n column(s)")},
    Kind{"drop not null", WORDS("allows nulls in %n column(s)")},
    Kind{"set default", WORDS("sets %n default(s)")},
    Kind{"drop default", WORDS("drops %n default(s)")},
    Kind{"add primary key", WORDS("adds %n primary key(s)")},
    Kind{"drop primary key", WORDS("drops %n primary key(s)")},
    Kind{"add unique", WORDS("adds %n unique constraint(s)")},
    Kind{"drop unique", WORDS("drops %n unique constraint(s)")},
    Kind{"add foreign key", WORDS("adds %n foreign key(s)")},
    Kind{"drop foreign key", WORDS("drops %n foreign key(s)")},
    Kind{"add check", WORDS("adds %n check(s)")},
    Kind{"drop check", WORDS("drops %n check(s)")},
    Kind{"create index", WORDS("creates %n index(es)")},
    Kind{"create unique index", WORDS("creates %n unique index(es)")},
    Kind{"drop index", WORDS("drops %n index(es)")},
    Kind{"drop unique index", WORDS("drops %n unique index(es)")},
    Kind{"create view", WORDS("creates %n view(s)")},
    Kind{"replace view", WORDS("replaces %n view(s)")},
    Kind{"drop view", WORDS("drops %n view(s)")},
    Kind{"create type", WORDS("creates %n type(s)")},
    Kind{"drop type", WORDS("drops %n type(s)")},
    Kind{"add enum value", WORDS("adds %n enum value(s)")},
    Kind{"rename enum value", WORDS("renames %n enum value(s)")},
    Kind{"create function", WORDS("creates %n function(s)")},
    Kind{"replace function", WORDS("replaces %n function(s)")},
    Kind{"drop function", WORDS("drops %n function(s)")},
    Kind{"create trigger", WORDS("creates %n trigger(s)")},
    Kind{"drop trigger", WORDS("drops %n trigger(s)")},
    Kind{"create sequence", WORDS("creates %n sequence(s)")},
    Kind{"create extension", WORDS("creates %n extension(s)")},
    Kind{"insert data", WORDS("inserts rows in %n statement(s)")},
    Kind{"update data", WORDS("updates rows in %n statement(s)")},
    Kind{"delete data", WORDS("deletes rows in %n statement(s)")},
    Kind{"truncate table", WORDS("empties %n table(s)")},
    Kind{"not understood", WORDS("%n statement(s) not understood")},
};
#undef WORDS

/// Kinds that change nothing that a release could meet.
constexpr std::array quietKinds{"transaction", "set variable", "comment", "maintenance", "lock table"};

bool isQuiet(const std::string &kind)
{
    return std::any_of(quietKinds.begin(), quietKinds.end(), [&](const char *quiet) { return kind == quiet; });
}

QString words(const std::string &kind, int count)
{
    for (const Kind &known : kinds) {
        if (kind == known.kind)
            return QCoreApplication::translate("belay::items::SchemaWords", known.words, nullptr, count);
    }
    const QString plain = QString::fromStdString(kind);
    return count == 1 ? plain : SchemaWords::tr("%1, %2 times").arg(plain).arg(count);
}

bool isBad(Outcome outcome) { return outcome == Outcome::Breaks || outcome == Outcome::LosesData; }
bool isOpenQuestion(Outcome outcome) { return outcome == Outcome::Unknown || outcome == Outcome::Depends; }

int weight(const MixedStates &states)
{
    // What meets the old release counts before what meets the way down.
    const auto of = [](Outcome outcome) { return static_cast<int>(outcome); };
    return 100 * std::max({of(states.oldReads), of(states.oldWrites), of(states.oldAfterNewData)})
           + 10 * of(states.downAfterNewData) + of(states.newOnOld);
}

QString lastName(const std::string &object)
{
    return QString::fromStdString(object).section(QLatin1Char('.'), -1);
}

} // namespace

Outcome outcomeIn(const MixedStates &states, SchemaState state)
{
    switch (state) {
    case SchemaState::OldReads: return states.oldReads;
    case SchemaState::OldWrites: return states.oldWrites;
    case SchemaState::NewOnOld: return states.newOnOld;
    case SchemaState::OldAfterNewData: return states.oldAfterNewData;
    case SchemaState::DownAfterNewData: return states.downAfterNewData;
    }
    return Outcome::Unknown;
}

MixedStates statesOf(const schema::SchemaReport &report, std::size_t migration)
{
    const MigrationVerdict &verdict = report.migrations[migration];
    MixedStates states = verdict.states;
    for (const std::uint32_t index : verdict.brokenStatements) {
        if (index >= report.statements.size() || report.statements[index].brokenBy != verdict.file)
            continue;
        if (report.statements[index].statement.kind == schema::ReleaseStatement::Kind::Read)
            states.oldReads = Outcome::Breaks;
        else
            states.oldWrites = Outcome::Breaks;
    }
    return states;
}

SchemaWayBack wayBackOf(const MixedStates &states)
{
    if (isBad(states.oldReads) || isBad(states.oldWrites) || isBad(states.oldAfterNewData))
        return SchemaWayBack::Closed;
    if (isOpenQuestion(states.oldReads) || isOpenQuestion(states.oldWrites) || isOpenQuestion(states.oldAfterNewData)
        || isOpenQuestion(states.downAfterNewData)) {
        return SchemaWayBack::Unknown;
    }
    return states.newOnOld != Outcome::Ok || isBad(states.downAfterNewData) ? SchemaWayBack::After : SchemaWayBack::Open;
}

QString outcomeWord(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Ok: return SchemaWords::tr("works");
    case Outcome::Depends: return SchemaWords::tr("depends");
    case Outcome::Unknown: return SchemaWords::tr("unknown");
    case Outcome::LosesData: return SchemaWords::tr("loses data");
    case Outcome::Breaks: return SchemaWords::tr("breaks");
    }
    return {};
}

QString stateTitle(SchemaState state)
{
    switch (state) {
    case SchemaState::OldReads: return SchemaWords::tr("Old release reads");
    case SchemaState::OldWrites: return SchemaWords::tr("Old release writes");
    case SchemaState::NewOnOld: return SchemaWords::tr("New release on old schema");
    case SchemaState::OldAfterNewData: return SchemaWords::tr("Old release after new data");
    case SchemaState::DownAfterNewData: return SchemaWords::tr("Down after new data");
    }
    return {};
}

QString wayBackWord(SchemaWayBack wayBack, const QString &newRelease)
{
    switch (wayBack) {
    case SchemaWayBack::Open: return SchemaWords::tr("open");
    case SchemaWayBack::After: return SchemaWords::tr("after %1").arg(newRelease);
    case SchemaWayBack::Closed: return SchemaWords::tr("closed");
    case SchemaWayBack::Unknown: return SchemaWords::tr("unknown");
    }
    return {};
}

QString shortVersion(const std::string &version)
{
    const QString text = QString::fromStdString(version);
    const bool digits = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c.isDigit(); });
    if (!digits)
        return text;
    qsizetype zeros = 0;
    while (zeros + 1 < text.size() && text[zeros] == QLatin1Char('0'))
        ++zeros;
    return text.mid(zeros);
}

QString operationsSummary(const MigrationVerdict &migration, int most)
{
    struct Group {
        std::string kind;
        int count = 0;
        int weight = 0;
    };
    std::vector<Group> groups;
    for (const OperationVerdict &operation : migration.operations) {
        if (isQuiet(operation.kind))
            continue;
        auto at = std::find_if(groups.begin(), groups.end(), [&](const Group &group) { return group.kind == operation.kind; });
        if (at == groups.end())
            at = groups.insert(groups.end(), {operation.kind, 0, 0});
        ++at->count;
        at->weight = std::max(at->weight, weight(operation.states));
    }
    if (groups.empty())
        return SchemaWords::tr("changes nothing");
    std::stable_sort(groups.begin(), groups.end(), [](const Group &a, const Group &b) { return a.weight > b.weight; });
    QStringList parts;
    int rest = 0;
    for (const Group &group : groups) {
        if (most > 0 && parts.size() >= most)
            rest += group.count;
        else
            parts << words(group.kind, group.count);
    }
    if (rest > 0)
        parts << SchemaWords::tr("%n more change(s)", nullptr, rest);
    return parts.join(SchemaWords::tr(", "));
}

QString operationTitle(const OperationVerdict &operation)
{
    QString object = QString::fromStdString(operation.object);
    if (object.startsWith(QLatin1String("public.")))
        object = object.mid(7);
    const QString kind = QString::fromStdString(operation.kind);
    return object.isEmpty() ? kind : SchemaWords::tr("%1 %2").arg(kind, object);
}

int failingAfter(const schema::SchemaReport &report, std::size_t migration)
{
    int failing = 0;
    for (const std::uint32_t index : report.migrations[migration].brokenStatements)
        failing += index < report.statements.size() && !report.statements[index].alsoInNewRelease ? 1 : 0;
    return failing;
}

QString reportSentence(const schema::SchemaReport &report)
{
    const QString migrations = SchemaWords::tr("%n migration(s)", nullptr, static_cast<int>(report.migrations.size()));
    const int count = static_cast<int>(report.statements.size());
    if (count == 0)
        return SchemaWords::tr("%1, no queries read").arg(migrations);
    const QString version = QString::fromStdString(report.engineVersion);
    return version.isEmpty() ? SchemaWords::tr("%1, %n query(s) of the old release resolved by Belay", nullptr, count).arg(migrations)
                             : SchemaWords::tr("%1, %n query(s) of the old release replayed on %2", nullptr, count).arg(migrations, version);
}

const OperationVerdict *worstOperation(const MigrationVerdict &migration, std::optional<SchemaState> state)
{
    const OperationVerdict *worst = nullptr;
    int most = 0;
    for (const OperationVerdict &operation : migration.operations) {
        const int now = state ? static_cast<int>(outcomeIn(operation.states, *state)) : weight(operation.states);
        if (now > most) {
            most = now;
            worst = &operation;
        }
    }
    return worst;
}

QStringList quotedNames(const std::string &message)
{
    static const QRegularExpression quoted(QStringLiteral("\"([^\"]+)\""));
    static const QRegularExpression plain(QStringLiteral("\\bcolumn ([A-Za-z_][\\w.]*) does not exist"));
    QStringList names;
    const QString text = QString::fromStdString(message);
    for (const QRegularExpression *pattern : {&quoted, &plain}) {
        auto matches = pattern->globalMatch(text);
        while (matches.hasNext())
            names << matches.next().captured(1).section(QLatin1Char('.'), -1);
    }
    return names;
}

std::vector<std::size_t> operationsBehind(const MigrationVerdict &migration, const schema::StatementVerdict &statement)
{
    const QStringList names = quotedNames(statement.message);
    std::vector<std::size_t> named;
    std::vector<std::size_t> harmful;
    for (std::size_t i = 0; i < migration.operations.size(); ++i) {
        const OperationVerdict &operation = migration.operations[i];
        if (!isBad(operation.states.oldReads) && !isBad(operation.states.oldWrites))
            continue;
        harmful.push_back(i);
        if (names.contains(lastName(operation.object)))
            named.push_back(i);
    }
    return named.empty() ? harmful : named;
}

std::optional<rollback::Edit> addMigrationStep(const rollback::Workspace &workspace, const std::string &plan,
                                               const std::string &component, const std::string &version)
{
    const auto planAt = std::find_if(workspace.plans.begin(), workspace.plans.end(), [&](const auto &each) { return each->id == plan; });
    const auto componentAt = std::find_if(workspace.components.begin(), workspace.components.end(),
                                          [&](const auto &each) { return each->id == component; });
    if (planAt == workspace.plans.end() || componentAt == workspace.components.end() || version.empty())
        return std::nullopt;
    const rollback::Component &database = **componentAt;
    std::string label = version;
    const auto known = std::find_if(database.releases.begin(), database.releases.end(), [&](const rollback::Release &release) {
        return release.id == version || shortVersion(release.id) == shortVersion(version);
    });
    rollback::Edit edit;
    if (known != database.releases.end()) {
        label = known->id;
    } else {
        rollback::Component grown = database;
        rollback::Release release;
        release.id = version;
        grown.releases.push_back(std::move(release));
        rollback::ComponentChange change;
        change.before = *componentAt;
        change.after = Shared<rollback::Component>(grown);
        change.indexBefore = change.indexAfter = static_cast<std::size_t>(componentAt - workspace.components.begin());
        edit.changes.emplace_back(std::move(change));
    }
    const rollback::Plan &target = **planAt;
    rollback::Step step;
    step.id = freshStepId(target);
    step.component = component;
    step.to = {label};
    if (target.order == rollback::PlanOrder::Partial && !target.steps.empty())
        step.after = {target.steps.back().id};
    rollback::Edit added = addStep(target, std::move(step), target.steps.size());
    for (rollback::AnyChange &change : added.changes)
        edit.changes.push_back(std::move(change));
    edit.title = SchemaWords::tr("Add %1 to %2 to the plan").arg(QString::fromStdString(component), QString::fromStdString(label)).toStdString();
    return edit;
}

} // namespace belay::items
