// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/findingspanel.h"

#include "models/rollback/codes.h"
#include "models/rollback/evidence.h"
#include "views/plan/evidencelist.h"
#include "views/plan/findingdelegate.h"
#include "views/plan/findingpictureview.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"
#include "views/theme/segmentedcontrol.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace belay::views {

using items::text;
using rollback::Finding;

namespace {

constexpr int rowsInSight = 6;
constexpr int side = 16;

/// A number on a disc, and a line of text that wraps.
class NumberedLine final : public QWidget {
public:
    NumberedLine(const Theme &theme, int number, const QString &line, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_number(number)
    {
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(27, 2, 0, 2);
        auto *label = new TextLabel(theme, Text::Small, Colour::TextPrimary, line, this);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QRectF disc(0, 2, 17, 17);
        paintBox(painter, disc, m_theme.colour(Colour::BgSunken), Qt::transparent, 8.5);
        painter.setFont(m_theme.font(Text::Micro));
        painter.setPen(m_theme.colour(Colour::TextSecondary));
        painter.drawText(disc, Qt::AlignCenter, QString::number(m_number));
    }

private:
    const Theme &m_theme;
    int m_number;
};

/// A code sample on its own ground, with a border.
class CodeBox final : public QFrame {
public:
    CodeBox(const Theme &theme, const QString &code, QWidget *parent)
        : QFrame(parent)
        , m_theme(theme)
    {
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(1, 1, 1, 1);
        auto *area = new QScrollArea(this);
        area->setFrameShape(QFrame::NoFrame);
        area->viewport()->setAutoFillBackground(false);
        area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        area->setFocusPolicy(Qt::NoFocus);
        auto *label = new TextLabel(theme, Text::Code, Colour::TextPrimary, code.trimmed(), area);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setMargin(10);
        label->setAutoFillBackground(false);
        area->setWidget(label);
        area->setFixedHeight(label->sizeHint().height() + 12);
        layout->addWidget(area);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintBox(painter, rect(), m_theme.colour(Colour::CodeBg), m_theme.colour(Colour::LineDefault), radius::control);
    }

private:
    const Theme &m_theme;
};

class Ground final : public QWidget {
public:
    Ground(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), m_theme.colour(Colour::BgSubtle));
    }

private:
    const Theme &m_theme;
};

} // namespace

FindingsPanel::FindingsPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_filterRow(new QWidget(this))
    , m_words(new QLineEdit(m_filterRow))
    , m_list(new QListView(this))
    , m_empty(new QWidget(this))
    , m_emptyTitle(new TextLabel(theme, Text::Label, Colour::TextPrimary, {}, m_empty))
    , m_emptySentence(new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, m_empty))
    , m_scroll(new QScrollArea(this))
{
    m_filter.setSourceModel(&m_model);
    m_words->setPlaceholderText(tr("Component, code or word"));
    m_words->setAccessibleName(tr("Filter findings"));
    m_words->setClearButtonEnabled(true);
    auto *severity = new SegmentedControl(theme, {tr("All"), tr("Warnings"), tr("Errors")}, m_filterRow);
    severity->setAccessibleName(tr("Least severity"));
    auto *filterLayout = new QVBoxLayout(m_filterRow);
    filterLayout->setContentsMargins(side, 8, side, 8);
    filterLayout->addWidget(m_words);
    filterLayout->addWidget(severity, 0, Qt::AlignLeft);
    m_filterRow->hide();

    m_list->setModel(&m_filter);
    m_list->setItemDelegate(new FindingDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Findings"));

    auto *emptyLayout = new QVBoxLayout(m_empty);
    emptyLayout->setContentsMargins(side + 26, 18, side, 18);
    emptyLayout->setSpacing(4);
    m_emptySentence->setWordWrap(true);
    emptyLayout->addWidget(m_emptyTitle);
    emptyLayout->addWidget(m_emptySentence);

    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("The selected finding"));
    m_scroll->setFocusPolicy(Qt::NoFocus);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filterRow);
    layout->addWidget(m_list);
    layout->addWidget(m_empty);
    layout->addWidget(m_scroll, 1);
    clearDetails();

    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_filter.setWords(words);
        fitList();
    });
    connect(severity, &SegmentedControl::currentChanged, this, [this](int index) {
        m_filter.setLeastSeverity(static_cast<rollback::Severity>(index));
        fitList();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        showCurrent();
        Q_EMIT currentChanged();
    });
    connect(m_list, &QListView::activated, this, &FindingsPanel::activated);
    connect(m_list, &QListView::clicked, this, &FindingsPanel::activated);
    fitList();
}

void FindingsPanel::setReport(std::shared_ptr<const rollback::Workspace> workspace,
                              std::shared_ptr<const rollback::Report> report, int plan, const items::PlanLanes &lanes)
{
    std::optional<Finding> kept;
    if (const Finding *finding = current())
        kept = *finding;
    m_workspace = std::move(workspace);
    m_report = report;
    m_plan = plan;
    m_lanes = lanes;
    {
        const QSignalBlocker blocker(m_list->selectionModel());
        m_model.setReport(std::move(report), plan, lanes);
    }
    fitList();
    if (!kept || !select(*kept)) {
        showCurrent();
        if (kept)
            Q_EMIT currentChanged();
    }
    Q_EMIT countChanged(m_model.rowCount());
}

void FindingsPanel::setEmptyText(Sign sign, const QString &title, const QString &sentence)
{
    m_emptySign = sign;
    m_emptyTitle->setText(title);
    m_emptySentence->setText(sentence);
    update();
}

const Finding *FindingsPanel::current() const
{
    return m_model.finding(m_filter.mapToSource(m_list->currentIndex()));
}

bool FindingsPanel::select(const Finding &finding)
{
    const int row = m_model.rowOf(finding);
    if (row < 0)
        return false;
    QModelIndex index = m_filter.mapFromSource(m_model.index(row));
    if (!index.isValid()) {
        m_words->clear(); // What is asked for is shown, whatever is filtered.
        m_filter.setLeastSeverity(rollback::Severity::Note);
        index = m_filter.mapFromSource(m_model.index(row));
    }
    if (index == m_list->currentIndex())
        showCurrent();
    m_list->setCurrentIndex(index);
    return true;
}

bool FindingsPanel::selectByNumber(int finding)
{
    if (!m_report || m_plan < 0 || m_plan >= static_cast<int>(m_report->plans.size()))
        return false;
    const auto &findings = m_report->plans[static_cast<std::size_t>(m_plan)].findings;
    return finding >= 0 && finding < static_cast<int>(findings.size()) && select(findings[static_cast<std::size_t>(finding)]);
}

void FindingsPanel::step(int direction)
{
    const int rows = m_filter.rowCount();
    if (rows == 0)
        return;
    const QModelIndex now = m_list->currentIndex();
    const int row = now.isValid() ? std::clamp(now.row() + direction, 0, rows - 1) : direction > 0 ? 0 : rows - 1;
    m_list->setCurrentIndex(m_filter.index(row, 0));
    Q_EMIT activated();
}

void FindingsPanel::clearSelection()
{
    m_list->setCurrentIndex({});
    m_list->clearSelection();
}

int FindingsPanel::count() const
{
    return m_model.rowCount();
}

void FindingsPanel::setFilterShown(bool shown)
{
    m_filterRow->setVisible(shown);
    if (shown)
        m_words->setFocus();
    else
        m_words->clear();
}

bool FindingsPanel::filterShown() const
{
    return !m_filterRow->isHidden();
}

void FindingsPanel::focusList()
{
    m_list->setFocus();
}

void FindingsPanel::fitList()
{
    const int rows = m_filter.rowCount();
    const bool any = m_model.rowCount() > 0;
    m_list->setVisible(any);
    m_list->setFixedHeight(std::clamp(rows, 1, rowsInSight) * FindingDelegate::rowHeight);
    m_empty->setVisible(!any);
}

void FindingsPanel::clearDetails()
{
    auto *ground = new Ground(m_theme, m_scroll);
    m_details = ground;
    m_column = new QVBoxLayout(ground);
    m_column->setContentsMargins(side, 13, side, 16);
    m_column->setSpacing(0);
    m_picture = nullptr;
    m_scroll->setWidget(ground); // Deletes the one before.
}

QLabel *FindingsPanel::addText(const QString &words, Text face, Colour colour, bool rich)
{
    auto *label = new TextLabel(m_theme, face, colour, {}, m_details);
    label->setTextFormat(rich ? Qt::RichText : Qt::PlainText);
    label->setText(words);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_column->addWidget(label);
    return label;
}

void FindingsPanel::addSection(const QString &title)
{
    m_column->addSpacing(16);
    addText(title, Text::Label, Colour::TextPrimary);
    m_column->addSpacing(5);
}

void FindingsPanel::addNumbered(const QStringList &lines)
{
    for (qsizetype i = 0; i < lines.size(); ++i)
        m_column->addWidget(new NumberedLine(m_theme, static_cast<int>(i) + 1, lines[i], m_details));
}

void FindingsPanel::addEvidence(const Finding &finding)
{
    if (!m_workspace)
        return;
    const auto evidence = rollback::evidenceFor(*m_workspace, finding);
    if (evidence.empty())
        return;
    addSection(evidence.size() == 1 ? tr("The statement that fails") : tr("The statements that fail"));
    auto *list = new EvidenceList(m_theme, evidence, m_details);
    connect(list, &EvidenceList::openRequested, this, &FindingsPanel::evidenceRequested);
    m_column->addWidget(list);
}

void FindingsPanel::addExplanation(rollback::Code code)
{
    const rollback::Explanation &page = rollback::explain(code);
    m_column->addSpacing(14);
    auto *toggle = new Button(m_theme, ButtonKind::Link, tr("About %1").arg(text(rollback::toText(code))), {}, m_details);
    toggle->setIconName(m_explained ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"));
    toggle->setCheckable(false);
    m_column->addWidget(toggle, 0, Qt::AlignLeft);
    auto *body = new QWidget(m_details);
    QVBoxLayout *outer = m_column;
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(0, 4, 0, 0);
    m_column->setSpacing(6);
    QWidget *details = m_details;
    m_details = body;
    addText(text(page.title), Text::Title, Colour::TextPrimary);
    addText(text(page.what), Text::Small, Colour::TextSecondary);
    addText(tr("Example"), Text::Section, Colour::TextTertiary);
    m_column->addWidget(new CodeBox(m_theme, text(page.example), body));
    addText(tr("What to do"), Text::Section, Colour::TextTertiary);
    addText(text(page.remedy), Text::Small, Colour::TextSecondary);
    m_details = details;
    m_column = outer;
    body->setVisible(m_explained);
    m_column->addWidget(body);
    connect(toggle, &Button::clicked, this, [this, body, toggle] {
        m_explained = !m_explained;
        body->setVisible(m_explained);
        toggle->setIconName(m_explained ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"));
    });
}

void FindingsPanel::showCurrent()
{
    clearDetails();
    const Finding *finding = current();
    if (!finding) {
        if (m_model.rowCount() > 0)
            addText(tr("Select a finding to see what breaks, how it comes to it, and what helps."), Text::Small,
                    Colour::TextTertiary);
        m_column->addStretch(1);
        return;
    }
    const QString codeStyle = QStringLiteral("<style>code { font-family: '%1'; font-size: 12px; color: %2; background: %3; }</style>")
                                  .arg(m_theme.font(Text::Code).family(), m_theme.colour(Colour::ClosedText).name(),
                                       m_theme.colour(Colour::ClosedTint).name());
    QLabel *sentence = addText(codeStyle + QStringLiteral("<p style='line-height:138%'>%1</p>").arg(items::findingSentence(*finding, m_lanes)),
                               Text::Body, Colour::TextPrimary, true);
    sentence->setAccessibleName(items::withStepNumbers(finding->message, m_lanes));
    if (!finding->suppressedBy.empty()) {
        m_column->addSpacing(8);
        addText(tr("Accepted: %1").arg(text(finding->suppressedBy)), Text::Small, Colour::TextTertiary);
    }
    m_column->addSpacing(14);
    m_picture = new FindingPictureView(m_theme, m_details);
    m_column->addWidget(m_picture);
    m_picture->setPicture(m_workspace ? items::findingPicture(*m_workspace, *finding, m_lanes) : items::FindingPicture());
    m_column->addSpacing(8);

    auto *links = new QHBoxLayout;
    links->setSpacing(4);
    if (!finding->order.empty()) {
        auto *replay = new Button(m_theme, ButtonKind::Link,
                                  finding->order.size() == 1 ? tr("Replay 1 step") : tr("Replay %1 steps").arg(finding->order.size()),
                                  {}, m_details);
        replay->setSmall(true);
        links->addWidget(replay);
        connect(replay, &Button::clicked, this, &FindingsPanel::replayRequested);
    }
    links->addStretch(1);
    links->addWidget(new TextLabel(m_theme, Text::Small, Colour::TextTertiary, tr("Alt ↓ next finding"), m_details));
    m_column->addLayout(links);

    addEvidence(*finding);
    if (!finding->remedies.empty()) {
        addSection(tr("What helps"));
        QStringList lines;
        for (const std::string &remedy : finding->remedies)
            lines << items::withStepNumbers(remedy, m_lanes);
        addNumbered(lines);
    }
    if (!finding->state.empty()) {
        addSection(tr("In that state"));
        for (const rollback::ComponentState &state : finding->state) {
            QStringList live;
            for (const std::string &release : state.live)
                live << text(release).toHtmlEscaped();
            QStringList back;
            for (const std::string &release : state.mayGoBackTo)
                back << text(release).toHtmlEscaped();
            const QString line = back.isEmpty() ? tr("<b>%1</b> runs %2").arg(text(state.component).toHtmlEscaped(), live.join(QStringLiteral(", ")))
                                                : tr("<b>%1</b> runs %2 and may go back to %3")
                                                      .arg(text(state.component).toHtmlEscaped(), live.join(QStringLiteral(", ")),
                                                           back.join(QStringLiteral(", ")));
            addText(line, Text::Small, Colour::TextSecondary, true);
            m_column->addSpacing(3);
        }
    }
    if (!finding->order.empty()) {
        addSection(tr("How it comes to this"));
        constexpr std::size_t most = 12;
        QStringList lines;
        const std::size_t first = finding->order.size() > most ? finding->order.size() - most : 0;
        if (first > 0)
            addText(tr("After %1 other steps:").arg(first), Text::Small, Colour::TextTertiary);
        for (std::size_t i = first; i < finding->order.size(); ++i) {
            const int column = m_lanes.columnOf(finding->order[i]);
            const rollback::Plan *plan = nullptr;
            if (m_workspace) {
                for (const auto &candidate : m_workspace->plans) {
                    if (text(candidate->id) == m_lanes.plan)
                        plan = &*candidate;
                }
            }
            if (column < 0 || !plan)
                lines << text(finding->order[i]);
            else
                lines << tr("%1 (%2)").arg(items::stepSentence(plan->steps[static_cast<std::size_t>(
                                               m_lanes.blocks[static_cast<std::size_t>(column)].step)]),
                                           items::PlanLanes::columnName(column));
        }
        addNumbered(lines);
    }
    addExplanation(finding->code);
    m_column->addStretch(1);
}

void FindingsPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    if (!m_empty->isHidden())
        m_theme.paintSign(painter, QRectF(side, m_empty->y() + 19, 16, 16), m_emptySign);
    if (!m_scroll->isHidden()) {
        painter.fillRect(m_scroll->geometry(), m_theme.colour(Colour::BgSubtle));
        painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    }
}

} // namespace belay::views
