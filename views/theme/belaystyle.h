// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QProxyStyle>

namespace belay::views {

/// Draws the standard widgets from the tokens, over Fusion. Reads the theme while painting; after a
/// change of mode `apply` once more. The theme outlives the style.
class BelayStyle final : public QProxyStyle {
    Q_OBJECT
public:
    explicit BelayStyle(const Theme &theme);

    /// Makes the application look like `theme` now and whenever its mode changes: style, palette,
    /// fonts, focus rings.
    static void apply(const Theme &theme);

    /// What the desktop asks for, as far as its palette tells; follows it. Light while no style of ours
    /// is in use.
    [[nodiscard]] static Mode systemMode();

    void polish(QPalette &palette) override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl subControl,
                         const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;

private:
    void drawButton(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawButtonLabel(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawMenuItem(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawTab(const QStyleOption &option, QPainter &painter) const;
    void drawField(const QStyleOption &option, QPainter &painter) const;
    void drawScrollBar(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const;

    const Theme &m_theme;
    Mode m_system = Mode::Light;
};

} // namespace belay::views
