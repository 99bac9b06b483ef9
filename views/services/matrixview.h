// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/services/graphstate.h"

#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTableView>

namespace belay::items {
class DependencyMatrix;
}

namespace belay::views {

/// Names of a matrix: beside the rows, and turned by a quarter above the columns. The selected
/// component's is on the selection's ground.
class MatrixHeader final : public QHeaderView {
    Q_OBJECT
public:
    MatrixHeader(const Theme &theme, Qt::Orientation orientation, QWidget *parent);
    void setSelectedNode(int node);

protected:
    void paintEvent(QPaintEvent *event) override;
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;

private:
    const Theme &m_theme;
    int m_selected = -1;
};

/// A cell: the way back as colour and glyph, then what is asked.
class MatrixDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    MatrixDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    /// Row and column of the selected component; -1: it has none.
    void setSelected(int row, int column);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    int m_row = -1;
    int m_column = -1;
};

/// Who needs what, as a matrix: rows need, columns are needed; both headers stay in sight. Arrows move
/// over all cells, Ctrl+arrows to the next filled one, Enter opens what lies behind a cell.
class MatrixView final : public QTableView {
    Q_OBJECT
public:
    MatrixView(const Theme &theme, items::DependencyMatrix &model, QWidget *parent = nullptr);

    /// From elsewhere: brings the node's row, or else its column, into sight. Emits nothing.
    void setSelectedNode(int node);
    [[nodiscard]] int selectedNode() const { return m_selected; }

Q_SIGNALS:
    /// The row of the current cell, or the header that was clicked, is of another component.
    void nodeSelected(int node);
    void edgeActivated(int edge);
    void nodeActivated(int node);
    void menuRequested(int node, int edge, QPoint globalPoint);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void updateGeometries() override;

private:
    class Corner;
    void fitColumns();
    void showSelected();
    void choose(int node);
    void activate(const QModelIndex &index);

    const Theme &m_theme;
    items::DependencyMatrix &m_matrix;
    MatrixHeader *m_rows;
    MatrixHeader *m_columns;
    MatrixDelegate *m_delegate;
    Corner *m_corner;
    int m_selected = -1;
    bool m_following = false;          ///< The current cell is being set from the selection.
};

} // namespace belay::views
