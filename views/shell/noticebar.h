// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QHBoxLayout;
class QLabel;

namespace belay::views {

/// One sentence across the top of the content, with what can be done about it. Does not take the
/// focus; stays until it is answered or closed.
class NoticeBar final : public QWidget {
    Q_OBJECT
public:
    explicit NoticeBar(const Theme &theme, QWidget *parent = nullptr);
    /// Replaces what was shown. Follow with `addButton`.
    void showNotice(Sign sign, const QString &text);
    /// A click closes the notice, then calls `run`.
    void addButton(const QString &text, std::function<void()> run);
    [[nodiscard]] QString text() const;
    void dismiss();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Sign m_sign = Sign::Note;
    QLabel *m_text = nullptr;
    QHBoxLayout *m_buttons = nullptr;
};

} // namespace belay::views
