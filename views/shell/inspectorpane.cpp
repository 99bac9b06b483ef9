// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/inspectorpane.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QStackedWidget>

namespace belay::views {

InspectorPane::InspectorPane(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_stack(new QStackedWidget(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->addWidget(m_stack);
    setMinimumWidth(size::inspectorMinimum);
    setMaximumWidth(size::inspector);
    setAccessibleName(tr("Inspector"));
    // Scroll areas in here fill themselves with the palette's window colour.
    const auto ground = [this] {
        QPalette colours = m_theme.palette();
        colours.setColor(QPalette::Window, m_theme.colour(Colour::BgPanel));
        setPalette(colours);
    };
    ground();
    connect(&theme, &Theme::changed, this, ground);
}

void InspectorPane::add(QWidget *inspector)
{
    m_stack->addWidget(inspector);
}

void InspectorPane::setCurrent(QWidget *inspector)
{
    m_current = inspector;
    if (inspector)
        m_stack->setCurrentWidget(inspector);
}

void InspectorPane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.colour(Colour::LineDefault));
}

} // namespace belay::views
