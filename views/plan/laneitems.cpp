// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/laneitems.h"

#include "views/theme/painting.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QStyleOptionGraphicsItem>

#include <algorithm>

namespace belay::views {

using items::LaneBlock;

namespace {

constexpr double pillHeight = 22;
constexpr double textPadding = 7;
/// Below this pitch labels cannot be read and are left out.
constexpr double labelPitch = 34;
constexpr int pillEvery = 12; ///< Lanes between two pills of a step that concerns all lanes.

QString none()
{
    return QString::fromUtf8(rollback::notDeployed.data(), static_cast<qsizetype>(rollback::notDeployed.size()));
}

QString pillText(const QStringList &live)
{
    if (live.isEmpty() || (live.size() == 1 && live.first() == none()))
        return QStringLiteral("–");
    return live.size() == 1 ? live.first() : QStringLiteral("%1+").arg(live.last());
}

QPen solid(const QColor &colour, double width)
{
    return QPen(colour, width, Qt::SolidLine, Qt::FlatCap);
}

QPen dotted(const QColor &colour)
{
    QPen pen(colour, 2, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({1.1, 1.6});
    return pen;
}

QColor blend(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

struct BlockColours {
    QColor fill;
    QColor border;
    QColor text;
    QColor hatch;
    QColor ground;
    double width = 1;
};

BlockColours coloursOf(const Theme &theme, const LaneBlock &block, bool done)
{
    if (block.noReturn) {
        return {theme.colour(Colour::ClosedTint), theme.colour(Colour::ClosedFill), theme.colour(Colour::ClosedText),
                theme.colour(Colour::ClosedLine), theme.colour(Colour::ClosedTint), 1.5};
    }
    if (done) {
        const QColor accent = theme.colour(Colour::AccentFill);
        const QColor tint = theme.colour(Colour::AccentTint);
        return {tint, accent, theme.colour(Colour::AccentText), blend(accent, tint, 0.35), tint, 1};
    }
    const QColor line = theme.colour(Colour::LineStrong);
    return {theme.colour(Colour::BgPanel), line, theme.colour(Colour::TextPrimary), line,
            theme.colour(Colour::BgSunken), 1};
}

} // namespace

QFont blockFont(const Theme &theme)
{
    QFont font = theme.font(Text::Micro);
    font.setWeight(QFont::DemiBold);
    return font;
}

void paintNoReturnLines(QPainter &painter, const Theme &theme, const LaneState &state, const QRectF &exposed)
{
    QPen pen(theme.colour(Colour::ClosedFill), 1.6, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({3.6, 2.6});
    painter.save();
    painter.setPen(pen);
    const LaneGeometry &geometry = state.geometry;
    const int first = std::max(0, static_cast<int>((exposed.left() - geometry.gaps()) / geometry.pitch) - 1);
    for (int column = first; column < geometry.columns; ++column) {
        const double x = std::floor(geometry.columnX(column)) - 2;
        if (x > exposed.right() + 2)
            break;
        if (state.lanes.strip[static_cast<std::size_t>(column)].noReturn) {
            // From the top of everything, so that the dashes meet where two widgets do.
            painter.drawLine(QPointF(x, exposed.top()), QPointF(x, exposed.bottom()));
        }
    }
    painter.restore();
}

LaneItem::LaneItem(const Theme &theme, const LaneState &state, int lane)
    : m_theme(theme)
    , m_state(state)
    , m_lane(lane)
{
    setFlag(ItemUsesExtendedStyleOption);
    setZValue(1);
    place();
}

void LaneItem::place()
{
    const LaneGeometry &geometry = m_state.geometry;
    prepareGeometryChange();
    m_bounds = QRectF(0, geometry.rowY(m_lane), geometry.width(), LaneGeometry::rowHeight);
    update();
}

void LaneItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    if (m_lane >= static_cast<int>(m_state.lanes.lanes.size()))
        return;
    const LaneGeometry &geometry = m_state.geometry;
    const items::Lane &lane = m_state.lanes.lanes[static_cast<std::size_t>(m_lane)];
    const QRectF exposed = option->exposedRect.intersected(m_bounds);
    if (exposed.isEmpty())
        return;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(exposed.left(), m_bounds.bottom() - 0.5), QPointF(exposed.right(), m_bounds.bottom() - 0.5));

    const double y = std::floor(geometry.rowMiddle(m_lane));
    const double cursor = geometry.lineX(m_state.done());
    const double end = geometry.width() - LaneGeometry::margin;
    const double firstMove = lane.moves.empty() ? end : geometry.columnX(lane.moves.front());
    const bool absent = lane.startLive.size() == 1 && lane.startLive.first() == none();
    const auto segment = [&](double from, double to, const QPen &pen) {
        const double left = std::max(from, exposed.left());
        const double right = std::min(to, exposed.right());
        if (right <= left)
            return;
        painter->setPen(pen);
        if (pen.style() == Qt::CustomDashLine) {
            // Dashes keep their place while scrolling.
            QPen shifted = pen;
            shifted.setDashOffset((left - from) / pen.widthF());
            painter->setPen(shifted);
        }
        painter->drawLine(QPointF(left, y), QPointF(right, y));
    };
    const QColor quiet = m_theme.colour(Colour::LineStrong);
    const QColor moved = m_theme.colour(Colour::AccentFill);
    const QColor ahead = blend(m_theme.colour(Colour::LineDefault), quiet, 0.55);
    const QColor movedAhead = blend(m_theme.colour(Colour::BgWindow), moved, m_theme.isDark() ? 0.4 : 0.45);
    if (lane.startLive.size() > 1) {
        // A canary that stands at the start: both serve until the first move ends it.
        const QRectF window(LaneGeometry::margin, y - 7, std::min(firstMove, end) - LaneGeometry::margin - 2, 14);
        paintHatch(*painter, window.intersected(exposed.adjusted(-6, 0, 6, 0)), quiet, m_theme.colour(Colour::BgSunken));
    } else if (!absent) {
        segment(LaneGeometry::margin, std::min(firstMove, cursor), solid(quiet, 2));
        segment(std::max(LaneGeometry::margin, cursor), firstMove, dotted(ahead));
    }
    if (!lane.moves.empty()) {
        segment(firstMove, cursor, solid(moved, 2));
        segment(std::max(firstMove, cursor), end, dotted(firstMove < cursor ? movedAhead : ahead));
    }
}

StepItem::StepItem(const Theme &theme, const LaneState &state, int column)
    : m_theme(theme)
    , m_state(state)
    , m_column(column)
{
    setFlag(ItemUsesExtendedStyleOption);
    setZValue(2);
    place();
}

void StepItem::place()
{
    const LaneGeometry &geometry = m_state.geometry;
    const LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(m_column)];
    prepareGeometryChange();
    const double left = geometry.columnX(m_column);
    const double right = geometry.columnEnd(std::max(m_column, block.windowEnd));
    if (block.lane < 0) {
        m_bounds = QRectF(left, 0, geometry.pitch, geometry.height());
        m_block = QRectF(left, 0, geometry.pitch, LaneGeometry::rowHeight);
    } else {
        m_bounds = QRectF(left, geometry.rowY(block.lane), right - left, LaneGeometry::rowHeight).adjusted(-1, 0, 1, 0);
        m_block = QRectF(left + 1.5, std::floor(geometry.rowMiddle(block.lane) - LaneGeometry::blockHeight / 2),
                         right - left - 4, LaneGeometry::blockHeight);
    }
    const bool dragged = m_state.dragged == m_column;
    setOpacity(dragged ? 0.45 : 1);
    update();
}

QPainterPath StepItem::shape() const
{
    QPainterPath path;
    path.addRect(m_block);
    return path;
}

void StepItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    if (m_column >= m_state.lanes.columns())
        return;
    const LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(m_column)];
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(blockFont(m_theme));
    switch (block.kind) {
    case rollback::StepKind::Move: paintMove(*painter, block); break;
    case rollback::StepKind::Soak: paintPill(*painter, block); break;
    case rollback::StepKind::Commit: paintKnot(*painter, block); break;
    case rollback::StepKind::Purge: paintPurge(*painter, block); break;
    case rollback::StepKind::Checkpoint: paintAnchor(*painter, block, option->exposedRect); break;
    }
}

void StepItem::paintMove(QPainter &painter, const LaneBlock &block) const
{
    const bool done = m_column < m_state.done();
    const BlockColours colours = coloursOf(m_theme, block, done);
    const QFontMetricsF metrics(painter.font());
    const double wanted = metrics.horizontalAdvance(block.label) + 2 * textPadding;
    const bool labelled = m_state.geometry.pitch >= labelPitch;
    QRectF box = m_block;
    if (block.rolling) {
        // The window stays visible behind the longest label.
        box.setWidth(labelled ? std::min(wanted, m_block.width() - 7) : std::min(6.0, m_block.width() / 2));
        paintBox(painter, m_block, colours.ground, colours.border, radius::chip + 1, colours.width);
        paintHatch(painter, m_block.adjusted(box.width(), 1.5, -1.5, -1.5), colours.hatch, colours.ground);
        const QString both = QCoreApplication::translate("belay::views::LanesView", "both serve");
        painter.setFont(m_theme.font(Text::Micro));
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(both) + 12;
        if (const QRectF rest = m_block.adjusted(box.width(), 0, 0, 0); labelled && rest.width() > width + 36) {
            QRectF plate(rest.center().x() - width / 2, rest.top() + 4, width, rest.height() - 8);
            painter.fillRect(plate, colours.ground);
            painter.setPen(done ? colours.text : m_theme.colour(Colour::TextSecondary));
            painter.drawText(plate, Qt::AlignCenter | Qt::TextSingleLine, both);
        }
        painter.setFont(blockFont(m_theme));
    }
    paintBox(painter, box, colours.fill, colours.border, radius::chip + 1, colours.width);
    if (!labelled)
        return;
    // Where it goes is told before where it comes from: "2.3…3.1" would be another move.
    QString label = block.label;
    if (const qsizetype arrow = label.indexOf(QChar(0x2192)); arrow > 0 && metrics.horizontalAdvance(label) > box.width() - 3)
        label = label.mid(arrow);
    painter.setPen(colours.text);
    painter.drawText(box.adjusted(1, 0, -1, 0), Qt::AlignCenter | Qt::TextSingleLine,
                     metrics.elidedText(label, Qt::ElideRight, box.width() - 3));
}

void StepItem::paintPill(QPainter &painter, const LaneBlock &block) const
{
    const bool done = m_column < m_state.done();
    const BlockColours colours = coloursOf(m_theme, block, done);
    const LaneGeometry &geometry = m_state.geometry;
    const auto pill = [&](double middle) {
        const double wanted = QFontMetricsF(painter.font()).horizontalAdvance(block.label) + 36;
        const double width = std::min(wanted, geometry.pitch - 4);
        const QRectF rect(geometry.columnX(m_column) + (geometry.pitch - width) / 2, std::floor(middle - pillHeight / 2), width,
                          pillHeight);
        paintBox(painter, rect, colours.fill, colours.border, pillHeight / 2, colours.width);
        if (geometry.pitch < labelPitch)
            return;
        m_theme.paintIcon(painter, QRectF(rect.left() + 6, rect.center().y() - 7, 14, 14), QStringLiteral("clock"), colours.text);
        painter.setPen(colours.text);
        const QRectF area = rect.adjusted(23, 0, -6, 0);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(painter.font()).elidedText(block.label, Qt::ElideRight, area.width() + 1));
    };
    if (block.lane >= 0) {
        pill(geometry.rowMiddle(block.lane));
        return;
    }
    QPen line(done ? colours.border : m_theme.colour(Colour::LineStrong), 1, Qt::CustomDashLine);
    line.setDashPattern({2, 3});
    painter.setPen(line);
    const double x = geometry.columnX(m_column) + geometry.pitch / 2;
    painter.drawLine(QPointF(x, 4), QPointF(x, geometry.height() - 4));
    for (int lane = 0; lane < geometry.lanes; lane += pillEvery)
        pill(geometry.rowMiddle(lane));
}

void StepItem::paintKnot(QPainter &painter, const LaneBlock &block) const
{
    const bool done = m_column < m_state.done();
    const BlockColours colours = coloursOf(m_theme, block, done);
    const QPointF middle(std::floor(m_state.geometry.columnX(m_column)) + 14, std::floor(m_block.center().y()));
    // The rope's end, tied to this lane alone: a ring with a knot in it.
    const QColor rope = m_theme.colour(Colour::Rope);
    painter.setBrush(m_theme.colour(Colour::BgWindow));
    painter.setPen(QPen(rope, 2));
    painter.drawEllipse(middle, 8, 8);
    QPainterPath knot;
    knot.moveTo(middle + QPointF(-3.5, 2.5));
    knot.cubicTo(middle + QPointF(4.5, -6), middle + QPointF(6, 4), middle + QPointF(0, 0.6));
    knot.cubicTo(middle + QPointF(-6, -4), middle + QPointF(-4.5, -6), middle + QPointF(3.5, 2.5));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(rope, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(knot);
    if (m_state.geometry.pitch < labelPitch)
        return;
    painter.setPen(done ? colours.text : m_theme.colour(Colour::TextSecondary));
    const QRectF area(middle.x() + 12, m_block.top(), m_block.right() - middle.x() - 12, m_block.height());
    const QString label = QFontMetricsF(painter.font()).elidedText(block.label, Qt::ElideRight, area.width() + 2);
    painter.fillRect(QRectF(area.left(), area.top() + 4, QFontMetricsF(painter.font()).horizontalAdvance(label) + 4,
                            area.height() - 8),
                     m_theme.colour(m_column == m_state.current() ? Colour::AccentTint : Colour::BgWindow));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, label);
}

void StepItem::paintPurge(QPainter &painter, const LaneBlock &block) const
{
    const bool done = m_column < m_state.done();
    const BlockColours colours = coloursOf(m_theme, block, done);
    paintBox(painter, m_block, colours.fill, colours.border, radius::chip + 1, colours.width);
    if (m_state.geometry.pitch < labelPitch)
        return;
    QFont font = painter.font();
    font.setStrikeOut(true);
    painter.setFont(font);
    painter.setPen(colours.text);
    painter.drawText(m_block.adjusted(4, 0, -4, 0), Qt::AlignCenter | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(block.label, Qt::ElideMiddle, m_block.width() - 8));
}

void StepItem::paintAnchor(QPainter &painter, const LaneBlock &block, const QRectF &exposed) const
{
    const LaneGeometry &geometry = m_state.geometry;
    const bool done = m_column < m_state.done();
    const QColor colour = m_theme.colour(Colour::Rope);
    const double x = std::floor(geometry.columnX(m_column) + geometry.pitch / 2);
    painter.setPen(QPen(colour, 2));
    painter.drawLine(QPointF(x, std::max(exposed.top(), 6.0)), QPointF(x, std::min(exposed.bottom(), geometry.height())));
    const QColor ink = done ? m_theme.colour(Colour::AccentText) : m_theme.colour(Colour::TextPrimary);
    for (int lane = 0; lane < geometry.lanes; lane += pillEvery) {
        const QPointF middle(x, geometry.rowMiddle(lane));
        painter.setBrush(m_theme.colour(Colour::BgWindow));
        painter.setPen(QPen(colour, 2));
        painter.drawEllipse(middle, 11, 11);
        m_theme.paintIcon(painter, QRectF(middle.x() - 8, middle.y() - 8, 16, 16), QStringLiteral("anchor"), colour);
        if (geometry.pitch < labelPitch || block.label.isEmpty() || lane + 1 >= geometry.lanes)
            continue;
        const QFontMetricsF metrics(painter.font());
        const QString label = metrics.elidedText(block.label, Qt::ElideRight, geometry.pitch - 8);
        const double width = metrics.horizontalAdvance(label) + 8;
        const QRectF plate(x - width / 2, middle.y() + 14, width, 16);
        paintBox(painter, plate, m_theme.colour(Colour::BgWindow), Qt::transparent, 3);
        painter.setPen(ink);
        painter.drawText(plate, Qt::AlignCenter | Qt::TextSingleLine, label);
    }
}

QPen cursorPen(const Theme &theme, CursorLine line)
{
    QPen pen(theme.colour(Colour::AccentFill), 2);
    if (line == CursorLine::Compared) {
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({3, 2});
    }
    return pen;
}

CursorItem::CursorItem(const Theme &theme, const LaneState &state, CursorLine line)
    : m_theme(theme)
    , m_state(state)
    , m_line(line)
{
    setFlag(ItemUsesExtendedStyleOption);
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(4);
    place();
}

int CursorItem::columnsDone() const
{
    return m_line == CursorLine::Cursor ? m_state.geometry.cursor : m_state.geometry.compared;
}

void CursorItem::place()
{
    prepareGeometryChange();
    const LaneGeometry &geometry = m_state.geometry;
    m_bounds = m_line == CursorLine::Compared && !geometry.hasRange()
                   ? QRectF()
                   : QRectF(geometry.lineX(columnsDone()) - geometry.gap, 0, 2 * geometry.gap, geometry.height());
    update();
}

void CursorItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    if (!m_state.plan || m_bounds.isEmpty())
        return;
    const LaneGeometry &geometry = m_state.geometry;
    const int done = columnsDone();
    const QRectF exposed = option->exposedRect.intersected(m_bounds);
    const double x = std::floor(geometry.lineX(done));
    const QColor accent = m_theme.colour(Colour::AccentFill);
    painter->setRenderHint(QPainter::Antialiasing);
    QPen line = cursorPen(m_theme, m_line);
    line.setDashOffset(exposed.top() / 2); // Dashes keep their place when a part is drawn anew.
    painter->setPen(line);
    painter->drawLine(QPointF(x, exposed.top()), QPointF(x, exposed.bottom()));
    painter->setFont(blockFont(m_theme));
    const QFontMetricsF metrics(painter->font());
    const int first = std::max(0, static_cast<int>(exposed.top() / LaneGeometry::rowHeight));
    const int last = std::min(geometry.lanes - 1, static_cast<int>(exposed.bottom() / LaneGeometry::rowHeight));
    for (int lane = first; lane <= last; ++lane) {
        const QStringList live = m_state.lanes.liveAt(*m_state.plan, lane, done);
        const bool moved = m_state.lanes.movedAt(lane, done);
        // Of two states only what differs stands out.
        const bool quiet = geometry.hasRange() && !m_state.differs(lane);
        const QString label = metrics.elidedText(pillText(live), Qt::ElideRight, geometry.gap - 10);
        const double width = std::max(29.0, metrics.horizontalAdvance(label) + 12);
        const QRectF pill(x - width / 2, std::floor(geometry.rowMiddle(lane) - 9.5), width, 19);
        const QColor fill = quiet || !moved ? m_theme.colour(Colour::BgPanel) : accent;
        paintBox(*painter, pill, fill, quiet ? m_theme.colour(Colour::LineStrong) : accent, 9.5, quiet ? 1 : 1.4);
        painter->setPen(m_theme.colour(quiet ? Colour::TextTertiary : moved ? Colour::AccentOn : Colour::AccentText));
        painter->drawText(pill, Qt::AlignCenter | Qt::TextSingleLine, label);
    }
}

GhostItem::GhostItem(const Theme &theme, const LaneState &state)
    : m_theme(theme)
    , m_state(state)
{
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(5);
    place();
}

void GhostItem::place()
{
    prepareGeometryChange();
    m_bounds = {};
    m_box = {};
    if (!m_state.ghost || m_state.ghost->lane < 0 || m_state.ghost->lane >= m_state.geometry.lanes) {
        setVisible(false);
        return;
    }
    setVisible(true);
    const LaneGhost &ghost = *m_state.ghost;
    const LaneGeometry &geometry = m_state.geometry;
    const QFontMetricsF metrics(blockFont(m_theme));
    const double width = std::min(metrics.horizontalAdvance(ghost.text) + 20, 190.0);
    // Beside the pill; on the left of it where the plan ends.
    double left = std::floor(geometry.cursorX() + geometry.gap / 2 + 14);
    const double cell = QFontMetricsF(m_theme.font(Text::Micro)).horizontalAdvance(ghost.reason) + 30;
    const double whole = std::max(width, width / 2 + cell);
    if (left + whole > geometry.width() && geometry.cursorX() - geometry.gap / 2 - 14 - whole > 0)
        left = std::floor(geometry.cursorX() - geometry.gap / 2 - 14 - width);
    // Not over the lane's next steps.
    const std::vector<int> &steps = m_state.lanes.lanes[static_cast<std::size_t>(ghost.lane)].steps;
    for (auto it = std::lower_bound(steps.begin(), steps.end(), geometry.cursor);
         left > geometry.cursorX() && it != steps.end() && geometry.columnX(*it) < left + width + 4; ++it) {
        const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(*it)];
        left = std::max(left, std::floor(geometry.columnEnd(std::max(*it, block.windowEnd))) + 4);
    }
    m_box = QRectF(left, std::floor(geometry.rowMiddle(ghost.lane) - 12), width, 24);
    m_bounds = m_box.adjusted(-geometry.gap, -4, geometry.gap, 4)
               | QRectF(geometry.cursorX(), m_box.top(), 1, m_box.height());
    if (ghost.otherLane >= 0) {
        const double middle = geometry.rowMiddle(ghost.otherLane);
        m_bounds |= QRectF(m_box.center().x() - cell - 10, middle - 14, 2 * cell + 20, 28);
    }
    update();
}

void GhostItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    if (!m_state.ghost || m_box.isEmpty())
        return;
    const LaneGhost &ghost = *m_state.ghost;
    const LaneGeometry &geometry = m_state.geometry;
    const QColor closed = m_theme.colour(Colour::ClosedFill);
    const QColor ink = m_theme.colour(Colour::ClosedText);
    painter->setRenderHint(QPainter::Antialiasing);
    QPen dash(closed, 1.5, Qt::CustomDashLine);
    dash.setDashPattern({2.4, 1.8});
    painter->setPen(dash);
    const bool right = m_box.left() > geometry.cursorX();
    const double from = geometry.cursorX() + (right ? geometry.gap / 2 : -geometry.gap / 2);
    const double y = std::floor(m_box.center().y()) + 0.5;
    double at = from;
    if (right) {
        // The line passes behind the lane's next steps.
        const std::vector<int> &steps = m_state.lanes.lanes[static_cast<std::size_t>(ghost.lane)].steps;
        for (auto it = std::lower_bound(steps.begin(), steps.end(), geometry.cursor);
             it != steps.end() && geometry.columnX(*it) < m_box.left(); ++it) {
            const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(*it)];
            painter->drawLine(QPointF(at, y), QPointF(std::max(at, geometry.columnX(*it)), y));
            at = geometry.columnEnd(std::max(*it, block.windowEnd)) - 2;
        }
    }
    painter->drawLine(QPointF(at, y), QPointF(right ? std::max(at, m_box.left()) : m_box.right(), y));
    painter->setBrush(m_theme.colour(Colour::BgPanel));
    painter->drawRoundedRect(m_box.adjusted(0.75, 0.75, -0.75, -0.75), 5, 5);
    painter->setFont(blockFont(m_theme));
    painter->setPen(ink);
    painter->drawText(m_box.adjusted(4, 0, -4, 0), Qt::AlignCenter | Qt::TextSingleLine,
                      QFontMetricsF(painter->font()).elidedText(ghost.text, Qt::ElideMiddle, m_box.width() - 8));
    if (ghost.otherLane < 0 || ghost.otherLane == ghost.lane)
        return;
    const bool below = ghost.otherLane > ghost.lane;
    const QPointF cross(std::floor(m_box.center().x()), std::floor(geometry.rowMiddle(ghost.otherLane)));
    painter->setPen(QPen(closed, 1.5));
    painter->drawLine(QPointF(cross.x(), below ? m_box.bottom() : m_box.top()), QPointF(cross.x(), cross.y() + (below ? -8 : 8)));
    m_theme.paintSign(*painter, QRectF(cross.x() - 8.5, cross.y() - 8.5, 17, 17), Sign::Error);
    if (ghost.reason.isEmpty())
        return;
    painter->setFont(m_theme.font(Text::Micro));
    const double width = QFontMetricsF(painter->font()).horizontalAdvance(ghost.reason);
    const bool fits = cross.x() + 15 + width + 6 < geometry.width();
    const QRectF plate(fits ? cross.x() + 13 : cross.x() - 19 - width, cross.y() - 9, width + 6, 18);
    QColor ground = m_theme.colour(Colour::BgWindow);
    ground.setAlphaF(0.92F);
    painter->fillRect(plate, ground);
    painter->setPen(ink);
    painter->drawText(plate, Qt::AlignCenter | Qt::TextSingleLine, ghost.reason);
}

} // namespace belay::views
