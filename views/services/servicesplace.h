// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/componentedits.h"
#include "models/items/servicesgraph.h"
#include "views/shell/place.h"

#include <QtCore/QPointer>

#include <functional>

class QLabel;
class QLineEdit;
class QMenu;
class QStackedWidget;
class QTableView;

namespace belay::items {
class ComponentTable;
}

namespace belay::views {

class Button;
class ComponentInspector;
class DotProcess;
class FilterChip;
class GraphCanvas;
class GraphJob;
class GraphLegend;
class Minimap;
class PlaceHeader;
class RiskFilter;
class SegmentedControl;
class StatePanel;
class ZoomControl;

/// Services: who depends on whom, and who breaks if somebody goes back. As layers on a canvas or, the
/// same, as a list.
class ServicesPlace final : public Place {
    Q_OBJECT
public:
    explicit ServicesPlace(const Theme &theme, QWidget *parent = nullptr);
    ~ServicesPlace() override;

    [[nodiscard]] QString id() const override { return QStringLiteral("services"); }
    [[nodiscard]] QString title() const override { return tr("Services"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("services"); }
    [[nodiscard]] QWidget *inspector() override;
    [[nodiscard]] QList<QAction *> commands() const override;

    void setWorkspace(std::shared_ptr<const rollback::Workspace> workspace) override;
    void setAnalysis(const Analysis &analysis) override;
    void setEnvironment(const QString &environment) override;
    void setReadOnly(bool readOnly, const QString &reason) override;
    bool reveal(const Target &target) override;
    void stepFinding(int direction) override;
    bool cancel() override;
    [[nodiscard]] int zoom_percent() const override;
    void setZoom_percent(int percent) override;
    void zoomToFit() override;
    [[nodiscard]] QSizeF pictureSize() const override;
    void paintPicture(QPainter &painter, const QRectF &target) override;

    [[nodiscard]] GraphCanvas *canvas() const { return m_canvas; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] DotProcess *dot() const { return m_dot; }
    [[nodiscard]] ComponentInspector *componentInspector() const { return m_inspector; }
    [[nodiscard]] bool isListShown() const;
    void showList(bool list);
    void tidy();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildHeader();
    void buildPages();
    void buildActions();
    QAction *addCommand(const QString &text, const QString &icon, const std::function<void()> &run, bool edits);
    void requestGraph();
    void applyGraph(std::shared_ptr<const items::ServicesGraph> graph);
    void showState();
    void showSelection();
    void showBusy(const QString &what);
    void placeOverlays();
    void fitHeader();
    void updateHeader();
    void updateActions();
    bool ask(const items::Proposal &proposal);
    void addComponent();
    void deleteSelected();
    void openEdge(int edge);
    void openFinding(int finding);
    void openMenu(int node, int edge, QPoint globalPoint, QPointF scenePoint);
    void openTableMenu(QPoint point);
    void fillNodeMenu(QMenu &menu, int node);

    items::ServicesInput m_input;
    std::shared_ptr<const items::ServicesGraph> m_graph;
    QString m_failure;
    QString m_readOnlyReason;
    QString m_riskText;
    bool m_readOnly = false;
    bool m_tidying = false;
    int m_findingAt = -1;

    GraphJob *m_job = nullptr;
    DotProcess *m_dot = nullptr;
    items::ComponentTable *m_model = nullptr;
    RiskFilter *m_proxy = nullptr;
    std::shared_ptr<const items::ServicesGraph> m_tidied; ///< What dot was asked about.

    PlaceHeader *m_header = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_matches = nullptr;
    Button *m_riskButton = nullptr;
    FilterChip *m_chip = nullptr;
    SegmentedControl *m_mode = nullptr;
    QStackedWidget *m_pages = nullptr;
    GraphCanvas *m_canvas = nullptr;
    QTableView *m_table = nullptr;
    StatePanel *m_state = nullptr;
    Minimap *m_minimap = nullptr;
    ZoomControl *m_zoom = nullptr;
    GraphLegend *m_legend = nullptr;
    QWidget *m_busy = nullptr;
    QLabel *m_busyLabel = nullptr;
    QPointer<ComponentInspector> m_inspector;

    QList<QAction *> m_actions;
    QList<QAction *> m_editActions;
    QAction *m_add = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_tidy = nullptr;
    QAction *m_reset = nullptr;
    QAction *m_find = nullptr;
    QAction *m_cancel = nullptr;
};

} // namespace belay::views
