// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/schemaplace.h"

#include "models/items/statementlookup.h"
#include "views/schema/evidencepane.h"
#include "views/schema/repositorypanel.h"
#include "views/schema/safepane.h"
#include "views/schema/schemagrid.h"
#include "views/schema/schemaheader.h"
#include "views/schema/statementpane.h"
#include "views/shell/analysislabels.h"
#include "views/theme/button.h"
#include "views/theme/statepanel.h"

#include <QtCore/QFileInfo>
#include <QtGui/QAction>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace belay::views {

using items::SchemaGridModel;
using items::SchemaWayBack;

namespace {
constexpr int rowsInSight = 10;

/// The folder's name, without ".git".
QString nameOf(const items::SchemaRequest &request)
{
    const QString path = request.repository.isEmpty() ? request.to : request.repository;
    QString name = QFileInfo(path.endsWith(QLatin1Char('/')) ? path.chopped(1) : path).fileName();
    if (name.endsWith(QLatin1String(".git")) && name.size() > 4)
        name.chop(4);
    return name;
}
} // namespace

SchemaPlace::SchemaPlace(const Theme &theme, QWidget *parent)
    : Place(theme, parent)
    , m_workspace(std::make_shared<const rollback::Workspace>())
    , m_header(new SchemaHeader(theme, this))
    , m_pages(new QStackedWidget(this))
    , m_panel(new RepositoryPanel(theme, this))
    , m_state(new StatePanel(theme, this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_panes(new QSplitter(Qt::Horizontal, this))
    , m_grid(new SchemaGrid(theme, m_model, this))
    , m_evidence(new EvidencePane(theme, m_model, this))
    , m_statement(new StatementPane(theme, this))
    , m_safe(new SafePane(theme, this))
{
    m_panes->addWidget(m_evidence);
    m_panes->addWidget(m_statement);
    m_panes->addWidget(m_safe);
    m_panes->setStretchFactor(1, 1);
    m_panes->setChildrenCollapsible(false);
    m_panes->setHandleWidth(1);
    m_evidence->setMinimumWidth(220);
    m_statement->setMinimumWidth(300);
    m_safe->setMinimumWidth(220);
    m_splitter->addWidget(m_grid);
    m_splitter->addWidget(m_panes);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_pages->addWidget(m_panel);
    m_pages->addWidget(m_state);
    m_pages->addWidget(m_splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_pages, 1);
    buildActions();
    connectWidgets();
    showPage(Page::Open);
    updateHeader();
    updateActions();
}

SchemaPlace::~SchemaPlace() = default;

void SchemaPlace::buildActions()
{
    const auto make = [this](const QString &text, const QString &icon, auto run) {
        auto *action = new QAction(theme().icon(icon), text, this);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    m_open = make(tr("Open a repository with migrations"), QStringLiteral("database"), [this] { showOpenPanel(); });
    m_open->setIconText(tr("Change what is checked"));
    m_replay = make(tr("Check the migrations again"), QStringLiteral("play"), [this] { replay(); });
    m_stop = make(tr("Stop the check"), QStringLiteral("cancel"), [this] { cancel(); });
    m_stop->setIconText(tr("Cancel"));
    m_retry = make(tr("Try again"), QStringLiteral("refresh"), [this] { replay(); });
    m_record = make(tr("Record releases in the workspace"), QStringLiteral("import"), [this] {
        // What is missing for it, the panel says.
        if (!m_panel->recordButton().isEnabled())
            showOpenPanel();
        else
            Q_EMIT m_panel->recordRequested(m_panel->request());
    });
    m_back = make(tr("Back to the last result"), QStringLiteral("arrow-left"), [this] { showPage(Page::Result); });
    const auto exporter = [&](const QString &text, ReportFormat format) {
        m_exports << make(text, QStringLiteral("export"), [this, format] {
            if (m_run)
                Q_EMIT exportRequested(format);
        });
    };
    exporter(tr("Export the schema report as JSON"), ReportFormat::Json);
    exporter(tr("Export the schema report as SARIF"), ReportFormat::Sarif);
    exporter(tr("Export the schema report as text"), ReportFormat::Text);
}

void SchemaPlace::connectWidgets()
{
    connect(m_header, &SchemaHeader::repositoryRequested, this, &SchemaPlace::showOpenPanel);
    connect(m_header, &SchemaHeader::replayRequested, this, &SchemaPlace::replay);
    connect(m_header, &SchemaHeader::cancelRequested, this, [this] { cancel(); });
    connect(m_header, &SchemaHeader::releasesChosen, this, [this](const QString &from, const QString &to) {
        items::SchemaRequest request = m_request;
        request.from = from;
        request.to = to;
        if (request != m_request)
            check(request);
    });
    connect(m_panel, &RepositoryPanel::browseRequested, this, &SchemaPlace::folderRequested);
    connect(m_panel, &RepositoryPanel::repositoryRequested, this, [this](const QString &folder) {
        m_panel->setReading();
        Q_EMIT repositoryRequested(folder);
    });
    connect(m_panel, &RepositoryPanel::checkRequested, this, &SchemaPlace::check);
    connect(m_panel, &RepositoryPanel::backRequested, this, [this] { showPage(Page::Result); });
    connect(m_grid, &SchemaGrid::cellChosen, this, &SchemaPlace::showCell);
    connect(m_evidence, &EvidencePane::entryChosen, this, &SchemaPlace::showEntry);
    connect(m_evidence, &EvidencePane::migrationChosen, this, [this](int row) { select(row, SchemaGridModel::MigrationColumn); });
    connect(m_statement, &StatementPane::said, this, &Place::statusMessage);
    connect(m_safe, &SafePane::said, this, &Place::statusMessage);
    connect(m_safe, &SafePane::addRequested, this, &SchemaPlace::addToPlan);
}

QList<QAction *> SchemaPlace::commands() const
{
    return QList<QAction *>{m_open, m_replay, m_stop, m_record} + m_exports;
}

QList<QAction *> SchemaPlace::exportActions() const { return m_exports; }

int SchemaPlace::badge() const { return m_model.count(SchemaWayBack::Closed); }

void SchemaPlace::setWorkspace(std::shared_ptr<const rollback::Workspace> workspace)
{
    m_workspace = std::move(workspace);
    updateChoices();
}

void SchemaPlace::setEnvironment(const QString &environment)
{
    m_environment = environment;
    updateChoices();
}

void SchemaPlace::setReadOnly(bool readOnly, const QString &reason)
{
    m_readOnlyReason = readOnly ? reason : QString();
    updateChoices();
}

void SchemaPlace::stepFinding(int direction)
{
    if (page() != Page::Result)
        return;
    const int rows = m_model.rowCount();
    int row = m_grid->currentIndex().row();
    if (row < 0 && direction < 0)
        row = rows;
    for (row += direction; row >= 0 && row < rows; row += direction) {
        const auto wayBack = m_model.index(row, 0).data(SchemaGridModel::WayBackRole).toInt();
        if (static_cast<SchemaWayBack>(wayBack) != SchemaWayBack::Open) {
            select(row, SchemaGridModel::MigrationColumn);
            return;
        }
    }
}

bool SchemaPlace::reveal(const Target &target)
{
    if (!target.evidence)
        return false;
    const QString name = QString::fromStdString(target.evidence->statement).simplified();
    if (!m_run) {
        Q_EMIT statusMessage(tr("Open the repository and check the releases around it to see %1.").arg(name));
        return true;
    }
    const std::optional<items::StatementPlace> place = items::placeInReport(m_run->report, *target.evidence);
    if (!place) {
        Q_EMIT statusMessage(tr("This check does not have %1. Choose the releases around it.").arg(name));
        return true;
    }
    if (!m_running)
        showPage(Page::Result);
    select(place->migration, SchemaGridModel::MigrationColumn);
    const items::SchemaEvidenceModel &entries = m_evidence->evidence();
    for (int row = 0; row < entries.rowCount(); ++row) {
        const items::SchemaEvidenceModel::Entry *entry = entries.entry(row);
        if (entry->kind != items::SchemaEvidenceModel::Kind::Operation && static_cast<int>(entry->index) == place->statement)
            m_evidence->setCurrentRow(row);
    }
    return true;
}

bool SchemaPlace::cancel()
{
    if (!m_running)
        return false;
    Q_EMIT cancelRequested();
    return true;
}

void SchemaPlace::paintPicture(QPainter &painter, const QRectF &target)
{
    painter.save();
    painter.translate(target.topLeft());
    painter.scale(target.width() / std::max(1, width()), target.height() / std::max(1, height()));
    render(&painter, {}, {}, QWidget::DrawChildren);
    painter.restore();
}

void SchemaPlace::setRequest(const items::SchemaRequest &request)
{
    m_request = request;
    m_panel->setRequest(request);
}

void SchemaPlace::setFolder(const QString &folder)
{
    // Another repository: what was said about the one before does not hold.
    if (folder != m_panel->request().repository) {
        items::SchemaRequest fresh;
        fresh.engine = m_panel->request().engine;
        m_panel->setRequest(fresh);
    }
    m_panel->setFolder(folder);
}

void SchemaPlace::setRepository(const items::SchemaRepository &repository)
{
    m_tags = repository.tags;
    m_tagsOf = repository.path;
    m_panel->setRepository(repository);
    updateHeader();
}

void SchemaPlace::setRepositoryError(const Error &error)
{
    m_panel->setProblem(sentenceOf(error));
}

void SchemaPlace::check(const items::SchemaRequest &request)
{
    Q_EMIT checkRequested(request);
}

void SchemaPlace::replay()
{
    if (!m_running && m_request.isComplete())
        check(m_request);
}

void SchemaPlace::setRunning(const items::SchemaRequest &request)
{
    m_request = request;
    m_running = true;
    m_progress.clear();
    if (!m_run || page() != Page::Result) {
        showPage(Page::Running);
    }
    updateHeader();
    updateActions();
}

void SchemaPlace::setProgress(const QString &what, quint64 done, quint64 total)
{
    if (!m_running)
        return;
    m_progress = total > 0 ? tr("%1, %2 %").arg(what).arg(100 * std::min(done, total) / total) : what;
    if (page() == Page::Running)
        m_state->showLoading(what, done, total);
    updateHeader();
}

void SchemaPlace::setRun(std::shared_ptr<const items::SchemaRun> run)
{
    m_running = false;
    m_run = std::move(run);
    m_request = m_run->request;
    m_panel->setRequest(m_request);
    if (m_tagsOf == m_request.repository)
        m_panel->setRepository({m_tagsOf, m_tags, {}, {}});
    m_model.setReport(std::shared_ptr<const schema::SchemaReport>(m_run, &m_run->report));
    m_fitted = false;
    showPage(Page::Result);
    fitPanes();
    // The first that breaks a query; else the first that closes the way back; else the first.
    int row = m_model.rowCount() > 0 ? 0 : -1;
    bool breaksQuery = false;
    for (int each = m_model.rowCount() - 1; each >= 0; --each) {
        const QModelIndex at = m_model.index(each, 0);
        const bool breaks = at.data(SchemaGridModel::FailingRole).toInt() > 0;
        if (breaks || (!breaksQuery && at.data(SchemaGridModel::WayBackRole).toInt() == static_cast<int>(SchemaWayBack::Closed)))
            row = each;
        breaksQuery = breaksQuery || breaks;
    }
    if (row < 0)
        showCell(-1, -1);
    else
        select(row, SchemaGridModel::MigrationColumn);
    updateHeader();
    updateActions();
    Q_EMIT badgeChanged();
}

void SchemaPlace::setFailed(const Error &error)
{
    m_running = false;
    m_state->showError(tr("The migrations could not be checked"), sentenceOf(error),
                       m_run ? tr("The result of before is still there.") : tr("Nothing was changed: repositories are only read."));
    if (!error.file.empty())
        m_state->setFile(QString::fromStdString(error.file));
    m_state->addAction(m_retry);
    m_state->addAction(m_open);
    if (m_run)
        m_state->addLink(m_back);
    m_failed = true;
    m_pages->setCurrentWidget(m_state);
    setFocusProxy(m_state);
    updateHeader();
    updateActions();
}

void SchemaPlace::setCancelled()
{
    if (!m_running)
        return;
    m_running = false;
    if (m_run)
        m_request = m_run->request;
    showPage(m_run ? Page::Result : Page::Open);
    updateHeader();
    updateActions();
    Q_EMIT statusMessage(tr("The check was cancelled."));
}

SchemaPlace::Page SchemaPlace::page() const
{
    if (m_pages->currentWidget() == m_panel)
        return Page::Open;
    if (m_pages->currentWidget() == m_splitter)
        return Page::Result;
    return m_failed ? Page::Failed : Page::Running;
}

void SchemaPlace::showPage(Page page)
{
    m_failed = false;
    if (page == Page::Open) {
        m_panel->setCanGoBack(m_run != nullptr);
        m_pages->setCurrentWidget(m_panel);
        setFocusProxy(m_panel->widget());
    } else if (page == Page::Result) {
        m_pages->setCurrentWidget(m_splitter);
        setFocusProxy(m_grid);
    } else if (page == Page::Running) {
        m_state->showEmpty({}, {}, {}); // Takes the buttons of an error away.
        m_state->showLoading(tr("Checking %1 against %2").arg(m_request.from, m_request.to), 0, 0);
        m_state->addAction(m_stop);
        m_pages->setCurrentWidget(m_state);
        setFocusProxy(m_state);
    }
    updateActions();
}

void SchemaPlace::showOpenPanel()
{
    if (m_running)
        return;
    showPage(Page::Open);
    m_panel->focusFirst();
    const QString folder = m_panel->request().repository;
    if (!folder.isEmpty() && folder != m_tagsOf)
        m_panel->setFolder(folder);
}

void SchemaPlace::select(int migration, int column)
{
    const QModelIndex index = m_model.index(migration, column);
    m_grid->setCurrentIndex(index);
    m_grid->scrollTo(index);
}

void SchemaPlace::showCell(int row, int column)
{
    const auto report = m_run ? std::shared_ptr<const schema::SchemaReport>(m_run, &m_run->report) : nullptr;
    m_evidence->showMigration(report, row, SchemaGridModel::stateOf(column));
}

void SchemaPlace::showEntry(int row)
{
    const QModelIndex cell = m_grid->currentIndex();
    const auto state = SchemaGridModel::stateOf(cell.column());
    const items::SchemaEvidenceModel::Entry *entry = m_evidence->evidence().entry(row);
    m_statement->showEvidence(m_run, cell.row(), entry, state);
    int operation = -1;
    if (entry && m_run && cell.isValid()) {
        if (entry->kind == items::SchemaEvidenceModel::Kind::Operation) {
            operation = static_cast<int>(entry->index);
        } else {
            const auto &migration = m_run->report.migrations[static_cast<std::size_t>(cell.row())];
            const auto &verdict = m_run->report.statements[entry->index];
            const auto behind = items::operationsBehind(migration, verdict);
            if (verdict.brokenBy == migration.file && !behind.empty())
                operation = static_cast<int>(behind.front());
        }
    }
    m_safe->showMigration(m_run, cell.row(), operation, state);
}

void SchemaPlace::updateHeader()
{
    const bool any = m_run || m_running || page() == Page::Failed;
    m_header->setRepository(any ? nameOf(m_request) : QString(), m_request.repository);
    const bool known = m_tagsOf == m_request.repository && !m_tags.isEmpty();
    m_header->setReleases(known ? m_tags : QStringList{m_request.from, m_request.to}, m_request.from, m_request.to);
    m_header->setRunning(m_running);
    if (m_running && m_run)
        m_header->setSentence(m_progress.isEmpty() ? tr("checking…") : tr("checking: %1").arg(m_progress));
    else if (m_run && !m_running && page() != Page::Failed)
        m_header->setSentence(items::reportSentence(m_run->report));
    else
        m_header->setSentence({});
}

void SchemaPlace::updateActions()
{
    m_open->setEnabled(!m_running);
    m_record->setEnabled(!m_running);
    m_replay->setEnabled(!m_running && m_request.isComplete() && (m_run || page() == Page::Failed));
    m_retry->setEnabled(!m_running);
    m_stop->setEnabled(m_running);
    for (QAction *action : m_exports) {
        action->setEnabled(m_run != nullptr);
        action->setToolTip(m_run ? action->text() : tr("There is no schema report yet."));
    }
}

void SchemaPlace::updateChoices()
{
    QList<SafePane::Choice> choices;
    for (const auto &plan : m_workspace->plans) {
        if (!m_environment.isEmpty() && plan->environment != m_environment.toStdString())
            continue;
        for (const auto &component : m_workspace->components) {
            if (component->kind == rollback::ComponentKind::Database)
                choices.append({QString::fromStdString(plan->id), QString::fromStdString(component->id)});
        }
    }
    m_safe->setChoices(choices, m_readOnlyReason);
}

void SchemaPlace::addToPlan(const QString &plan, const QString &component)
{
    const int row = m_grid->currentIndex().row();
    if (!m_run || row < 0 || !m_readOnlyReason.isEmpty())
        return;
    const auto edit = items::addMigrationStep(*m_workspace, plan.toStdString(), component.toStdString(),
                                              m_run->report.migrations[static_cast<std::size_t>(row)].version);
    if (edit)
        Q_EMIT editRequested(*edit);
}

bool SchemaPlace::event(QEvent *event)
{
    // F5 is the window's Verify elsewhere; here it replays.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_F5) {
        event->accept();
        return true;
    }
    return Place::event(event);
}

void SchemaPlace::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F5) {
        replay();
        event->accept();
        return;
    }
    Place::keyPressEvent(event);
}

void SchemaPlace::resizeEvent(QResizeEvent *event)
{
    Place::resizeEvent(event);
    m_fitted = false;
    fitPanes();
}

void SchemaPlace::fitPanes()
{
    if (m_fitted || m_pages->height() <= 0)
        return;
    m_fitted = true;
    const int height = m_splitter->height() > 100 ? m_splitter->height() : m_pages->height();
    const int width = this->width();
    const bool wide = width >= size::foldWidth;
    const int left = wide ? 352 : 262;
    const int right = wide ? 364 : 262;
    m_panes->setSizes({left, std::max(300, width - left - right - 2), right});
    // The grid as high as it needs, while the panes keep more than half and all that they must show.
    const int least = m_evidence->layout()->totalMinimumSize().height();
    const int grid = std::min(m_grid->heightFor(rowsInSight), std::max(m_grid->minimumHeight(), std::min(height * 48 / 100, height - least)));
    m_splitter->setSizes({grid, std::max(1, height - grid)});
}

} // namespace belay::views
