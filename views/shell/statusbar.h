// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QTimer;

namespace belay::views {

class Button;
class ElidedLabel;
class Rule;
class SignLabel;

/// The 28 px strip at the bottom. Left: what the last analysis counted, as glyph, number and word,
/// then one sentence. Right: work under way with its cancel button, the lock, the saved state, zoom.
class StatusBar final : public QWidget {
    Q_OBJECT
public:
    struct Count {
        Sign sign;
        int number;
        QString word;
    };

    explicit StatusBar(const Theme &theme, QWidget *parent = nullptr);

    void setCounts(const QList<Count> &counts);
    /// "verified 1,204 states in 3 ms".
    void setSentence(const QString &sentence);
    /// Stands in the sentence's place for a while.
    void showMessage(const QString &message);
    /// Empty `name` hides it. `total` 0: unknown.
    void setJob(const QString &name, quint64 done, quint64 total);
    /// Empty: no lock.
    void setReadOnly(const QString &reason);
    void setSavedState(const QString &text, const QString &toolTip);
    /// 0 hides it.
    void setZoom_percent(int percent);

    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString savedState() const;
    [[nodiscard]] QString jobName() const { return m_job; }
    [[nodiscard]] QList<Count> counts() const { return m_shown; }

Q_SIGNALS:
    void cancelRequested();
    void zoomClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void updateSentence();

    const Theme &m_theme;
    QHBoxLayout *m_countLayout = nullptr;
    QList<Count> m_shown;
    QString m_sentenceText;
    QString m_message;
    QString m_job;
    ElidedLabel *m_sentence = nullptr;
    QTimer *m_messageTimer = nullptr;
    QWidget *m_jobArea = nullptr;
    ElidedLabel *m_jobName = nullptr;
    QProgressBar *m_jobBar = nullptr;
    QLabel *m_jobPercent = nullptr;
    Button *m_cancel = nullptr;
    QWidget *m_lockArea = nullptr;
    ElidedLabel *m_lock = nullptr;
    QLabel *m_saved = nullptr;
    Rule *m_savedRule = nullptr;
    Rule *m_zoomRule = nullptr;
    Button *m_zoom = nullptr;
};

} // namespace belay::views
