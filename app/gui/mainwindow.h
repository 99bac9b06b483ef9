// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysiscontroller.h"
#include "app/gui/dialogs.h"
#include "app/gui/documentcontroller.h"
#include "app/gui/jobs.h"
#include "app/gui/pictureexport.h"
#include "app/gui/settings.h"
#include "app/gui/windowactions.h"
#include "views/shell/palettemodel.h"
#include "views/shell/place.h"

#include <QtWidgets/QMainWindow>

namespace belay::views {
class CommandPalette;
class Shell;
}

namespace belay::app {

class OpenState;
class SystemLook;

/// Puts the parts together: the shell, the places, the document, its analysis, the commands.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    struct Parts {
        views::Theme &theme;           ///< Outlives the window.
        Settings &settings;            ///< Outlives the window.
        QString recoveryFolder;
        QString today;                 ///< ISO date; dates drills and suppressions.
        /// Null: the dialogs of Qt.
        std::unique_ptr<Dialogs> dialogs;
        /// In the order of the rail.
        std::vector<std::unique_ptr<views::Place>> places;
    };
    explicit MainWindow(Parts parts);
    ~MainWindow() override;

    [[nodiscard]] views::Shell &shell() const { return *m_shell; }
    [[nodiscard]] WindowActions &actions() const { return *m_actions; }
    [[nodiscard]] DocumentController &documents() const { return *m_documents; }
    [[nodiscard]] AnalysisController &analysis() const { return *m_analysis; }
    [[nodiscard]] Jobs &jobs() const { return *m_jobs; }
    [[nodiscard]] views::CommandPalette &palette() const { return *m_palette; }
    [[nodiscard]] QString environment() const { return m_environment; }
    [[nodiscard]] SystemLook &systemLook() const { return *m_systemLook; }
    /// For this run, whatever the settings and the desktop say.
    void showIn(views::Mode mode);

protected:
    bool event(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void addPlaces(std::vector<std::unique_ptr<views::Place>> places);
    void connectActions();
    void connectDocument();
    void connectJobs();
    void fillStartPage();
    void setLook(Settings::Look look);
    void setEnvironment(const QString &environment);
    void takeWorkspace(const std::shared_ptr<const rollback::Workspace> &workspace);
    void takeAnalysis(const views::Analysis &analysis);
    void showDocumentState();
    void reveal(const views::Target &target);
    void cancelSomething();
    void runImport(const QString &format);
    void savePicture(PictureFormat format);
    /// Once, when something else is opened: work of before that was never saved.
    void offerUnsaved();
    void showFailure(const QString &what, const QString &why);
    [[nodiscard]] QList<views::PaletteEntry> paletteEntries() const;
    [[nodiscard]] QString importEnvironment() const;

    views::Theme &m_theme;
    Settings &m_settings;
    QString m_recoveryFolder;
    std::unique_ptr<Dialogs> m_dialogs;
    Jobs *m_jobs = nullptr;
    DocumentController *m_documents = nullptr;
    AnalysisController *m_analysis = nullptr;
    WindowActions *m_actions = nullptr;
    views::Shell *m_shell = nullptr;
    views::CommandPalette *m_palette = nullptr;
    OpenState *m_openState = nullptr;
    SystemLook *m_systemLook = nullptr;
    QString m_environment;
    QString m_shownJob;                ///< The slot whose progress the status bar shows.
    QString m_shownReason;
    bool m_offered = false;
    bool m_followsSystem = true;
};

} // namespace belay::app
