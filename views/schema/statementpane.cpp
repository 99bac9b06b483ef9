// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/statementpane.h"

#include "views/schema/codepanel.h"
#include "views/schema/longwords.h"
#include "views/schema/schemagrid.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace belay::views {

using items::SchemaEvidenceModel;
using schema::MigrationVerdict;
using schema::OperationVerdict;
using schema::Outcome;
using schema::StatementVerdict;

namespace {

constexpr int statementLines = 12;
constexpr int migrationLines = 7;

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// A whole name in a stretch of text; npos: not there.
std::size_t findName(const std::string &text, std::string_view name, std::size_t from, std::size_t to)
{
    for (std::size_t at = text.find(name, from); at != std::string::npos && at + name.size() <= to; at = text.find(name, at + 1)) {
        const bool before = at == 0 || !isNameByte(text[at - 1]);
        const bool after = at + name.size() >= text.size() || !isNameByte(text[at + name.size()]);
        if (before && after)
            return at;
    }
    return std::string::npos;
}

} // namespace

SqlView::Mark markOf(const OperationVerdict &operation, const std::string &script, schema::Layout layout)
{
    // What was written by us from operations has no place in the file but a line.
    const bool generated = layout == schema::Layout::Pgroll || layout == schema::Layout::LiquibaseChangelog;
    const bool fits = !generated && operation.span.end() <= script.size() && operation.span.length > 0
                      && schema::LineIndex(script).at(operation.span.begin).line == operation.line;
    if (!fits) {
        std::size_t at = 0;
        for (std::uint32_t line = 1; line < operation.line && at < script.size(); ++line) {
            const std::size_t end = script.find('\n', at);
            at = end == std::string::npos ? script.size() : end + 1;
        }
        return SqlView::markOfBytes(script, static_cast<std::uint32_t>(at), 0);
    }
    const std::size_t dot = operation.object.rfind('.');
    const std::string name = dot == std::string::npos ? operation.object : operation.object.substr(dot + 1);
    if (!name.empty()) {
        const std::size_t at = findName(script, name, operation.span.begin, operation.span.end());
        if (at != std::string::npos)
            return SqlView::markOfBytes(script, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(name.size()));
    }
    const std::size_t end = std::min<std::size_t>(script.find('\n', operation.span.begin), operation.span.end());
    return SqlView::markOfBytes(script, operation.span.begin, static_cast<std::uint32_t>(end) - operation.span.begin);
}

SqlView::Mark markOf(const StatementVerdict &verdict)
{
    const std::string &text = verdict.statement.text;
    schema::Span span = verdict.span;
    // A server names only where it begins.
    if (span.length <= 1 && span.begin < text.size()) {
        std::uint32_t end = span.begin;
        while (end < text.size() && (isNameByte(text[end]) || text[end] == '.' || text[end] == '"'))
            ++end;
        span.length = std::max<std::uint32_t>(span.length, end - span.begin);
    }
    return SqlView::markOfBytes(text, span.begin, span.length);
}

/// The ground, the sign beside the title and the tint behind the message.
class StatementPane::Body final : public QWidget {
public:
    Body(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) {}
    QLabel *title = nullptr;
    QLabel *message = nullptr;
    std::optional<Sign> sign;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.colour(Colour::BgWindow));
        if (sign)
            m_theme.paintSign(painter, QRectF(space::page, title->y() + (QFontMetrics(title->font()).height() - 16) / 2.0, 16, 16), *sign);
        if (!message->isHidden() && !message->text().isEmpty())
            paintBox(painter, chip(), m_theme.tint(sign.value_or(Sign::Note)), Qt::transparent, radius::chip);
    }

private:
    /// As wide as the words, unless they take several lines.
    [[nodiscard]] QRect chip() const
    {
        QRect area = message->geometry();
        area.setWidth(std::min(area.width(), message->fontMetrics().horizontalAdvance(message->text()) + 17));
        return area;
    }

    const Theme &m_theme;
};

StatementPane::StatementPane(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_body(new Body(theme, this))
    , m_title(new TextLabel(theme, Text::Title, Colour::TextPrimary, {}, m_body))
    , m_message(new TextLabel(theme, Text::Code, Colour::ClosedText, {}, m_body))
    , m_state(new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, m_body))
    , m_statement(new CodePanel(theme, tr("The old release's statement"), statementLines, m_body))
    , m_heading(new TextLabel(theme, Text::Label, Colour::TextSecondary, {}, m_body))
    , m_migration(new CodePanel(theme, tr("The migration"), migrationLines, m_body))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("What breaks"));
    m_body->title = m_title;
    m_body->message = m_message;
    auto *layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(space::page, 12, space::page, 12);
    layout->setSpacing(8);
    for (QLabel *label : {m_title, m_message, m_state, m_heading}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setContentsMargins(26, 0, 0, 0);
    m_message->setContentsMargins(8, 3, 8, 4);
    layout->addWidget(m_title);
    layout->addWidget(m_message);
    layout->addWidget(m_state);
    layout->addWidget(m_statement);
    layout->addWidget(m_heading);
    layout->addWidget(m_migration);
    layout->addStretch(1);
    setWidget(m_body);
    m_statement->addCopy(tr("Copy as test"), [this] { return asTest(); })
        ->setToolTip(tr("A script that fails on the new schema as the old release does"));
    m_statement->addCopy(tr("Copy"), [this] { return m_statement->sql().toPlainText(); })->setAccessibleName(tr("Copy the statement"));
    m_migration->addCopy(tr("Copy"), [this] { return m_migration->sql().toPlainText(); })->setAccessibleName(tr("Copy the migration"));
    for (CodePanel *panel : {m_statement, m_migration})
        connect(panel, &CodePanel::copied, this, [this] { Q_EMIT said(tr("Copied.")); });
    showEvidence(nullptr, -1, nullptr, {});
}

QString StatementPane::title() const { return m_title->text(); }
QString StatementPane::message() const { return m_message->text(); }

QString StatementPane::onDisk(const std::string &file) const
{
    if (!m_run || m_run->request.repository.isEmpty())
        return {};
    const QString path = QDir(m_run->request.repository).filePath(QString::fromStdString(file));
    return QFileInfo(path).isFile() ? path : QString();
}

QString StatementPane::asTest() const
{
    if (!m_shown || !m_run)
        return {};
    const auto line = [](QString text) { return text.replace(QLatin1Char('\n'), QLatin1Char(' ')); };
    QString sql = QString::fromStdString(m_shown->statement.text).trimmed();
    while (sql.endsWith(QLatin1Char(';')))
        sql.chop(1);
    return QStringLiteral("-- %1 of %2 (%3:%4), on the schema after %5.\n-- %6\nPREPARE belay_statement AS\n%7;\nDEALLOCATE belay_statement;\n")
        .arg(line(QString::fromStdString(m_shown->statement.name)), line(QString::fromStdString(m_run->report.from)),
             line(QString::fromStdString(m_shown->statement.file)), QString::number(m_shown->statement.line), line(m_version),
             line(QString::fromStdString(m_shown->message)), sql);
}

void StatementPane::showStatement(const StatementVerdict &verdict, const QString &version)
{
    const bool unknown = verdict.verdict == StatementVerdict::Verdict::Unknown;
    const QString name = QString::fromStdString(verdict.statement.name);
    const QString from = QString::fromStdString(m_run->report.from);
    m_shown = &verdict;
    m_title->setText(unknown                    ? tr("%1 (release %2) could not be decided").arg(name, from)
                     : verdict.alsoInNewRelease ? tr("%1 fails in both releases").arg(name)
                                                : tr("%1 (release %2) fails").arg(name, from));
    m_body->sign = unknown || verdict.alsoInNewRelease ? Sign::Unknown : Sign::Error;
    m_message->setText(breakable(QString::fromStdString(verdict.message)));
    m_state->setText(unknown ? tr("Belay cannot tell whether it works on the new schema.")
                     : verdict.alsoInNewRelease ? tr("It is not counted against this migration.")
                                                : tr("state: old release, schema after %1").arg(version));
    m_statement->setVisible(true);
    m_statement->sql().setSql(QString::fromStdString(verdict.statement.text), static_cast<int>(verdict.statement.line),
                              verdict.span.length > 0 || !unknown ? std::vector<SqlView::Mark>{markOf(verdict)} : std::vector<SqlView::Mark>{});
    m_statement->setPlace(tr("%1, line %2").arg(QString::fromStdString(verdict.statement.file)).arg(verdict.statement.line),
                          onDisk(verdict.statement.file));
}

void StatementPane::showMigration(const MigrationVerdict &migration, const std::vector<std::size_t> &operations, const QString &heading)
{
    const auto script = m_run->scripts.find(migration.file);
    m_heading->setVisible(true);
    m_heading->setText(breakable(heading));
    m_migration->setVisible(script != m_run->scripts.end());
    if (script == m_run->scripts.end())
        return;
    std::vector<SqlView::Mark> marks;
    for (const std::size_t index : operations)
        marks.push_back(markOf(migration.operations[index], script->second, m_run->report.layout));
    m_migration->sql().setSql(QString::fromStdString(script->second), 1, marks);
    m_migration->setPlace(operations.empty() ? QString::fromStdString(migration.file)
                                             : tr("%1, line %2").arg(QString::fromStdString(migration.file)).arg(migration.operations[operations.front()].line),
                          onDisk(migration.file));
}

void StatementPane::showEvidence(const std::shared_ptr<const items::SchemaRun> &run, int migration,
                                 const SchemaEvidenceModel::Entry *entry, std::optional<items::SchemaState> state)
{
    m_run = run;
    m_shown = nullptr;
    m_version.clear();
    const bool any = run && migration >= 0 && migration < static_cast<int>(run->report.migrations.size());
    m_statement->hide();
    m_heading->hide();
    m_migration->hide();
    m_message->clear();
    m_state->clear();
    m_body->sign.reset();
    if (!any) {
        m_title->setText(tr("Select a migration or one of its states."));
    } else {
        const MigrationVerdict &verdict = run->report.migrations[static_cast<std::size_t>(migration)];
        m_version = items::shortVersion(verdict.version);
        const QString file = QFileInfo(QString::fromStdString(verdict.file)).fileName();
        if (!entry) {
            m_body->sign = Sign::Open;
            m_title->setText(state ? tr("%1: works").arg(items::stateTitle(*state)) : tr("%1 harms nobody").arg(m_version));
            m_state->setText(items::operationsSummary(verdict));
            showMigration(verdict, {}, file);
        } else if (entry->kind == SchemaEvidenceModel::Kind::Operation) {
            const OperationVerdict &operation = verdict.operations[entry->index];
            m_body->sign = signOf(entry->outcome);
            m_title->setText(breakable(tr("%1: %2").arg(entry->title, entry->word)));
            m_message->setText(QString::fromStdString(operation.code));
            QStringList states;
            for (int each = 0; each < items::schemaStateCount; ++each) {
                const auto one = static_cast<items::SchemaState>(each);
                const Outcome outcome = items::outcomeIn(operation.states, one);
                if (outcome != Outcome::Ok && (!state || *state == one))
                    states << tr("%1: %2").arg(items::stateTitle(one), items::outcomeWord(outcome));
            }
            m_state->setText(states.join(QStringLiteral(" · ")));
            showMigration(verdict, {entry->index}, file);
        } else {
            const StatementVerdict &statement = run->report.statements[entry->index];
            showStatement(statement, m_version);
            const auto blamed = std::find_if(run->report.migrations.begin(), run->report.migrations.end(),
                                             [&](const MigrationVerdict &each) { return each.file == statement.brokenBy; });
            if (blamed != run->report.migrations.end())
                showMigration(*blamed, items::operationsBehind(*blamed, statement),
                              tr("Broken by %1").arg(QFileInfo(QString::fromStdString(blamed->file)).fileName()));
        }
    }
    const Colour ink = m_body->sign == Sign::Error ? Colour::ClosedText
                       : m_body->sign == Sign::Loses ? Colour::LosesText
                       : m_body->sign == Sign::Warning ? Colour::AfterText : Colour::TextSecondary;
    static_cast<TextLabel *>(m_message)->setColour(ink);
    m_message->setVisible(!m_message->text().isEmpty());
    m_state->setVisible(!m_state->text().isEmpty());
    m_title->setContentsMargins(m_body->sign ? 26 : 0, 0, 0, 0);
    m_body->update();
}

} // namespace belay::views
