// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/planplace.h"

#include "models/items/findingtext.h"
#include "views/plan/cursorbar.h"
#include "views/plan/errorcard.h"
#include "views/plan/findingspanel.h"
#include "views/plan/gobackpanel.h"
#include "views/plan/laneitems.h"
#include "views/plan/lanenames.h"
#include "views/plan/lanesview.h"
#include "views/plan/planactions.h"
#include "views/plan/planheader.h"
#include "views/plan/planinspector.h"
#include "views/plan/planruler.h"
#include "views/plan/stepeditor.h"
#include "views/plan/stepstable.h"
#include "views/theme/statepanel.h"

#include <QtGui/QAccessible>
#include <QtGui/QFontMetricsF>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace belay::views {

using items::text;
using namespace rollback;

namespace {

enum Page { LanesPage, TablePage, EmptyPage };
constexpr double pitchLeast = 70;
constexpr double pitchMost = 124;
constexpr double gapLeast = 34;
constexpr double gapMost = 76;
constexpr int zoomLeast = 10;
constexpr int zoomMost = 200;

} // namespace

PlanPlace::PlanPlace(const Theme &theme, QWidget *parent)
    : PlanPlace(theme, items::engineCompute(), items::engineCheck(), parent)
{
}

PlanPlace::PlanPlace(const Theme &theme, items::StepProbe::Compute compute, items::PlanTrial::Check check, QWidget *parent)
    : Place(theme, parent)
    , m_probe(std::move(compute))
    , m_trial(std::move(check))
    , m_actions(std::make_unique<Actions>())
{
    m_state.workspace = std::make_shared<const Workspace>();
    buildWidgets();
    buildActions();
    connectWidgets();
    rebuild();
}

PlanPlace::~PlanPlace() = default;

void PlanPlace::buildWidgets()
{
    m_header = new PlanHeader(theme(), this);
    m_bar = new CursorBar(theme(), this);
    m_error = new ErrorCard(theme(), this);
    m_error->hide();
    m_ruler = new PlanRuler(theme(), m_state, this);
    m_names = new LaneNames(theme(), m_state, this);
    m_lanes = new LanesView(theme(), m_state, this);
    m_table = new StepsTable(theme(), m_stepsModel, this);
    m_goBack = new GoBackPanel(theme(), this);
    m_empty = new StatePanel(theme(), this);
    m_inspector = new PlanInspector(theme());

    m_lanesPage = new QWidget(this);
    auto *grid = new QGridLayout(m_lanesPage);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(m_ruler, 0, 0, 1, 2);
    grid->addWidget(m_names, 1, 0);
    grid->addWidget(m_lanes, 1, 1);

    auto *upper = new QStackedWidget(this);
    upper->addWidget(m_lanesPage);
    upper->addWidget(m_table);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_goBack);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setCollapsible(0, false);
    m_splitter->setHandleWidth(1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_splitterMoved = true; });
    connect(m_header, &PlanHeader::viewChanged, upper, &QStackedWidget::setCurrentIndex);

    auto *work = new QWidget(this);
    auto *column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_error);
    column->addWidget(m_splitter, 1);

    m_pages = new QStackedWidget(this);
    m_pages->addWidget(work);
    m_pages->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_pages, 1);
    setFocusProxy(m_lanes);
    QWidget::setTabOrder(m_lanes, m_goBack);
}

void PlanPlace::connectWidgets()
{
    connect(m_header, &PlanHeader::planChosen, this, &PlanPlace::choosePlan);
    connect(m_header, &PlanHeader::renamed, this, &PlanPlace::renamePlan);
    connect(m_bar, &CursorBar::previousRequested, this, [this] { setCursor(cursor() - 1); });
    connect(m_bar, &CursorBar::nextRequested, this, [this] { setCursor(cursor() + 1); });
    connect(m_bar, &CursorBar::playRequested, this, [this] {
        if (m_player.isActive())
            stopPlaying();
        else
            play();
    });
    connect(m_error, &ErrorCard::tryAgainRequested, this, &PlanPlace::analysisRequested);
    connect(m_ruler, &PlanRuler::cursorRequested, this, &PlanPlace::setCursor);
    connect(m_ruler, &PlanRuler::compareRequested, this, &PlanPlace::compareTo);
    connect(m_lanes, &LanesView::cursorRequested, this, &PlanPlace::setCursor);
    connect(m_lanes, &LanesView::compareRequested, this, &PlanPlace::compareTo);
    connect(m_goBack, &GoBackPanel::comparisonEnded, this, &PlanPlace::endComparison);
    connect(m_lanes, &LanesView::stepActivated, this, [this](int columnOfStep) {
        setCursor(columnOfStep + 1);
        m_actions->editStep->trigger();
    });
    connect(m_lanes, &LanesView::dragMoved, this, &PlanPlace::tryDrop);
    connect(m_lanes, &LanesView::dropRequested, this, &PlanPlace::dropStep);
    connect(m_lanes, &LanesView::dragEnded, this, [this] {
        m_trial.cancel();
        m_ruler->update();
    });
    connect(m_lanes, &LanesView::zoomRequested, this, [this](double factor, double x) {
        // What is under the pointer stays there.
        const double share = x / std::max(1.0, m_state.geometry.width());
        const int before = m_lanes->horizontalScrollBar()->value();
        setZoom_percent(static_cast<int>(std::lround(m_zoom_percent * factor)));
        m_lanes->horizontalScrollBar()->setValue(before + static_cast<int>(share * m_state.geometry.width() - x));
    });
    connect(m_lanes, &LanesView::viewportResized, this, [this] { updateGeometryOfLanes(); });
    connect(m_lanes->horizontalScrollBar(), &QScrollBar::valueChanged, m_ruler, &PlanRuler::setOffset);
    connect(m_lanes->verticalScrollBar(), &QScrollBar::valueChanged, m_names, &LaneNames::setOffset);
    connect(m_names, &LaneNames::laneActivated, this, [this](int lane) {
        Target target;
        target.component = m_state.lanes.lanes[static_cast<std::size_t>(lane)].component.toStdString();
        Q_EMIT revealRequested(target);
    });
    connect(m_table, &StepsTable::cursorRequested, this, &PlanPlace::setCursor);
    connect(m_table, &StepsTable::stepActivated, this, [this] { m_actions->editStep->trigger(); });
    connect(m_table, &StepsTable::deleteRequested, this, [this] { m_actions->remove->trigger(); });
    connect(m_table, &StepsTable::addRequested, this, [this] { m_actions->insert->trigger(); });
    connect(m_table, &StepsTable::moveRequested, this, &PlanPlace::moveStepBy);
    connect(m_goBack, &GoBackPanel::findingActivated, this, [this](int finding) {
        m_inspector->findings().selectByNumber(finding);
        m_inspector->showPage(PlanInspector::FindingsPage);
        Q_EMIT inspectorRequested();
    });
    connect(m_goBack, &GoBackPanel::componentActivated, this, [this](const QString &component) {
        m_lanes->showLane(m_state.lanes.laneOf(component.toStdString()));
    });
    FindingsPanel &findings = m_inspector->findings();
    connect(&findings, &FindingsPanel::currentChanged, this, &PlanPlace::updateGhost);
    connect(&findings, &FindingsPanel::activated, this, &PlanPlace::gotoFinding);
    connect(&findings, &FindingsPanel::replayRequested, this, &PlanPlace::replayFinding);
    connect(&findings, &FindingsPanel::evidenceRequested, this, [this](const Evidence &evidence) {
        Target target;
        target.evidence = evidence;
        Q_EMIT revealRequested(target);
    });
    StepEditor &step = m_inspector->step();
    connect(&step, &StepEditor::editRequested, this, &PlanPlace::edit);
    connect(&step, &StepEditor::duplicateRequested, this, &PlanPlace::duplicateStep);
    connect(&step, &StepEditor::deleteRequested, this, &PlanPlace::deleteStep);
    connect(&step, &StepEditor::moveRequested, this, &PlanPlace::moveStepBy);
    connect(&m_probe, &items::StepProbe::ready, this, [this](const QString &plan, const QString &step_) {
        const std::string known = step_.toStdString();
        if (plan.toStdString() == m_planId
            && (known == stepAtCursor() || (m_state.isComparing() && known == stepBehind(m_state.geometry.compared)))) {
            updateState();
        }
    });
    connect(&m_trial, &items::PlanTrial::finished, this, [this](int target, const items::TrialResult &result) {
        if (m_state.dragged < 0 || target != m_state.target)
            return;
        const PlanReport *report = planReport();
        if (!result.possible) {
            m_state.verdict = DropVerdict::Impossible;
        } else if (report) {
            const items::TrialResult now = items::trialResult(*report);
            const int after = result.errors + result.pointsOfNoReturn;
            const int before = now.errors + now.pointsOfNoReturn;
            m_state.verdict = after < before ? DropVerdict::Better : after > before ? DropVerdict::Worse : DropVerdict::Same;
            Q_EMIT statusMessage(after < before   ? tr("There the plan has %1 errors instead of %2").arg(result.errors).arg(now.errors)
                                 : after > before ? tr("There the plan has %1 errors, now it has %2").arg(result.errors).arg(now.errors)
                                                  : tr("There the plan is as safe as now"));
        }
        m_lanes->replace();
    });
    connect(&m_player, &QTimer::timeout, this, [this] {
        if (cursor() >= m_playTo)
            return stopPlaying();
        const int next = cursor() + 1;
        setCursor(next);
        if (next >= m_playTo)
            stopPlaying();
    });
    m_slowCheck.setSingleShot(true);
    m_slowCheck.setInterval(300);
    connect(&m_slowCheck, &QTimer::timeout, this, [this] {
        m_state.running = true;
        updateResults();
        m_ruler->update();
    });
    m_slowState.setSingleShot(true);
    m_slowState.setInterval(150);
    connect(&m_slowState, &QTimer::timeout, this, [this] {
        m_stateAwaited = true;
        updateState();
    });
}

QWidget *PlanPlace::inspector()
{
    return m_inspector;
}

QString PlanPlace::planId() const
{
    return text(m_planId);
}

void PlanPlace::setWorkspace(std::shared_ptr<const Workspace> workspace)
{
    m_lanes->cancelDrag();
    m_state.plan = nullptr; // Points into the old one.
    m_state.workspace = std::move(workspace);
    m_probe.setWorkspace(m_state.workspace);
    rebuild();
}

void PlanPlace::setEnvironment(const QString &environment)
{
    const bool changed = environment != m_environment;
    m_environment = environment;
    if (!changed)
        return;
    // The shown plan stays if it belongs there; otherwise the first that does.
    if (m_state.plan && text(m_state.plan->environment) == environment)
        return updateHeader();
    m_planId.clear();
    rebuild();
}

void PlanPlace::choosePlan(const QString &id)
{
    if (id.toStdString() == m_planId)
        return;
    stopPlaying();
    m_planId = id.toStdString();
    m_state.geometry.cursor = 0;
    m_state.geometry.compared = -1;
    m_state.plan = nullptr;
    rebuild();
    m_lanes->showCursor();
}

void PlanPlace::rebuild()
{
    std::string keptStep;
    std::string keptCompared;
    for (const auto &[id, columnOfStep] : m_state.lanes.columnById) {
        if (columnOfStep == m_state.current())
            keptStep = id;
        if (columnOfStep == m_state.geometry.compared - 1)
            keptCompared = id;
    }
    const auto &plans = m_state.workspace->plans;
    m_state.plan = nullptr;
    const auto find = [&](auto wanted) {
        for (std::size_t i = 0; i < plans.size() && !m_state.plan; ++i) {
            if (wanted(*plans[i])) {
                m_planIndex = i;
                m_state.plan = &*plans[i];
            }
        }
    };
    const std::string before = m_planId;
    find([&](const Plan &plan) { return !m_planId.empty() && plan.id == m_planId; });
    if (!m_state.plan)
        find([&](const Plan &plan) { return text(plan.environment) == m_environment; });
    if (!m_state.plan && m_environment.isEmpty())
        find([](const Plan &) { return true; });
    m_planId = m_state.plan ? m_state.plan->id : std::string();
    if (m_planId != before)
        stopPlaying();
    m_state.lanes = m_state.plan ? items::planLanes(*m_state.workspace, *m_state.plan, planReport()) : items::PlanLanes();
    LaneGeometry &geometry = m_state.geometry;
    geometry.columns = m_state.lanes.columns();
    geometry.lanes = static_cast<int>(m_state.lanes.lanes.size());
    if (const int columnOfStep = keptStep.empty() ? -1 : m_state.lanes.columnOf(keptStep); columnOfStep >= 0)
        geometry.cursor = columnOfStep + 1;
    geometry.cursor = std::clamp(geometry.cursor, 0, geometry.columns);
    if (geometry.compared > 0) { // A state whose step is gone is compared no longer; the start is always there.
        const int columnOfStep = keptCompared.empty() ? -1 : m_state.lanes.columnOf(keptCompared);
        geometry.compared = columnOfStep < 0 ? -1 : columnOfStep + 1;
    }
    if (geometry.columns == 0 || (geometry.compared == 0 && m_planId != before))
        geometry.compared = -1;
    if (m_state.plan)
        m_stepsModel.setPlan(*m_state.plan, m_state.lanes);
    else
        m_stepsModel.clear();
    m_lanes->rebuild();
    updateGeometryOfLanes();
    updateHeader();
    updateResults();
    updateCursor();
    showPage();
}

void PlanPlace::updateGeometryOfLanes()
{
    LaneGeometry &geometry = m_state.geometry;
    // Widths of the longest labels; measuring all of a long plan's would cost more than it shows.
    const QFontMetricsF metrics(blockFont(theme()));
    QString longest;
    for (const items::LaneBlock &block : m_state.lanes.blocks) {
        if (block.label.size() > longest.size())
            longest = block.label;
    }
    QString longestRelease;
    for (const items::Lane &lane : m_state.lanes.lanes) {
        if (lane.startLive.last().size() > longestRelease.size())
            longestRelease = lane.startLive.last();
    }
    if (m_state.plan) {
        for (const rollback::Step &step : m_state.plan->steps) {
            if (step.to.size() == 1 && step.to.front().size() > static_cast<std::size_t>(longestRelease.size()))
                longestRelease = text(step.to.front());
        }
    }
    double pitch = std::clamp(metrics.horizontalAdvance(longest) + 28, pitchLeast, pitchMost);
    geometry.gap = std::clamp(std::ceil(metrics.horizontalAdvance(longestRelease)) + 20, gapLeast, gapMost);
    // The second gap is reserved from the start, so that nothing shifts under the hand.
    const double room = m_lanes->viewport()->width() - (m_state.isComparing() ? 2 : 1) * geometry.gap - 2 * LaneGeometry::margin;
    if (geometry.columns > 0 && m_zoom_percent == 100 && pitch * geometry.columns < room)
        pitch = std::min(pitch * 1.5, room / geometry.columns);
    else if (geometry.columns > 0 && m_zoom_percent == 100) {
        // A few pixels less rather than a scroll bar.
        const double least = m_state.isComparing() ? 62.0 : std::max(66.0, metrics.horizontalAdvance(longest) + 14);
        if (geometry.columns * least <= room)
            pitch = std::max(least, room / geometry.columns);
    }
    geometry.pitch = std::max(4.0, std::floor(pitch * m_zoom_percent) / 100);
    m_lanes->replace();
    m_ruler->setOffset(m_lanes->horizontalScrollBar()->value());
    m_names->setOffset(m_lanes->verticalScrollBar()->value());
}

void PlanPlace::setZoom_percent(int percent)
{
    percent = std::clamp(percent, zoomLeast, zoomMost);
    if (percent == m_zoom_percent)
        return;
    m_zoom_percent = percent;
    updateGeometryOfLanes();
    Q_EMIT zoomChanged(percent);
}

void PlanPlace::zoomToFit()
{
    const double room = m_lanes->viewport()->width() - m_state.geometry.gap - 2 * LaneGeometry::margin;
    const double natural = m_state.geometry.pitch * 100 / m_zoom_percent * std::max(1, m_state.geometry.columns);
    setZoom_percent(std::min(100, static_cast<int>(std::floor(100 * room / natural))));
}

int PlanPlace::planReportIndex() const
{
    if (!m_analysis.report || !m_state.plan)
        return -1;
    const auto &plans = m_analysis.report->plans;
    const auto it = std::find_if(plans.begin(), plans.end(), [&](const PlanReport &report) { return report.plan == m_state.plan->id; });
    return it == plans.end() ? -1 : static_cast<int>(it - plans.begin());
}

const PlanReport *PlanPlace::planReport() const
{
    const int index = planReportIndex();
    return index < 0 || m_analysis.state == Analysis::State::Failed ? nullptr
                                                                    : &m_analysis.report->plans[static_cast<std::size_t>(index)];
}

void PlanPlace::setAnalysis(const Analysis &analysis)
{
    const bool other = analysis.report != m_analysis.report
                       || (analysis.state == Analysis::State::Failed) != (m_analysis.state == Analysis::State::Failed);
    m_analysis = analysis;
    m_state.stale = analysis.stale && analysis.report;
    if (analysis.state != Analysis::State::Running) {
        m_slowCheck.stop();
        m_state.running = false;
    } else if (!m_state.running && !m_slowCheck.isActive()) {
        m_slowCheck.start();
    }
    if (other)
        rebuild();
    else
        updateResults();
    m_ruler->update();
}

void PlanPlace::updateHeader()
{
    QList<PlanHeader::Entry> entries;
    int current = -1;
    // Plans of the environment come first.
    for (const bool here : {true, false}) {
        for (std::size_t i = 0; i < m_state.workspace->plans.size(); ++i) {
            const Plan &plan = *m_state.workspace->plans[i];
            const bool belongs = m_environment.isEmpty() || text(plan.environment) == m_environment;
            if (belongs != here)
                continue;
            if (&plan == m_state.plan)
                current = static_cast<int>(entries.size());
            entries.append({text(plan.id), here ? QString() : text(plan.environment)});
        }
    }
    m_header->setPlans(entries, current);
    m_header->setHasPlan(m_state.plan != nullptr);
    if (!m_state.plan) {
        m_header->setCounts({}, {});
        return;
    }
    const int steps = m_state.geometry.columns;
    const int waves = static_cast<int>(m_state.lanes.waves.size());
    const int components = m_state.lanes.movedComponents;
    const QString stepWords = steps == 1 ? tr("1 step") : tr("%1 steps").arg(steps);
    const QString waveWords = waves == 1 ? tr("1 wave") : tr("%1 waves").arg(waves);
    const QString componentWords = components == 1 ? tr("1 component") : tr("%1 components").arg(components);
    const QString chip = m_state.plan->order == PlanOrder::Sequence ? tr("in sequence") : tr("side by side");
    m_header->setCounts(chip, steps == 0 ? tr("no steps yet")
                                         : tr("%1 in %2, %3").arg(stepWords, waveWords, componentWords));
}

void PlanPlace::updateResults()
{
    const PlanReport *report = planReport();
    const bool failed = m_analysis.state == Analysis::State::Failed;
    const bool running = m_state.running;
    m_error->setVisible(failed && m_analysis.error && m_state.plan);
    if (m_analysis.error)
        m_error->setError(*m_analysis.error);
    FindingsPanel &findings = m_inspector->findings();
    if (failed)
        findings.setEmptyText(Sign::Error, tr("Not checked"), tr("The workspace has an error, so there are no findings yet."));
    else if (!report)
        findings.setEmptyText(Sign::Unknown, running ? tr("Checking…") : tr("Not checked yet"),
                              running ? QString() : tr("Verify the plan to see what could not be taken back."));
    else
        findings.setEmptyText(Sign::Open, tr("Nothing found"),
                              tr("%L1 states checked: in each, every component can go back as far as its depth says.").arg(report->statesChecked));
    findings.setReport(m_state.workspace, failed ? nullptr : m_analysis.report, planReportIndex(), m_state.lanes);
    m_bar->setTag(failed || !report  ? QString()
                  : m_state.stale && running ? tr("from before the edit, checking…")
                  : m_state.stale            ? tr("from before the edit")
                  : running                  ? tr("checking…")
                                             : QString());
    const int badge = report ? static_cast<int>(report->pointsOfNoReturn.size()) : 0;
    if (badge != m_badge) {
        m_badge = badge;
        Q_EMIT badgeChanged();
    }
    updateState();
    updateGhost();
    updateActions();
}

std::string PlanPlace::stepBehind(int columnsDone) const
{
    if (!m_state.plan || columnsDone <= 0 || columnsDone > m_state.lanes.columns())
        return std::string(startStep);
    const int index = m_state.lanes.blocks[static_cast<std::size_t>(columnsDone - 1)].step;
    return m_state.plan->steps[static_cast<std::size_t>(index)].id;
}

int PlanPlace::stepIndexAtCursor() const
{
    if (!m_state.plan || m_state.current() < 0 || m_state.current() >= m_state.lanes.columns())
        return -1;
    return m_state.lanes.blocks[static_cast<std::size_t>(m_state.current())].step;
}

void PlanPlace::setCursor(int columnsDone)
{
    columnsDone = std::clamp(columnsDone, 0, m_state.geometry.columns);
    if (columnsDone == cursor()) {
        endComparison();
        return;
    }
    m_state.geometry.cursor = columnsDone;
    if (m_state.isComparing()) {
        m_state.geometry.compared = -1;
        updateGeometryOfLanes();
    }
    updateCursor();
    m_lanes->showCursor();
}

void PlanPlace::updateCursor()
{
    const int columns = m_state.geometry.columns;
    updateGhost();
    m_lanes->replace();
    m_ruler->update();
    m_names->update();
    m_table->setCurrentColumn(m_state.current());
    m_bar->setRange(cursor() > 0, cursor() < columns);
    const int index = stepIndexAtCursor();
    QString rest;
    if (index >= 0) {
        const Step &step = m_state.plan->steps[static_cast<std::size_t>(index)];
        const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(m_state.current())];
        if (step.kind == StepKind::Move && block.lane >= 0) {
            const items::Lane &lane = m_state.lanes.lanes[static_cast<std::size_t>(block.lane)];
            rest = tr("%1 at %2").arg(lane.component, items::releaseName(lane.kind, m_state.live(block.lane).value(0)));
        } else {
            rest = items::stepSentence(step);
        }
    }
    m_bar->setSentence(index < 0 ? (columns == 0 ? tr("No steps yet") : tr("At the start of %1 steps").arg(columns))
                                 : tr("After step %1 of %2").arg(cursor()).arg(columns),
                       rest);
    m_inspector->setStepTitle(index < 0 ? tr("Start") : tr("Step %1").arg(cursor()));
    m_inspector->step().setStep(m_state.workspace, m_state.plan, index);
    updateState();
    updateActions();
    if (m_lanes->hasFocus() && m_state.current() >= 0) {
        QAccessibleEvent focus(m_lanes, QAccessible::Focus);
        focus.setChild(m_state.current());
        QAccessible::updateAccessibility(&focus);
    }
}

void PlanPlace::updateState()
{
    if (!m_state.plan) {
        m_goBack->goBack().setRows({});
        m_goBack->state().clear();
        m_bar->setVerdict(Sign::Unknown, {});
        return;
    }
    if (m_state.isComparing())
        return updateComparison();
    m_goBack->hideComparison();
    m_lanes->setSummary({});
    const bool failed = m_analysis.state == Analysis::State::Failed;
    const std::string step = stepAtCursor();
    const items::StepState *known = failed ? nullptr : m_probe.state(m_planId, step);
    if (!known && !failed) {
        m_probe.request(m_planId, step);
        if (!m_stateAwaited) { // What was shown stays for a moment.
            if (!m_slowState.isActive())
                m_slowState.start();
            return;
        }
    } else {
        m_slowState.stop();
        m_stateAwaited = false;
    }
    const PlanReport *report = planReport();
    std::vector<items::GoBackRow> rows = items::goBackRows(*m_state.plan, m_state.lanes, cursor(), known, report);
    QStringList blocked;
    QStringList after;
    bool anyOpen = false;
    for (const items::GoBackRow &row : rows) {
        anyOpen = anyOpen || row.verdict == items::GoBack::Open;
        QStringList &list = row.verdict == items::GoBack::After ? after : blocked;
        if ((row.verdict == items::GoBack::Breaks || row.verdict == items::GoBack::Closed || row.verdict == items::GoBack::After)
            && !list.contains(row.component)) {
            list << row.component;
        }
    }
    const items::StripCell *cell = m_state.current() >= 0 ? &m_state.lanes.strip[static_cast<std::size_t>(m_state.current())] : nullptr;
    if (failed)
        m_bar->setVerdict(Sign::Unknown, tr("not checked"));
    else if (!blocked.isEmpty())
        m_bar->setVerdict(Sign::Error, tr("%1 cannot go back").arg(items::joinNames(blocked, 2)));
    else if (!known)
        m_bar->setVerdict(Sign::Unknown, tr("checking this state…"));
    else if (known->error)
        m_bar->setVerdict(Sign::Unknown, tr("this state could not be checked"));
    else if (!after.isEmpty())
        m_bar->setVerdict(Sign::After, tr("%1 only after others").arg(items::joinNames(after, 2)));
    else if (cell && cell->state == items::WayBack::Closed)
        m_bar->setVerdict(Sign::Closed, tr("no way back past here"));
    else
        m_bar->setVerdict(Sign::Open, cursor() == 0 ? tr("nothing to take back")
                                      : anyOpen     ? tr("every component can go back")
                                                    : tr("nothing left to take back"));
    m_goBack->setWhere(tr("each component alone, from %1")
                           .arg(m_state.current() < 0 ? tr("the start") : tr("the state after step %1").arg(cursor())),
                       {});
    m_goBack->setMessage(failed                              ? tr("Not known: the workspace has an error that has to be repaired first.")
                         : rows.empty() && cursor() == 0     ? tr("Nothing has moved yet. Put the cursor behind a step.")
                         : rows.empty() && m_state.lanes.lanes.empty() ? tr("The plan has no steps yet.")
                                                             : QString());
    m_goBack->goBack().setRows(std::move(rows));
    m_goBack->state().setState(*m_state.plan, m_state.lanes, cursor(), known);
}

void PlanPlace::showPage()
{
    if (m_state.plan) {
        m_pages->setCurrentIndex(0);
        return;
    }
    if (m_state.workspace->environments.empty()) {
        m_empty->showEmpty(QStringLiteral("plan"), tr("No environment yet"),
                           tr("A plan takes an environment from its present releases to new ones. Import or describe what runs "
                              "in one first."));
    } else if (m_state.workspace->plans.empty()) {
        m_empty->showEmpty(QStringLiteral("plan"), tr("No plan yet"),
                           tr("A plan lists the steps of a rollout. Belay says after which step it could not be taken back."));
        m_empty->addAction(m_actions->newPlan);
    } else {
        m_empty->showEmpty(QStringLiteral("plan"), tr("No plan for %1").arg(m_environment),
                           tr("Plans of other environments are in the picker beside the title."));
        m_empty->addAction(m_actions->newPlan);
    }
    m_pages->setCurrentIndex(1);
}

void PlanPlace::resizeEvent(QResizeEvent *event)
{
    Place::resizeEvent(event);
    // A fifth for the table until somebody moves the handle.
    if (!m_splitterMoved) {
        const int table = std::clamp(height() / 5, 118, 176);
        m_splitter->setSizes({std::max(1, m_splitter->height() - table), table});
    }
}

void PlanPlace::wheelEvent(QWheelEvent *event)
{
    // From the names and the ruler, which have no scroll bars of their own.
    QScrollBar *bar = event->modifiers() & Qt::ShiftModifier ? m_lanes->horizontalScrollBar() : m_lanes->verticalScrollBar();
    bar->setValue(bar->value() - event->angleDelta().y() / 2);
    event->accept();
}

} // namespace belay::views
