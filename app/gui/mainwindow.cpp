// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/mainwindow.h"

#include "app/gui/openstate.h"
#include "app/gui/schemacontroller.h"
#include "app/gui/startentries.h"
#include "app/gui/systemlook.h"
#include "app/gui/undokeys.h"
#include "app/gui/workspacemenu.h"
#include "views/shell/analysislabels.h"
#include "views/shell/commandpalette.h"
#include "views/shell/navigationrail.h"
#include "views/shell/noticebar.h"
#include "views/shell/shell.h"
#include "views/shell/startpage.h"
#include "views/shell/statusbar.h"
#include "views/shell/topbar.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QMimeData>
#include <QtGui/QCloseEvent>
#include <QtGui/QDragEnterEvent>
#include <QtPrintSupport/QPrinter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>

namespace belay::app {

using views::Analysis;
using views::Place;
using views::Shell;
using views::Sign;

namespace {
constexpr QSize defaultSize(1440, 900);
constexpr QSize smallestSize(820, 560);

QString titled(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}
} // namespace

MainWindow::MainWindow(Parts parts)
    : m_theme(parts.theme), m_settings(parts.settings), m_recoveryFolder(parts.recoveryFolder),
      m_dialogs(std::move(parts.dialogs))
{
    if (!m_dialogs)
        m_dialogs = makeDialogs(m_theme, *this);
    setMinimumSize(smallestSize);
    setAcceptDrops(true);
    m_systemLook = new SystemLook(views::BelayStyle::systemMode(), this);
    connect(m_systemLook, &SystemLook::changed, this, [this](views::Mode mode) {
        if (m_followsSystem)
            m_theme.setMode(mode);
    });
    m_jobs = new Jobs(this);
    m_documents = new DocumentController(*m_jobs, m_settings, *m_dialogs, m_recoveryFolder, this);
    m_analysis = new AnalysisController(*m_jobs, this);
    m_analysis->setToday(parts.today);
    m_actions = new WindowActions(m_theme, m_documents->undoStack(), *this);
    m_shell = new Shell(m_theme, this);
    setCentralWidget(m_shell);
    addPlaces(std::move(parts.places));
    m_palette = new views::CommandPalette(m_theme, *m_shell->topBar().searchField(), *m_shell,
                                          [this] { return paletteEntries(); });
    connect(m_palette, &views::CommandPalette::targetChosen, this, &MainWindow::reveal);

    connectActions();
    connectDocument();
    connectJobs();
    m_openState = new OpenState(m_theme, *m_shell, *m_jobs, *m_documents, *m_actions->open, this);
    m_shell->topBar().setWorkspaceMenu(makeWorkspaceMenu(*m_actions, m_theme, m_settings, *m_documents, *this));
    QMenu *exportMenu = makeExportMenu(*m_actions, *this);
    for (const Place *place : m_shell->places()) {
        if (const auto *schema = qobject_cast<const views::SchemaPlace *>(place)) {
            exportMenu->addSeparator();
            exportMenu->addActions(schema->exportActions());
        }
    }
    m_shell->topBar().setExportMenu(exportMenu);
    m_shell->startPage().setActions({m_actions->newDocument, m_actions->open});
    fillStartPage();
    setLook(m_settings.look());
    qApp->installEventFilter(new UndoKeys(this));

    resize(defaultSize);
    restoreGeometry(m_settings.windowGeometry());
    m_shell->restoreLayout(m_settings.shellLayout());
    m_shell->setCurrent(m_shell->place(m_settings.place()));
    showDocumentState();
}

MainWindow::~MainWindow()
{
    // Jobs deliver into the other parts: they end first.
    delete m_jobs;
}

void MainWindow::addPlaces(std::vector<std::unique_ptr<Place>> places)
{
    if (!places.empty())
        m_shell->addGroup(tr("Release"));
    int number = 1;
    for (auto &owned : places) {
        Place *place = owned.release();
        auto *go = new QAction(m_theme.icon(place->iconName()), tr("Go to %1").arg(place->title()), this);
        go->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number++)));
        go->setObjectName(QStringLiteral("go-") + place->id());
        go->setEnabled(false);
        addAction(go);
        connect(go, &QAction::triggered, this, [this, place] {
            m_openState->dismiss();
            m_shell->setCurrent(place);
            place->setFocus(Qt::ShortcutFocusReason);
        });
        connect(m_documents, &DocumentController::stateChanged, go,
                [this, go] { go->setEnabled(m_documents->isOpen()); });
        connect(m_documents, &DocumentController::closed, go, [go] { go->setEnabled(false); });
        m_shell->addPlace(place, go->shortcut().toString(QKeySequence::NativeText));
        connect(place, &Place::editRequested, this, [this](const rollback::Edit &edit) { m_documents->apply(edit); });
        connect(place, &Place::analysisRequested, m_analysis, &AnalysisController::verify);
        connect(place, &Place::statusMessage, &m_shell->statusBar(), &views::StatusBar::showMessage);
        connect(place, &Place::revealRequested, this, &MainWindow::reveal);
        if (auto *schema = qobject_cast<views::SchemaPlace *>(place))
            new SchemaController(*m_jobs, m_settings, *m_dialogs, *m_documents, *schema, this);
        connect(place, &Place::zoomChanged, this, [this, place](int percent) {
            if (m_shell->current() == place)
                m_shell->statusBar().setZoom_percent(percent);
        });
    }
}

void MainWindow::connectActions()
{
    const WindowActions &a = *m_actions;
    const auto on = [this](QAction *action, auto &&run) {
        connect(action, &QAction::triggered, this, [run] { run(); });
    };
    on(a.palette, [this] { m_palette->toggle(); });
    on(a.newDocument, [this] { m_documents->newDocument(); });
    on(a.open, [this] {
        const QString path = m_dialogs->fileToOpen(
            m_settings.folder(), tr("Workspaces (*.belay *.yaml *.yml *.json);;All files (*)"));
        if (!path.isEmpty())
            m_documents->open(path);
    });
    on(a.save, [this] { m_documents->save(); });
    on(a.saveAs, [this] { m_documents->saveAs(); });
    on(a.rename, [this] { m_documents->rename(m_dialogs->workspaceName(m_documents->displayName())); });
    on(a.close, [this] { (void)m_documents->close(); });
    on(a.quit, [this] { close(); });
    on(a.verify, [this] { m_analysis->verify(); });
    on(a.inspector, [this] { m_shell->setInspectorShown(!m_shell->isInspectorShown()); });
    connect(m_shell, &Shell::inspectorShownChanged, a.inspector, &QAction::setChecked);
    on(a.cancel, [this] { cancelSomething(); });
    const auto onPlace = [&](QAction *action, auto &&run) {
        connect(action, &QAction::triggered, this, [this, run] {
            if (Place *place = m_shell->current())
                run(*place);
        });
    };
    onPlace(a.nextFinding, [](Place &place) { place.stepFinding(1); });
    onPlace(a.previousFinding, [](Place &place) { place.stepFinding(-1); });
    onPlace(a.zoomIn, [](Place &place) { place.setZoom_percent(place.zoom_percent() * 5 / 4); });
    onPlace(a.zoomOut, [](Place &place) { place.setZoom_percent(place.zoom_percent() * 4 / 5); });
    onPlace(a.zoomReset, [](Place &place) { place.setZoom_percent(100); });
    onPlace(a.zoomFit, [](Place &place) { place.zoomToFit(); });
    onPlace(a.print, [this](Place &place) {
        m_dialogs->print(place.title(), [&place](QPrinter &printer) { printPicture(place, printer); });
    });
    connect(&m_shell->statusBar(), &views::StatusBar::zoomClicked, a.zoomFit, &QAction::trigger);
    on(a.exportYaml, [this] { m_documents->exportText(exchange::TextFormat::Yaml); });
    on(a.exportJson, [this] { m_documents->exportText(exchange::TextFormat::Json); });
    on(a.exportPng, [this] { savePicture(PictureFormat::Png); });
    on(a.exportSvg, [this] { savePicture(PictureFormat::Svg); });
    on(a.exportPdf, [this] { savePicture(PictureFormat::Pdf); });
    for (QAction *action : a.imports)
        on(action, [this, action] { runImport(action->data().toString()); });
    for (QAction *action : a.samples)
        on(action, [this, action] { m_documents->openSample(action->data().toString()); });
    on(a.lookSystem, [this] { setLook(Settings::Look::System); });
    on(a.lookLight, [this] { setLook(Settings::Look::Light); });
    on(a.lookDark, [this] { setLook(Settings::Look::Dark); });
    on(a.about, [this] { m_dialogs->about(); });
    on(a.keyboard, [this] {
        QList<std::pair<QString, QString>> keys;
        for (const views::PaletteEntry &entry : paletteEntries()) {
            if (entry.action && !entry.action->shortcut().isEmpty())
                keys.append({entry.action->shortcut().toString(QKeySequence::NativeText), entry.title});
        }
        keys.prepend({m_actions->palette->shortcut().toString(QKeySequence::NativeText), m_actions->palette->iconText()});
        m_dialogs->keyboardMap(keys);
    });
    connect(m_shell, &Shell::currentChanged, this, [this](Place *place) {
        m_shell->statusBar().setZoom_percent(place ? place->zoom_percent() : 0);
        m_actions->inspector->setChecked(m_shell->isInspectorShown());
    });
    m_shell->topBar().setUndoRedo(a.undo, a.redo);
    connect(&m_shell->topBar(), &views::TopBar::environmentChosen, this, &MainWindow::setEnvironment);
}

void MainWindow::connectDocument()
{
    connect(m_documents, &DocumentController::opened, this, [this] {
        m_environment.clear();
        for (Place *place : m_shell->places())
            place->setEnvironment({});
        m_shell->notice().dismiss();
        offerUnsaved();
    });
    connect(m_documents, &DocumentController::changed, this, &MainWindow::takeWorkspace);
    connect(m_documents, &DocumentController::stateChanged, this, &MainWindow::showDocumentState);
    connect(m_documents, &DocumentController::closed, this, [this] {
        m_analysis->setWorkspace(nullptr);
        fillStartPage();
        m_shell->showContent(Shell::Content::Start);
        showDocumentState();
    });
    connect(m_documents, &DocumentController::failed, this, &MainWindow::showFailure);
    connect(m_documents, &DocumentController::message, &m_shell->statusBar(), &views::StatusBar::showMessage);
    connect(m_analysis, &AnalysisController::changed, this, &MainWindow::takeAnalysis);
    connect(&m_shell->startPage(), &views::StartPage::sampleChosen, m_documents, &DocumentController::openSample);
    connect(&m_shell->startPage(), &views::StartPage::recentChosen, m_documents, &DocumentController::open);
    connect(&m_shell->startPage(), &views::StartPage::unsavedChosen, m_documents, &DocumentController::recover);
}

void MainWindow::connectJobs()
{
    connect(m_jobs, &Jobs::progressed, this, [this](const QString &slot, const QString &name, quint64 done, quint64 total) {
        m_shell->statusBar().setJob(name, done, total);
        m_shownJob = slot;
    });
    connect(m_jobs, &Jobs::ended, this, [this](const QString &slot) {
        if (m_shownJob == slot)
            m_shell->statusBar().setJob({}, 0, 0);
    });
    connect(&m_shell->statusBar(), &views::StatusBar::cancelRequested, this,
            [this] { m_jobs->cancel(m_shownJob); });
}

void MainWindow::fillStartPage()
{
    views::StartPage &page = m_shell->startPage();
    page.setRecent(recentEntries(m_settings));
    page.setSamples(sampleEntries());
    page.setUnsaved(unsavedEntries(m_recoveryFolder));
}

void MainWindow::setLook(Settings::Look look)
{
    m_settings.setLook(look);
    (look == Settings::Look::Light  ? m_actions->lookLight
         : look == Settings::Look::Dark ? m_actions->lookDark
                                    : m_actions->lookSystem)
        ->setChecked(true);
    m_followsSystem = look == Settings::Look::System;
    m_theme.setMode(look == Settings::Look::Light  ? views::Mode::Light
                        : look == Settings::Look::Dark ? views::Mode::Dark
                                                   : m_systemLook->mode());
}

void MainWindow::showIn(views::Mode mode)
{
    m_followsSystem = false;
    m_theme.setMode(mode);
}

bool MainWindow::event(QEvent *event)
{
    if (m_systemLook && (event->type() == QEvent::ThemeChange || event->type() == QEvent::ApplicationPaletteChange))
        m_systemLook->setFromPalette(views::BelayStyle::systemMode());
    return QMainWindow::event(event);
}

void MainWindow::setEnvironment(const QString &environment)
{
    const bool other = environment != m_environment;
    m_environment = environment;
    QStringList names;
    if (m_documents->isOpen()) {
        for (const rollback::Environment &each : m_documents->workspace()->environments)
            names << QString::fromStdString(each.id);
    }
    m_shell->topBar().setEnvironments(names, environment);
    if (!other)
        return;
    for (Place *place : m_shell->places())
        place->setEnvironment(environment);
    takeAnalysis(m_analysis->analysis());
}

void MainWindow::takeWorkspace(const std::shared_ptr<const rollback::Workspace> &workspace)
{
    for (Place *place : m_shell->places())
        place->setWorkspace(workspace);
    // The environment stays while there is one of that name; else that of the first plan.
    const auto &all = workspace->environments;
    const auto has = [&all](const std::string &id) {
        return std::any_of(all.begin(), all.end(), [&](const auto &each) { return each.id == id; });
    };
    std::string wanted = m_environment.toStdString();
    if (!has(wanted) && !workspace->plans.empty())
        wanted = workspace->plans.front()->environment;
    if (!has(wanted))
        wanted = all.empty() ? std::string() : all.front().id;
    setEnvironment(QString::fromStdString(wanted));
    m_analysis->setWorkspace(workspace);
    if (m_shell->content() != Shell::Content::Place)
        m_shell->showContent(Shell::Content::Place);
}

void MainWindow::takeAnalysis(const Analysis &analysis)
{
    for (Place *place : m_shell->places())
        place->setAnalysis(analysis);
    views::StatusBar &bar = m_shell->statusBar();
    using Counts = QList<views::StatusBar::Count>;
    bar.setCounts(analysis.report ? views::countsOf(*analysis.report, m_environment) : Counts());
    bar.setSentence(views::sentenceOf(analysis, m_environment));
}

void MainWindow::showDocumentState()
{
    const bool open = m_documents->isOpen();
    const QString reason = m_documents->readOnlyReason();
    const QString name = m_documents->displayName();
    setWindowTitle(open ? tr("%1 – Belay").arg(name) : tr("Belay"));
    setWindowFilePath(m_documents->path());
    m_shell->topBar().setWorkspaceName(name);
    if (!open)
        m_shell->topBar().setEnvironments({}, {});
    m_shell->statusBar().setReadOnly(reason);
    m_shell->statusBar().setSavedState(m_documents->savedText(), QDir::toNativeSeparators(m_documents->path()));
    m_actions->setDocumentOpen(open);
    m_actions->setReadOnly(reason);
    if (reason == m_shownReason)
        return;
    m_shownReason = reason;
    for (Place *place : m_shell->places())
        place->setReadOnly(!reason.isEmpty(), reason);
}

void MainWindow::reveal(const views::Target &target)
{
    // The shown place first; else the first that can.
    QList<Place *> order = m_shell->places();
    if (Place *shown = m_shell->current()) {
        order.removeAll(shown);
        order.prepend(shown);
    }
    for (Place *place : order) {
        if (place->reveal(target)) {
            m_shell->setCurrent(place);
            place->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void MainWindow::cancelSomething()
{
    if (m_palette->isOpen()) {
        m_palette->close();
        return;
    }
    Place *place = m_shell->current();
    if (place && place->cancel())
        return;
    if (m_shell->isFolded() && m_shell->isInspectorShown())
        m_shell->setInspectorShown(false);
    else if (m_shell->notice().isVisible())
        m_shell->notice().dismiss();
    else if (m_openState->dismiss())
        return;
    else if (!m_shell->statusBar().jobName().isEmpty())
        Q_EMIT m_shell->statusBar().cancelRequested();
}

QString MainWindow::importEnvironment() const
{
    // A workspace without one gets the environment that people mean when they name none.
    return m_environment.isEmpty() ? QStringLiteral("production") : m_environment;
}

void MainWindow::runImport(const QString &name)
{
    const exchange::ImportFormat *format = exchange::importFormat(name.toStdString());
    if (!format)
        return;
    QStringList patterns;
    for (const std::string_view pattern : format->patterns)
        patterns << titled(pattern);
    const QString title = titled(format->title);
    const QStringList paths = m_dialogs->filesToImport(
        tr("Import from %1").arg(title), m_settings.folder(),
        tr("%1 (%2);;All files (*)").arg(title, patterns.join(QLatin1Char(' '))));
    m_documents->importFiles(*format, paths, importEnvironment());
}

void MainWindow::savePicture(PictureFormat format)
{
    Place *place = m_shell->current();
    if (!place)
        return;
    const QString suffix = suffixOf(format);
    const QString name = tr("%1, %2").arg(m_documents->displayName(), place->title()).replace(QLatin1Char('/'), QLatin1Char('-'));
    const QString path = m_dialogs->fileToSave(tr("Export the view"), QDir(m_settings.folder()).filePath(name + suffix),
                                               tr("Pictures (*%1)").arg(suffix), suffix);
    if (path.isEmpty())
        return;
    m_documents->exportBytes(path, [picture = takePicture(*place), format](std::stop_token stop, ProgressSink &progress) {
        return pictureBytes(picture, format, stop, progress);
    });
}

void MainWindow::offerUnsaved()
{
    if (std::exchange(m_offered, true))
        return;
    const QList<views::StartPage::Entry> unsaved = unsavedEntries(m_recoveryFolder);
    if (unsaved.isEmpty())
        return;
    m_shell->notice().showNotice(Sign::Note, tr("“%1” was not saved when Belay ended.").arg(unsaved.first().title));
    m_shell->notice().addButton(tr("Open it"), [this, path = unsaved.first().key] { m_documents->recover(path); });
}

void MainWindow::showFailure(const QString &what, const QString &why)
{
    m_shell->notice().showNotice(Sign::Error, why.isEmpty() ? what : tr("%1 %2").arg(what, why));
}

QList<views::PaletteEntry> MainWindow::paletteEntries() const
{
    QList<views::PaletteEntry> entries;
    const auto add = [&entries](QAction *action) {
        if (!action->isSeparator() && action->isVisible())
            entries.append(commandEntry(*action));
    };
    if (Place *place = m_shell->current()) {
        for (QAction *action : place->commands())
            add(action);
    }
    for (Place *place : m_shell->places()) {
        if (QAction *go = findChild<QAction *>(QStringLiteral("go-") + place->id())) {
            add(go);
            entries.last().icon = place->iconName();
        }
    }
    for (QAction *action : m_actions->all())
        add(action);
    if (m_documents->isOpen())
        entries += views::workspaceEntries(*m_documents->workspace(), m_analysis->analysis().report.get());
    return entries;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_documents->close([this] { close(); })) {
        event->ignore();
        return;
    }
    m_jobs->cancelAll();
    m_settings.setWindowGeometry(saveGeometry());
    m_settings.setShellLayout(m_shell->saveLayout());
    if (const Place *place = m_shell->chosen())
        m_settings.setPlace(place->id());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    event->acceptProposedAction();
    m_documents->openAny(paths, importEnvironment());
}

} // namespace belay::app
