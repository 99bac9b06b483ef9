// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/safepane.h"

#include "views/schema/codepanel.h"
#include "views/schema/longwords.h"
#include "views/schema/schemagrid.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

using items::SchemaState;
using schema::Outcome;

namespace {
constexpr int proposalLines = 12;
constexpr int side = space::medium;
} // namespace

class SafePane::Body final : public QWidget {
public:
    Body(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) {}
    QLabel *title = nullptr;
    QLabel *downTitle = nullptr;
    QLabel *down = nullptr;
    Sign downSign = Sign::Open;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
        m_theme.paintIcon(painter, QRectF(side, title->y() + (title->height() - 18) / 2.0, 18, 18), QStringLiteral("shield"), m_theme.colour(Colour::OpenFill));
        if (down->isHidden())
            return;
        painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
        painter.drawLine(QPointF(0, downTitle->y() - 11.5), QPointF(width(), downTitle->y() - 11.5));
        m_theme.paintSign(painter, QRectF(side, down->y() + 1, 14, 14), downSign);
    }

private:
    const Theme &m_theme;
};

SafePane::SafePane(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_body(new Body(theme, this))
    , m_title(new TextLabel(theme, Text::Title, Colour::TextPrimary, tr("Make it safe"), m_body))
    , m_reason(new TextLabel(theme, Text::Body, Colour::TextPrimary, {}, m_body))
    , m_remedyTitle(new TextLabel(theme, Text::Label, Colour::TextSecondary, tr("What helps"), m_body))
    , m_remedy(new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, m_body))
    , m_proposalTitle(new TextLabel(theme, Text::Label, Colour::TextSecondary, tr("Split into expand and contract"), m_body))
    , m_proposal(new CodePanel(theme, tr("The migration in parts"), proposalLines, m_body))
    , m_add(new Button(theme, ButtonKind::Secondary, tr("Add to plan"), QStringLiteral("plus"), m_body))
    , m_downTitle(new TextLabel(theme, Text::Label, Colour::TextSecondary, {}, m_body))
    , m_down(new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, m_body))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Make it safe"));
    m_body->title = m_title;
    m_body->downTitle = m_downTitle;
    m_body->down = m_down;
    auto *layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(side, 12, side, 12);
    layout->setSpacing(8);
    for (QLabel *label : {m_reason, m_remedy, m_down, m_remedyTitle, m_proposalTitle, m_downTitle}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setContentsMargins(26, 0, 0, 0);
    m_down->setContentsMargins(24, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_reason);
    layout->addWidget(m_remedyTitle);
    layout->addWidget(m_remedy);
    layout->addWidget(m_proposalTitle);
    layout->addWidget(m_proposal);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    layout->addSpacing(14);
    layout->addWidget(m_downTitle);
    layout->addWidget(m_down);
    layout->addStretch(1);
    setWidget(m_body);
    m_proposal->addCopy(tr("Copy"), [this] { return m_proposal->sql().toPlainText(); })->setAccessibleName(tr("Copy the proposal"));
    connect(m_proposal, &CodePanel::copied, this, [this] { Q_EMIT said(tr("Copied.")); });
    connect(m_add, &Button::clicked, this, &SafePane::offer);
    showMigration(nullptr, -1, -1, {});
}

QString SafePane::advice() const { return m_remedy->text(); }

void SafePane::showMigration(const std::shared_ptr<const items::SchemaRun> &run, int migration, int operation,
                             std::optional<SchemaState> state)
{
    m_any = run && migration >= 0 && migration < static_cast<int>(run->report.migrations.size());
    const schema::MigrationVerdict *verdict = m_any ? &run->report.migrations[static_cast<std::size_t>(migration)] : nullptr;
    const schema::OperationVerdict *worst = nullptr;
    if (verdict && operation >= 0 && operation < static_cast<int>(verdict->operations.size()))
        worst = &verdict->operations[static_cast<std::size_t>(operation)];
    else if (verdict)
        worst = items::worstOperation(*verdict, state);
    QString reason;
    if (!verdict)
        reason = tr("Select a migration to see what helps.");
    else if (!worst)
        reason = tr("There is nothing to make safe here.");
    else
        reason = QString::fromStdString(worst->reason);
    if (worst && worst->excused)
        reason += QLatin1Char('\n') + tr("Accepted: %1").arg(QString::fromStdString(worst->excuse));
    if (worst && !worst->dependsOn.empty())
        reason += QLatin1Char('\n') + tr("It depends on %1").arg(QString::fromStdString(worst->dependsOn));
    m_reason->setText(breakable(reason));
    m_remedy->setText(worst ? breakable(QString::fromStdString(worst->remedy)) : QString());
    m_remedy->setVisible(!m_remedy->text().isEmpty());
    m_remedyTitle->setVisible(!m_remedy->text().isEmpty());
    const bool split = verdict && !verdict->splitProposal.empty();
    m_proposalTitle->setVisible(split);
    m_proposal->setVisible(split);
    if (split) {
        m_proposal->sql().setSql(QString::fromStdString(verdict->splitProposal), 1, {});
        m_proposal->setPlace({}, {});
    }
    m_downTitle->setVisible(m_any);
    m_down->setVisible(m_any);
    if (verdict) {
        const Outcome down = items::statesOf(run->report, static_cast<std::size_t>(migration)).downAfterNewData;
        const schema::OperationVerdict *behind = items::worstOperation(*verdict, SchemaState::DownAfterNewData);
        m_body->downSign = signOf(down);
        m_downTitle->setText(tr("Going down from %1").arg(items::shortVersion(verdict->version)));
        const QString why = behind && down != Outcome::Ok ? QString::fromStdString(behind->reason) : QString();
        const QString word = down == Outcome::Ok         ? tr("The way down works, also after new data.")
                             : down == Outcome::Depends  ? tr("It depends whether the way down works.")
                             : down == Outcome::Unknown  ? tr("Nobody knows whether the way down works.")
                             : down == Outcome::LosesData ? tr("The way down loses data.")
                                                         : tr("The way down fails.");
        m_down->setText(why.isEmpty() || behind == worst ? word : breakable(tr("%1 %2").arg(word, why)));
    }
    updateButton();
    m_body->update();
}

void SafePane::setChoices(const QList<Choice> &choices, const QString &reason)
{
    m_choices = choices;
    m_blocked = reason;
    updateButton();
}

void SafePane::updateButton()
{
    m_add->setVisible(m_any && !m_choices.isEmpty());
    m_add->setEnabled(m_blocked.isEmpty());
    m_add->setText(m_choices.size() > 1 ? tr("Add to plan…") : tr("Add to plan"));
    m_add->setToolTip(!m_blocked.isEmpty()     ? m_blocked
                      : m_choices.size() == 1 ? tr("Add a step to %1 that moves %2 to this migration").arg(m_choices.first().plan, m_choices.first().component)
                                              : tr("Add a step that moves a database to this migration"));
}

void SafePane::offer()
{
    if (m_choices.size() == 1) {
        Q_EMIT addRequested(m_choices.first().plan, m_choices.first().component);
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Choice &choice : m_choices) {
        menu->addAction(tr("%1 in plan %2").arg(choice.component, choice.plan), this,
                        [this, choice] { Q_EMIT addRequested(choice.plan, choice.component); });
    }
    menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height() + 4)));
}

} // namespace belay::views
