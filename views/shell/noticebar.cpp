// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/noticebar.h"

#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

namespace belay::views {

namespace {
constexpr int glyph = 16;
}

NoticeBar::NoticeBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::page + glyph + space::one, 7, space::one, 8);
    layout->setSpacing(space::one);
    m_text = new TextLabel(theme, Text::Body, Colour::TextPrimary, {}, this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    layout->addWidget(m_text, 1);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(space::one);
    layout->addLayout(m_buttons);
    Button *close = Button::iconOnly(theme, QStringLiteral("close"), tr("Close this notice"), this);
    connect(close, &QPushButton::clicked, this, &NoticeBar::dismiss);
    layout->addWidget(close);
    hide();
}

void NoticeBar::showNotice(Sign sign, const QString &text)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        // The click of one of these buttons may be what shows the next notice.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_sign = sign;
    m_text->setText(text);
    setAccessibleName(text);
    show();
    update();
}

void NoticeBar::addButton(const QString &text, std::function<void()> run)
{
    auto *button = new Button(m_theme, ButtonKind::Secondary, text, {}, this);
    connect(button, &QPushButton::clicked, this, [this, run = std::move(run)] {
        const auto call = run;
        dismiss();
        call();
    });
    m_buttons->addWidget(button);
}

QString NoticeBar::text() const
{
    return m_text->text();
}

void NoticeBar::dismiss()
{
    hide();
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tint(m_sign));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.line(m_sign));
    m_theme.paintSign(painter, QRectF(space::page, (height() - glyph) / 2.0, glyph, glyph), m_sign);
}

} // namespace belay::views
