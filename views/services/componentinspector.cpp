// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/componentinspector.h"

#include "views/services/featuresteps.h"
#include "views/services/graphstate.h"
#include "views/services/rowform.h"
#include "models/items/componenttable.h"
#include "models/items/findingtext.h"
#include "views/theme/button.h"
#include "views/theme/chip.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/sectionheader.h"
#include "views/theme/segmentedcontrol.h"

#include <QtCore/QTimer>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace belay::views {

using namespace items;
using rollback::Component;
using rollback::Finding;

namespace {

constexpr int risksShown = 3;
constexpr int namesShown = 8;

QString fromStd(const std::string &text) { return QString::fromStdString(text); }

/// The kind's picture beside the name.
class KindIcon final : public QWidget {
public:
    KindIcon(const Theme &theme, const QString &icon, QWidget *parent) : QWidget(parent), m_theme(theme), m_icon(icon)
    {
        setFixedSize(size::iconLarge, size::iconLarge);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_theme.paintIcon(painter, rect(), m_icon, m_theme.colour(Colour::TextSecondary));
    }

private:
    const Theme &m_theme;
    QString m_icon;
};

class SignIcon final : public QWidget {
public:
    SignIcon(const Theme &theme, Sign sign, QWidget *parent) : QWidget(parent), m_theme(theme), m_sign(sign)
    {
        setFixedSize(18, 18);
        setAccessibleName(Theme::word(sign));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_theme.paintSign(painter, QRectF(0, 1, 16, 16), m_sign);
    }

private:
    const Theme &m_theme;
    Sign m_sign;
};

TextLabel *wrapped(const Theme &theme, Text face, Colour colour, const QString &text, QWidget *parent)
{
    auto *label = new TextLabel(theme, face, colour, text, parent);
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    return label;
}

Sign signOf(const Finding &finding)
{
    if (finding.severity == rollback::Severity::Error)
        return Sign::Closed;
    return finding.severity == rollback::Severity::Warning ? Sign::After : Sign::Note;
}

QString bold(const QString &text) { return QStringLiteral("<b>%1</b>").arg(text.toHtmlEscaped()); }

} // namespace

ComponentInspector::ComponentInspector(const Theme &theme, QWidget *parent) : QScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(size::inspectorMinimum);
    setAccessibleName(tr("Inspector"));
    viewport()->setAutoFillBackground(false);
}

const Component *ComponentInspector::component() const
{
    return m_services && m_node >= 0 ? m_services->graph->component(graph::NodeId(static_cast<std::uint32_t>(m_node))) : nullptr;
}

std::string ComponentInspector::componentId() const { return m_name.toStdString(); }

const rollback::Release *ComponentInspector::release() const
{
    const Component *of = component();
    if (!of)
        return nullptr;
    const auto place = std::find_if(of->releases.begin(), of->releases.end(),
                                    [this](const rollback::Release &one) { return one.id == releaseId(); });
    return place == of->releases.end() ? nullptr : &*place;
}

void ComponentInspector::show(std::shared_ptr<const ServicesGraph> services, int node,
                              const std::optional<graph::BlastRadius> &blast)
{
    m_services = std::move(services);
    m_node = node;
    m_blast = blast;
    const QString name = m_services && node >= 0 ? m_services->nodes[static_cast<std::size_t>(node)].name : QString();
    const bool isSame = name == m_name;
    m_name = name;
    if (!isSame)
        m_gone = false;
    if (!isSame || !release()) {
        // What runs now is what people ask about first.
        const Component *of = component();
        const auto live = of ? m_services->blast->liveOf(graph::NodeId(static_cast<std::uint32_t>(node))) : std::vector<std::string>();
        m_release = !live.empty() ? fromStd(live.back()) : of && !of->releases.empty() ? fromStd(of->releases.back().id) : QString();
    }
    const int scrolled = isSame ? verticalScrollBar()->value() : 0;
    rebuild();
    if (widget()) {
        widget()->layout()->activate();
        verticalScrollBar()->setValue(scrolled);
    }
}

void ComponentInspector::setReadOnly(bool readOnly, const QString &reason)
{
    m_readOnly = readOnly;
    m_readOnlyReason = reason;
    rebuild();
}

void ComponentInspector::chooseRelease(const QString &release)
{
    m_release = release;
    const int scrolled = verticalScrollBar()->value();
    rebuild();
    if (widget())
        widget()->layout()->activate();
    verticalScrollBar()->setValue(scrolled);
}

void ComponentInspector::rebuild()
{
    m_nameEdit = nullptr;
    m_nameLabel = nullptr;
    // A slot of the old content may be running: it goes when that has returned.
    if (QWidget *old = takeWidget()) {
        old->hide();
        old->deleteLater();
    }
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, space::medium);
    column->setSpacing(0);
    if (!m_services) {
        column->addStretch(1);
    } else if (m_node < 0) {
        buildOverview(column);
    } else if (!component()) {
        buildReference(column);
    } else {
        buildHeader(column);
        buildRisks(column);
        buildReleases(column);
        if (release()) {
            buildRequires(column);
            buildTolerates(column);
            buildFormats(column, FormatSide::Reads);
            buildFormats(column, FormatSide::Writes);
            buildProvides(column);
        }
        buildLinks(column);
        buildBlast(column);
        buildSettings(column);
    }
    column->addStretch(1);
    setWidget(content);
    // The pane behind it is the ground; setWidget() would fill it with the window's colour.
    content->setAutoFillBackground(false);
}

QVBoxLayout *ComponentInspector::addSection(QVBoxLayout *column, const QString &title, const QString &note,
                                            const QString &addName, const std::function<void(QVBoxLayout *)> &add)
{
    column->addWidget(new Rule(m_theme, Qt::Horizontal, false));
    auto *frame = new QWidget;
    auto *section = new QVBoxLayout(frame);
    section->setContentsMargins(0, 0, 0, 6);
    section->setSpacing(0);
    auto *head = new QWidget(frame);
    auto *headRow = new QHBoxLayout(head);
    headRow->setContentsMargins(space::medium, 9, 10, 5);
    auto *header = new SectionHeader(m_theme, title, note, head);
    headRow->addWidget(header, 1);
    if (add) {
        auto *button = Button::iconOnly(m_theme, QStringLiteral("plus"), addName, head);
        button->setSmall(true);
        button->setEnabled(!m_readOnly);
        if (m_readOnly)
            button->setToolTip(m_readOnlyReason);
        connect(button, &QAbstractButton::clicked, this, [section, add] { add(section); });
        headRow->addWidget(button);
    } else {
        headRow->addSpacing(6);
    }
    section->addWidget(head);
    column->addWidget(frame);
    return section;
}

RowForm *ComponentInspector::openForm(QVBoxLayout *section, QWidget *after, RowForm *form, const Submit &submit,
                                      const Remove &remove)
{
    // One form at a time: an open one that is left behind would be lost with the next change.
    for (RowForm *open : widget()->findChildren<RowForm *>()) {
        open->hide();
        open->deleteLater();
    }
    const int at = after ? section->indexOf(after) + 1 : section->count();
    section->insertWidget(at, form);
    connect(form, &RowForm::submitted, this, [this, form, submit](const QStringList &values) { ask(submit(values), form); });
    connect(form, &RowForm::closed, form, [form] {
        form->hide();
        form->deleteLater();
    });
    if (remove)
        connect(form, &RowForm::removed, this, [this, form, remove] { ask(remove(), form); });
    form->focusFirst();
    QTimer::singleShot(0, form, [this, form] { ensureWidgetVisible(form, 0, 20); });
    return form;
}

bool ComponentInspector::ask(const Proposal &proposal, RowForm *form)
{
    if (!proposal.ok()) {
        if (form)
            form->setProblem(proposal.problem);
        return false;
    }
    if (form) {
        form->hide();
        form->deleteLater();
    }
    if (!proposal.isEmpty())
        Q_EMIT editRequested(proposal.edit);
    return true;
}

QStringList ComponentInspector::componentNames(bool storesOnly) const
{
    QStringList names;
    for (const auto &one : workspace().components) {
        const bool isStore = one->kind == rollback::ComponentKind::Database || one->kind == rollback::ComponentKind::Topic;
        if ((isStore || !storesOnly) && (!storesOnly || one->id != componentId()))
            names.append(fromStd(one->id));
    }
    return names;
}

Sign ComponentInspector::signOfRequirement(const std::string &requirement) const
{
    const rollback::PlanReport *report = m_services->planFindings();
    if (!report)
        return Sign::Unknown;
    Sign worst = Sign::Open;
    for (const int index : m_services->nodes[static_cast<std::size_t>(m_node)].findings) {
        const Finding &finding = report->findings[static_cast<std::size_t>(index)];
        if (finding.component != componentId() || finding.release != releaseId() || finding.requirement != requirement)
            continue;
        if (finding.severity == rollback::Severity::Error)
            return Sign::Closed;
        worst = Sign::After;
    }
    return worst;
}

void ComponentInspector::buildOverview(QVBoxLayout *column)
{
    const graph::DependencyGraph &graph = *m_services->graph;
    auto *head = new QWidget;
    auto *box = new QVBoxLayout(head);
    box->setContentsMargins(space::medium, 14, space::medium, space::small);
    box->setSpacing(6);
    box->addWidget(new TextLabel(m_theme, Text::Title, Colour::TextPrimary, tr("All components"), head));
    box->addWidget(wrapped(m_theme, Text::Small, Colour::TextSecondary,
                           tr("Select a component to see what it needs, who needs it, and who breaks if it goes back."), head));
    column->addWidget(head);

    std::map<QString, int> kinds;
    for (const ServiceNode &node : m_services->nodes)
        ++kinds[node.resolved ? kindPlural(node.kind) : tr("Not in the workspace")];
    QVBoxLayout *section = addSection(column, tr("Kinds"), tr("%1 components").arg(graph.componentCount()), {}, {});
    for (const auto &[kind, count] : kinds) {
        auto *row = new FactRow(m_theme, {std::nullopt, kind, {}, QString::number(count), false, false});
        row->setEnabled(false);
        section->addWidget(row);
    }

    if (m_services->planFindings()) {
        std::vector<std::uint32_t> worst;
        for (std::uint32_t e = 0; e < m_services->risks.size(); ++e) {
            if (m_services->risks[e].finding >= 0)
                worst.push_back(e);
        }
        std::stable_sort(worst.begin(), worst.end(), [this](std::uint32_t a, std::uint32_t b) {
            return m_services->risks[a].risk > m_services->risks[b].risk;
        });
        section = addSection(column, tr("Worst dependencies"), worst.empty() ? tr("none") : QString::number(worst.size()), {}, {});
        for (std::size_t i = 0; i < worst.size() && i < 12; ++i) {
            const graph::EdgeRisk risk = m_services->risks[worst[i]];
            const graph::Edge &edge = graph.edge(graph::EdgeId(worst[i]));
            const auto label = m_services->edgeLabels.find(worst[i]);
            auto *row = new FactRow(m_theme, {views::signOf(risk.risk),
                                              tr("%1 \u2192 %2").arg(fromStd(graph.node(edge.from).id), fromStd(graph.node(edge.to).id)),
                                              {}, label == m_services->edgeLabels.end() ? QString() : label->second, true, false});
            connect(row, &QAbstractButton::clicked, this, [this, risk] { Q_EMIT findingRequested(risk.finding); });
            section->addWidget(row);
        }
    }
    const auto circles = graph.circles();
    if (!circles.empty()) {
        section = addSection(column, tr("Circles"), QString::number(circles.size()), {}, {});
        for (std::size_t i = 0; i < circles.size() && i < namesShown; ++i) {
            QStringList names;
            for (const graph::NodeId id : circles[i])
                names.append(fromStd(graph.node(id).id));
            auto *row = new FactRow(m_theme, {std::nullopt, names.join(QStringLiteral(", ")), {}, {}, false, false});
            connect(row, &QAbstractButton::clicked, this, [this, name = names.front()] { Q_EMIT componentRequested(name); });
            section->addWidget(row);
        }
    }
}

void ComponentInspector::buildReference(QVBoxLayout *column)
{
    auto *head = new QWidget;
    auto *box = new QVBoxLayout(head);
    box->setContentsMargins(space::medium, 14, space::medium, space::small);
    box->setSpacing(6);
    box->addWidget(new ElidedLabel(m_theme, Text::Title, Colour::TextPrimary, m_name, head));
    box->addWidget(wrapped(m_theme, Text::Small, Colour::TextSecondary,
                           tr("A link names it, but the workspace has no such component."), head));
    auto *add = new Button(m_theme, ButtonKind::Secondary, tr("Add it to the workspace"), QStringLiteral("plus"), head);
    add->setEnabled(!m_readOnly && nameProblem(m_name).isEmpty());
    connect(add, &QAbstractButton::clicked, this,
            [this] { ask(addComponent(workspace(), m_name, rollback::ComponentKind::External), nullptr); });
    box->addWidget(add, 0, Qt::AlignLeft);
    column->addWidget(head);
    buildLinks(column);
    buildBlast(column);
}

void ComponentInspector::buildHeader(QVBoxLayout *column)
{
    const Component &of = *component();
    const ServiceNode &node = m_services->nodes[static_cast<std::size_t>(m_node)];
    auto *head = new QWidget;
    auto *box = new QVBoxLayout(head);
    box->setContentsMargins(space::medium, 12, space::small, space::small);
    box->setSpacing(6);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::one);
    row->addWidget(new KindIcon(m_theme, iconOf(of.kind), head));
    auto *name = new ElidedLabel(m_theme, Text::Title, Colour::TextPrimary, node.name, head);
    m_nameLabel = name;
    row->addWidget(name, 1);
    m_nameEdit = new QLineEdit(node.name, head);
    m_nameEdit->setAccessibleName(tr("Name"));
    m_nameEdit->hide();
    row->addWidget(m_nameEdit, 1);
    if (!node.findings.empty()) {
        auto *chip = new Chip(m_theme, head);
        chip->setSign(node.risk == graph::Risk::CannotGoBack ? Sign::Closed : Sign::After);
        chip->setText(node.findings.size() == 1 ? tr("1 risk") : tr("%1 risks").arg(node.findings.size()));
        row->addWidget(chip);
    }
    auto *rename = Button::iconOnly(m_theme, QStringLiteral("edit"), tr("Rename (F2)"), head);
    auto *remove = Button::iconOnly(m_theme, QStringLiteral("trash"), tr("Delete (Del)"), head);
    for (Button *button : {rename, remove}) {
        button->setSmall(true);
        button->setEnabled(!m_readOnly);
        if (m_readOnly)
            button->setToolTip(m_readOnlyReason);
        row->addWidget(button);
    }
    box->addLayout(row);
    auto *problem = wrapped(m_theme, Text::Small, Colour::ClosedText, {}, head);
    problem->hide();
    box->addWidget(problem);
    connect(rename, &QAbstractButton::clicked, this, &ComponentInspector::startRename);
    connect(remove, &QAbstractButton::clicked, this, &ComponentInspector::deleteRequested);
    connect(m_nameEdit, &QLineEdit::textEdited, problem, [problem] { problem->hide(); });
    connect(m_nameEdit, &QLineEdit::returnPressed, this, [this, problem] {
        const Proposal proposal = renameComponent(workspace(), componentId(), m_nameEdit->text());
        if (!proposal.ok()) {
            problem->setText(proposal.problem);
            problem->show();
            return;
        }
        const QString renamed = m_nameEdit->text().trimmed();
        m_nameEdit->hide();
        m_nameLabel->show();
        if (!proposal.isEmpty()) {
            Q_EMIT editRequested(proposal.edit);
            Q_EMIT componentRequested(renamed);
        }
    });
    connect(m_nameEdit, &QLineEdit::editingFinished, this, [this] {
        if (m_nameEdit && m_nameEdit->isVisible() && !m_nameEdit->hasFocus()) {
            m_nameEdit->hide();
            m_nameLabel->show();
        }
    });

    QString sentence = of.owner.empty() ? tr("%1 without an owner.").arg(kindWord(of.kind))
                                        : tr("%1, owned by %2.").arg(kindWord(of.kind), fromStd(of.owner).toHtmlEscaped());
    sentence[0] = sentence[0].toUpper();
    sentence += QLatin1Char(' ');
    sentence += node.live.isEmpty() ? tr("Not live in %1.").arg(m_services->environment.isEmpty() ? tr("any environment") : m_services->environment.toHtmlEscaped())
        : node.planned.isEmpty()    ? tr("Live at %1.").arg(bold(node.live))
                                    : tr("Live at %1, planned %2 in step %3.").arg(bold(node.live), bold(node.planned)).arg(node.plannedStep);
    auto *label = wrapped(m_theme, Text::Small, Colour::TextSecondary, sentence, head);
    label->setTextFormat(Qt::RichText);
    box->addWidget(label);
    column->addWidget(head);
}

void ComponentInspector::startRename()
{
    if (!m_nameEdit || m_readOnly)
        return;
    m_nameLabel->hide();
    m_nameEdit->show();
    m_nameEdit->setFocus(Qt::OtherFocusReason);
    m_nameEdit->selectAll();
}

void ComponentInspector::buildRisks(QVBoxLayout *column)
{
    const ServiceNode &node = m_services->nodes[static_cast<std::size_t>(m_node)];
    if (node.findings.empty())
        return;
    auto *frame = new QWidget;
    auto *box = new QVBoxLayout(frame);
    box->setContentsMargins(space::medium, 0, space::medium, space::medium);
    box->setSpacing(space::one);
    const PlanLanes lanes = m_services->lanes();
    for (std::size_t i = 0; i < node.findings.size() && i < risksShown; ++i) {
        const int index = node.findings[i];
        const Finding *finding = m_services->finding(index);
        if (!finding)
            continue;
        auto *card = new Card(m_theme, frame);
        card->setSign(signOf(*finding));
        auto *inner = new QVBoxLayout(card);
        inner->setContentsMargins(space::small, 10, space::small, space::one);
        inner->setSpacing(space::half);
        auto *top = new QHBoxLayout;
        top->setSpacing(space::one);
        top->addWidget(new SignIcon(m_theme, signOf(*finding), card), 0, Qt::AlignTop);
        auto *title = wrapped(m_theme, Text::Label, Colour::TextPrimary, findingTitle(*finding, lanes), card);
        top->addWidget(title, 1);
        inner->addLayout(top);
        auto *text = wrapped(m_theme, Text::Small, Colour::TextPrimary, m_services->sentence(*finding), card);
        text->setTextFormat(Qt::RichText);
        inner->addWidget(text);
        if (auto *steps = FeatureSteps::of(m_theme, workspace(), *finding, card))
            inner->addWidget(steps);
        auto *open = new Button(m_theme, ButtonKind::Link, tr("Show in the plan"), {}, card);
        open->setSmall(true);
        connect(open, &QAbstractButton::clicked, this, [this, index] { Q_EMIT findingRequested(index); });
        inner->addWidget(open, 0, Qt::AlignLeft);
        box->addWidget(card);
    }
    if (node.findings.size() > risksShown) {
        box->addWidget(new TextLabel(m_theme, Text::Small, Colour::TextTertiary,
                                     tr("and %1 more").arg(node.findings.size() - risksShown), frame));
    }
    column->addWidget(frame);
}

void ComponentInspector::buildBlast(QVBoxLayout *column)
{
    if (!m_blast)
        return;
    const graph::DependencyGraph &graph = *m_services->graph;
    const bool hasTargets = !m_blast->targets.empty() && m_blast->targets.front() != rollback::notDeployed;
    QStringList targets;
    for (const std::string &target : m_blast->targets)
        targets.append(fromStd(target));
    const QString note = m_gone ? tr("if it is gone")
        : hasTargets            ? tr("if it goes back to %1").arg(targets.join(tr(" or ")))
                                : tr("nothing to go back to");
    QVBoxLayout *section = addSection(column, tr("Blast radius"), note, {}, {});
    auto *frame = new QWidget;
    auto *box = new QVBoxLayout(frame);
    box->setContentsMargins(space::medium, 2, space::medium, 6);
    box->setSpacing(space::one);
    auto *choice = new SegmentedControl(m_theme, {tr("Goes back"), tr("Is gone")}, frame);
    choice->setCurrent(m_gone ? 1 : 0);
    connect(choice, &SegmentedControl::currentChanged, this, [this](int index) {
        m_gone = index == 1;
        Q_EMIT blastTargetRequested(m_gone ? QString::fromLatin1(rollback::notDeployed.data(), rollback::notDeployed.size()) : QString());
    });
    box->addWidget(choice, 0, Qt::AlignLeft);

    std::size_t breaking = 0;
    int hops = 0;
    for (const graph::BrokenComponent &one : m_blast->broken) {
        breaking += one.hops > 0 ? 1 : 0;
        hops = std::max(hops, one.hops);
    }
    for (const graph::AffectedComponent &one : m_blast->affected)
        hops = std::max(hops, one.hops);
    auto *figures = new QHBoxLayout;
    figures->setSpacing(space::page);
    const auto addFigure = [&](const QString &figure, const QString &word, Colour colour) {
        auto *pair = new QVBoxLayout;
        pair->setSpacing(0);
        pair->addWidget(new TextLabel(m_theme, Text::Figure, colour, figure, frame));
        pair->addWidget(new TextLabel(m_theme, Text::Small, Colour::TextSecondary, word, frame));
        figures->addLayout(pair);
    };
    addFigure(QString::number(breaking), breaking == 1 ? tr("breaks") : tr("break"), breaking > 0 ? Colour::ClosedText : Colour::TextPrimary);
    addFigure(QString::number(m_blast->affected.size()), tr("of %1 affected").arg(m_blast->componentCount), Colour::TextPrimary);
    addFigure(QString::number(hops), hops == 1 ? tr("hop") : tr("hops"), Colour::TextPrimary);
    figures->addStretch(1);
    box->addLayout(figures);
    section->addWidget(frame);

    for (std::size_t i = 0; i < m_blast->broken.size() && i < namesShown; ++i) {
        const graph::BrokenComponent &one = m_blast->broken[i];
        const QString name = fromStd(graph.node(one.node).id);
        const QString why = one.because.valid() ? tr("without %1").arg(fromStd(graph.node(one.because).id)) : QString();
        auto *row = new FactRow(m_theme, {Sign::Closed, one.release.empty() ? name : name + QLatin1Char(' ') + fromStd(one.release), why,
                                          one.hops == 0 ? tr("cannot run") : one.hops == 1 ? tr("1 hop") : tr("%1 hops").arg(one.hops),
                                          false, false});
        connect(row, &QAbstractButton::clicked, this, [this, name] { Q_EMIT componentRequested(name); });
        section->addWidget(row);
    }
    QStringList only;
    for (const graph::NodeId id : m_blast->onlyThrough)
        only.append(fromStd(graph.node(id).id));
    if (!only.isEmpty()) {
        const auto count = only.size();
        QString names = only.mid(0, namesShown).join(QStringLiteral(", "));
        if (count > namesShown)
            names += tr(" and %1 more").arg(count - namesShown);
        auto *text = wrapped(m_theme, Text::Small, Colour::TextSecondary, tr("Reached only through it: %1.").arg(names), nullptr);
        text->setContentsMargins(space::medium, 6, space::medium, 4);
        section->addWidget(text);
    }
}

} // namespace belay::views
