// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/schemaheader.h"

#include "views/theme/button.h"
#include "views/theme/chip.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/sectionheader.h"

#include <QtGui/QPainter>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

namespace {

class Strip final : public QWidget {
public:
    Strip(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) {}

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), m_theme.colour(Colour::BgPanel)); }

private:
    const Theme &m_theme;
};

void fill(QComboBox *box, const QStringList &tags, const QString &chosen)
{
    const QSignalBlocker blocker(box);
    box->clear();
    if (!chosen.isEmpty() && !tags.contains(chosen))
        box->addItem(chosen);
    box->addItems(tags);
    box->setCurrentText(chosen);
}

} // namespace

SchemaLegend::SchemaLegend(const Theme &theme, QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    const auto add = [&](Sign sign, const QString &word) {
        auto *label = new SignLabel(theme, sign, this);
        label->setContent({}, word);
        layout->addWidget(label);
    };
    add(Sign::Open, tr("works"));
    add(Sign::Error, tr("breaks"));
    add(Sign::Loses, tr("loses data"));
    add(Sign::Warning, tr("depends"));
    add(Sign::Unknown, tr("unknown"));
}

SchemaHeader::SchemaHeader(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_header(new PlaceHeader(theme, tr("Schema"), this))
    , m_repository(new Button(theme, ButtonKind::Secondary, tr("Repository"), QStringLiteral("database"), this))
    , m_from(new QComboBox(this))
    , m_to(new QComboBox(this))
    , m_arrow(new TextLabel(theme, Text::Body, Colour::TextTertiary, QStringLiteral("→"), this))
    , m_legend(new SchemaLegend(theme, this))
    , m_replay(new Button(theme, ButtonKind::Primary, tr("Replay"), QStringLiteral("play"), this))
    , m_second(new Strip(theme, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_second);
    m_from->setAccessibleName(tr("Old release"));
    m_from->setToolTip(tr("The old release, which must be able to come back"));
    m_to->setAccessibleName(tr("New release"));
    m_to->setToolTip(tr("The new release, whose migrations run"));
    for (QComboBox *box : {m_from, m_to}) {
        box->setMaxVisibleItems(16);
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        box->setMaximumWidth(180);
        connect(box, &QComboBox::activated, this, [this] { Q_EMIT releasesChosen(from(), to()); });
    }
    m_header->addAfterTitle(m_repository);
    m_header->addAfterTitle(m_from);
    m_header->addAfterTitle(m_arrow);
    m_header->addAfterTitle(m_to);
    m_header->addWidget(m_legend);
    m_header->addWidget(m_replay);

    auto *second = new QHBoxLayout(m_second);
    second->setContentsMargins(space::page, 7, space::medium, 8);
    m_secondSentence = new ElidedLabel(theme, Text::Small, Colour::TextTertiary, {}, m_second);
    second->addWidget(m_secondSentence, 1);
    second->addWidget(new SchemaLegend(theme, m_second));

    connect(m_repository, &Button::clicked, this, &SchemaHeader::repositoryRequested);
    connect(m_replay, &Button::clicked, this, [this] {
        if (m_running)
            Q_EMIT cancelRequested();
        else
            Q_EMIT replayRequested();
    });
    setRunning(false);
    setRepository({}, {});
}

void SchemaHeader::setRepository(const QString &name, const QString &path)
{
    m_any = !name.isEmpty();
    m_repository->setText(name);
    m_repository->setToolTip(path);
    m_repository->setAccessibleName(tr("Repository %1. Open another").arg(name));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_repository, m_from, m_arrow, m_to, m_replay})
        widget->setVisible(m_any);
    fold();
}

void SchemaHeader::setReleases(const QStringList &tags, const QString &from, const QString &to)
{
    fill(m_from, tags, from);
    fill(m_to, tags, to);
}

void SchemaHeader::setSentence(const QString &sentence)
{
    m_sentence = sentence;
    fold();
}

void SchemaHeader::setRunning(bool running)
{
    m_running = running;
    m_replay->setText(running ? tr("Cancel") : tr("Replay"));
    m_replay->setIconName(running ? QStringLiteral("cancel") : QStringLiteral("play"));
    m_replay->setToolTip(running ? tr("Stop the check (Esc)") : tr("Check again (F5)"));
    m_from->setEnabled(!running);
    m_to->setEnabled(!running);
}

QString SchemaHeader::from() const { return m_from->currentText(); }
QString SchemaHeader::to() const { return m_to->currentText(); }

void SchemaHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fold();
}

void SchemaHeader::fold()
{
    const bool narrow = width() < size::foldWidth + 100;
    m_legend->setVisible(m_any && !narrow);
    m_second->setVisible(m_any && narrow);
    m_header->setSubtitle(narrow && m_any ? QString() : m_sentence);
    m_secondSentence->setText(m_sentence);
}

} // namespace belay::views
