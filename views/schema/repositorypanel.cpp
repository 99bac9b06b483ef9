// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/repositorypanel.h"

#include "models/schema/source/migrationlayouts.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtCore/QDir>
#include <QtGui/QPainter>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>

namespace belay::views {

namespace {
constexpr int formWidth = 640;
constexpr int cardTop = 28;

void fill(QComboBox *box, const QStringList &entries, const QString &text)
{
    const QSignalBlocker blocker(box);
    box->clear();
    box->addItems(entries);
    box->setCurrentIndex(-1);
    box->setCurrentText(text);
}
} // namespace

/// A card on the window's ground.
class RepositoryPanel::Body final : public QWidget {
public:
    Body(const Theme &theme, QWidget *parent) : QWidget(parent), card(new QWidget(this)), m_theme(theme) {}
    QWidget *card;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.colour(Colour::BgWindow));
        paintBox(painter, card->geometry(), m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault), radius::card);
        m_theme.paintIcon(painter, QRectF(card->x() + 24, card->y() + 24, 26, 26), QStringLiteral("database"), m_theme.colour(Colour::TextTertiary));
    }

private:
    const Theme &m_theme;
};

RepositoryPanel::RepositoryPanel(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_body(new Body(theme, this))
    , m_folder(new QLineEdit(m_body->card))
    , m_from(new QComboBox(m_body->card))
    , m_to(new QComboBox(m_body->card))
    , m_migrations(new QLineEdit(m_body->card))
    , m_queries(new QLineEdit(m_body->card))
    , m_layout(new QComboBox(m_body->card))
    , m_engine(new QComboBox(m_body->card))
    , m_problem(new TextLabel(theme, Text::Small, Colour::ClosedText, {}, m_body->card))
    , m_check(new Button(theme, ButtonKind::Primary, tr("Check"), QStringLiteral("play"), m_body->card))
    , m_record(new Button(theme, ButtonKind::Secondary, tr("Record in workspace…"), QStringLiteral("import"), m_body->card))
    , m_back(new Button(theme, ButtonKind::Secondary, tr("Back to the result"), {}, m_body->card))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Open a repository"));
    auto *outer = new QVBoxLayout(m_body);
    outer->setContentsMargins(space::page, cardTop, space::page, cardTop);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_body->card, 100);
    middle->addStretch(1);
    outer->addLayout(middle);
    outer->addStretch(1);
    m_body->card->setMaximumWidth(formWidth);

    auto *column = new QVBoxLayout(m_body->card);
    column->setContentsMargins(space::large, 22, space::large, 22);
    column->setSpacing(6);
    auto *title = new TextLabel(theme, Text::Page, Colour::TextPrimary, tr("Which release could not come back?"), m_body->card);
    title->setWordWrap(true);
    title->setContentsMargins(38, 0, 0, 0);
    auto *sentence = new TextLabel(theme, Text::Body, Colour::TextSecondary,
                                   tr("Belay reads the migrations between two releases and the SQL that the old release sends, and says what "
                                      "breaks. Nothing is checked out, and no database is touched."),
                                   m_body->card);
    sentence->setWordWrap(true);
    sentence->setContentsMargins(38, 0, 0, 0);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addSpacing(10);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space::small);
    grid->setVerticalSpacing(9);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    int row = 0;
    const auto add = [&](const QString &label, QWidget *field, const QString &hint) {
        auto *name = new TextLabel(theme, Text::Small, Colour::TextSecondary, label, m_body->card);
        name->setBuddy(field);
        field->setAccessibleName(label);
        field->setToolTip(hint);
        grid->addWidget(name, row, 0);
        grid->addWidget(field, row, 1);
        ++row;
    };
    add(tr("Repository"), m_folder, tr("The folder of a git repository, with or without a work tree"));
    auto *browse = new Button(theme, ButtonKind::Secondary, tr("Browse…"), QStringLiteral("folder"), m_body->card);
    browse->setAccessibleName(tr("Browse for a repository"));
    grid->addWidget(browse, 0, 2);
    add(tr("Old release"), m_from, tr("A tag, a branch or a commit"));
    add(tr("New release"), m_to, tr("A tag, a branch or a commit"));
    add(tr("Migrations"), m_migrations, tr("The folder of the migrations in the repository, or one file"));
    add(tr("Queries"), m_queries, tr("Files that hold the SQL which the programs send. Patterns are parted by semicolons."));
    add(tr("Layout"), m_layout, tr("How the migrations are laid out"));
    add(tr("Answered by"), m_engine, tr("Who says whether a statement works"));
    m_folder->setPlaceholderText(tr("/home/you/project"));
    m_migrations->setPlaceholderText(tr("database/migrations"));
    m_queries->setPlaceholderText(tr("internal/db/*.sql.go; queries/**/*.sql"));
    for (QComboBox *box : {m_from, m_to}) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->setMaxVisibleItems(16);
        connect(box, &QComboBox::currentTextChanged, this, &RepositoryPanel::updateButtons);
    }
    m_layout->addItem(tr("Recognise it"));
    for (const schema::Layout layout : schema::allLayouts()) {
        const std::string_view name = schema::layoutName(layout);
        m_layout->addItem(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())), static_cast<int>(layout));
    }
    m_engine->addItem(tr("Belay itself, without a server"), static_cast<int>(schema::Engine::Static));
    m_engine->addItem(tr("PostgreSQL, on a throw-away server"), static_cast<int>(schema::Engine::Postgres));
    m_engine->addItem(tr("SQLite, in memory"), static_cast<int>(schema::Engine::Sqlite));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    column->addSpacing(4);
    column->addWidget(m_problem);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_record);
    buttons->addStretch(1);
    buttons->addWidget(m_back);
    buttons->addWidget(m_check);
    column->addLayout(buttons);
    m_check->setAutoDefault(true);
    m_back->hide();
    setWidget(m_body);

    connect(browse, &Button::clicked, this, &RepositoryPanel::browseRequested);
    connect(m_folder, &QLineEdit::editingFinished, this, &RepositoryPanel::read);
    connect(m_folder, &QLineEdit::textChanged, this, &RepositoryPanel::updateButtons);
    connect(m_migrations, &QLineEdit::textChanged, this, &RepositoryPanel::updateButtons);
    for (QLineEdit *field : {m_migrations, m_queries})
        connect(field, &QLineEdit::returnPressed, this, &RepositoryPanel::submit);
    connect(m_check, &Button::clicked, this, &RepositoryPanel::submit);
    connect(m_record, &Button::clicked, this, [this] { Q_EMIT recordRequested(request()); });
    connect(m_back, &Button::clicked, this, &RepositoryPanel::backRequested);
    updateButtons();
}

void RepositoryPanel::setRequest(const items::SchemaRequest &request)
{
    m_folder->setText(QDir::toNativeSeparators(request.repository));
    fill(m_from, {}, request.from);
    fill(m_to, {}, request.to);
    m_migrations->setText(request.migrations);
    m_queries->setText(request.queries.join(QStringLiteral("; ")));
    m_layout->setCurrentIndex(request.layout ? std::max(0, m_layout->findData(static_cast<int>(*request.layout))) : 0);
    m_engine->setCurrentIndex(std::max(0, m_engine->findData(static_cast<int>(request.engine))));
    m_readFolder.clear();
    updateButtons();
}

items::SchemaRequest RepositoryPanel::request() const
{
    items::SchemaRequest request;
    request.repository = QDir::fromNativeSeparators(m_folder->text().trimmed());
    request.from = m_from->currentText().trimmed();
    request.to = m_to->currentText().trimmed();
    request.migrations = m_migrations->text().trimmed();
    while (request.migrations.endsWith(QLatin1Char('/')))
        request.migrations.chop(1);
    for (const QString &part : m_queries->text().split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty())
            request.queries << part.trimmed();
    }
    if (m_layout->currentIndex() > 0)
        request.layout = static_cast<schema::Layout>(m_layout->currentData().toInt());
    request.engine = static_cast<schema::Engine>(m_engine->currentData().toInt());
    return request;
}

void RepositoryPanel::setFolder(const QString &folder)
{
    m_folder->setText(QDir::toNativeSeparators(folder));
    read();
}

void RepositoryPanel::read()
{
    const QString folder = request().repository;
    if (folder.isEmpty() || folder == m_readFolder)
        return;
    m_readFolder = folder;
    Q_EMIT repositoryRequested(folder);
}

void RepositoryPanel::setReading()
{
    static_cast<TextLabel *>(m_problem)->setColour(Colour::TextTertiary);
    m_problem->setText(tr("Reading the repository…"));
    m_problem->show();
}

void RepositoryPanel::setRepository(const items::SchemaRepository &repository)
{
    setProblem({});
    const items::SchemaRequest now = request();
    const auto keep = [&](const QString &text, qsizetype guess) {
        return !text.isEmpty() ? text : guess < repository.tags.size() ? repository.tags[guess] : QString();
    };
    const QString from = keep(now.from, 1);
    const QString to = keep(now.to, 0);
    fill(m_from, repository.tags, from);
    fill(m_to, repository.tags, to);
    if (now.migrations.isEmpty())
        m_migrations->setText(repository.migrations);
    if (now.queries.isEmpty())
        m_queries->setText(repository.queries.join(QStringLiteral("; ")));
    updateButtons();
}

void RepositoryPanel::setProblem(const QString &sentence)
{
    static_cast<TextLabel *>(m_problem)->setColour(Colour::ClosedText);
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    if (!sentence.isEmpty())
        m_readFolder.clear(); // Asking again is worth it.
}

QString RepositoryPanel::problem() const { return m_problem->text(); }

void RepositoryPanel::setCanGoBack(bool can) { m_back->setVisible(can); }

void RepositoryPanel::focusFirst() { m_folder->setFocus(); }

void RepositoryPanel::updateButtons()
{
    const items::SchemaRequest now = request();
    m_check->setEnabled(!now.repository.isEmpty() && now.isComplete());
    m_check->setToolTip(m_check->isEnabled() ? QString() : tr("A repository, two releases and the folder of the migrations are needed."));
    const bool known = !now.repository.isEmpty() && !now.migrations.isEmpty();
    m_record->setEnabled(known && m_recordRefusal.isEmpty());
    m_record->setToolTip(!known ? tr("A repository and the folder of the migrations are needed.")
                         : !m_recordRefusal.isEmpty() ? m_recordRefusal
                                                      : tr("Write down which versions of the database each tagged release tolerates."));
}

void RepositoryPanel::setRecordRefusal(const QString &reason)
{
    m_recordRefusal = reason;
    updateButtons();
}

void RepositoryPanel::submit()
{
    if (m_check->isEnabled())
        Q_EMIT checkRequested(request());
}

} // namespace belay::views
