// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/componentedits.h"
#include "models/items/servicesgraph.h"
#include "views/shell/place.h"

#include <QtCore/QPointer>

#include <cstdint>
#include <functional>
#include <memory>

class QLabel;
class QLineEdit;
class QMenu;
class QStackedWidget;
class QTableView;

namespace belay::items {
class BreakCounts;
class ComponentTable;
class DependencyMatrix;
}

namespace belay::views {

class Button;
class ComponentInspector;
class DotProcess;
class FilterChip;
class GraphCanvas;
class GraphJob;
class GraphLegend;
class MatrixView;
class Minimap;
class PlaceHeader;
class RiskFilter;
class SegmentedControl;
class StatePanel;
class ZoomControl;

/// How Services shows the components.
enum class ServicesView : std::uint8_t { Layers, Matrix, List };

/// Services: who depends on whom, and who breaks if somebody goes back. As layers on a canvas, as a
/// matrix of who needs what or, the same, as a list. The three share the selection and the filters.
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
    [[nodiscard]] ComponentInspector *componentInspector() const;
    [[nodiscard]] MatrixView *matrix() const { return m_matrixView; }
    /// What is asked for; while there is nothing to show, the page says so instead.
    [[nodiscard]] ServicesView view() const;
    void setView(ServicesView view);
    /// A column of what is needed and a row of who needs, as the matrix shows them.
    [[nodiscard]] QString matrixCsv() const;
    void tidy();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
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
    void saveMatrix();
    void filterMatrix();
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
    items::BreakCounts *m_breaks = nullptr;
    items::DependencyMatrix *m_matrix = nullptr;
    graph::Risk m_least = graph::Risk::Unknown;
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
    MatrixView *m_matrixView = nullptr;
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
    QAction *m_copyMatrix = nullptr;
    QAction *m_saveMatrix = nullptr;
};

} // namespace belay::views
