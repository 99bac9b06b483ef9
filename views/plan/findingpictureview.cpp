// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/findingpictureview.h"

#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>

namespace belay::views {

using items::FindingPicture;

FindingPictureView::FindingPictureView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FindingPictureView::setPicture(const FindingPicture &picture)
{
    m_picture = picture;
    setVisible(picture.link != FindingPicture::Link::None);
    setAccessibleName(picture.sentence());
    setToolTip(picture.sentence());
    update();
}

void FindingPictureView::paintNode(QPainter &painter, const QRectF &rect, const FindingPicture::Node &node) const
{
    const QColor colour = m_theme.colour(node.goesBack ? Colour::ClosedFill : Colour::AccentFill);
    QPen pen(colour, 1.5);
    if (node.goesBack) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({2.6, 1.8});
    }
    painter.setPen(pen);
    painter.setBrush(m_theme.colour(Colour::BgPanel));
    QRectF words = rect;
    if (node.kind == rollback::ComponentKind::Database) {
        const double cap = 16;
        const QRectF box = rect.adjusted(0.75, 0.75, -0.75, -0.75);
        QPainterPath body;
        body.moveTo(box.left(), box.top() + cap / 2);
        body.lineTo(box.left(), box.bottom() - cap / 2);
        body.arcTo(QRectF(box.left(), box.bottom() - cap, box.width(), cap), 180, 180);
        body.lineTo(box.right(), box.top() + cap / 2);
        body.arcTo(QRectF(box.left(), box.top(), box.width(), cap), 0, 180);
        painter.drawPath(body);
        painter.setBrush(Qt::NoBrush);
        QPainterPath rim;
        rim.moveTo(box.left(), box.top() + cap / 2);
        rim.arcTo(QRectF(box.left(), box.top(), box.width(), cap), 180, 180);
        painter.drawPath(rim);
        words.adjust(0, cap - 4, 0, 0);
    } else {
        painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius::control, radius::control);
    }
    const QRectF inner = words.adjusted(7, 0, -7, 0);
    QFont font = m_theme.font(Text::Label);
    painter.setFont(font);
    painter.setPen(m_theme.colour(Colour::TextPrimary));
    painter.drawText(QRectF(inner.left(), inner.center().y() - 18, inner.width(), 18), Qt::AlignCenter | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(node.title, Qt::ElideMiddle, inner.width()));
    font = m_theme.font(Text::Small);
    painter.setFont(font);
    painter.setPen(m_theme.colour(Colour::TextSecondary));
    painter.drawText(QRectF(inner.left(), inner.center().y(), inner.width(), 17), Qt::AlignCenter | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(node.state, Qt::ElideMiddle, inner.width()));
}

void FindingPictureView::paintEvent(QPaintEvent *)
{
    if (m_picture.link == FindingPicture::Link::None)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double nodeWidth = std::clamp(width() * 0.325, 82.0, 150.0);
    const auto heightOf = [](const FindingPicture::Node &node) {
        return node.kind == rollback::ComponentKind::Database ? 58.0 : 52.0;
    };
    const double middle = std::floor(height() / 2.0);
    const QRectF left(1, middle - heightOf(m_picture.left) / 2, nodeWidth, heightOf(m_picture.left));
    const QRectF right(width() - 1 - nodeWidth, middle - heightOf(m_picture.right) / 2, nodeWidth, heightOf(m_picture.right));
    const bool broken = m_picture.link != FindingPicture::Link::Together;
    const Sign sign = broken ? Sign::Error : Sign::After;
    const QColor colour = m_theme.fill(sign);
    QPen pen(colour, 2);
    if (m_picture.link == FindingPicture::Link::WayBack)
        pen = QPen(m_theme.colour(Colour::Rope), 2);
    painter.setPen(pen);
    const double from = left.right() + 1;
    const double to = right.left() - 2;
    painter.drawLine(QPointF(from, middle), QPointF(to, middle));
    QPainterPath head;
    head.moveTo(to - 7, middle - 5);
    head.lineTo(to, middle);
    head.lineTo(to - 7, middle + 5);
    painter.drawPath(head);
    if (!broken) {
        QPainterPath tail;
        tail.moveTo(from + 7, middle - 5);
        tail.lineTo(from, middle);
        tail.lineTo(from + 7, middle + 5);
        painter.drawPath(tail);
    }
    const double centre = std::floor((from + to) / 2);
    // The glyph lies on the line with a rim of the ground, so that the link looks cut.
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colour(Colour::BgSubtle));
    painter.drawRoundedRect(QRectF(centre - 11, middle - 11, 22, 22), 5, 5);
    m_theme.paintSign(painter, QRectF(centre - 9, middle - 9, 18, 18), sign);
    const QRectF room(from + 2, 0, to - from - 4, height());
    QFont font = m_theme.font(Text::Micro);
    const auto words = [&](const QString &text, double y, Qt::Alignment where) {
        // Two short lines are better than an ellipsis.
        painter.drawText(QRectF(room.left() - 2, y, room.width() + 4, 30), where | Qt::AlignHCenter | Qt::TextWordWrap, text);
    };
    font.setWeight(QFont::Normal);
    painter.setFont(font);
    painter.setPen(m_theme.colour(Colour::TextSecondary));
    words(m_picture.above, middle - 43, Qt::AlignBottom);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_theme.text(sign));
    words(m_picture.below, middle + 13, Qt::AlignTop);
    paintNode(painter, left, m_picture.left);
    paintNode(painter, right, m_picture.right);
}

} // namespace belay::views
