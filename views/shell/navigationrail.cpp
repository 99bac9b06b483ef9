// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/navigationrail.h"

#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

namespace {
constexpr int itemHeight = 52;
constexpr int itemHeightNarrow = 44;
constexpr int itemMargin = 6;
constexpr int logoHeight = 48;
constexpr QRectF logoBox(23, 8, 30, 32);
} // namespace

void paintLogo(QPainter &painter, const Theme &theme, const QRectF &rect)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    const double scale = std::min(rect.width() / logoBox.width(), rect.height() / logoBox.height());
    painter.scale(scale, scale);
    painter.translate(-logoBox.topLeft());

    QPainterPath carabiner;
    carabiner.moveTo(42.6, 12.2);
    carabiner.lineTo(34, 12.2);
    carabiner.cubicTo(29, 12.2, 25.4, 15.8, 25.4, 20.8);
    carabiner.lineTo(25.4, 27.4);
    carabiner.cubicTo(25.4, 32.2, 28.8, 35.6, 33.6, 35.6);
    carabiner.lineTo(42.4, 35.6);
    carabiner.cubicTo(48.6, 35.6, 52.4, 30, 50, 24);
    carabiner.lineTo(45.2, 13.4);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.colour(Colour::TextPrimary), 2.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(carabiner);

    QPainterPath rope;
    rope.moveTo(38, 9);
    rope.lineTo(38, 14.5);
    rope.cubicTo(38, 20.5, 32, 21, 32, 26.2);
    rope.cubicTo(32, 31, 38, 32, 38, 36.5);
    rope.lineTo(38, 39);
    painter.setPen(QPen(theme.colour(Colour::Rope), 2.1, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(rope);
    painter.restore();
}

class NavigationRail::Item final : public QAbstractButton {
public:
    Item(const Theme &theme, QString itemId, const QString &title, QString icon, QWidget *parent)
        : QAbstractButton(parent), id(std::move(itemId)), m_theme(theme), m_iconName(std::move(icon))
    {
        setText(title);
        setAccessibleName(title);
        setCheckable(true);
        setAutoExclusive(true);
        setAttribute(Qt::WA_Hover);
        setFixedHeight(itemHeight);
    }

    void setBadge(int count)
    {
        m_badge = count;
        setAccessibleDescription(count > 0 ? NavigationRail::tr("%n finding(s)", nullptr, count) : QString());
        update();
    }
    void setNarrow(bool narrow)
    {
        m_narrow = narrow;
        setFixedHeight(narrow ? itemHeightNarrow : itemHeight);
        update();
    }
    QSize sizeHint() const override
    {
        return {m_narrow ? size::railNarrow : size::rail, m_narrow ? itemHeightNarrow : itemHeight};
    }

    const QString id;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool on = isChecked() && isEnabled();
        const QRectF box = QRectF(rect()).adjusted(itemMargin, 0.5, -itemMargin - 1, -0.5);
        if (on) {
            paintBox(painter, box, m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault),
                     radius::control);
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_theme.colour(Colour::AccentFill));
            painter.drawRoundedRect(QRectF(-3, height() / 2.0 - 15, 6, 30), 2, 2);
        } else if (underMouse() && isEnabled()) {
            paintBox(painter, box, m_theme.colour(Colour::BgHover), Qt::transparent, radius::control);
        }
        QColor ink = m_theme.colour(on ? Colour::AccentText : isEnabled() ? Colour::TextSecondary : Colour::TextTertiary);
        if (!isEnabled())
            ink.setAlphaF(0.6F);
        const double iconTop = m_narrow ? (height() - size::iconLarge) / 2.0 : 6;
        const QRectF icon((width() - 1 - size::iconLarge) / 2.0, iconTop, size::iconLarge, size::iconLarge);
        m_theme.paintIcon(painter, icon, m_iconName, ink);
        if (!m_narrow) {
            QFont font = m_theme.font(Text::Micro);
            if (on)
                font.setWeight(QFont::DemiBold);
            painter.setFont(font);
            painter.setPen(ink);
            painter.drawText(QRectF(2, 29, width() - 5, 18), Qt::AlignCenter,
                             QFontMetricsF(font).elidedText(text(), Qt::ElideRight, width() - 4));
        }
        if (m_badge > 0 && isEnabled()) {
            const QString text = m_badge > 99 ? QStringLiteral("99+") : QString::number(m_badge);
            QFont font = m_theme.font(Text::Micro);
            font.setPixelSize(10);
            font.setWeight(QFont::DemiBold);
            const double advance = std::max(15.0, QFontMetricsF(font).horizontalAdvance(text) + 8);
            const QRectF badge(icon.center().x() + 7, icon.top() - 4, advance, 15);
            paintBox(painter, badge, m_theme.colour(Colour::ClosedFill),
                     m_theme.colour(on ? Colour::BgPanel : Colour::BgRail), 7.5);
            painter.setFont(font);
            painter.setPen(m_theme.colour(Colour::ClosedOn));
            painter.drawText(badge, Qt::AlignCenter, text);
        }
    }

private:
    const Theme &m_theme;
    QString m_iconName;
    int m_badge = 0;
    bool m_narrow = false;
};

NavigationRail::NavigationRail(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(new QVBoxLayout(this))
{
    setFixedWidth(size::rail);
    setAccessibleName(tr("Places"));
    m_layout->setContentsMargins(0, logoHeight + 4, 0, space::one);
    m_layout->setSpacing(3);
    m_layout->addStretch(1);
}

void NavigationRail::addGroup(const QString &title)
{
    if (!m_groups.isEmpty()) {
        auto *gap = new QWidget(this);
        gap->setFixedHeight(space::small);
        m_layout->insertWidget(m_layout->count() - 1, gap);
    }
    auto *label = new TextLabel(m_theme, Text::Micro, Colour::TextTertiary, title, this);
    label->setAlignment(Qt::AlignCenter);
    label->setFixedHeight(20);
    label->setHidden(m_narrow);
    m_groups.append(label);
    m_layout->insertWidget(m_layout->count() - 1, label);
}

void NavigationRail::addPlace(const QString &id, const QString &title, const QString &icon, const QString &shortcut)
{
    auto *button = new Item(m_theme, id, title, icon, this);
    button->setToolTip(shortcut.isEmpty() ? title : tr("%1 (%2)").arg(title, shortcut));
    connect(button, &QAbstractButton::clicked, this, [this, id] { Q_EMIT placeChosen(id); });
    button->setNarrow(m_narrow);
    m_items.append(button);
    m_layout->insertWidget(m_layout->count() - 1, button);
}

NavigationRail::Item *NavigationRail::item(const QString &id) const
{
    for (Item *candidate : m_items) {
        if (candidate->id == id)
            return candidate;
    }
    return nullptr;
}

QString NavigationRail::current() const
{
    for (const Item *candidate : m_items) {
        if (candidate->isChecked())
            return candidate->id;
    }
    return {};
}

void NavigationRail::setCurrent(const QString &id)
{
    for (Item *candidate : m_items) {
        // An exclusive button cannot be unchecked, but with no document no place is current.
        candidate->setAutoExclusive(false);
        candidate->setChecked(candidate->id == id);
        candidate->setAutoExclusive(true);
    }
}

void NavigationRail::setPlacesEnabled(bool enabled)
{
    for (Item *candidate : m_items)
        candidate->setEnabled(enabled);
}

void NavigationRail::setBadge(const QString &id, int count)
{
    if (Item *found = item(id))
        found->setBadge(count);
}

void NavigationRail::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    setFixedWidth(narrow ? size::railNarrow : size::rail);
    for (Item *candidate : m_items)
        candidate->setNarrow(narrow);
    for (QWidget *group : m_groups)
        group->setVisible(!narrow);
    update();
}

void NavigationRail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgRail));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.colour(Colour::LineDefault));
    const double left = (width() - 1 - logoBox.width()) / 2;
    paintLogo(painter, m_theme, QRectF(left, logoBox.y(), logoBox.width(), logoBox.height()));
}

void NavigationRail::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    for (qsizetype i = 0; step != 0 && i < m_items.size(); ++i) {
        if (m_items[i]->hasFocus() && i + step >= 0 && i + step < m_items.size()) {
            m_items[i + step]->setFocus(Qt::TabFocusReason);
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

} // namespace belay::views
