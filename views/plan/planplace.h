// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planedits.h"
#include "models/items/plantrial.h"
#include "models/items/stepprobe.h"
#include "models/items/stepsmodel.h"
#include "models/items/wavemove.h"
#include "views/plan/lanestate.h"
#include "views/shell/place.h"

#include <QtCore/QTimer>

class QSplitter;
class QStackedWidget;

namespace belay::views {

class CursorBar;
class ErrorCard;
class GoBackPanel;
class LaneNames;
class LanesView;
class PlanHeader;
class PlanInspector;
class PlanRuler;
class StatePanel;
class StepsTable;

/// The plan as lanes: which step closes the way back, how far the rope reaches, and what going back
/// does from any step. Edits steps and plans.
class PlanPlace final : public Place {
    Q_OBJECT
public:
    /// The default asks the checker; tests put their own answers in.
    explicit PlanPlace(const Theme &theme, QWidget *parent = nullptr);
    PlanPlace(const Theme &theme, items::StepProbe::Compute compute, items::PlanTrial::Check check, QWidget *parent = nullptr);
    ~PlanPlace() override;

    [[nodiscard]] QString id() const override { return QStringLiteral("plan"); }
    [[nodiscard]] QString title() const override { return tr("Plan"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("plan"); }
    [[nodiscard]] QWidget *inspector() override;
    [[nodiscard]] QList<QAction *> commands() const override;
    /// Points of no return of the shown plan.
    [[nodiscard]] int badge() const override { return m_badge; }

    void setWorkspace(std::shared_ptr<const rollback::Workspace> workspace) override;
    void setAnalysis(const Analysis &analysis) override;
    void setEnvironment(const QString &environment) override;
    void setReadOnly(bool readOnly, const QString &reason) override;

    bool reveal(const Target &target) override;
    void stepFinding(int direction) override;
    bool cancel() override;
    [[nodiscard]] int zoom_percent() const override { return m_zoom_percent; }
    void setZoom_percent(int percent) override;
    void zoomToFit() override;
    [[nodiscard]] QSizeF pictureSize() const override;
    void paintPicture(QPainter &painter, const QRectF &target) override;

    /// Behind how many columns the cursor stands.
    [[nodiscard]] int cursor() const { return m_state.cursor(); }
    /// Ends a comparison.
    void setCursor(int columnsDone);
    /// The cursor goes there; the state that it stood at when this began is compared with the one there.
    void compareTo(int columnsDone);
    /// False if nothing was compared.
    bool endComparison();
    [[nodiscard]] QString planId() const;
    void choosePlan(const QString &id);
    [[nodiscard]] const LaneState &state() const { return m_state; }
    void play();
    void stopPlaying();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Actions;
    void buildWidgets();
    void buildActions();
    void connectWidgets();
    /// Plan, report and geometry anew; keeps the cursor behind the step it stood behind.
    void rebuild();
    void updateGeometryOfLanes();
    void updateHeader();
    void updateResults();              ///< Findings, analysis tags, error card.
    void updateCursor();               ///< All that depends on where the cursor stands.
    void updateState();                ///< What the checker says about that state.
    void updateComparison();           ///< Or about two.
    void sayToReaders();               ///< The lanes' description, to assistive technology.
    void updateGhost();
    void updateActions();
    [[nodiscard]] const rollback::PlanReport *planReport() const;
    [[nodiscard]] int planReportIndex() const;
    [[nodiscard]] std::string stepAtCursor() const { return stepBehind(cursor()); }
    /// The id of the step behind which a state stands.
    [[nodiscard]] std::string stepBehind(int columnsDone) const;
    /// "the start", "step 5".
    [[nodiscard]] QString stateName(int columnsDone) const;
    [[nodiscard]] int stepIndexAtCursor() const;
    void showPage();

    void edit(const rollback::Edit &edit);
    void addStep(rollback::StepKind kind);
    void duplicateStep();
    void deleteStep();
    void moveStepBy(int by);
    void dropStep(int column, int target);
    void tryDrop(int column, int target);
    void newPlan();
    void renamePlan(const QString &id);
    /// The edit of a drop, and what it changes besides; without an edit: why it cannot be.
    [[nodiscard]] items::WaveMove dropEdit(int column, int target) const;
    void gotoFinding();
    void replayFinding();
    void playTo(int columnsDone);

    LaneState m_state;
    QString m_environment;
    std::string m_planId;              ///< Of the shown plan; empty: none.
    std::size_t m_planIndex = 0;
    Analysis m_analysis;
    bool m_readOnly = false;
    QString m_readOnlyReason;
    int m_badge = 0;
    int m_zoom_percent = 100;
    int m_playTo = -1;
    bool m_splitterMoved = false;
    QTimer m_player;
    QTimer m_slowCheck;                ///< A check is shown as running only when it takes a while,
    QTimer m_slowState;                ///< and so is a state: quick ones must not flicker.
    bool m_stateAwaited = false;
    QString m_comparisonSaid;          ///< So that a sentence is said once.

    items::StepsModel m_stepsModel;
    items::StepProbe m_probe;
    items::PlanTrial m_trial;
    std::unique_ptr<Actions> m_actions;
    PlanHeader *m_header = nullptr;
    CursorBar *m_bar = nullptr;
    ErrorCard *m_error = nullptr;
    QStackedWidget *m_pages = nullptr;
    QWidget *m_lanesPage = nullptr;
    PlanRuler *m_ruler = nullptr;
    LaneNames *m_names = nullptr;
    LanesView *m_lanes = nullptr;
    StepsTable *m_table = nullptr;
    StatePanel *m_empty = nullptr;
    QSplitter *m_splitter = nullptr;
    GoBackPanel *m_goBack = nullptr;
    PlanInspector *m_inspector = nullptr;
};

} // namespace belay::views
