// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/servicesplace.h"

#include "models/graph/graphdrawing.h"
#include "models/items/breakcounts.h"
#include "models/items/componenttable.h"
#include "models/items/dependencymatrix.h"
#include "views/services/canvasoverlays.h"
#include "views/services/componentinspector.h"
#include "views/services/dotprocess.h"
#include "views/services/filterchip.h"
#include "views/services/graphcanvas.h"
#include "views/services/graphjob.h"
#include "views/services/matrixview.h"
#include "views/services/riskdelegate.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/sectionheader.h"
#include "views/theme/segmentedcontrol.h"
#include "views/theme/statepanel.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtGui/QAction>
#include <QtGui/QActionGroup>
#include <QtGui/QKeyEvent>
#include <QtGui/QTextDocumentFragment>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace belay::views {

using graph::Risk;
using items::ComponentTable;

namespace {
constexpr int overlayMargin = 16;
constexpr int minimapFrom = 620;
constexpr int legendWordsFrom = 860;
constexpr int headerWordsFrom = 860;
enum Page { CanvasPage, MatrixPage, TablePage, StatePage }; // The first three as in ServicesView.
} // namespace

ServicesPlace::ServicesPlace(const Theme &theme, QWidget *parent) : Place(theme, parent)
{
    m_job = new GraphJob(this);
    m_dot = new DotProcess(this);
    m_model = new ComponentTable(this);
    m_breaks = new items::BreakCounts(this);
    m_model->setBreakCounts(*m_breaks);
    m_matrix = new items::DependencyMatrix(this);
    m_inspector = new ComponentInspector(theme);
    buildHeader();
    buildPages();
    buildActions();

    connect(m_job, &GraphJob::finished, this, &ServicesPlace::applyGraph);
    connect(m_job, &GraphJob::started, this, [this] {
        showBusy(tr("Laying out the graph"));
        showState();
    });
    connect(m_job, &GraphJob::progressed, this, [this](quint64 done, quint64 total) {
        m_state->showLoading(tr("Laying out the graph"), done, total);
        m_busyLabel->setText(tr("Laying out: %1 of %2").arg(done).arg(total));
    });
    connect(m_job, &GraphJob::failed, this, [this](const QString &why) {
        m_failure = why;
        showBusy({});
        showState();
    });
    connect(m_job, &GraphJob::cancelled, this, [this] {
        m_failure = tr("It was cancelled.");
        showBusy({});
        showState();
    });
    connect(m_dot, &DotProcess::finished, this, [this](const std::vector<graph::Point> &points) {
        m_tidying = false;
        showBusy({});
        updateActions();
        if (m_tidied != m_graph) {
            Q_EMIT statusMessage(tr("The workspace has changed meanwhile. Tidy once more."));
            return;
        }
        std::vector<rollback::NodePlace> places;
        for (std::size_t i = 0; i < points.size(); ++i)
            places.push_back({m_graph->graph->node(graph::NodeId(i)).id, std::round(points[i].x), std::round(points[i].y)});
        if (ask(items::placeNodes(*m_input.workspace, places, tr("Tidy"))))
            m_canvas->zoomToFit();
    });
    connect(m_dot, &DotProcess::failed, this, [this](const QString &why) {
        m_tidying = false;
        showBusy({});
        updateActions();
        Q_EMIT statusMessage(why);
    });
    connect(m_dot, &DotProcess::cancelled, this, [this] {
        m_tidying = false;
        showBusy({});
        updateActions();
        Q_EMIT statusMessage(tr("Tidy was cancelled. The layout stays."));
    });

    connect(m_canvas, &GraphCanvas::selectionChanged, this, &ServicesPlace::showSelection);
    connect(m_canvas, &GraphCanvas::zoomChanged, this, &Place::zoomChanged);
    connect(m_canvas, &GraphCanvas::placed, this, [this](const QString &name, QPointF at) {
        ask(items::placeNodes(*m_input.workspace, {{name.toStdString(), at.x(), at.y()}}, tr("Move %1").arg(name)));
    });
    connect(m_canvas, &GraphCanvas::opened, this, [this] { Q_EMIT inspectorRequested(); });
    connect(m_canvas, &GraphCanvas::edgeOpened, this, &ServicesPlace::openEdge);
    connect(m_canvas, &GraphCanvas::renameRequested, m_rename, &QAction::trigger);
    connect(m_canvas, &GraphCanvas::deleteRequested, m_delete, &QAction::trigger);
    connect(m_canvas, &GraphCanvas::menuRequested, this, &ServicesPlace::openMenu);

    connect(m_inspector, &ComponentInspector::editRequested, this, &Place::editRequested);
    connect(m_inspector, &ComponentInspector::findingRequested, this, &ServicesPlace::openFinding);
    connect(m_inspector, &ComponentInspector::deleteRequested, this, &ServicesPlace::deleteSelected);
    connect(m_inspector, &ComponentInspector::blastTargetRequested, this, [this](const QString &target) {
        m_canvas->setBlastTarget(target.toStdString());
        showSelection();
    }, Qt::QueuedConnection);
    connect(m_inspector, &ComponentInspector::componentRequested, this, [this](const QString &name) {
        Target target;
        target.component = name.toStdString();
        reveal(target);
    }, Qt::QueuedConnection);
    showState();
    updateActions();
}

ServicesPlace::~ServicesPlace()
{
    // The shell deletes an inspector that it has taken; one that nobody took is ours.
    if (m_inspector && !m_inspector->parent())
        delete m_inspector;
}

QWidget *ServicesPlace::inspector() { return m_inspector; }
ComponentInspector *ServicesPlace::componentInspector() const { return m_inspector; }
QList<QAction *> ServicesPlace::commands() const { return m_actions; }

void ServicesPlace::buildHeader()
{
    m_header = new PlaceHeader(theme(), title(), this);
    m_search = new QLineEdit(m_header);
    m_search->setPlaceholderText(tr("Find a component"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Find a component"));
    m_search->setMinimumWidth(110);
    m_search->setMaximumWidth(180);
    m_search->installEventFilter(this);
    m_matches = new TextLabel(theme(), Text::Small, Colour::TextTertiary, {}, m_header);
    m_matches->hide();
    m_riskText = tr("Any risk");
    m_riskButton = new Button(theme(), ButtonKind::Secondary, tr("Any risk"), QStringLiteral("filter"), m_header);
    auto *menu = new QMenu(m_riskButton);
    auto *group = new QActionGroup(menu);
    for (const auto &[text, least] : {std::pair(tr("Any risk"), Risk::Unknown), std::pair(tr("Could un-stick, or worse"), Risk::CouldUnstick),
                                      std::pair(tr("After others, or worse"), Risk::AfterOthers), std::pair(tr("Cannot go back"), Risk::CannotGoBack)}) {
        QAction *action = group->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setChecked(least == Risk::Unknown);
        connect(action, &QAction::triggered, this, [this, text = text, least = least] {
            m_riskText = text;
            fitHeader();
            m_least = least;
            m_canvas->setLeastRisk(least);
            m_proxy->setLeast(least);
            filterMatrix();
        });
    }
    connect(m_riskButton, &QAbstractButton::clicked, menu, [this, menu] {
        menu->popup(m_riskButton->mapToGlobal(QPoint(0, m_riskButton->height() + 2)));
    });
    m_chip = new FilterChip(theme(), QStringLiteral("eye"), m_header);
    m_chip->hide();
    m_mode = new SegmentedControl(theme(), {tr("Layers"), tr("Matrix"), tr("List")}, m_header);
    m_mode->setAccessibleName(tr("Show as"));
    m_header->addWidget(m_matches);
    m_header->addWidget(m_search);
    m_header->addWidget(m_riskButton);
    m_header->addWidget(m_chip);
    m_header->addWidget(m_mode);
    connect(m_chip, &QAbstractButton::clicked, this, [this] { m_canvas->select(-1); });
    connect(m_mode, &SegmentedControl::currentChanged, this, [this] { showState(); });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_canvas->setMatches(text);
        m_proxy->setFilterFixedString(text.trimmed());
        filterMatrix();
        updateHeader();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_canvas->stepMatch(1); });
}

void ServicesPlace::buildPages()
{
    m_pages = new QStackedWidget(this);
    m_canvas = new GraphCanvas(theme(), m_pages);
    m_canvas->installEventFilter(this);
    m_minimap = new Minimap(m_canvas, theme(), m_canvas);
    m_zoom = new ZoomControl(m_canvas, theme(), m_canvas);
    m_legend = new GraphLegend(theme(), m_canvas);
    m_busy = new Card(theme(), m_canvas);
    auto *busyRow = new QHBoxLayout(m_busy);
    busyRow->setContentsMargins(12, 5, 6, 5);
    m_busyLabel = new TextLabel(theme(), Text::Small, Colour::TextSecondary, {}, m_busy);
    auto *stop = new Button(theme(), ButtonKind::Ghost, tr("Cancel"), {}, m_busy);
    stop->setSmall(true);
    busyRow->addWidget(m_busyLabel);
    busyRow->addWidget(stop);
    m_busy->hide();
    connect(stop, &QAbstractButton::clicked, this, [this] {
        m_dot->cancel();
        m_job->cancel();
    });

    m_table = new QTableView(m_pages);
    m_proxy = new RiskFilter(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(ComponentTable::SortRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setFilterKeyColumn(-1);
    m_table->setModel(m_proxy);
    m_table->setItemDelegateForColumn(ComponentTable::RiskColumn, new RiskDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(ComponentTable::NameColumn, new ComponentDelegate(theme(), m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Components"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(size::row);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    const std::array<int, ComponentTable::ColumnCount> widths{172, 76, 88, 96, 100, 108, 88, 68, 90, 142, 74};
    for (int c = 0; c < ComponentTable::ColumnCount; ++c)
        m_table->setColumnWidth(c, widths[static_cast<std::size_t>(c)]);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (current.isValid() && m_pages->currentIndex() == TablePage)
            m_canvas->select(m_proxy->mapToSource(current).row());
    });
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this] { Q_EMIT inspectorRequested(); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &ServicesPlace::openTableMenu);

    m_matrixView = new MatrixView(theme(), *m_matrix, m_pages);
    connect(m_matrixView, &MatrixView::nodeSelected, m_canvas, &GraphCanvas::select);
    connect(m_matrixView, &MatrixView::edgeActivated, this, &ServicesPlace::openEdge);
    connect(m_matrixView, &MatrixView::nodeActivated, this, [this] { Q_EMIT inspectorRequested(); });
    connect(m_matrixView, &MatrixView::menuRequested, this,
            [this](int node, int edge, QPoint globalPoint) { openMenu(node, edge, globalPoint, {}); });

    m_state = new StatePanel(theme(), m_pages);
    m_pages->addWidget(m_canvas);
    m_pages->addWidget(m_matrixView);
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_state);
    setFocusProxy(m_canvas);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
}

QAction *ServicesPlace::addCommand(const QString &text, const QString &icon, const std::function<void()> &run, bool edits)
{
    auto *action = new QAction(theme().icon(icon), text, this);
    connect(action, &QAction::triggered, this, run);
    m_actions.append(action);
    if (edits)
        m_editActions.append(action);
    return action;
}

void ServicesPlace::buildActions()
{
    m_find = addCommand(tr("Find a component"), QStringLiteral("search"), [this] {
        // After what showing the place does with the focus.
        QMetaObject::invokeMethod(this, [this] {
            m_search->setFocus(Qt::ShortcutFocusReason);
            m_search->selectAll();
        }, Qt::QueuedConnection);
    }, false);
    m_find->setShortcut(QKeySequence::Find);
    m_add = addCommand(tr("Add component"), QStringLiteral("plus"), [this] { addComponent(); }, true);
    m_rename = addCommand(tr("Rename component"), QStringLiteral("edit"), [this] {
        Q_EMIT inspectorRequested();
        m_inspector->startRename();
    }, true);
    m_delete = addCommand(tr("Delete component"), QStringLiteral("trash"), [this] { deleteSelected(); }, true);
    m_tidy = addCommand(tr("Tidy with Graphviz"), QStringLiteral("tidy"), [this] { tidy(); }, true);
    m_reset = addCommand(tr("Reset positions"), QStringLiteral("refresh"), [this] {
        if (m_input.workspace)
            ask(items::resetPlaces(*m_input.workspace));
    }, true);
    addCommand(tr("Show services as layers"), QStringLiteral("layers"), [this] { setView(ServicesView::Layers); }, false);
    addCommand(tr("Show services as a matrix"), QStringLiteral("matrix"), [this] { setView(ServicesView::Matrix); }, false);
    addCommand(tr("Show services as a list"), QStringLiteral("list"), [this] { setView(ServicesView::List); }, false);
    m_copyMatrix = addCommand(tr("Copy the matrix as CSV"), QStringLiteral("copy"), [this] {
        QApplication::clipboard()->setText(matrixCsv());
        Q_EMIT statusMessage(tr("Copied who needs what, for a spreadsheet."));
    }, false);
    m_saveMatrix = addCommand(tr("Save the matrix as CSV…"), QStringLiteral("export"), [this] { saveMatrix(); }, false);
    m_cancel = new QAction(tr("Cancel"), this);
    connect(m_cancel, &QAction::triggered, m_job, &GraphJob::cancel);
}

void ServicesPlace::setWorkspace(std::shared_ptr<const rollback::Workspace> workspace)
{
    m_input.workspace = std::move(workspace);
    requestGraph();
}

void ServicesPlace::setEnvironment(const QString &environment)
{
    if (m_input.environment == environment.toStdString())
        return;
    m_input.environment = environment.toStdString();
    m_input.plan.clear();
    if (m_input.workspace)
        requestGraph();
}

void ServicesPlace::setAnalysis(const Analysis &analysis)
{
    if (m_input.report == analysis.report)
        return;
    m_input.report = analysis.report;
    if (m_graph && !m_job->isRunning() && m_graph->workspace == m_input.workspace)
        applyGraph(items::withReport(*m_graph, m_input));
}

void ServicesPlace::setReadOnly(bool readOnly, const QString &reason)
{
    m_readOnly = readOnly;
    m_readOnlyReason = reason;
    m_canvas->setReadOnly(readOnly);
    m_inspector->setReadOnly(readOnly, reason);
    updateActions();
}

void ServicesPlace::requestGraph()
{
    m_failure.clear();
    m_job->start(m_input);
}

void ServicesPlace::applyGraph(std::shared_ptr<const items::ServicesGraph> graph)
{
    showBusy({});
    // A report that came while the graph was worked out.
    if (graph->report != m_input.report)
        graph = items::withReport(*graph, m_input);
    m_graph = std::move(graph);
    m_findingAt = -1;
    m_breaks->setAnalysis(m_graph->blast);
    m_model->setGraph(m_graph);
    m_matrix->setGraph(m_graph);
    m_canvas->setGraph(m_graph);
    showState();
    showSelection();
    updateActions();
}

void ServicesPlace::showState()
{
    updateHeader();
    const bool isEmpty = m_graph && m_graph->nodes.empty();
    const bool isUsable = m_graph && !isEmpty;
    m_search->setEnabled(isUsable);
    m_mode->setEnabled(isUsable);
    m_riskButton->setEnabled(isUsable);
    if (isUsable) {
        m_pages->setCurrentIndex(m_mode->current());
        setFocusProxy(m_pages->currentWidget());
        if (view() == ServicesView::List) // Nobody waits for what nobody looks at.
            m_breaks->request();
        return;
    }
    m_pages->setCurrentIndex(StatePage);
    if (m_job->isRunning()) {
        m_state->showLoading(tr("Laying out the graph"), 0, 0);
        m_state->addAction(m_cancel);
    } else if (!m_failure.isEmpty()) {
        m_state->showError(tr("The graph could not be shown"), m_failure, tr("The workspace is untouched."));
    } else {
        m_state->showEmpty(QStringLiteral("services"), tr("No components yet"),
                           m_readOnly ? tr("This workspace has no components.")
                                      : tr("Add the services, databases and flags that you release, or import them."));
        if (!m_readOnly)
            m_state->addAction(m_add);
    }
}

void ServicesPlace::updateHeader()
{
    if (!m_graph) {
        m_header->setSubtitle({});
        return;
    }
    const auto components = m_graph->graph->componentCount();
    const auto edges = m_graph->graph->edgeCount();
    m_header->setSubtitle(tr("%1, %2").arg(components == 1 ? tr("1 component") : tr("%L1 components").arg(components),
                                          edges == 1 ? tr("1 dependency") : tr("%L1 dependencies").arg(edges)));
    const bool searching = !m_search->text().trimmed().isEmpty();
    m_matches->setVisible(searching);
    if (searching) {
        const int count = m_canvas->matchCount();
        m_matches->setText(count == 0 ? tr("none found") : tr("%L1 found").arg(count));
    }
}

void ServicesPlace::updateActions()
{
    const bool hasSelection = m_graph && m_canvas->state().selected >= 0;
    const bool isComponent = hasSelection && m_canvas->state().node(m_canvas->state().selected).resolved;
    for (QAction *action : std::as_const(m_editActions)) {
        action->setEnabled(!m_readOnly);
        action->setToolTip(m_readOnly ? m_readOnlyReason : action->text());
    }
    m_rename->setEnabled(!m_readOnly && isComponent);
    m_delete->setEnabled(!m_readOnly && isComponent);
    m_tidy->setEnabled(!m_readOnly && !m_tidying && m_graph && !m_graph->nodes.empty());
    for (QAction *action : {m_copyMatrix, m_saveMatrix})
        action->setEnabled(m_graph && m_graph->graph->edgeCount() > 0);
    m_reset->setEnabled(!m_readOnly && m_graph && m_graph->hasManualPlaces);
}

void ServicesPlace::showSelection()
{
    const GraphState &state = m_canvas->state();
    m_inspector->show(m_graph, m_graph ? state.selected : -1, state.blast);
    m_chip->setVisible(m_graph && state.selected >= 0 && state.blast.has_value());
    if (m_chip->isVisibleTo(m_header))
        m_chip->setLabel(tr("Blast radius of %1").arg(m_canvas->selectedName()));
    m_matrixView->setSelectedNode(m_graph ? state.selected : -1);
    if (state.selected >= 0) {
        const QModelIndex row = m_proxy->mapFromSource(m_model->index(state.selected, 0));
        if (row.isValid() && row.row() != m_table->currentIndex().row())
            m_table->setCurrentIndex(row);
    } else {
        m_table->clearSelection();
        m_table->setCurrentIndex({});
    }
    updateActions();
}

ServicesView ServicesPlace::view() const { return static_cast<ServicesView>(m_mode->current()); }
void ServicesPlace::setView(ServicesView view) { m_mode->setCurrent(static_cast<int>(view)); }

void ServicesPlace::showBusy(const QString &what)
{
    // Without a graph the whole page says so.
    m_busy->setVisible(!what.isEmpty() && m_graph);
    m_busyLabel->setText(what);
    placeOverlays();
}

void ServicesPlace::placeOverlays()
{
    const int bottom = m_canvas->height() - overlayMargin;
    const bool hasRoom = m_canvas->width() >= minimapFrom && m_canvas->height() >= 320;
    m_minimap->setVisible(hasRoom);
    int left = overlayMargin;
    if (hasRoom) {
        m_minimap->move(left, bottom - m_minimap->height());
        left += m_minimap->width() + 12;
    }
    m_zoom->resize(m_zoom->sizeHint());
    m_zoom->move(left, bottom - m_zoom->height());
    m_legend->setNarrow(m_canvas->width() < legendWordsFrom);
    m_legend->move(m_canvas->width() - overlayMargin - m_legend->width(), bottom - m_legend->height());
    m_legend->setVisible(m_legend->x() > left + m_zoom->width() + 8);
    m_busy->resize(m_busy->sizeHint());
    m_busy->move((m_canvas->width() - m_busy->width()) / 2, overlayMargin);
}

void ServicesPlace::fitHeader()
{
    // The words that say least go first.
    const bool isNarrow = width() < headerWordsFrom;
    m_riskButton->setText(isNarrow ? QString() : m_riskText);
    m_riskButton->setToolTip(tr("Which dependencies are shown: %1").arg(m_riskText));
    m_riskButton->setAccessibleName(m_riskText);
    m_riskButton->updateGeometry();
    m_search->setMaximumWidth(isNarrow ? 124 : 180);
}

void ServicesPlace::resizeEvent(QResizeEvent *event)
{
    Place::resizeEvent(event);
    fitHeader();
    placeOverlays();
}

void ServicesPlace::showEvent(QShowEvent *event)
{
    Place::showEvent(event);
    // A stack gives the focus to its page's first field; people come for the graph.
    QMetaObject::invokeMethod(this, [this] {
        if (m_search->hasFocus() && m_search->text().isEmpty() && m_pages->currentIndex() != StatePage)
            m_pages->currentWidget()->setFocus(Qt::OtherFocusReason);
    }, Qt::QueuedConnection);
}

bool ServicesPlace::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_canvas && event->type() == QEvent::Resize) {
        placeOverlays();
    } else if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (watched == m_search && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up) && view() == ServicesView::Layers) {
            m_canvas->stepMatch(key->key() == Qt::Key_Down ? 1 : -1);
            return true;
        }
        if (watched == m_search && key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            m_canvas->setFocus();
            return true;
        }
        if (watched == m_table) {
            if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
                Q_EMIT inspectorRequested();
                return true;
            }
            if (key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete) {
                (key->key() == Qt::Key_F2 ? m_rename : m_delete)->trigger();
                return true;
            }
        }
    }
    return Place::eventFilter(watched, event);
}

bool ServicesPlace::ask(const items::Proposal &proposal)
{
    if (!proposal.ok()) {
        Q_EMIT statusMessage(proposal.problem);
        return false;
    }
    if (m_readOnly) {
        Q_EMIT statusMessage(m_readOnlyReason);
        return false;
    }
    if (proposal.isEmpty())
        return false;
    Q_EMIT editRequested(proposal.edit);
    return true;
}

void ServicesPlace::addComponent()
{
    if (!m_input.workspace)
        return;
    const std::string name = items::freshComponentId(*m_input.workspace, tr("component").toStdString());
    if (!ask(items::addComponent(*m_input.workspace, QString::fromStdString(name), rollback::ComponentKind::Service)))
        return;
    Target target;
    target.component = name;
    // Give it its name right away.
    if (reveal(target))
        m_rename->trigger();
}

void ServicesPlace::deleteSelected()
{
    const QString name = m_canvas->selectedName();
    if (name.isEmpty() || !m_input.workspace)
        return;
    if (ask(items::deleteComponent(*m_input.workspace, name.toStdString())))
        Q_EMIT statusMessage(tr("Deleted %1 and everything that named it. Ctrl+Z brings it back.").arg(name));
}

void ServicesPlace::tidy()
{
    if (!m_graph || m_graph->nodes.empty() || m_tidying || m_readOnly)
        return;
    m_tidied = m_graph;
    m_tidying = true;
    showBusy(tr("Graphviz is tidying up"));
    updateActions();
    m_dot->start(graph::layoutInput(*m_graph->graph));
}

bool ServicesPlace::reveal(const Target &target)
{
    if (!target.plan.empty() && target.plan != m_input.plan && m_input.workspace) {
        m_input.plan = target.plan;
        if (m_graph && !m_job->isRunning())
            applyGraph(items::withReport(*m_graph, m_input));
    }
    const std::string name = target.component.empty() && target.finding ? target.finding->component : target.component;
    const int node = m_canvas->nodeNamed(QString::fromStdString(name));
    if (node < 0)
        return false;
    m_search->clear();
    m_canvas->select(node);
    m_canvas->showNode(node);
    if (!target.release.empty())
        m_inspector->chooseRelease(QString::fromStdString(target.release));
    return true;
}

void ServicesPlace::stepFinding(int direction)
{
    std::vector<std::uint32_t> edges;
    for (std::uint32_t e = 0; m_graph && e < m_graph->risks.size(); ++e) {
        if (m_graph->risks[e].finding >= 0)
            edges.push_back(e);
    }
    if (edges.empty())
        return;
    std::stable_sort(edges.begin(), edges.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return m_graph->risks[a].finding < m_graph->risks[b].finding; });
    const auto size = static_cast<int>(edges.size());
    m_findingAt = m_findingAt < 0 ? (direction > 0 ? 0 : size - 1) : (m_findingAt + direction + size) % size;
    const std::uint32_t edge = edges[static_cast<std::size_t>(m_findingAt)];
    m_canvas->select(static_cast<int>(m_graph->graph->edge(graph::EdgeId(edge)).from.value));
    m_canvas->showEdge(static_cast<int>(edge));
    if (const rollback::Finding *finding = m_graph->finding(m_graph->risks[edge].finding))
        Q_EMIT statusMessage(QTextDocumentFragment::fromHtml(m_graph->sentence(*finding)).toPlainText());
}

bool ServicesPlace::cancel()
{
    if (m_canvas->cancelDrag())
        return true;
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        return true;
    }
    if (m_canvas->state().selected >= 0) {
        m_canvas->select(-1);
        return true;
    }
    return false;
}

int ServicesPlace::zoom_percent() const { return view() == ServicesView::Layers ? m_canvas->zoom_percent() : 0; }
void ServicesPlace::setZoom_percent(int percent) { m_canvas->setZoom_percent(percent); }
void ServicesPlace::zoomToFit() { m_canvas->zoomToFit(); }
QSizeF ServicesPlace::pictureSize() const { return m_canvas->contentRect().size(); }
void ServicesPlace::paintPicture(QPainter &painter, const QRectF &target) { m_canvas->paintContent(painter, target); }

void ServicesPlace::openEdge(int edge)
{
    const int finding = m_graph->risks[static_cast<std::size_t>(edge)].finding;
    if (finding >= 0) {
        openFinding(finding);
        return;
    }
    const graph::Edge &at = m_graph->graph->edge(graph::EdgeId(static_cast<std::uint32_t>(edge)));
    m_canvas->select(static_cast<int>(at.from.value));
    Q_EMIT inspectorRequested();
}

void ServicesPlace::openFinding(int index)
{
    const rollback::Finding *finding = m_graph ? m_graph->finding(index) : nullptr;
    if (!finding)
        return;
    Target target;
    target.plan = m_graph->planFindings()->plan;
    target.step = finding->step;
    target.component = finding->component;
    target.release = finding->release;
    target.finding = *finding;
    Q_EMIT revealRequested(target);
}

} // namespace belay::views
