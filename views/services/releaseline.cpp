// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/releaseline.h"

#include "views/theme/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace belay::views {

namespace {
constexpr double lineY = 20;
constexpr double stationRadius = 5;
constexpr double roomForLabel = 64;
constexpr double sideMargin = 34;
} // namespace

ReleaseLine::ReleaseLine(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ReleaseLine::setStations(const std::vector<Station> &stations, int chosen)
{
    m_stations = stations;
    m_chosen = chosen;
    updateName();
    update();
}

void ReleaseLine::updateName()
{
    QStringList parts;
    for (const Station &station : m_stations)
        parts.append(QStringLiteral("%1 %2").arg(station.label, wordOf(station)).trimmed());
    setAccessibleName(tr("Releases: %1").arg(parts.join(QStringLiteral(", "))));
    setAccessibleDescription(m_chosen >= 0 && m_chosen < static_cast<int>(m_stations.size())
                                 ? tr("Shown below: %1").arg(m_stations[static_cast<std::size_t>(m_chosen)].label)
                                 : QString());
}

QString ReleaseLine::wordOf(const Station &station) const
{
    if (station.live)
        return tr("live");
    if (station.planned)
        return tr("planned");
    return station.target ? tr("way back") : QString();
}

ReleaseLine::Range ReleaseLine::visible() const
{
    const auto all = static_cast<int>(m_stations.size());
    const int fits = std::max(2, static_cast<int>((width() - 2 * sideMargin) / roomForLabel) + 1);
    if (all <= fits)
        return {0, all};
    int middle = std::max(m_chosen, 0);
    return {std::clamp(middle - fits / 2, 0, all - fits), fits};
}

double ReleaseLine::xOf(int station) const
{
    const Range range = visible();
    if (range.count <= 1)
        return sideMargin;
    // A few stations stand close together rather than at the far ends.
    const double gap = std::min(92.0, (width() - 2 * sideMargin) / (range.count - 1));
    return sideMargin + gap * (station - range.first);
}

void ReleaseLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_stations.empty())
        return;
    const Range range = visible();
    const int end = range.first + range.count;
    int lastLive = -1;
    for (int i = 0; i < static_cast<int>(m_stations.size()); ++i) {
        if (m_stations[static_cast<std::size_t>(i)].live)
            lastLive = i;
    }
    const QColor ink = m_theme.colour(Colour::TextPrimary);
    for (int i = range.first; i + 1 < end; ++i) {
        QPen pen(i < lastLive ? ink : m_theme.colour(Colour::LineStrong), 1.5);
        if (i >= lastLive)
            pen.setDashPattern({2, 2});
        painter.setPen(pen);
        painter.drawLine(QPointF(xOf(i), lineY), QPointF(xOf(i + 1), lineY));
    }
    if (range.first > 0) {
        painter.setPen(QPen(ink, 1.5, Qt::DotLine));
        painter.drawLine(QPointF(4, lineY), QPointF(xOf(range.first), lineY));
    }
    if (end < static_cast<int>(m_stations.size())) {
        painter.setPen(QPen(m_theme.colour(Colour::LineStrong), 1.5, Qt::DotLine));
        painter.drawLine(QPointF(xOf(end - 1), lineY), QPointF(width() - 4, lineY));
    }
    const double roomBetween = range.count > 1 ? std::max(30.0, xOf(range.first + 1) - xOf(range.first) - 4) : 90;
    for (int i = range.first; i < end; ++i) {
        const Station &station = m_stations[static_cast<std::size_t>(i)];
        const QPointF centre(xOf(i), lineY);
        if (i == m_chosen) {
            painter.setPen(QPen(m_theme.colour(hasFocus() ? Colour::LineFocus : Colour::AccentFill), hasFocus() ? 2 : 1));
            painter.setBrush(m_theme.colour(Colour::AccentTint));
            painter.drawEllipse(centre, stationRadius + 4.5, stationRadius + 4.5);
        }
        QPen pen(station.live || station.planned ? m_theme.colour(Colour::AccentFill) : ink, 1.5);
        if (station.planned && !station.live)
            pen.setDashPattern({1.6, 1.6});
        painter.setPen(pen);
        painter.setBrush(station.live ? m_theme.colour(Colour::AccentFill) : m_theme.colour(Colour::BgPanel));
        painter.drawEllipse(centre, stationRadius, stationRadius);
        const double labelWidth = std::min(roomBetween, 2 * std::min(centre.x(), width() - centre.x()));
        const double left = centre.x() - labelWidth / 2;
        QFont font = m_theme.font(Text::Micro);
        if (station.live || i == m_chosen)
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(QRectF(left, 32, labelWidth, 14), Qt::AlignHCenter | Qt::AlignVCenter,
                         QFontMetricsF(font).elidedText(station.label, Qt::ElideMiddle, labelWidth));
        painter.setFont(m_theme.font(Text::Micro));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        painter.drawText(QRectF(left, 46, labelWidth, 14), Qt::AlignHCenter | Qt::AlignVCenter, wordOf(station));
    }
}

void ReleaseLine::choose(int station)
{
    if (station < 0 || station >= static_cast<int>(m_stations.size()) || station == m_chosen)
        return;
    m_chosen = station;
    updateName();
    update();
    Q_EMIT chosenChanged(station);
}

void ReleaseLine::mousePressEvent(QMouseEvent *event)
{
    const Range range = visible();
    int nearest = -1;
    for (int i = range.first; i < range.first + range.count; ++i) {
        if (nearest < 0 || std::abs(xOf(i) - event->position().x()) < std::abs(xOf(nearest) - event->position().x()))
            nearest = i;
    }
    choose(nearest);
}

void ReleaseLine::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left)
        choose(m_chosen - 1);
    else if (event->key() == Qt::Key_Right)
        choose(m_chosen + 1);
    else {
        event->ignore();
        return;
    }
    event->accept();
}

void ReleaseLine::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ReleaseLine::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace belay::views
