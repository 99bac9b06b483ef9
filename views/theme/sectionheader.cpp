// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/sectionheader.h"

#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

namespace belay::views {

SectionHeader::SectionHeader(const Theme &theme, const QString &title, const QString &note, QWidget *parent)
    : QWidget(parent), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::one);
    QFont face = theme.font(Text::Small);
    face.setWeight(QFont::DemiBold);
    m_title = new TextLabel(theme, Text::Section, Colour::TextSecondary, title, this);
    m_title->setFont(face);
    m_note = new ElidedLabel(theme, Text::Small, Colour::TextTertiary, note, this);
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_note, 1);
}

void SectionHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void SectionHeader::setNote(const QString &note)
{
    m_note->setText(note);
}

void SectionHeader::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

PlaceHeader::PlaceHeader(const Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(new QHBoxLayout(this))
{
    setFixedHeight(size::header);
    m_layout->setContentsMargins(space::page, 0, space::medium, 1);
    m_layout->setSpacing(space::small);
    m_title = new ElidedLabel(theme, Text::Page, Colour::TextPrimary, title, this);
    auto *subtitle = new ElidedLabel(theme, Text::Small, Colour::TextTertiary, {}, this);
    m_subtitle = subtitle;
    m_layout->addWidget(m_title);
    m_layout->addWidget(subtitle, 1);
}

void PlaceHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PlaceHeader::setSubtitle(const QString &subtitle)
{
    static_cast<ElidedLabel *>(m_subtitle)->setText(subtitle);
}

void PlaceHeader::addAfterTitle(QWidget *widget)
{
    m_layout->insertWidget(m_afterTitle++, widget);
}

void PlaceHeader::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

void PlaceHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colour(Colour::LineDefault));
}

Card::Card(const Theme &theme, QWidget *parent) : QFrame(parent), m_theme(theme) {}

void Card::setSign(std::optional<Sign> sign)
{
    m_sign = sign;
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), m_sign ? m_theme.tint(*m_sign) : m_theme.colour(Colour::BgPanel),
             m_sign ? m_theme.line(*m_sign) : m_theme.colour(Colour::LineDefault), radius::card);
}

Rule::Rule(const Theme &theme, Qt::Orientation orientation, bool soft, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_soft(soft)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
    else
        setFixedWidth(1);
}

void Rule::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(m_soft ? Colour::LineSubtle : Colour::LineDefault));
}

} // namespace belay::views
