// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/stepeditor.h"

#include "models/items/findingtext.h"
#include "models/items/planlanes.h"
#include "views/plan/lanenames.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"

#include <QtGui/QPainter>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <set>

namespace belay::views {

using items::text;
using namespace rollback;

namespace {

std::string bytes(const QString &value)
{
    return value.trimmed().toStdString();
}

void choose(QComboBox *box, const QVariant &value)
{
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

/// "", "yes", "no" of an optional flag.
QVariant flag(const std::optional<bool> &value)
{
    return value ? QVariant(*value ? 1 : 2) : QVariant(0);
}

std::optional<bool> flagOf(const QComboBox *box)
{
    const int value = box->currentData().toInt();
    return value == 0 ? std::nullopt : std::optional<bool>(value == 1);
}

} // namespace

StepEditor::StepEditor(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_form(new QWidget(this))
    , m_nothing(new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, this))
    , m_title(new TextLabel(theme, Text::Title, Colour::TextPrimary, {}, m_form))
    , m_subtitle(new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, m_form))
    , m_kind(new QComboBox(m_form))
    , m_component(new QComboBox(m_form))
    , m_to(new QComboBox(m_form))
    , m_toList(new QLineEdit(m_form))
    , m_format(new QComboBox(m_form))
    , m_rolling(new QComboBox(m_form))
    , m_reversible(new QComboBox(m_form))
    , m_duration(new QLineEdit(m_form))
    , m_name(new QLineEdit(m_form))
    , m_reason(new QLineEdit(m_form))
    , m_after(new QListWidget(m_form))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(16);
    outer->addWidget(m_nothing);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_form);
    scroll->viewport()->setAutoFillBackground(false);
    m_form->setAutoFillBackground(false); // The scroll area has turned it on.
    outer->addWidget(scroll, 1);

    auto *layout = new QVBoxLayout(m_form);
    layout->setContentsMargins(16, 14, 16, 16);
    layout->setSpacing(0);
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    layout->addSpacing(2);
    layout->addWidget(m_subtitle);
    layout->addSpacing(12);

    m_kind->addItem(tr("Move to a release"), static_cast<int>(StepKind::Move));
    m_kind->addItem(tr("Soak"), static_cast<int>(StepKind::Soak));
    m_kind->addItem(tr("Commit"), static_cast<int>(StepKind::Commit));
    m_kind->addItem(tr("Checkpoint"), static_cast<int>(StepKind::Checkpoint));
    m_kind->addItem(tr("Purge a format"), static_cast<int>(StepKind::Purge));
    m_component->setModel(&m_components);
    m_component->setEditable(true);
    m_component->setInsertPolicy(QComboBox::NoInsert);
    m_component->lineEdit()->setTextMargins(-7, 0, 0, 0); // In line with the other fields.
    m_component->completer()->setFilterMode(Qt::MatchContains);
    m_component->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_format->setEditable(true);
    m_format->setInsertPolicy(QComboBox::NoInsert);
    m_toList->setPlaceholderText(tr("2.3, 2.4"));
    m_duration->setPlaceholderText(tr("24h"));
    m_after->setSelectionMode(QAbstractItemView::NoSelection);
    m_after->setMaximumHeight(190);
    m_after->setUniformItemSizes(true);

    m_kindField = addField(tr("Kind"), m_kind);
    m_componentField = addField(tr("Component"), m_component);
    m_toField = addField(tr("To"), m_to);
    m_toListField = addField(tr("All releases in use after it"), m_toList, tr("Several: the whole set. One: it joins the others."));
    m_formatField = addField(tr("Format"), m_format);
    m_rollingField = addField(tr("Both releases serve while it rolls"), m_rolling);
    m_reversibleField = addField(tr("Can be taken back"), m_reversible);
    m_durationField = addField(tr("For"), m_duration, tr("A number and s, m, h, d or w"));
    m_nameField = addField(tr("Name"), m_name);
    m_reasonField = addField(tr("Reason"), m_reason);
    m_afterField = addField(tr("Waits for"), m_after);
    layout->addSpacing(14);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    m_earlier = new Button(theme, ButtonKind::Secondary, {}, QStringLiteral("arrow-left"), m_form);
    m_earlier->setAccessibleName(tr("Move the step earlier (Ctrl+Left)"));
    m_later = new Button(theme, ButtonKind::Secondary, {}, QStringLiteral("arrow-right"), m_form);
    m_later->setAccessibleName(tr("Move the step later (Ctrl+Right)"));
    m_duplicate = new Button(theme, ButtonKind::Secondary, tr("Duplicate"), QStringLiteral("copy"), m_form);
    m_delete = new Button(theme, ButtonKind::Secondary, tr("Delete"), QStringLiteral("trash"), m_form);
    for (Button *button : {m_earlier, m_later}) {
        button->setToolTip(button->accessibleName());
        buttons->addWidget(button);
    }
    buttons->addWidget(m_duplicate);
    buttons->addStretch(1);
    buttons->addWidget(m_delete);
    layout->addLayout(buttons);
    layout->addStretch(1);

    connect(m_earlier, &Button::clicked, this, [this] { Q_EMIT moveRequested(-1); });
    connect(m_later, &Button::clicked, this, [this] { Q_EMIT moveRequested(1); });
    connect(m_duplicate, &Button::clicked, this, &StepEditor::duplicateRequested);
    connect(m_delete, &Button::clicked, this, &StepEditor::deleteRequested);
    const auto chosen = [this] { commit(); };
    for (QComboBox *box : {m_kind, m_component, m_to, m_rolling, m_reversible, m_format})
        connect(box, &QComboBox::activated, this, chosen);
    connect(m_component->lineEdit(), &QLineEdit::editingFinished, this, chosen);
    connect(m_format->lineEdit(), &QLineEdit::editingFinished, this, chosen);
    for (QLineEdit *field : {m_toList, m_duration, m_name, m_reason})
        connect(field, &QLineEdit::editingFinished, this, chosen);
    // Later: the edit fills the list anew, which must not happen under its own signal.
    connect(m_after, &QListWidget::itemChanged, this, chosen, Qt::QueuedConnection);
    setStep(nullptr, nullptr, -1);
}

StepEditor::Field StepEditor::addField(const QString &title, QWidget *editor, const QString &hint)
{
    Field field;
    field.box = new QWidget(m_form);
    field.editor = editor;
    auto *column = new QVBoxLayout(field.box);
    column->setContentsMargins(0, 0, 0, 10);
    column->setSpacing(4);
    auto *label = new TextLabel(m_theme, Text::Small, Colour::TextSecondary, title, field.box);
    label->setBuddy(editor);
    editor->setAccessibleName(title);
    column->addWidget(label);
    column->addWidget(editor);
    if (!hint.isEmpty()) {
        auto *hintLabel = new TextLabel(m_theme, Text::Micro, Colour::TextTertiary, hint, field.box);
        hintLabel->setWordWrap(true);
        column->addWidget(hintLabel);
    }
    field.problem = new TextLabel(m_theme, Text::Small, Colour::ClosedText, {}, field.box);
    field.problem->setWordWrap(true);
    field.problem->hide();
    column->addWidget(field.problem);
    m_form->layout()->addWidget(field.box);
    return field;
}

void StepEditor::setStep(std::shared_ptr<const Workspace> workspace, const Plan *plan, int index)
{
    const bool sameList = m_workspace == workspace;
    m_workspace = std::move(workspace);
    m_plan = plan;
    m_index = plan && index >= 0 && index < static_cast<int>(plan->steps.size()) ? index : -1;
    m_form->setVisible(m_index >= 0);
    m_nothing->setVisible(m_index < 0);
    m_nothing->setText(!plan ? tr("There is no plan.")
                       : plan->steps.empty() ? tr("The plan has no steps yet.")
                                             : tr("The cursor stands at the start. Move it behind a step to edit that step."));
    if (m_index < 0)
        return;
    m_filling = true;
    if (!sameList || m_components.rowCount() == 0) {
        QStringList names;
        names.reserve(static_cast<qsizetype>(m_workspace->components.size()) + 1);
        names << QString();
        for (const auto &component : m_workspace->components)
            names << text(component->id);
        if (names != m_components.stringList())
            m_components.setStringList(names);
    }
    fill();
    m_filling = false;
    const Step &step = m_plan->steps[static_cast<std::size_t>(m_index)];
    showFields(step.kind);
    showProblems(items::stepProblems(*m_workspace, *m_plan, static_cast<std::size_t>(m_index), step));
}

void StepEditor::fill()
{
    const Step &step = m_plan->steps[static_cast<std::size_t>(m_index)];
    m_title->setText(items::stepSentence(step));
    m_subtitle->setText(tr("id %1").arg(text(step.id)));
    choose(m_kind, static_cast<int>(step.kind));
    const QString component = text(step.component);
    if (const int row = m_component->findText(component, Qt::MatchExactly | Qt::MatchCaseSensitive); row >= 0)
        m_component->setCurrentIndex(row);
    else
        m_component->setEditText(component);
    fillReleases(step);
    const Component *known = items::findComponent(*m_workspace, step.component);
    const bool rolls = known ? rollsByDefault(known->kind) : true;
    m_rolling->clear();
    m_rolling->addItem(rolls ? tr("Yes, as usual for its kind") : tr("No, as usual for its kind"), 0);
    m_rolling->addItem(tr("Yes"), 1);
    m_rolling->addItem(tr("No, it switches at once"), 2);
    choose(m_rolling, flag(step.rolling));
    const bool back = !known || known->kind != ComponentKind::Client;
    m_reversible->clear();
    m_reversible->addItem(back ? tr("Yes, as usual for its kind") : tr("No, as usual for its kind"), 0);
    m_reversible->addItem(tr("Yes"), 1);
    m_reversible->addItem(tr("No"), 2);
    choose(m_reversible, flag(step.reversible));
    std::set<std::string> formats;
    if (step.kind == StepKind::Purge) {
        for (const auto &candidate : m_workspace->components) {
            for (const Release &release : candidate->releases) {
                for (const StoreFormats &written : release.writes) {
                    if (written.store == step.component)
                        formats.insert(written.formats.begin(), written.formats.end());
                }
            }
        }
    }
    m_format->clear();
    for (const std::string &format : formats)
        m_format->addItem(text(format));
    m_format->setEditText(text(step.format));
    m_duration->setText(step.duration_s > 0 ? text(durationToText(step.duration_s)) : QString());
    m_name->setText(text(step.name));
    m_reason->setText(text(step.reason));
    m_after->clear();
    if (m_plan->order == PlanOrder::Partial) {
        const std::vector<int> order = items::columnOrder(*m_plan);
        for (std::size_t column = 0; column < order.size(); ++column) {
            if (order[column] == m_index)
                continue;
            const Step &other = m_plan->steps[static_cast<std::size_t>(order[column])];
            auto *item = new QListWidgetItem(tr("%1  %2").arg(column + 1).arg(items::stepSentence(other)), m_after);
            item->setData(Qt::UserRole, text(other.id));
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable);
            const bool waits = std::find(step.after.begin(), step.after.end(), other.id) != step.after.end();
            item->setCheckState(waits ? Qt::Checked : Qt::Unchecked);
        }
    }
}

void StepEditor::fillReleases(const Step &step)
{
    m_to->clear();
    const Component *component = items::findComponent(*m_workspace, step.component);
    const QStringList live = component ? items::liveBefore(*m_workspace, *m_plan, static_cast<std::size_t>(m_index), step.component)
                                       : QStringList();
    if (component) {
        for (auto it = component->releases.rbegin(); it != component->releases.rend(); ++it) {
            const QString release = text(it->id);
            m_to->addItem(live.contains(release) ? tr("%1 (live before)").arg(release) : release, release);
        }
        m_to->addItem(tr("none (remove it)"), text(notDeployed));
    }
    const QString wanted = step.to.empty() ? QString() : text(step.to.front());
    int row = m_to->findData(wanted);
    if (row < 0) {
        m_to->insertItem(0, wanted.isEmpty() ? tr("Choose…") : wanted, wanted);
        row = 0;
    }
    m_to->setCurrentIndex(row);
    QStringList all;
    for (const std::string &release : step.to)
        all << text(release);
    m_toList->setText(all.join(QStringLiteral(", ")));
}

void StepEditor::showFields(StepKind kind)
{
    const Component *component = items::findComponent(*m_workspace, bytes(m_component->currentText()));
    const bool client = component && component->kind == ComponentKind::Client;
    const bool move = kind == StepKind::Move;
    m_componentField.box->setVisible(kind != StepKind::Checkpoint);
    m_toField.box->setVisible(move && !client);
    m_toListField.box->setVisible(move && client);
    m_rollingField.box->setVisible(move);
    m_reversibleField.box->setVisible(move);
    m_formatField.box->setVisible(kind == StepKind::Purge);
    m_durationField.box->setVisible(kind == StepKind::Soak);
    m_nameField.box->setVisible(kind == StepKind::Checkpoint);
    m_reasonField.box->setVisible(kind == StepKind::Checkpoint || kind == StepKind::Commit);
    m_afterField.box->setVisible(m_plan->order == PlanOrder::Partial);
    m_after->setFixedHeight(std::clamp(m_after->count() * 26 + 4, 34, 190));
}

std::optional<Step> StepEditor::read() const
{
    if (m_index < 0 || !m_plan)
        return std::nullopt;
    const Step &old = m_plan->steps[static_cast<std::size_t>(m_index)];
    Step step;
    step.id = old.id;
    step.mark = old.mark;
    step.after = old.after;
    step.kind = static_cast<StepKind>(m_kind->currentData().toInt());
    if (step.kind != StepKind::Checkpoint)
        step.component = bytes(m_component->currentText());
    const Component *component = items::findComponent(*m_workspace, step.component);
    switch (step.kind) {
    case StepKind::Move:
        if (component && component->kind == ComponentKind::Client) {
            const QStringList parts = m_toList->text().split(QLatin1Char(','), Qt::SkipEmptyParts);
            for (const QString &release : parts)
                step.to.push_back(bytes(release));
        } else if (const std::string to = bytes(m_to->currentData().toString()); !to.empty()) {
            step.to = {to};
        }
        // Another component has other releases.
        if (step.component != old.component && component) {
            std::erase_if(step.to, [&](const std::string &release) { return !items::findRelease(*component, release); });
            if (step.to.empty() && !component->releases.empty())
                step.to = {component->releases.back().id};
        }
        step.rolling = flagOf(m_rolling);
        step.reversible = flagOf(m_reversible);
        break;
    case StepKind::Purge:
        step.format = bytes(m_format->currentText());
        break;
    case StepKind::Soak:
        step.duration_s = durationFromText(bytes(m_duration->text())).value_or(0);
        break;
    case StepKind::Commit:
        step.reason = bytes(m_reason->text());
        break;
    case StepKind::Checkpoint:
        step.name = bytes(m_name->text());
        step.reason = bytes(m_reason->text());
        break;
    }
    if (m_plan->order == PlanOrder::Partial) {
        step.after.clear();
        for (int row = 0; row < m_after->count(); ++row) {
            if (m_after->item(row)->checkState() == Qt::Checked)
                step.after.push_back(bytes(m_after->item(row)->data(Qt::UserRole).toString()));
        }
        // The order in which they were written says nothing and stays.
        if (std::is_permutation(step.after.begin(), step.after.end(), old.after.begin(), old.after.end()))
            step.after = old.after;
    }
    return step;
}

void StepEditor::commit()
{
    if (m_filling || m_readOnly || m_index < 0)
        return;
    const std::optional<Step> step = read();
    if (!step)
        return;
    const Step &old = m_plan->steps[static_cast<std::size_t>(m_index)];
    const bool kindChanged = step->kind != old.kind;
    if (step->component != old.component || kindChanged) {
        m_filling = true;
        fillReleases(*step);
        m_filling = false;
    }
    showFields(step->kind);
    const auto found = items::stepProblems(*m_workspace, *m_plan, static_cast<std::size_t>(m_index), *step);
    showProblems(found);
    if (found.empty() && *step != old)
        Q_EMIT editRequested(items::changeStep(*m_plan, static_cast<std::size_t>(m_index), *step));
}

void StepEditor::showProblems(const std::vector<items::StepProblem> &problems)
{
    using items::StepField;
    const auto clear = [](const Field &field) {
        field.problem->clear();
        field.problem->hide();
    };
    for (const Field &field : {m_kindField, m_componentField, m_toField, m_toListField, m_formatField, m_rollingField,
                               m_reversibleField, m_durationField, m_nameField, m_reasonField, m_afterField}) {
        clear(field);
    }
    for (const items::StepProblem &problem : problems) {
        const Field &field = [&]() -> const Field & {
            switch (problem.field) {
            case StepField::To: return m_toField.box->isHidden() ? m_toListField : m_toField;
            case StepField::Format: return m_formatField;
            case StepField::Duration: return m_durationField;
            case StepField::Name: return m_nameField;
            case StepField::Reason: return m_reasonField;
            case StepField::After: return m_afterField;
            case StepField::Component: break;
            }
            return m_componentField;
        }();
        field.problem->setText(problem.sentence);
        field.problem->show();
        field.editor->setAccessibleDescription(problem.sentence);
    }
}

QStringList StepEditor::problems() const
{
    QStringList lines;
    for (const Field &field : {m_componentField, m_toField, m_toListField, m_formatField, m_durationField, m_nameField,
                               m_reasonField, m_afterField}) {
        if (!field.problem->isHidden() && !field.box->isHidden())
            lines << field.problem->text();
    }
    return lines;
}

void StepEditor::setReadOnly(bool readOnly, const QString &reason)
{
    m_readOnly = readOnly;
    const QList<QWidget *> editors{m_kind, m_component, m_to, m_toList, m_format, m_rolling, m_reversible, m_duration,
                                   m_name, m_reason, m_after, m_earlier, m_later, m_duplicate, m_delete};
    for (QWidget *widget : editors) {
        widget->setEnabled(!readOnly);
        if (readOnly)
            widget->setToolTip(reason);
        else
            widget->setToolTip(qobject_cast<Button *>(widget) ? widget->accessibleName() : QString());
    }
}

void StepEditor::focusFirst()
{
    if (m_index >= 0)
        (m_componentField.box->isHidden() ? static_cast<QWidget *>(m_name) : m_component)->setFocus(Qt::OtherFocusReason);
}

void StepEditor::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.colour(Colour::BgPanel));
}

} // namespace belay::views
