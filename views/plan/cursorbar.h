// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace belay::views {

class Button;
class Chip;

/// Where the cursor stands: buttons to move and play it, a sentence, a verdict, and what hatching
/// and dashes mean.
class CursorBar final : public QWidget {
    Q_OBJECT
public:
    explicit CursorBar(const Theme &theme, QWidget *parent = nullptr);

    /// `strong` stands in bold, `rest` follows it.
    void setSentence(const QString &strong, const QString &rest);
    void setVerdict(Sign sign, const QString &text);
    /// "from before the edit"; empty: nothing.
    void setTag(const QString &tag);
    void setRange(bool canGoBack, bool canGoOn);
    void setPlaying(bool playing);
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString verdict() const;
    [[nodiscard]] QString tag() const;

Q_SIGNALS:
    void previousRequested();
    void playRequested();
    void nextRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Legend;
    const Theme &m_theme;
    Button *m_previous;
    Button *m_play;
    Button *m_next;
    QLabel *m_sentence;
    Chip *m_verdict;
    Chip *m_tag;
    Legend *m_legend;
    QString m_text;
    bool m_playing = false;
};

} // namespace belay::views
