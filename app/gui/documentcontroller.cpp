// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/documentcontroller.h"

#include "app/gui/editcommand.h"
#include "app/gui/filewriter.h"
#include "app/gui/samples.h"
#include "models/exchange/importmerge.h"
#include "views/shell/analysislabels.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QLocale>
#include <QtCore/QTime>

namespace belay::app {

using rollback::Workspace;
using workspace::Document;
using workspace::DocumentEvent;
using workspace::Naming;
using workspace::ReadOnlyReason;

const QString DocumentController::openSlot = QStringLiteral("open");
const QString DocumentController::saveSlot = QStringLiteral("save");
const QString DocumentController::importSlot = QStringLiteral("import");

namespace {

const QString documentSuffix = QString::fromUtf8(workspace::fileSuffix.data(), qsizetype(workspace::fileSuffix.size()));

Result<QByteArray> readFile(const QString &path, qint64 limit)
{
    QFile file(path);
    const std::string name = path.toStdString();
    if (!file.exists())
        return Error{ErrorCode::FileNotFound, {}, name, 0, 0};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, file.errorString().toStdString(), name, 0, 0};
    if (file.size() > limit)
        return Error{ErrorCode::FileTooLarge, {}, name, 0, 0};
    QByteArray bytes = file.read(limit);
    if (file.error() != QFile::NoError)
        return Error{ErrorCode::FileUnreadable, file.errorString().toStdString(), name, 0, 0};
    return bytes;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

constexpr qint64 textLimit = qint64(1) << 30;

QString timeOfDay()
{
    return QLocale().toString(QTime::currentTime(), QStringLiteral("HH:mm"));
}

} // namespace

DocumentController::DocumentController(Jobs &jobs, Settings &settings, Dialogs &dialogs, QString recoveryFolder,
                                       QObject *parent)
    : QObject(parent), m_jobs(jobs), m_settings(settings), m_dialogs(dialogs), m_recoveryFolder(std::move(recoveryFolder))
{
    connect(&m_jobs, &Jobs::crashed, this, [this](const QString &slot, const QString &what) {
        if (slot == saveSlot)
            m_afterSave = {};
        if (slot == openSlot || slot == saveSlot || slot == importSlot || slot.startsWith(exportSlot({})))
            Q_EMIT failed(tr("That did not work."), what);
    });
    connect(&m_jobs, &Jobs::cancelled, this, [this](const QString &slot) {
        if (slot == saveSlot)
            m_afterSave = {};
        if (slot == saveSlot || slot.startsWith(exportSlot({})))
            Q_EMIT message(tr("Cancelled. The file is as it was."));
    });
}

DocumentController::~DocumentController()
{
    drop();
}

workspace::DocumentState DocumentController::state() const
{
    return m_document ? m_document->state() : workspace::DocumentState();
}

QString DocumentController::path() const
{
    const auto now = state();
    return m_document && now.naming == Naming::Named ? QString::fromStdString(now.path) : QString();
}

QString DocumentController::displayName() const
{
    if (!m_document)
        return tr("Belay");
    const QString name = QString::fromStdString(workspace()->name);
    if (!name.isEmpty())
        return name;
    return path().isEmpty() ? tr("Untitled") : QFileInfo(path()).completeBaseName();
}

QString DocumentController::savedText() const
{
    if (!m_document)
        return {};
    const auto now = m_document->state();
    if (now.access == workspace::Access::ReadOnly)
        return {};
    if (now.storing)
        return tr("Saving…");
    if (now.naming == Naming::Untitled)
        return tr("Not saved as a file");
    return m_savedAt.isEmpty() ? tr("Saved") : tr("Saved %1").arg(m_savedAt);
}

QString DocumentController::readOnlyReason() const
{
    if (!m_document)
        return {};
    const auto now = m_document->state();
    if (now.access == workspace::Access::Writable)
        return {};
    switch (now.reason) {
    case ReadOnlyReason::File: return tr("Read only: the file may not be written");
    case ReadOnlyReason::Folder: return tr("Read only: the folder may not be written");
    case ReadOnlyReason::Locked: {
        const QString host = QString::fromStdString(now.holder.host);
        if (now.holder.processId > 0 && !host.isEmpty())
            return tr("Read only: open in another Belay (process %1 on %2)").arg(now.holder.processId).arg(host);
        return tr("Read only: open in another Belay");
    }
    case ReadOnlyReason::Gone: return tr("Read only: the file was moved or changed by another program");
    case ReadOnlyReason::AskedFor:
    case ReadOnlyReason::None: break;
    }
    return tr("Read only");
}

void DocumentController::load(const Loading &loading)
{
    m_jobs.start(openSlot, tr("Opening %1").arg(loading.name),
                 [this, loading](std::stop_token stop, ProgressSink &progress) {
                     auto result = std::make_shared<Opened>(loading.make(stop, progress));
                     return std::function<void()>([this, loading, result] {
                         if (*result) {
                             const auto taking = [this, result] { take(std::move(**result)); };
                             if (close(taking))
                                 taking();
                         } else if (result->error().code != ErrorCode::Cancelled) {
                             Q_EMIT openFailed({loading.what, views::sentenceOf(result->error()), loading.path,
                                                [this, loading] { load(loading); }});
                         }
                     });
                 });
}

void DocumentController::take(std::unique_ptr<Document> document)
{
    drop();
    m_document = std::move(document);
    m_listener = m_document->addListener([this](const DocumentEvent &event) {
        // From the writer's thread or from our own call: either way later, in order.
        QMetaObject::invokeMethod(this, [this, event] { handle(event); }, Qt::QueuedConnection);
    });
    const auto now = m_document->state();
    if (now.naming == Naming::Named)
        m_settings.addRecentFile(QString::fromStdString(now.path));
    m_savedAt.clear();
    m_knownPath = path();
    Q_EMIT opened();
    Q_EMIT changed(m_document->snapshot());
    Q_EMIT stateChanged();
    if (now.recovered && now.naming == Naming::Named)
        Q_EMIT message(tr("Belay ended in the middle of a write; every stored edit is there."));
    else if (now.outcome == workspace::OpenOutcome::Migrated)
        Q_EMIT message(tr("The file was brought to the present format; the release before this one still opens it."));
    else if (now.outcome == workspace::OpenOutcome::OpenedNewerCompatible)
        Q_EMIT message(tr("A newer release of Belay wrote this file. What this release does not know is kept."));
}

void DocumentController::drop()
{
    if (!m_document)
        return;
    m_document->removeListener(m_listener);
    m_undo.clear();
    m_document.reset();
    m_afterSave = {};
}

void DocumentController::handle(const DocumentEvent &event)
{
    if (!m_document)
        return;
    switch (event.kind) {
    case DocumentEvent::Kind::Changed:
        break;
    case DocumentEvent::Kind::Stored:
        if (event.revision >= m_document->revision())
            m_savedAt = timeOfDay();
        break;
    case DocumentEvent::Kind::Rejected:
        m_undo.clear();
        Q_EMIT changed(m_document->snapshot());
        Q_EMIT failed(tr("%n edit(s) could not be stored and were taken back.", nullptr, int(event.lost)),
                      event.error ? views::sentenceOf(*event.error) : QString());
        break;
    case DocumentEvent::Kind::StateChanged:
        // Also when "save as" was cancelled too late: the file has its name then.
        if (const QString now = path(); !now.isEmpty() && now != m_knownPath) {
            m_knownPath = now;
            m_settings.addRecentFile(now);
            m_savedAt = timeOfDay();
        }
        break;
    }
    Q_EMIT stateChanged();
}

bool DocumentController::close(std::function<void()> then)
{
    if (!m_document)
        return true;
    const auto closeAfterSave = [this, &then] {
        m_afterSave = [this, then] {
            if (close(then) && then)
                then();
        };
    };
    if (isSaving()) {
        closeAfterSave();
        return false;
    }
    const auto now = m_document->state();
    if (now.modified && now.naming == Naming::Untitled) {
        switch (m_dialogs.leaveUnsaved(displayName())) {
        case Dialogs::Leave::Stay: return false;
        case Dialogs::Leave::Discard: m_document->discard(); break;
        case Dialogs::Leave::Save:
            if (saveAs())
                closeAfterSave();
            return false;
        }
    } else if (const auto flushed = m_document->flush(); !flushed) {
        Q_EMIT failed(tr("The last edits could not be stored."), views::sentenceOf(flushed.error()));
        return false;
    }
    m_jobs.cancel(importSlot);
    drop();
    Q_EMIT closed();
    return true;
}

void DocumentController::newDocument()
{
    Workspace fresh;
    fresh.name = tr("New workspace").toStdString();
    load({tr("A new workspace cannot be made."), tr("a new workspace"), {},
          [fresh, folder = m_recoveryFolder.toStdString()](std::stop_token stop, ProgressSink &progress) {
              return Document::createUntitled(folder, fresh, stop, &progress);
          }});
}

void DocumentController::open(const QString &path)
{
    const QFileInfo info(path);
    const QString whole = info.absoluteFilePath();
    m_settings.setFolder(info.absolutePath());
    const QString what = tr("%1 cannot be opened.").arg(info.fileName());
    if (whole == this->path()) {
        Q_EMIT message(tr("%1 is open already.").arg(info.fileName()));
        return;
    }
    const QString suffix = info.suffix().toLower();
    const bool text = suffix == QLatin1String("yaml") || suffix == QLatin1String("yml") || suffix == QLatin1String("json");
    if (!text) {
        load({what, info.fileName(), whole, [file = whole.toStdString()](std::stop_token stop, ProgressSink &progress) {
                  return Document::open(file, {}, stop, &progress);
              }});
        return;
    }
    load({what, info.fileName(), whole,
          [whole, folder = m_recoveryFolder.toStdString()](std::stop_token stop, ProgressSink &progress) -> Opened {
              const auto bytes = readFile(whole, textLimit);
              if (!bytes)
                  return bytes.error();
              auto read = exchange::readWorkspace(view(*bytes), whole.toStdString(), stop, &progress);
              if (!read)
                  return read.errors().front();
              return Document::createUntitled(folder, read.value().workspace, stop, &progress);
          }});
}

void DocumentController::openSample(const QString &name)
{
    load({tr("The sample cannot be opened."), name, {},
          [name, folder = m_recoveryFolder.toStdString()](std::stop_token stop, ProgressSink &progress) -> Opened {
              const auto workspace = sample(name);
              if (!workspace)
                  return workspace.error();
              return Document::createUntitled(folder, *workspace, stop, &progress);
          }});
}

void DocumentController::recover(const QString &path)
{
    load({tr("The unsaved workspace cannot be opened."), tr("an unsaved workspace"), path,
          [file = path.toStdString()](std::stop_token stop, ProgressSink &progress) {
              return Document::recover(file, stop, &progress);
          }});
}

void DocumentController::openAny(const QStringList &paths, const QString &environment)
{
    if (paths.isEmpty())
        return;
    const QString first = QFileInfo(paths.first()).fileName();
    const exchange::ImportFormat *format = exchange::importFormatOf(first.toStdString());
    if (format && !first.endsWith(documentSuffix))
        importFiles(*format, paths, environment);
    else
        open(paths.first());
}

void DocumentController::save()
{
    if (!m_document)
        return;
    if (isSaving()) {
        Q_EMIT message(tr("It is being saved already."));
        return;
    }
    if (m_document->state().naming == Naming::Untitled) {
        saveAs();
        return;
    }
    if (const auto flushed = m_document->flush(); !flushed)
        Q_EMIT failed(tr("The last edits could not be stored."), views::sentenceOf(flushed.error()));
    else
        Q_EMIT message(tr("Everything is saved. Belay saves each edit by itself."));
    Q_EMIT stateChanged();
}

bool DocumentController::saveAs()
{
    if (!m_document)
        return false;
    if (isSaving()) {
        Q_EMIT message(tr("It is being saved already."));
        return false;
    }
    const QString before = path();
    const QString suggestion = before.isEmpty()
        ? QDir(m_settings.folder()).filePath(displayName().replace(QLatin1Char('/'), QLatin1Char('-')) + documentSuffix)
        : before;
    const QString chosen = m_dialogs.fileToSave(tr("Save the workspace as"), suggestion,
                                                tr("Belay workspaces (*%1)").arg(documentSuffix), documentSuffix);
    if (chosen.isEmpty())
        return false;
    const QString name = QFileInfo(chosen).fileName();
    m_settings.setFolder(QFileInfo(chosen).absolutePath());
    m_jobs.start(saveSlot, tr("Saving %1").arg(name),
                 [this, document = m_document, chosen, name](std::stop_token stop, ProgressSink &progress) {
                     // The dialog has asked about an existing file.
                     const auto saved
                         = document->saveAs(chosen.toStdString(), workspace::Existing::Replace, stop, &progress);
                     return std::function<void()>([this, saved, chosen, name] {
                         const auto then = std::exchange(m_afterSave, {});
                         if (!saved) {
                             if (saved.error().code != ErrorCode::Cancelled)
                                 Q_EMIT failed(tr("%1 cannot be saved.").arg(name), views::sentenceOf(saved.error()));
                             return;
                         }
                         m_settings.addRecentFile(chosen);
                         m_savedAt = timeOfDay();
                         Q_EMIT message(tr("Saved as %1.").arg(name));
                         Q_EMIT stateChanged();
                         if (then)
                             then();
                     });
                 });
    return true;
}

QString DocumentController::exportSlot(const QString &path)
{
    return QStringLiteral("export:") + path;
}

void DocumentController::exportBytes(const QString &path, MakeBytes make)
{
    const QString name = QFileInfo(path).fileName();
    m_settings.setFolder(QFileInfo(path).absolutePath());
    m_jobs.start(exportSlot(path), tr("Exporting %1").arg(name),
                 [this, path, name, make = std::move(make)](std::stop_token stop, ProgressSink &progress) {
                     const auto bytes = make(stop, progress);
                     const Result<Done> written
                         = bytes ? writeFile(path, *bytes, stop, progress) : Result<Done>(bytes.error());
                     return std::function<void()>([this, written, name] {
                         if (written)
                             Q_EMIT message(tr("Exported to %1.").arg(name));
                         else if (written.error().code == ErrorCode::FileUnwritable)
                             Q_EMIT failed(tr("%1 cannot be written.").arg(name),
                                           QString::fromStdString(written.error().detail));
                         else if (written.error().code != ErrorCode::Cancelled)
                             Q_EMIT failed(tr("%1 cannot be written.").arg(name), views::sentenceOf(written.error()));
                     });
                 });
}

void DocumentController::exportText(exchange::TextFormat format)
{
    if (!m_document)
        return;
    const bool yaml = format == exchange::TextFormat::Yaml;
    const QString suffix = yaml ? QStringLiteral(".yaml") : QStringLiteral(".json");
    const QString base = path().isEmpty() ? displayName().replace(QLatin1Char('/'), QLatin1Char('-'))
                                          : QFileInfo(path()).completeBaseName();
    const QString chosen = m_dialogs.fileToSave(yaml ? tr("Export as YAML") : tr("Export as JSON"),
                                                QDir(m_settings.folder()).filePath(base + suffix),
                                                yaml ? tr("YAML (*.yaml *.yml)") : tr("JSON (*.json)"), suffix);
    if (chosen.isEmpty())
        return;
    exportBytes(chosen, [format, snapshot = workspace()](std::stop_token, ProgressSink &) -> Result<std::string> {
        return exchange::writeWorkspace(*snapshot, format);
    });
}

void DocumentController::importFiles(const exchange::ImportFormat &format, const QStringList &paths,
                                     const QString &environment)
{
    if (paths.isEmpty())
        return;
    const QFileInfo first(paths.first());
    m_settings.setFolder(first.absolutePath());
    const QString what = tr("%1 cannot be imported.").arg(first.fileName());
    QStringList inputs = paths;
    for (const std::string_view companion : format.companions) {
        const QString beside = first.absoluteDir().filePath(QString::fromUtf8(companion.data(), qsizetype(companion.size())));
        if (QFile::exists(beside) && !inputs.contains(beside))
            inputs.prepend(beside);
    }
    m_jobs.start(importSlot, tr("Importing %1").arg(first.fileName()),
                 [this, &format, inputs, what, environment, source = first.absoluteDir().dirName()](
                     std::stop_token stop, ProgressSink &progress) {
                     auto graph = std::make_shared<Result<exchange::ImportedGraph>>(
                         Error{ErrorCode::Cancelled, {}, {}, 0, 0});
                     std::vector<exchange::InputText> texts;
                     bool read = true;
                     for (const QString &input : inputs) {
                         auto bytes = readFile(input, qint64(exchange::importByteLimit));
                         if (!bytes) {
                             *graph = bytes.error();
                             read = false;
                             break;
                         }
                         texts.push_back({input.toStdString(), (*bytes).toStdString()});
                     }
                     if (read)
                         *graph = format.read(texts, stop, &progress);
                     return std::function<void()>([this, &format, graph, what, environment, source] {
                         if (!*graph)
                             Q_EMIT failed(what, views::sentenceOf(graph->error()));
                         else
                             merge(**graph, format, environment, source);
                     });
                 });
}

void DocumentController::merge(const exchange::ImportedGraph &graph, const exchange::ImportFormat &format,
                               const QString &environment, const QString &source)
{
    const QString title = QString::fromUtf8(format.title.data(), qsizetype(format.title.size()));
    exchange::MergeOptions options;
    options.origin = std::string(format.name);
    options.environment = environment.toStdString();
    Workspace before;
    if (m_document)
        before = *workspace();
    else
        before.name = source.toStdString();
    const exchange::Merge merged = exchange::merge(before, graph, options);
    const QString counts = tr("Imported from %1: %n new component(s)", nullptr, int(merged.counts.componentsAdded)).arg(title)
        + tr(", %n known", nullptr, int(merged.counts.componentsKnown))
        + tr(", %n new edge(s).", nullptr, int(merged.counts.linksAdded))
        + (graph.unresolved > 0 ? tr(" %n reference(s) could not be resolved.", nullptr, int(graph.unresolved)) : QString());
    if (!m_document) {
        load({tr("The import cannot be kept."), source, {},
              [workspace = merged.workspace, folder = m_recoveryFolder.toStdString()](std::stop_token stop,
                                                                                      ProgressSink &progress) {
                  return Document::createUntitled(folder, workspace, stop, &progress);
              }});
        Q_EMIT message(counts);
        return;
    }
    const rollback::Edit edit
        = rollback::difference(before, merged.workspace, tr("Import from %1").arg(title).toStdString());
    if (edit.changes.empty())
        Q_EMIT message(tr("Imported from %1: nothing has changed.").arg(title));
    else if (apply(edit))
        Q_EMIT message(counts);
}

bool DocumentController::submit(const rollback::Edit &edit)
{
    if (!m_document)
        return false;
    const auto done = m_document->submit(edit);
    if (!done) {
        const QString reason = readOnlyReason();
        Q_EMIT failed(tr("“%1” was not done.").arg(QString::fromStdString(edit.title)),
                      reason.isEmpty() ? views::sentenceOf(done.error()) : reason);
        return false;
    }
    Q_EMIT changed(m_document->snapshot());
    Q_EMIT stateChanged();
    return true;
}

bool DocumentController::apply(const rollback::Edit &edit)
{
    if (edit.changes.empty())
        return true;
    if (!submit(edit))
        return false;
    m_undo.push(new EditCommand(edit, [this](const rollback::Edit &again) { return submit(again); }));
    return true;
}

void DocumentController::rename(const QString &name)
{
    if (!m_document || name.isEmpty() || name.toStdString() == workspace()->name)
        return;
    rollback::Edit edit;
    edit.title = tr("Rename the workspace").toStdString();
    edit.changes.push_back(rollback::NameChange{workspace()->name, name.toStdString()});
    apply(edit);
}

} // namespace belay::app
