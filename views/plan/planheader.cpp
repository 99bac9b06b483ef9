// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/planheader.h"

#include "views/theme/button.h"
#include "views/theme/chip.h"
#include "views/theme/sectionheader.h"
#include "views/theme/segmentedcontrol.h"

#include <QtGui/QAction>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>

namespace belay::views {

PlanHeader::PlanHeader(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_header(new PlaceHeader(theme, tr("Plan"), this))
    , m_picker(new QMenu(this))
    , m_pick(Button::iconOnly(theme, QStringLiteral("chevron-down"), tr("Choose a plan"), this))
    , m_name(new QLineEdit(this))
    , m_chip(new Chip(theme, this))
    , m_view(new SegmentedControl(theme, {tr("Lanes"), tr("Steps")}, this))
    , m_add(new Button(theme, ButtonKind::Secondary, tr("Step"), QStringLiteral("plus"), this))
    , m_addMenu(new QMenu(this))
    , m_verify(new Button(theme, ButtonKind::Primary, tr("Verify"), QStringLiteral("verify"), this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_header);
    m_pick->setSmall(true);
    m_picker->setToolTipsVisible(true); // Why a command is disabled.
    m_addMenu->setToolTipsVisible(true);
    m_name->setAccessibleName(tr("Name of the plan"));
    m_name->setFixedWidth(200);
    m_name->hide();
    m_name->installEventFilter(this);
    m_view->setAccessibleName(tr("How the plan is shown"));
    m_header->addAfterTitle(m_name);
    m_header->addAfterTitle(m_pick);
    m_header->addAfterTitle(m_chip);
    m_header->addWidget(m_view);
    m_header->addWidget(m_add);
    m_header->addWidget(m_verify);
    m_add->setAccessibleName(tr("Add a step"));
    connect(m_pick, &Button::clicked, this, &PlanHeader::openPicker);
    connect(m_picker, &QMenu::aboutToShow, this, &PlanHeader::fillPicker);
    connect(m_add, &Button::clicked, this, [this] { m_addMenu->popup(m_add->mapToGlobal(QPoint(0, m_add->height() + 4))); });
    connect(m_view, &SegmentedControl::currentChanged, this, &PlanHeader::viewChanged);
    connect(m_name, &QLineEdit::returnPressed, this, [this] {
        const QString wanted = m_name->text().trimmed();
        m_name->hide();
        if (m_current >= 0)
            m_header->setTitle(m_plans[m_current].id);
        if (!wanted.isEmpty() && m_current >= 0 && wanted != m_plans[m_current].id)
            Q_EMIT renamed(wanted);
    });
}

void PlanHeader::setPlans(const QList<Entry> &plans, int current)
{
    m_plans = plans;
    m_current = current;
    if (m_name->isHidden())
        m_header->setTitle(current >= 0 ? plans[current].id : tr("Plan"));
    m_pick->setAccessibleName(tr("Choose a plan (%1 of %2)").arg(current + 1).arg(plans.size()));
}

void PlanHeader::setCounts(const QString &chip, const QString &counts)
{
    m_chip->setText(chip);
    m_chip->setVisible(!chip.isEmpty());
    m_header->setSubtitle(counts);
}

void PlanHeader::setPlanActions(const QList<QAction *> &actions)
{
    m_planActions = actions;
}

void PlanHeader::setStepActions(const QList<QAction *> &actions)
{
    m_addMenu->clear();
    m_addMenu->addActions(actions);
}

void PlanHeader::setVerifyAction(QAction *action)
{
    m_verify->setAction(action);
}

void PlanHeader::setHasPlan(bool has)
{
    m_view->setVisible(has);
    m_add->setVisible(has);
    m_verify->setVisible(has);
}

void PlanHeader::startRename()
{
    if (m_current < 0)
        return;
    m_header->setTitle(QString());
    m_name->setText(m_plans[m_current].id);
    m_name->show();
    m_name->selectAll();
    m_name->setFocus();
}

int PlanHeader::viewIndex() const
{
    return m_view->current();
}

void PlanHeader::setViewIndex(int index)
{
    m_view->setCurrent(index);
}

void PlanHeader::openPicker()
{
    m_picker->popup(m_pick->mapToGlobal(QPoint(0, m_pick->height() + 4)));
}

void PlanHeader::fillPicker()
{
    m_picker->clear();
    for (int i = 0; i < m_plans.size(); ++i) {
        QAction *action = m_picker->addAction(m_plans[i].environment.isEmpty()
                                                  ? m_plans[i].id
                                                  : tr("%1 (%2)").arg(m_plans[i].id, m_plans[i].environment));
        action->setCheckable(true);
        action->setChecked(i == m_current);
        connect(action, &QAction::triggered, this, [this, id = m_plans[i].id] { Q_EMIT planChosen(id); });
    }
    if (!m_plans.isEmpty())
        m_picker->addSeparator();
    m_picker->addActions(m_planActions);
}

bool PlanHeader::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_name && !m_name->isHidden()) {
        const bool escape = event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
        if (escape || event->type() == QEvent::FocusOut) {
            m_name->hide();
            if (m_current >= 0)
                m_header->setTitle(m_plans[m_current].id);
            return escape;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace belay::views
