// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/canvasoverlays.h"

#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"
#include "views/theme/sectionheader.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

#include <array>

namespace belay::views {

namespace {
constexpr int mapPadding = 5;
constexpr int linesInMap = 3000;

struct LegendEntry {
    graph::Risk risk;
    const char *word;
};
constexpr std::array<LegendEntry, 4> legendEntries{{
    {graph::Risk::CanGoBack, QT_TRANSLATE_NOOP("belay::views::GraphLegend", "can go back alone")},
    {graph::Risk::AfterOthers, QT_TRANSLATE_NOOP("belay::views::GraphLegend", "after others")},
    {graph::Risk::CouldUnstick, QT_TRANSLATE_NOOP("belay::views::GraphLegend", "could un-stick")},
    {graph::Risk::CannotGoBack, QT_TRANSLATE_NOOP("belay::views::GraphLegend", "cannot go back")},
}};
} // namespace

Minimap::Minimap(GraphCanvas *canvas, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_canvas(canvas), m_theme(theme)
{
    setFixedSize(176, 112);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("Overview: click to go there"));
    // The canvas is reachable without it: readers need no second picture of the same.
    setFocusPolicy(Qt::NoFocus);
    connect(canvas, &GraphCanvas::graphChanged, this, [this] {
        m_isOld = true;
        update();
    });
    connect(canvas, &GraphCanvas::selectionChanged, this, [this] {
        m_isOld = true;
        update();
    });
    connect(canvas, &GraphCanvas::viewChanged, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, [this] {
        m_isOld = true;
        update();
    });
}

QTransform Minimap::sceneToMap() const
{
    QRectF content = m_canvas->contentRect();
    if (content.isEmpty())
        return {};
    const QRectF area = QRectF(rect()).adjusted(mapPadding + 4, mapPadding + 4, -mapPadding - 4, -mapPadding - 4);
    const double scale = std::min(area.width() / content.width(), area.height() / content.height());
    QTransform transform;
    transform.translate(area.center().x(), area.center().y());
    transform.scale(scale, scale);
    transform.translate(-content.center().x(), -content.center().y());
    return transform;
}

void Minimap::renderPicture()
{
    const double ratio = devicePixelRatioF();
    m_picture = QPixmap(size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(Qt::transparent);
    const GraphState &state = m_canvas->state();
    if (!state.services)
        return;
    QPainter painter(&m_picture);
    const QTransform transform = sceneToMap();
    const auto edges = state.services->graph->edges();
    painter.setRenderHint(QPainter::Antialiasing, edges.size() < 400);
    painter.setPen(QPen(m_theme.colour(Colour::LineDefault), edges.size() < 400 ? 0.8 : 0));
    // More lines than that are a grey mass at this size, whichever are drawn.
    const std::size_t stride = 1 + edges.size() / linesInMap;
    QList<QLineF> lines;
    for (std::size_t e = 0; e < edges.size(); e += stride) {
        lines.append(QLineF(transform.map(state.boxes[edges[e].from.value].center()),
                            transform.map(state.boxes[edges[e].to.value].center())));
    }
    painter.drawLines(lines);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < state.nodeCount(); ++i) {
        QRectF box = transform.mapRect(state.boxes[static_cast<std::size_t>(i)]);
        box.setWidth(std::max(box.width(), 1.5));
        box.setHeight(std::max(box.height(), 1.5));
        QColor colour = m_theme.colour(Colour::LineStrong);
        if (i == state.selected)
            colour = m_theme.colour(Colour::AccentFill);
        else if (state.blast && !state.isFaded(i))
            colour = m_theme.colour(Colour::TextSecondary);
        painter.fillRect(box, colour);
    }
}

void Minimap::paintEvent(QPaintEvent *)
{
    if (m_isOld || m_canvas->isDragging()) {
        renderPicture();
        m_isOld = false;
    }
    QPainter painter(this);
    paintBox(painter, rect(), m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault), radius::card);
    painter.drawPixmap(0, 0, m_picture);
    const QRectF visible(m_canvas->mapToScene(m_canvas->viewport()->rect()).boundingRect());
    const QRectF inside = QRectF(rect()).adjusted(mapPadding, mapPadding, -mapPadding, -mapPadding);
    const QRectF frame = sceneToMap().mapRect(visible).intersected(inside);
    if (!frame.isEmpty())
        paintBox(painter, frame.toRect(), Qt::transparent, m_theme.colour(Colour::AccentFill), 2, 1.5);
}

void Minimap::goTo(QPointF point)
{
    bool canInvert = false;
    const QTransform back = sceneToMap().inverted(&canInvert);
    if (canInvert)
        m_canvas->centerOn(back.map(point));
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        goTo(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        goTo(event->position());
}

ZoomControl::ZoomControl(GraphCanvas *canvas, const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(4, 3, 4, 3);
    row->setSpacing(2);
    auto *out = Button::iconOnly(theme, QStringLiteral("minus"), tr("Zoom out"), this);
    auto *in = Button::iconOnly(theme, QStringLiteral("plus"), tr("Zoom in"), this);
    auto *fit = Button::iconOnly(theme, QStringLiteral("fit"), tr("Fit the graph into the view"), this);
    for (Button *button : {out, in, fit})
        button->setSmall(true);
    m_percent = new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, this);
    m_percent->setAlignment(Qt::AlignCenter);
    m_percent->setMinimumWidth(48);
    row->addWidget(out);
    row->addWidget(m_percent);
    row->addWidget(in);
    auto *rule = new Rule(theme, Qt::Vertical, false, this);
    row->addWidget(rule);
    row->addWidget(fit);
    connect(out, &QAbstractButton::clicked, canvas, [canvas] { canvas->setZoom_percent(static_cast<int>(canvas->zoom_percent() / 1.25)); });
    connect(in, &QAbstractButton::clicked, canvas, [canvas] { canvas->setZoom_percent(static_cast<int>(canvas->zoom_percent() * 1.25) + 1); });
    connect(fit, &QAbstractButton::clicked, canvas, [canvas] { canvas->zoomToFit(); });
    const auto show = [this](int percent) { m_percent->setText(tr("%1%").arg(percent)); };
    connect(canvas, &GraphCanvas::zoomChanged, this, show);
    show(canvas->zoom_percent());
}

void ZoomControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault), radius::card);
}

GraphLegend::GraphLegend(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setNarrow(false);
    QStringList words;
    for (const LegendEntry &entry : legendEntries)
        words.append(tr(entry.word));
    setAccessibleName(tr("Legend: %1, and hops as numbers").arg(words.join(QStringLiteral(", "))));
    setToolTip(tr("Lines, from left to right: %1. A number counts the hops from the selected component; "
                  "a crimson number breaks for sure.").arg(words.join(QStringLiteral(", "))));
}

void GraphLegend::setNarrow(bool narrow)
{
    m_narrow = narrow;
    resize(sizeHint());
    update();
}

QSize GraphLegend::sizeHint() const
{
    const QFontMetricsF metrics(m_theme.font(Text::Small));
    double width = 14;
    for (const LegendEntry &entry : legendEntries)
        width += 24 + (m_narrow ? 6 : 7 + metrics.horizontalAdvance(tr(entry.word)) + 14);
    width += 16 + (m_narrow ? 0 : 7 + metrics.horizontalAdvance(tr("hops"))) + 14;
    return {static_cast<int>(width), 34};
}

void GraphLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault), radius::card);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.font(Text::Small));
    const QFontMetricsF metrics(painter.font());
    const double middle = height() / 2.0;
    double x = 14;
    for (const LegendEntry &entry : legendEntries) {
        QPen pen(m_theme.fill(signOf(entry.risk)), 2.5, Qt::SolidLine, Qt::FlatCap);
        if (entry.risk == graph::Risk::CouldUnstick)
            pen.setDashPattern({3, 1.6});
        painter.setPen(pen);
        painter.drawLine(QPointF(x, middle), QPointF(x + 24, middle));
        x += 24 + (m_narrow ? 6 : 7);
        if (m_narrow)
            continue;
        painter.setPen(m_theme.colour(Colour::TextSecondary));
        const QString word = tr(entry.word);
        painter.drawText(QRectF(x, 0, metrics.horizontalAdvance(word) + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, word);
        x += metrics.horizontalAdvance(word) + 14;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colour(Colour::TextPrimary));
    painter.drawEllipse(QPointF(x + 8, middle), 8, 8);
    QFont font = m_theme.font(Text::Section);
    font.setPixelSize(10);
    painter.setFont(font);
    painter.setPen(m_theme.colour(Colour::TextInverse));
    painter.drawText(QRectF(x, middle - 8, 16, 16), Qt::AlignCenter, QStringLiteral("1"));
    if (!m_narrow) {
        painter.setFont(m_theme.font(Text::Small));
        painter.setPen(m_theme.colour(Colour::TextSecondary));
        painter.drawText(QRectF(x + 23, 0, 60, height()), Qt::AlignLeft | Qt::AlignVCenter, tr("hops"));
    }
}

} // namespace belay::views
