// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/errorcard.h"

#include "views/shell/analysislabels.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

ErrorCard::ErrorCard(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new TextLabel(theme, Text::Label, Colour::ClosedText, {}, this))
    , m_reason(new TextLabel(theme, Text::Body, Colour::TextPrimary, {}, this))
    , m_details(new TextLabel(theme, Text::Code, Colour::TextSecondary, {}, this))
    , m_more(new Button(theme, ButtonKind::Link, tr("Details"), {}, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::page + 40, 20, space::page + 14, 20);
    auto *words = new QVBoxLayout;
    words->setSpacing(3);
    m_reason->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setWordWrap(true);
    m_details->hide();
    words->addWidget(m_title);
    words->addWidget(m_reason);
    words->addWidget(new TextLabel(theme, Text::Small, Colour::TextSecondary,
                                   tr("The steps stand as you left them and can be edited. Results are missing until this is repaired."),
                                   this));
    words->addWidget(m_details);
    layout->addLayout(words, 1);
    layout->addSpacing(12);
    m_more->setSmall(true);
    layout->addWidget(m_more, 0, Qt::AlignTop);
    auto *again = new Button(theme, ButtonKind::Secondary, tr("Try again"), QStringLiteral("refresh"), this);
    layout->addWidget(again, 0, Qt::AlignTop);
    connect(again, &Button::clicked, this, &ErrorCard::tryAgainRequested);
    connect(m_more, &Button::clicked, this, [this] { m_details->setVisible(m_details->isHidden()); });
}

void ErrorCard::setError(const Error &error)
{
    m_title->setText(tr("The plan could not be checked"));
    m_reason->setText(sentenceOf(error));
    m_details->setText(QString::fromStdString(describe(error)));
}

QString ErrorCard::reason() const
{
    return m_reason->text();
}

void ErrorCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgWindow));
    const QRectF card = QRectF(rect()).adjusted(space::page, 10, -space::page, -10);
    paintBox(painter, card, m_theme.colour(Colour::ClosedTint), m_theme.colour(Colour::ClosedLine), radius::card);
    painter.setClipRect(QRectF(card.left(), card.top(), 4, card.height()));
    paintBox(painter, card, m_theme.colour(Colour::ClosedFill), Qt::transparent, radius::card);
    painter.setClipping(false);
    m_theme.paintSign(painter, QRectF(card.left() + 16, card.top() + 12, 16, 16), Sign::Error);
}

} // namespace belay::views
