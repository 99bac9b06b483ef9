// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/codepanel.h"

#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtCore/QUrl>
#include <QtGui/QClipboard>
#include <QtGui/QDesktopServices>
#include <QtGui/QGuiApplication>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

CodePanel::CodePanel(const Theme &theme, const QString &name, int mostLines, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sql(new SqlView(theme, this))
    , m_place(new ElidedLabel(theme, Text::Small, Colour::TextTertiary, {}, this))
    , m_open(new Button(theme, ButtonKind::Link, tr("Open in editor"), QStringLiteral("open-external"), this))
    , m_row(new QHBoxLayout)
{
    m_sql->setAccessibleName(name);
    m_sql->setMostLines(mostLines);
    m_place->setElideMode(Qt::ElideMiddle);
    m_open->setSmall(true);
    m_open->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 0);
    layout->setSpacing(4);
    layout->addWidget(m_sql);
    layout->addLayout(m_row);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(2);
    m_row->addWidget(m_place, 1);
    m_row->addWidget(m_open);
    connect(m_open, &Button::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_onDisk)); });
}

void CodePanel::setPlace(const QString &place, const QString &onDisk)
{
    m_place->setText(place);
    m_onDisk = onDisk;
    m_open->setVisible(!onDisk.isEmpty());
}

Button *CodePanel::addCopy(const QString &title, std::function<QString()> make)
{
    auto *button = new Button(m_theme, ButtonKind::Link, title, {}, this);
    button->setSmall(true);
    m_row->insertWidget(m_row->count() - 1, button);
    connect(button, &Button::clicked, this, [this, title, make = std::move(make)] {
        QGuiApplication::clipboard()->setText(make());
        Q_EMIT copied(title);
    });
    return button;
}

void CodePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, m_sql->geometry().adjusted(-1, -1, 1, 1), m_theme.colour(Colour::CodeBg), m_theme.colour(Colour::LineDefault), radius::control);
}

} // namespace belay::views
