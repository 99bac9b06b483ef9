// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

#include <optional>

namespace belay::views {

/// A pill of text, tinted and with the glyph of a sign if it has one. Elides when squeezed; the
/// whole text is its accessible name, and its tool tip while elided.
class Chip final : public QWidget {
    Q_OBJECT
public:
    explicit Chip(const Theme &theme, QWidget *parent = nullptr);
    void setText(const QString &text);
    void setSign(std::optional<Sign> sign);
    [[nodiscard]] QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    QString m_text;
    std::optional<Sign> m_sign;
};

/// A sign's glyph, then a number in bold if there is one, then a word: "▲ 3 to watch".
class SignLabel final : public QWidget {
    Q_OBJECT
public:
    SignLabel(const Theme &theme, Sign sign, QWidget *parent = nullptr);
    /// Empty `number`: only the word. The word defaults to the sign's own.
    void setContent(const QString &number, const QString &word);
    void setSign(Sign sign);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Sign m_sign;
    QString m_number;
    QString m_word;
};

} // namespace belay::views
