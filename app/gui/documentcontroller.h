// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/dialogs.h"
#include "app/gui/jobs.h"
#include "app/gui/settings.h"
#include "models/exchange/importedgraph.h"
#include "models/exchange/workspacefile.h"
#include "models/workspace/document.h"

#include <QtCore/QObject>
#include <QtCore/QStringList>
#include <QtGui/QUndoStack>

#include <memory>

namespace belay::app {

/// Why nothing was opened, for whoever shows it.
struct OpenFailure {
    QString what;                      ///< A sentence: "orders.belay cannot be opened."
    QString why;
    QString path;                      ///< Absolute; empty if it was no file of the user's.
    std::function<void()> again;       ///< Tries the same once more.
};

/// The open document and its undo stack: opens, saves, imports, exports. Reading and writing whole
/// files happens off the GUI thread; the open document stays until the new one is there. At most
/// one document is open.
class DocumentController final : public QObject {
    Q_OBJECT
public:
    /// `recoveryFolder` holds untitled documents. `dialogs` is asked for names and outlives this.
    DocumentController(Jobs &jobs, Settings &settings, Dialogs &dialogs, QString recoveryFolder,
                       QObject *parent = nullptr);
    ~DocumentController() override;

    [[nodiscard]] bool isOpen() const { return m_document != nullptr; }
    /// \pre isOpen()
    [[nodiscard]] std::shared_ptr<const rollback::Workspace> workspace() const { return m_document->snapshot(); }
    [[nodiscard]] workspace::DocumentState state() const;
    [[nodiscard]] QUndoStack &undoStack() { return m_undo; }
    /// The workspace's name, else the file's, else "Untitled".
    [[nodiscard]] QString displayName() const;
    /// "Saved 14:02", "Saving…", "Not saved as a file".
    [[nodiscard]] QString savedText() const;
    [[nodiscard]] QString path() const;
    /// Why nothing can be edited; empty if it can.
    [[nodiscard]] QString readOnlyReason() const;

    void newDocument();
    /// A `.belay` file is edited in place; YAML and JSON become a new document that is not saved yet.
    void open(const QString &path);
    void openSample(const QString &name);
    void recover(const QString &path);
    /// Opens what was dropped on the window: a workspace, or an input that an importer knows.
    void openAny(const QStringList &paths, const QString &environment);
    /// Asks about a document that was never saved. False: the user wants to stay, or it is being
    /// saved; then `then` is called when that is done and the document closed.
    [[nodiscard]] bool close(std::function<void()> then = {});

    /// Everything is stored; an untitled document asks for its name.
    void save();
    /// Asks for the name and begins. False: the user went back.
    bool saveAs();
    [[nodiscard]] bool isSaving() const { return m_jobs.isRunning(saveSlot); }
    void exportText(exchange::TextFormat format);
    /// Into the open document, or into a new one. `environment` gets the live releases.
    void importFiles(const exchange::ImportFormat &format, const QStringList &paths, const QString &environment);

    /// One user action: applied, stored soon, on the undo stack. False if it was refused, with
    /// `failed`.
    bool apply(const rollback::Edit &edit);
    void rename(const QString &name);

    static const QString openSlot;
    static const QString saveSlot;
    static const QString importSlot;
    /// Exports do not stop each other, except those into the same file.
    [[nodiscard]] static QString exportSlot(const QString &path);
    /// Runs on a worker what makes the bytes of a file, writes them and says so. `make` may give
    /// Cancelled.
    using MakeBytes = std::function<Result<std::string>(std::stop_token, ProgressSink &)>;
    void exportBytes(const QString &path, MakeBytes make);

Q_SIGNALS:
    /// Another document is open now; `changed` follows.
    void opened();
    void closed();
    void changed(std::shared_ptr<const belay::rollback::Workspace> workspace);
    /// Saved state, path or access.
    void stateChanged();
    void openFailed(const belay::app::OpenFailure &failure);
    /// `what` is a sentence ("orders.belay cannot be opened."), `why` the reason.
    void failed(const QString &what, const QString &why);
    void message(const QString &text);

private:
    using Opened = Result<std::unique_ptr<workspace::Document>>;
    struct Loading {
        QString what;                  ///< "orders.belay cannot be opened."
        QString name;
        QString path;
        std::function<Opened(std::stop_token, ProgressSink &)> make;
    };
    /// Runs `make` on a worker, then takes its document.
    void load(const Loading &loading);
    void take(std::unique_ptr<workspace::Document> document);
    void drop();
    void handle(const workspace::DocumentEvent &event);
    [[nodiscard]] bool submit(const rollback::Edit &edit);
    void merge(const exchange::ImportedGraph &graph, const exchange::ImportFormat &format, const QString &environment,
               const QString &source);

    Jobs &m_jobs;
    Settings &m_settings;
    Dialogs &m_dialogs;
    QString m_recoveryFolder;
    std::shared_ptr<workspace::Document> m_document; ///< Shared with the worker that saves it.
    std::function<void()> m_afterSave;
    QString m_knownPath;
    std::uint64_t m_listener = 0;
    QUndoStack m_undo;
    QString m_savedAt;
};

} // namespace belay::app
