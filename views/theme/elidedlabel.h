// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QLabel>

namespace belay::views {

/// A label in one of the type scale's faces and in a token's colour, which follows the mode.
class TextLabel : public QLabel {
    Q_OBJECT
public:
    TextLabel(const Theme &theme, Text face, Colour colour, const QString &text = {}, QWidget *parent = nullptr);
    void setColour(Colour colour);

private:
    void applyColour();
    const Theme &m_theme;
    Colour m_colour;
};

/// One line that ends in "…" when squeezed; the whole text is the tool tip then. Plain text only.
class ElidedLabel final : public TextLabel {
    Q_OBJECT
public:
    ElidedLabel(const Theme &theme, Text face, Colour colour, const QString &text = {}, QWidget *parent = nullptr);
    void setElideMode(Qt::TextElideMode mode);
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace belay::views
