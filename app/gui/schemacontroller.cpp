// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/schemacontroller.h"

#include "app/gui/dialogs.h"
#include "app/gui/documentcontroller.h"
#include "app/gui/settings.h"
#include "models/exchange/changelogreader.h"
#include "models/exchange/schemarecord.h"
#include "models/exchange/schemareports.h"
#include "models/rollback/edit.h"
#include "models/schema/source/migrationlayouts.h"
#include "views/schema/repositorypanel.h"

#include <QtCore/QDir>

#include <algorithm>

namespace belay::app {

using views::SchemaPlace;

namespace {

const QString repositoryKey = QStringLiteral("repository");
const QString fromKey = QStringLiteral("from");
const QString toKey = QStringLiteral("to");
const QString migrationsKey = QStringLiteral("migrations");
const QString queriesKey = QStringLiteral("queries");
const QString layoutKey = QStringLiteral("layout");
const QString engineKey = QStringLiteral("engine");

QString textOf(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

QVariantMap toMap(const items::SchemaRequest &request)
{
    return {{repositoryKey, request.repository},
            {fromKey, request.from},
            {toKey, request.to},
            {migrationsKey, request.migrations},
            {queriesKey, request.queries},
            {layoutKey, request.layout ? textOf(schema::layoutName(*request.layout)) : QString()},
            {engineKey, textOf(schema::engineName(request.engine))}};
}

items::SchemaRequest fromMap(const QVariantMap &map)
{
    items::SchemaRequest request;
    request.repository = map.value(repositoryKey).toString();
    request.from = map.value(fromKey).toString();
    request.to = map.value(toKey).toString();
    request.migrations = map.value(migrationsKey).toString();
    request.queries = map.value(queriesKey).toStringList();
    request.layout = schema::layoutFromName(map.value(layoutKey).toString().toStdString());
    for (const schema::Engine engine : {schema::Engine::Static, schema::Engine::Postgres, schema::Engine::Sqlite}) {
        if (textOf(schema::engineName(engine)) == map.value(engineKey).toString())
            request.engine = engine;
    }
    return request;
}

RecordQuestion questionFor(const rollback::Workspace &workspace, const items::SchemaRequest &request)
{
    RecordQuestion question;
    question.repository = QDir(request.repository).dirName();
    if (question.repository.endsWith(QLatin1String(".git")) && question.repository.size() > 4)
        question.repository.chop(4);
    for (const auto &component : workspace.components) {
        const QString id = QString::fromStdString(component->id);
        if (component->kind == rollback::ComponentKind::Database)
            question.stores << id;
        else if (component->kind == rollback::ComponentKind::Service || component->kind == rollback::ComponentKind::Client)
            question.services << id;
    }
    return question;
}

Result<schema::SchemaTolerances> readTolerances(const items::SchemaRequest &request, const QString &tags, std::stop_token stop, ProgressSink &progress)
{
    const auto repository = schema::GitRepository::open(request.repository.toStdString());
    if (!repository)
        return repository.error();
    const auto releases = schema::taggedReleases(*repository, tags.toStdString());
    if (!releases)
        return releases.error();
    const exchange::ChangelogFileReader documents;
    schema::CheckOptions options;
    options.layout = request.layout;
    options.engine = request.engine;
    options.documents = &documents;
    std::vector<std::string> queries;
    for (const QString &pattern : request.queries)
        queries.push_back(pattern.toStdString());
    return schema::tolerancesOf(*releases, request.migrations.toStdString(), queries, options, stop, progress);
}

std::string textOfReport(const schema::SchemaReport &report, SchemaPlace::ReportFormat format)
{
    exchange::SchemaReportContext context;
    context.documentation = BELAY_SCHEMA_DOCUMENTATION_URI;
    switch (format) {
    case SchemaPlace::ReportFormat::Json: return exchange::writeSchemaJson(report);
    case SchemaPlace::ReportFormat::Sarif: return exchange::writeSchemaSarif(report, context);
    case SchemaPlace::ReportFormat::Text: return exchange::writeSchemaText(report, context, exchange::Colours::Off);
    }
    return {};
}

} // namespace

const QString SchemaController::checkSlot = QStringLiteral("schema");
const QString SchemaController::readSlot = QStringLiteral("schema-repository");
const QString SchemaController::recordSlot = QStringLiteral("schema-record");

SchemaController::SchemaController(Jobs &jobs, Settings &settings, Dialogs &dialogs, DocumentController &documents,
                                   SchemaPlace &place, QObject *parent)
    : QObject(parent), m_jobs(jobs), m_settings(settings), m_dialogs(dialogs), m_documents(documents), m_place(place)
{
    connect(&place, &SchemaPlace::folderRequested, this, &SchemaController::chooseFolder);
    connect(&place, &SchemaPlace::repositoryRequested, this, &SchemaController::read);
    connect(&place, &SchemaPlace::checkRequested, this, &SchemaController::check);
    connect(&place, &SchemaPlace::cancelRequested, this, [this] { m_jobs.cancel(checkSlot); });
    connect(&place, &SchemaPlace::exportRequested, this, &SchemaController::write);
    connect(&place.panel(), &views::RepositoryPanel::recordRequested, this, &SchemaController::record);
    connect(&documents, &DocumentController::stateChanged, this, &SchemaController::refuseWhileReadOnly);
    for (const auto signal : {&DocumentController::opened, &DocumentController::closed}) {
        connect(&documents, signal, this, [this] {
            // What is being read was asked for in another document.
            m_jobs.cancel(recordSlot);
            refuseWhileReadOnly();
        });
    }
    connect(&jobs, &Jobs::progressed, this, [this](const QString &slot, const QString &name, quint64 done, quint64 total) {
        if (slot == checkSlot)
            m_place.setProgress(name, done, total);
    });
    connect(&jobs, &Jobs::cancelled, this, [this](const QString &slot) {
        if (slot == checkSlot)
            m_place.setCancelled();
        else if (slot == readSlot)
            m_place.setRepositoryError(Error{ErrorCode::Cancelled, {}, {}, 0, 0});
    });
    connect(&jobs, &Jobs::crashed, this, [this](const QString &slot, const QString &what) {
        const Error error{ErrorCode::Internal, what.toStdString(), {}, 0, 0};
        if (slot == recordSlot)
            Q_EMIT m_documents.failed(tr("The releases cannot be recorded."), what);
        if (slot == checkSlot)
            m_place.setFailed(error);
        else if (slot == readSlot)
            m_place.setRepositoryError(error);
    });
    place.setRequest(fromMap(settings.schemaCheck()));
    refuseWhileReadOnly();
}

void SchemaController::chooseFolder()
{
    const QString folder = m_dialogs.folderToOpen(tr("Open a repository"), m_settings.folder());
    if (!folder.isEmpty())
        m_place.setFolder(folder);
}

void SchemaController::read(const QString &folder)
{
    m_jobs.start(readSlot, tr("Reading %1").arg(QDir(folder).dirName()), [this, folder](std::stop_token, ProgressSink &) {
        auto found = std::make_shared<Result<items::SchemaRepository>>(items::readSchemaRepository(folder));
        return std::function<void()>([this, found] {
            if (*found)
                m_place.setRepository(**found);
            else
                m_place.setRepositoryError(found->error());
        });
    });
}

void SchemaController::check(const items::SchemaRequest &request)
{
    m_settings.setSchemaCheck(toMap(request));
    m_place.setRunning(request);
    m_jobs.start(checkSlot, tr("Checking migrations"), [this, request](std::stop_token stop, ProgressSink &progress) {
        const exchange::ChangelogFileReader documents;
        const auto run = items::runSchemaCheck(request, &documents, stop, progress);
        return std::function<void()>([this, run] {
            if (run)
                m_place.setRun(*run);
            else if (run.error().code == ErrorCode::Cancelled)
                m_place.setCancelled();
            else
                m_place.setFailed(run.error());
        });
    });
}

void SchemaController::write(SchemaPlace::ReportFormat format)
{
    const std::shared_ptr<const items::SchemaRun> run = m_place.run();
    if (!run)
        return;
    const bool json = format == SchemaPlace::ReportFormat::Json;
    const QString suffix = json ? QStringLiteral(".json") : format == SchemaPlace::ReportFormat::Sarif ? QStringLiteral(".sarif") : QStringLiteral(".txt");
    const QString name = tr("schema %1 to %2").arg(run->request.from, run->request.to).replace(QLatin1Char('/'), QLatin1Char('-'));
    const QString filter = json ? tr("JSON (*.json)") : format == SchemaPlace::ReportFormat::Sarif ? tr("SARIF (*.sarif)") : tr("Text (*.txt)");
    const QString path = m_dialogs.fileToSave(tr("Export the schema report"), QDir(m_settings.folder()).filePath(name + suffix), filter, suffix);
    if (path.isEmpty())
        return;
    m_documents.exportBytes(path, [run, format](std::stop_token, ProgressSink &) -> Result<std::string> { return textOfReport(run->report, format); });
}

void SchemaController::refuseWhileReadOnly()
{
    m_place.panel().setRecordRefusal(m_documents.isOpen() ? m_documents.readOnlyReason() : tr("Open a workspace first."));
}

void SchemaController::record(const items::SchemaRequest &request)
{
    if (!m_documents.isOpen() || !m_documents.readOnlyReason().isEmpty())
        return;
    const std::optional<RecordAnswer> answer = m_dialogs.whatToRecord(questionFor(*m_documents.workspace(), request));
    if (!answer)
        return;
    m_jobs.start(recordSlot, tr("Reading releases"), [this, request, answer = *answer](std::stop_token stop, ProgressSink &progress) {
        const auto found = std::make_shared<Result<schema::SchemaTolerances>>(readTolerances(request, answer.tags, stop, progress));
        return std::function<void()>([this, found, answer] { takeOver(*found, answer); });
    });
}

void SchemaController::takeOver(const Result<schema::SchemaTolerances> &tolerances, const RecordAnswer &answer)
{
    const auto fail = [this](const Error &error) {
        if (error.code != ErrorCode::Cancelled)
            Q_EMIT m_documents.failed(tr("The releases cannot be recorded."), QString::fromStdString(error.file.empty() ? error.detail : describe(error)));
    };
    if (!tolerances)
        return fail(tolerances.error());
    const std::shared_ptr<const rollback::Workspace> before = m_documents.workspace();
    const Result<exchange::SchemaRecord> record =
        exchange::recordSchema(*before, *tolerances, {answer.service.toStdString(), answer.store.toStdString(), answer.replaceRanges});
    if (!record)
        return fail(record.error());
    const rollback::Edit edit = rollback::difference(*before, record->workspace, tr("Record releases of %1").arg(answer.service).toStdString());
    if (!edit.changes.empty() && !m_documents.apply(edit))
        return;
    const auto kept = std::count_if(record->releases.begin(), record->releases.end(), [](const exchange::RecordedTolerance &release) {
        return release.action == exchange::RecordedTolerance::Action::Kept;
    });
    QString sentence = edit.changes.empty() ? tr("Nothing new in %1: everything was recorded already.").arg(answer.service)
                                            : tr("%n release(s) of %1 recorded on %2.", nullptr, int(record->releases.size())).arg(answer.service, answer.store);
    if (kept > 0)
        sentence += QLatin1Char(' ') + tr("%n range(s) that people wrote and that differ were kept.", nullptr, int(kept));
    Q_EMIT m_documents.message(sentence);
}

} // namespace belay::app
