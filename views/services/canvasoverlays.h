// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/services/graphcanvas.h"

#include <QtGui/QPixmap>
#include <QtWidgets/QWidget>

class QLabel;

namespace belay::views {

/// The whole graph small, with a frame around what is in sight; a click or drag there goes there.
/// The picture of the graph is cached; the frame is drawn over it.
class Minimap final : public QWidget {
    Q_OBJECT
public:
    explicit Minimap(GraphCanvas *canvas, const Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void renderPicture();
    void goTo(QPointF point);
    [[nodiscard]] QTransform sceneToMap() const;

    GraphCanvas *m_canvas;
    const Theme &m_theme;
    QPixmap m_picture;
    bool m_isOld = true;
    int m_drawnSelection = -2;
};

/// "− 92 % + fit".
class ZoomControl final : public QWidget {
    Q_OBJECT
public:
    explicit ZoomControl(GraphCanvas *canvas, const Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_percent = nullptr;
};

/// What the edges' colours and the numbers mean.
class GraphLegend final : public QWidget {
    Q_OBJECT
public:
    explicit GraphLegend(const Theme &theme, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    /// Only the lines, without the words: for narrow canvases the words go into the tool tip.
    void setNarrow(bool narrow);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    bool m_narrow = false;
};

} // namespace belay::views
