// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace belay::views {

class ElidedLabel;

/// What stands where a result would be when there is none: nothing yet (an icon, one sentence, one
/// button, a link), work under way (a bar with counts), a failure (a crimson-edged card: what
/// failed, why, what still holds), or a lock (why nothing can be edited). Centred in its area.
class StatePanel final : public QWidget {
    Q_OBJECT
public:
    explicit StatePanel(const Theme &theme, QWidget *parent = nullptr);

    /// `icon` is drawn large and faint. Clears the buttons.
    void showEmpty(const QString &icon, const QString &title, const QString &sentence);
    /// `total` 0: unknown. Keeps the buttons (Cancel).
    void showLoading(const QString &what, quint64 done, quint64 total);
    /// `stillHolds` says what is not lost and may be empty. Clears the buttons.
    void showError(const QString &what, const QString &why, const QString &stillHolds);
    /// Under an error, the file that it is about, in one line; empty: none.
    void setFile(const QString &path);
    void showReadOnly(const QString &reason);

    /// A button that triggers the action; the first one is primary, except beside an error.
    void addAction(QAction *action);
    /// A text button without a frame.
    void addLink(QAction *action);

    /// So that Return and Space do what most people want next, and Tab leads on.
    void focusFirstButton();

    [[nodiscard]] QString title() const;
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString file() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Kind : std::uint8_t { Empty, Loading, Error, ReadOnly };
    void setTexts(const QString &title, const QString &sentence, const QString &more);
    void clearButtons();

    const Theme &m_theme;
    Kind m_kind = Kind::Empty;
    QString m_icon;
    double m_fraction = -1;
    QWidget *m_box = nullptr;
    QVBoxLayout *m_column = nullptr;
    QWidget *m_picture = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_sentence = nullptr;
    ElidedLabel *m_file = nullptr;
    QLabel *m_more = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    int m_buttonCount = 0;
};

} // namespace belay::views
