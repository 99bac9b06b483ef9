// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QPushButton>

namespace belay::views {

/// Primary: at most one on a screen. Secondary: bordered. Ghost: no border until hovered. Link:
/// text in the link colour. Danger: crimson, for what cannot be undone.
enum class ButtonKind : std::uint8_t { Primary, Secondary, Ghost, Link, Danger };

/// 30 px high (24 if small). Without text it is a square icon button and needs an accessible name,
/// which is its tool tip as well. Painted by BelayStyle.
class Button final : public QPushButton {
    Q_OBJECT
public:
    Button(const Theme &theme, ButtonKind kind, const QString &text, const QString &icon = {}, QWidget *parent = nullptr);
    /// An icon button, Ghost.
    [[nodiscard]] static Button *iconOnly(const Theme &theme, const QString &icon, const QString &name,
                                          QWidget *parent = nullptr);

    [[nodiscard]] ButtonKind kind() const { return m_kind; }
    [[nodiscard]] bool isSmall() const { return m_small; }
    void setSmall(bool small);
    void setIconName(const QString &icon);
    /// Follows the action: text (unless the button has none), tool tip with the shortcut, enabled,
    /// checked; a click triggers it.
    void setAction(QAction *action);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    const Theme &m_theme;
    ButtonKind m_kind;
    bool m_small = false;
};

/// "Undo move step 4 (Ctrl+Z)".
[[nodiscard]] QString toolTipOf(const QAction &action);

} // namespace belay::views
