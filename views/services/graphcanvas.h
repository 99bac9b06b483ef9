// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/services/graphstate.h"
#include "views/theme/accessibleitems.h"

#include <QtWidgets/QGraphicsView>

#include <memory>
#include <optional>
#include <vector>

namespace belay::views {

class BlocksItem;
class EdgesItem;
class NodeItem;

/// The dependency graph to look at and to touch. It shows what it is given, keeps the selection by
/// name over changes of the graph, and asks for edits by signals.
///
/// Mouse: click selects; drag moves a card; wheel zooms where the pointer is; dragging with the
/// middle button or with Space held, or on empty ground, pans. Keyboard: arrows go to the next card
/// in that direction, Alt+arrows push the selected card, Enter opens the inspector, F2 and Del act
/// on the selected card, Escape ends a drag. Assistive technology sees the cards as a list.
class GraphCanvas final : public QGraphicsView, public AccessibleItems {
    Q_OBJECT
public:
    explicit GraphCanvas(const Theme &theme, QWidget *parent = nullptr);
    ~GraphCanvas() override;

    /// The first graph and every other workspace's is fitted into the view; later ones stay put.
    void setGraph(std::shared_ptr<const items::ServicesGraph> services);
    [[nodiscard]] const GraphState &state() const { return *m_state; }

    [[nodiscard]] int nodeNamed(const QString &name) const;
    [[nodiscard]] QString selectedName() const;
    void select(int node);
    /// Scrolls just enough to show it.
    void showNode(int node);
    void showEdge(int edge);
    void setMatches(const QString &words);
    [[nodiscard]] int matchCount() const;
    /// The next card that matches, in reading order; selects and shows it.
    void stepMatch(int direction);
    void setLeastRisk(graph::Risk risk);
    /// What the blast radius is of: a release, "none" (it is gone), or empty: what its depth allows.
    void setBlastTarget(const std::string &target);
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }

    [[nodiscard]] int zoom_percent() const;
    void setZoom_percent(int percent);
    void zoomToFit();
    /// Ends a drag or a pan without an edit; false if there was none.
    bool cancelDrag();
    [[nodiscard]] bool isDragging() const { return m_dragged >= 0; }

    /// Of everything, with margins, in scene units.
    [[nodiscard]] QRectF contentRect() const;
    /// Without overlays, at any size.
    void paintContent(QPainter &painter, const QRectF &target);
    /// A card's place on the viewport.
    [[nodiscard]] QRect nodeRect(int node) const;
    /// What a reader says of a card: "checkout, service, live 2.3, planned 2.4".
    [[nodiscard]] QString nodeDescription(int node) const;
    [[nodiscard]] int nodeAt(QPoint viewportPoint) const;
    [[nodiscard]] int edgeAt(QPoint viewportPoint) const;
    /// The cards in reading order: by column, then downwards.
    [[nodiscard]] const std::vector<int> &readingOrder() const { return m_readingOrder; }

    // By rank in reading order.
    [[nodiscard]] int itemCount() const override { return static_cast<int>(m_readingOrder.size()); }
    [[nodiscard]] QString itemName(int rank) const override { return m_state->node(nodeOf(rank)).name; }
    [[nodiscard]] QString itemDescription(int rank) const override { return nodeDescription(nodeOf(rank)); }
    [[nodiscard]] QString itemValue(int rank) const override { return m_state->node(nodeOf(rank)).caption(); }
    [[nodiscard]] QRect itemRect(int rank) const override { return nodeRect(nodeOf(rank)); }
    [[nodiscard]] int itemAt(QPoint point) const override { return rankOf(nodeAt(point)); }
    [[nodiscard]] int currentItem() const override { return rankOf(m_state->selected); }
    void pressItem(int rank) override;
    [[nodiscard]] QString itemsSummary() const override;

Q_SIGNALS:
    /// -1: nothing.
    void selectionChanged(int node);
    void placed(const QString &component, QPointF topLeft);
    void opened(int node);
    void edgeOpened(int edge);
    void renameRequested(int node);
    void deleteRequested(int node);
    /// `edge` -1 unless there is one and no card; `node` likewise.
    void menuRequested(int node, int edge, QPoint globalPoint, QPointF scenePoint);
    void zoomChanged(int percent);
    /// The visible part or what it shows has changed.
    void viewChanged();
    void graphChanged();

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    bool viewportEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    [[nodiscard]] int nodeOf(int rank) const { return m_readingOrder[static_cast<std::size_t>(rank)]; }
    [[nodiscard]] int rankOf(int node) const;
    void rebuildItems();
    /// Cards or, at a scale at which nobody reads them, blocks.
    void setDetail(double scale);
    void updateBlast();
    [[nodiscard]] QRectF cardsRect() const;
    void updateSceneRect();
    void applyScale(double scale, std::optional<QPoint> fixed);
    void moveNode(int node, QPointF topLeft);
    void stepTo(Qt::Key key);
    void nudge(Qt::Key key);
    void hover(QPoint point);
    void repaintAll();
    [[nodiscard]] QString edgeToolTip(int edge) const;
    [[nodiscard]] QString nodeToolTip(int node) const;
    void paintBands(QPainter &painter, const QRectF &rect) const;

    const Theme &m_theme;
    std::unique_ptr<GraphState> m_state;
    EdgesItem *m_edges = nullptr;
    BlocksItem *m_blocks = nullptr;
    QGraphicsItem *m_cards = nullptr;  ///< Parent of the nodes: hides them together.
    std::vector<NodeItem *> m_nodes;
    std::vector<int> m_readingOrder;
    QString m_words;
    std::string m_blastTarget;
    bool m_readOnly = false;
    bool m_fitted = false;
    bool m_fitsOnResize = false;
    bool m_spaceHeld = false;
    bool m_panning = false;
    bool m_moved = false;
    int m_dragged = -1;
    QPoint m_pressPoint;
    QPoint m_lastPoint;
    QPointF m_dragStart;
};

} // namespace belay::views
