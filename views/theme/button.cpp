// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/button.h"

#include <QtGui/QAction>
#include <QtGui/QFontMetrics>

namespace belay::views {

namespace {
constexpr int padding = 12;
constexpr int paddingSmall = 9;
constexpr int gap = 8;
constexpr int menuArrow = 16;

Colour iconColour(ButtonKind kind)
{
    switch (kind) {
    case ButtonKind::Primary: return Colour::AccentOn;
    case ButtonKind::Danger: return Colour::ClosedOn;
    case ButtonKind::Link: return Colour::TextLink;
    case ButtonKind::Secondary:
    case ButtonKind::Ghost: break;
    }
    return Colour::TextSecondary;
}
} // namespace

Button::Button(const Theme &theme, ButtonKind kind, const QString &text, const QString &icon, QWidget *parent)
    : QPushButton(text, parent), m_theme(theme), m_kind(kind)
{
    setFont(theme.font(Text::Button));
    setIconSize({size::icon, size::icon});
    setCursor(kind == ButtonKind::Link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    setIconName(icon);
}

Button *Button::iconOnly(const Theme &theme, const QString &icon, const QString &name, QWidget *parent)
{
    auto *button = new Button(theme, ButtonKind::Ghost, {}, icon, parent);
    button->setAccessibleName(name);
    button->setToolTip(name);
    return button;
}

void Button::setSmall(bool small)
{
    m_small = small;
    setFont(m_theme.font(small ? Text::Small : Text::Button));
    updateGeometry();
}

void Button::setIconName(const QString &icon)
{
    setIcon(icon.isEmpty() ? QIcon() : m_theme.icon(icon, iconColour(m_kind)));
}

void Button::setAction(QAction *action)
{
    const bool withText = !text().isEmpty();
    const auto follow = [this, action, withText] {
        if (withText) {
            QString text = action->iconText();
            setText(text);
        } else {
            setAccessibleName(action->iconText());
        }
        setToolTip(toolTipOf(*action));
        setEnabled(action->isEnabled());
        setVisible(action->isVisible());
        setCheckable(action->isCheckable());
        setChecked(action->isChecked());
    };
    follow();
    connect(action, &QAction::changed, this, follow);
    connect(this, &QPushButton::clicked, action, [action] { action->trigger(); });
}

QSize Button::sizeHint() const
{
    const int height = m_small ? size::controlSmall : size::control;
    if (text().isEmpty() && !menu())
        return {height, height};
    int width = text().isEmpty() ? 0 : fontMetrics().size(Qt::TextShowMnemonic, text()).width();
    if (!icon().isNull())
        width += iconSize().width() + (text().isEmpty() ? 0 : gap);
    if (menu())
        width += menuArrow + 4;
    if (m_kind != ButtonKind::Link)
        width += 2 * (m_small ? paddingSmall : padding);
    else
        width += 4;
    return {width, height};
}

QString toolTipOf(const QAction &action)
{
    const QString text = action.toolTip().isEmpty() ? action.iconText() : action.toolTip();
    if (action.shortcut().isEmpty())
        return text;
    return Button::tr("%1 (%2)").arg(text, action.shortcut().toString(QKeySequence::NativeText));
}

} // namespace belay::views
