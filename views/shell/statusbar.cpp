// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/statusbar.h"

#include "views/theme/button.h"
#include "views/theme/chip.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/sectionheader.h"

#include <QtCore/QLocale>
#include <QtCore/QTimer>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QProgressBar>

namespace belay::views {

namespace {
constexpr int messageTime_ms = 8000;
constexpr int barWidth = 70;
constexpr int ruleHeight = 16;

/// Draws a sign in its square.
class LockMark final : public QWidget {
public:
    LockMark(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) { setFixedSize(14, 14); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_theme.paintIcon(painter, rect(), QStringLiteral("lock"), m_theme.colour(Colour::AfterText));
    }

private:
    const Theme &m_theme;
};
} // namespace

StatusBar::StatusBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(size::statusBar);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::medium, 1, space::one, 0);
    layout->setSpacing(space::small);
    const auto rule = [&] {
        auto *line = new Rule(theme, Qt::Vertical, false, this);
        line->setFixedHeight(ruleHeight);
        return line;
    };

    auto *counts = new QWidget(this);
    m_countLayout = new QHBoxLayout(counts);
    m_countLayout->setContentsMargins(0, 0, 0, 0);
    m_countLayout->setSpacing(space::small);
    layout->addWidget(counts);
    m_sentence = new ElidedLabel(theme, Text::Small, Colour::TextSecondary, {}, this);
    layout->addWidget(m_sentence, 1);

    m_jobArea = new QWidget(this);
    auto *job = new QHBoxLayout(m_jobArea);
    job->setContentsMargins(0, 0, 0, 0);
    job->setSpacing(space::one);
    m_jobName = new ElidedLabel(theme, Text::Small, Colour::TextSecondary, {}, m_jobArea);
    m_jobBar = new QProgressBar(m_jobArea);
    m_jobBar->setTextVisible(false);
    m_jobBar->setFixedSize(barWidth, 8);
    m_jobPercent = new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, m_jobArea);
    m_cancel = Button::iconOnly(theme, QStringLiteral("close"), tr("Cancel"), m_jobArea);
    m_cancel->setSmall(true);
    m_cancel->setIconSize({12, 12});
    connect(m_cancel, &QPushButton::clicked, this, &StatusBar::cancelRequested);
    job->addWidget(m_jobName);
    job->addWidget(m_jobBar);
    job->addWidget(m_jobPercent);
    job->addWidget(m_cancel);
    layout->addWidget(m_jobArea);

    m_lockArea = new QWidget(this);
    auto *lock = new QHBoxLayout(m_lockArea);
    lock->setContentsMargins(0, 0, 0, 0);
    lock->setSpacing(6);
    lock->addWidget(new LockMark(theme, m_lockArea));
    m_lock = new ElidedLabel(theme, Text::Small, Colour::AfterText, {}, m_lockArea);
    lock->addWidget(m_lock);
    layout->addWidget(m_lockArea);

    m_savedRule = rule();
    layout->addWidget(m_savedRule);
    m_saved = new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, this);
    layout->addWidget(m_saved);
    m_zoomRule = rule();
    layout->addWidget(m_zoomRule);
    m_zoom = new Button(theme, ButtonKind::Ghost, tr("Zoom 100%"), {}, this);
    m_zoom->setSmall(true);
    m_zoom->setToolTip(tr("Zoom to fit"));
    connect(m_zoom, &QPushButton::clicked, this, &StatusBar::zoomClicked);
    layout->addWidget(m_zoom);

    m_messageTimer = new QTimer(this);
    m_messageTimer->setSingleShot(true);
    connect(m_messageTimer, &QTimer::timeout, this, [this] {
        m_message.clear();
        updateSentence();
    });
    setJob({}, 0, 0);
    setReadOnly({});
    setSavedState({}, {});
    setZoom_percent(0);
}

void StatusBar::setCounts(const QList<Count> &counts)
{
    m_shown = counts;
    while (QLayoutItem *item = m_countLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QLocale locale;
    for (const Count &count : counts) {
        auto *label = new SignLabel(m_theme, count.sign, this);
        label->setContent(locale.toString(count.number), count.word);
        m_countLayout->addWidget(label);
        auto *line = new Rule(m_theme, Qt::Vertical, false, this);
        line->setFixedHeight(ruleHeight);
        m_countLayout->addWidget(line);
    }
}

void StatusBar::setSentence(const QString &sentence)
{
    m_sentenceText = sentence;
    updateSentence();
}

void StatusBar::showMessage(const QString &message)
{
    m_message = message;
    m_messageTimer->start(messageTime_ms);
    updateSentence();
}

void StatusBar::updateSentence()
{
    m_sentence->setText(m_message.isEmpty() ? m_sentenceText : m_message);
}

QString StatusBar::sentence() const
{
    return m_sentence->text();
}

QString StatusBar::savedState() const
{
    return m_saved->text();
}

void StatusBar::setJob(const QString &name, quint64 done, quint64 total)
{
    m_job = name;
    m_jobArea->setVisible(!name.isEmpty());
    if (name.isEmpty())
        return;
    const int percent = total > 0 ? int(std::min<quint64>(100, done * 100 / total)) : 0;
    m_jobName->setText(name);
    m_jobBar->setRange(0, total > 0 ? 100 : 0);
    m_jobBar->setValue(percent);
    m_jobBar->setAccessibleName(name);
    m_jobPercent->setText(total > 0 ? tr("%1%").arg(percent) : QString());
    m_jobPercent->setVisible(total > 0);
    m_jobPercent->setMinimumWidth(m_jobPercent->fontMetrics().horizontalAdvance(tr("%1%").arg(100)));
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(name));
}

void StatusBar::setReadOnly(const QString &reason)
{
    m_lockArea->setVisible(!reason.isEmpty());
    m_lock->setText(reason);
}

void StatusBar::setSavedState(const QString &text, const QString &toolTip)
{
    m_saved->setText(text);
    m_saved->setToolTip(toolTip);
    m_saved->setVisible(!text.isEmpty());
    m_savedRule->setVisible(!text.isEmpty());
}

void StatusBar::setZoom_percent(int percent)
{
    m_zoom->setVisible(percent > 0);
    m_zoomRule->setVisible(percent > 0);
    m_zoom->setText(tr("Zoom %1%").arg(percent));
    m_zoom->updateGeometry();
}

void StatusBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgRail));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.colour(Colour::LineDefault));
}

} // namespace belay::views
