// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/planinspector.h"

#include "views/plan/findingspanel.h"
#include "views/plan/stepeditor.h"
#include "views/theme/button.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

namespace {
constexpr int tabsHeight = 44;
}

PlanInspector::PlanInspector(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(new QTabBar(this))
    , m_filter(Button::iconOnly(theme, QStringLiteral("filter"), tr("Filter findings"), this))
    , m_pages(new QStackedWidget(this))
    , m_findings(new FindingsPanel(theme, m_pages))
    , m_step(new StepEditor(theme, m_pages))
{
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Inspector of the plan"));
    m_tabs->addTab(tr("Findings"));
    m_tabs->addTab(tr("Step"));
    m_filter->setSmall(true);
    m_filter->setCheckable(true);
    m_pages->addWidget(m_findings);
    m_pages->addWidget(m_step);
    auto *row = new QWidget(this);
    row->setFixedHeight(tabsHeight);
    auto *rowLayout = new QHBoxLayout(row);
    rowLayout->setContentsMargins(8, 0, 14, 0);
    rowLayout->addWidget(m_tabs, 0, Qt::AlignBottom);
    rowLayout->addStretch(1);
    rowLayout->addWidget(m_filter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(row);
    layout->addSpacing(1);
    layout->addWidget(m_pages, 1);
    setMinimumWidth(size::inspectorMinimum);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        m_filter->setVisible(index == FindingsPage);
    });
    connect(m_filter, &Button::toggled, this, [this](bool on) { m_findings->setFilterShown(on); });
    connect(m_findings, &FindingsPanel::countChanged, this, [this](int count) {
        m_tabs->setTabText(FindingsPage, tr("Findings %1").arg(count));
    });
}

void PlanInspector::showPage(Page page)
{
    m_tabs->setCurrentIndex(page);
}

PlanInspector::Page PlanInspector::page() const
{
    return static_cast<Page>(m_tabs->currentIndex());
}

void PlanInspector::setStepTitle(const QString &title)
{
    m_tabs->setTabText(StepPage, title);
}

void PlanInspector::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    painter.drawLine(QPointF(0, tabsHeight + 0.5), QPointF(width(), tabsHeight + 0.5));
}

} // namespace belay::views
