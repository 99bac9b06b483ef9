// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/belaystyle.h"

#include "views/theme/button.h"
#include "views/theme/focusring.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QAbstractSpinBox>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QStyleOption>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QToolTip>

namespace belay::views {

namespace {

constexpr int scrollBarExtent = 10;
constexpr int scrollBarThumb = 6;
constexpr int menuItemHeight = 28;
constexpr int menuIconColumn = 32;
constexpr int checkBoxSize = 16;
constexpr int headerHeight = 28;
constexpr int tabGap = 20;
constexpr int buttonGap = 8;

bool isOn(const QStyleOption &option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

QRect glyphRect(const QRect &rect, int side)
{
    return QStyle::alignedRect(Qt::LeftToRight, Qt::AlignCenter, {side, side}, rect);
}

} // namespace

BelayStyle::BelayStyle(const Theme &theme)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), m_theme(theme)
{
}

void BelayStyle::apply(const Theme &theme)
{
    const auto look = [&theme] {
        QApplication::setPalette(theme.palette());
        QToolTip::setPalette(theme.palette());
    };
    QApplication::setStyle(new BelayStyle(theme));
    QApplication::setFont(theme.font(Text::Body));
    QToolTip::setFont(theme.font(Text::Small));
    look();
    auto *ring = new FocusRing(theme, qApp);
    connect(&theme, &Theme::changed, qApp, look);
    // Whoever lets the theme go before the application gets Qt's own look back.
    connect(&theme, &QObject::destroyed, ring, [ring] {
        delete ring;
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    });
}

Mode BelayStyle::systemMode()
{
    const auto *style = qobject_cast<const BelayStyle *>(QApplication::style());
    return style ? style->m_system : Mode::Light;
}

void BelayStyle::polish(QPalette &palette)
{
    // The only place where Qt shows the desktop's own palette once the application has another.
    m_system = Theme::modeOf(palette);
    palette = m_theme.palette();
}

void BelayStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget)
        || qobject_cast<QScrollBar *>(widget) || qobject_cast<QAbstractSpinBox *>(widget)
        || qobject_cast<QTabBar *>(widget) || qobject_cast<QLineEdit *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *view = qobject_cast<QAbstractItemView *>(widget))
        view->viewport()->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QHeaderView *>(widget))
        widget->setFont(m_theme.font(Text::Section));
    if (qobject_cast<QMenu *>(widget))
        widget->setAttribute(Qt::WA_TranslucentBackground);
}

int BelayStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return scrollBarExtent;
    case PM_ScrollBarSliderMin: return 32;
    case PM_SplitterWidth: return 1;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize: return size::icon;
    case PM_ToolBarIconSize: return size::iconLarge;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return checkBoxSize;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_MenuVMargin: return 6;
    case PM_MenuHMargin: return 6;
    case PM_MenuPanelWidth: return 1;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QLineEdit *>(widget))
            return 3;
        return 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap: return 0;
    case PM_TabBarTabHSpace: return tabGap;
    case PM_TabBarTabVSpace: return 18;
    case PM_HeaderMargin: return 8;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return space::one;
    case PM_ToolTipLabelFrameWidth: return 6;
    case PM_TreeViewIndentation: return space::medium;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BelayStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_UnderlineShortcut: return 0;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_ComboBox_Popup: return 0;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_Menu_MouseTracking:
    case SH_ComboBox_ListMouseTracking: return 1;
    case SH_ScrollBar_ContextMenu: return 0;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_Widget_Animation_Duration: return 0;
    case SH_TabBar_Alignment: return Qt::AlignLeft;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize BelayStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        return {std::max(size.width() + 24, 64), size::control};
    case CT_LineEdit:
        return {size.width() + 10, size::control};
    case CT_ComboBox:
        return {size.width() + 40, size::control};
    case CT_SpinBox: {
        QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width() + 8, size::control};
    }
    case CT_ToolButton:
        return {std::max(size.width() + 8, size::control), size::control};
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {size.width(), 9};
        const int tab = item && item->text.contains(QLatin1Char('\t')) ? 28 : 0;
        return {size.width() + menuIconColumn + tab + 32, menuItemHeight};
    }
    case CT_HeaderSection: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width() + 8, std::max(base.height(), headerHeight)};
    }
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width(), std::max(base.height(), size::rowDense)};
    }
    case CT_TabBarTab: return {size.width(), std::max(size.height(), size::row)};
    case CT_CheckBox:
    case CT_RadioButton: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width() + 4, std::max(base.height(), size::hit)};
    }
    default: return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect BelayStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents)
        return option->rect.adjusted(8, 1, -8, -1);
    if (element == SE_PushButtonContents)
        return option->rect.adjusted(8, 0, -8, 0);
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect BelayStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl subControl,
                                 const QWidget *widget) const
{
    const QRect rect = option->rect;
    if (control == CC_ComboBox) {
        if (subControl == SC_ComboBoxEditField)
            return rect.adjusted(9, 1, -28, -1);
        if (subControl == SC_ComboBoxArrow)
            return QRect(rect.right() - 26, rect.top(), 24, rect.height());
    }
    if (control == CC_SpinBox) {
        const int half = rect.height() / 2;
        switch (subControl) {
        case SC_SpinBoxUp: return QRect(rect.right() - 22, rect.top() + 1, 21, half - 1);
        case SC_SpinBoxDown: return QRect(rect.right() - 22, rect.top() + half, 21, half - 1);
        case SC_SpinBoxEditField: return rect.adjusted(2, 1, -24, -1);
        default: break;
        }
    }
    if (control == CC_ScrollBar) {
        // No arrow buttons: the groove is the whole bar.
        const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (slider) {
            const bool horizontal = slider->orientation == Qt::Horizontal;
            const int length = horizontal ? rect.width() : rect.height();
            const qint64 range = qint64(slider->maximum) - slider->minimum;
            int thumb = length;
            if (range > 0) {
                thumb = int(qint64(slider->pageStep) * length / (range + slider->pageStep));
                thumb = std::clamp(thumb, std::min(length, 32), length);
            }
            const int start = sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition,
                                                      length - thumb, slider->upsideDown);
            const auto part = [&](int from, int extent) {
                return horizontal ? QRect(rect.x() + from, rect.y(), extent, rect.height())
                                  : QRect(rect.x(), rect.y() + from, rect.width(), extent);
            };
            switch (subControl) {
            case SC_ScrollBarGroove: return rect;
            case SC_ScrollBarSlider: return part(start, thumb);
            case SC_ScrollBarSubPage: return part(0, start);
            case SC_ScrollBarAddPage: return part(start + thumb, length - start - thumb);
            default: return {};
            }
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

void BelayStyle::drawField(const QStyleOption &option, QPainter &painter) const
{
    const bool enabled = isOn(option, State_Enabled);
    const bool focus = enabled && isOn(option, State_HasFocus);
    const bool hover = enabled && isOn(option, State_MouseOver);
    paintBox(painter, option.rect, m_theme.colour(enabled ? Colour::BgPanel : Colour::BgSubtle),
             m_theme.colour(focus       ? Colour::LineFocus
                                : hover ? Colour::LineStrong
                                        : Colour::LineDefault),
             radius::control, focus ? 2 : 1);
}

void BelayStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    const bool enabled = isOn(*option, State_Enabled);
    switch (element) {
    case PE_FrameFocusRect:
        return; // FocusRing draws outside of the widgets; item views mark their rows themselves.
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            drawField(*option, *painter);
        return;
    }
    case PE_FrameLineEdit:
        drawField(*option, *painter);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        paintBox(*painter, option->rect, m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineStrong),
                 radius::control);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, m_theme.colour(Colour::BgTooltip));
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
        paintBox(*painter, option->rect, Qt::transparent, m_theme.colour(Colour::LineDefault), radius::control);
        return;
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: {
        const bool on = isOn(*option, State_On) || isOn(*option, State_NoChange);
        const QRect box = glyphRect(option->rect, checkBoxSize);
        const Colour fill = !enabled ? Colour::BgSunken : on ? Colour::AccentFill : Colour::BgPanel;
        const Colour line = on && enabled ? Colour::AccentFill : Colour::LineStrong;
        paintBox(*painter, box, m_theme.colour(fill), m_theme.colour(line), radius::chip);
        if (on)
            m_theme.paintIcon(*painter, box.adjusted(2, 2, -2, -2),
                              isOn(*option, State_NoChange) ? QStringLiteral("minus") : QStringLiteral("check"),
                              m_theme.colour(enabled ? Colour::AccentOn : Colour::TextTertiary));
        return;
    }
    case PE_IndicatorRadioButton: {
        const bool on = isOn(*option, State_On);
        const QRect box = glyphRect(option->rect, checkBoxSize);
        paintBox(*painter, box, m_theme.colour(Colour::BgPanel),
                 m_theme.colour(on && enabled ? Colour::AccentFill : Colour::LineStrong), checkBoxSize / 2.0,
                 on ? 5 : 1);
        return;
    }
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
    case PE_IndicatorButtonDropDown:
    case PE_IndicatorHeaderArrow: {
        QString name = QStringLiteral("chevron-down");
        if (element == PE_IndicatorArrowUp)
            name = QStringLiteral("chevron-up");
        else if (element == PE_IndicatorArrowLeft)
            name = QStringLiteral("chevron-left");
        else if (element == PE_IndicatorArrowRight)
            name = QStringLiteral("chevron-right");
        else if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
                 header && header->sortIndicator == QStyleOptionHeader::SortUp)
            name = QStringLiteral("chevron-up");
        m_theme.paintIcon(*painter, glyphRect(option->rect, 12), name,
                          m_theme.colour(enabled ? Colour::TextSecondary : Colour::TextTertiary));
        return;
    }
    case PE_IndicatorBranch:
        if (isOn(*option, State_Children))
            m_theme.paintIcon(*painter, glyphRect(option->rect, 12),
                              isOn(*option, State_Open) ? QStringLiteral("chevron-down")
                                                        : QStringLiteral("chevron-right"),
                              m_theme.colour(Colour::TextSecondary));
        return;
    case PE_PanelItemViewRow:
        return; // The item's own panel spans the row.
    case PE_PanelItemViewItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
        if (item && item->backgroundBrush.style() != Qt::NoBrush)
            painter->fillRect(option->rect, item->backgroundBrush);
        if (isOn(*option, State_Selected))
            painter->fillRect(option->rect, m_theme.colour(Colour::BgSelected));
        else if (enabled && isOn(*option, State_MouseOver))
            painter->fillRect(option->rect, m_theme.colour(Colour::BgHover));
        return;
    }
    case PE_PanelButtonTool:
        if (isOn(*option, State_On))
            paintBox(*painter, option->rect, m_theme.colour(Colour::AccentTint), Qt::transparent, radius::control);
        else if (enabled && (isOn(*option, State_MouseOver) || isOn(*option, State_Sunken)))
            paintBox(*painter, option->rect, m_theme.colour(Colour::BgHover), Qt::transparent, radius::control);
        return;
    case PE_PanelButtonCommand:
        drawButton(*option, *painter, widget);
        return;
    case PE_FrameDefaultButton:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void BelayStyle::drawButton(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const auto *own = qobject_cast<const Button *>(widget);
    const auto *standard = qstyleoption_cast<const QStyleOptionButton *>(&option);
    ButtonKind kind = own ? own->kind() : ButtonKind::Secondary;
    if (!own && standard && standard->features.testFlag(QStyleOptionButton::DefaultButton))
        kind = ButtonKind::Primary;
    const bool enabled = isOn(option, State_Enabled);
    const bool hover = enabled && isOn(option, State_MouseOver);
    const bool down = enabled && isOn(option, State_Sunken);
    const bool on = isOn(option, State_On);
    switch (kind) {
    case ButtonKind::Primary:
        paintBox(painter, option.rect,
                 m_theme.colour(!enabled ? Colour::BgSunken : hover || down ? Colour::AccentHover : Colour::AccentFill),
                 enabled ? QColor(Qt::transparent) : m_theme.colour(Colour::LineDefault), radius::control);
        return;
    case ButtonKind::Danger:
        paintBox(painter, option.rect, m_theme.colour(enabled ? Colour::ClosedFill : Colour::BgSunken),
                 Qt::transparent, radius::control);
        return;
    case ButtonKind::Secondary:
        paintBox(painter, option.rect,
                 m_theme.colour(on              ? Colour::AccentTint
                                    : !enabled  ? Colour::BgSubtle
                                    : down      ? Colour::BgSunken
                                    : hover     ? Colour::BgHover
                                                : Colour::BgPanel),
                 m_theme.colour(on ? Colour::AccentFill : Colour::LineDefault), radius::control);
        return;
    case ButtonKind::Ghost:
        if (on)
            paintBox(painter, option.rect, m_theme.colour(Colour::AccentTint), Qt::transparent, radius::control);
        else if (hover || down)
            paintBox(painter, option.rect, m_theme.colour(down ? Colour::BgSunken : Colour::BgHover), Qt::transparent,
                     radius::control);
        return;
    case ButtonKind::Link:
        return;
    }
}

void BelayStyle::drawButtonLabel(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    if (!button)
        return;
    const auto *own = qobject_cast<const Button *>(widget);
    ButtonKind kind = own ? own->kind() : ButtonKind::Secondary;
    if (!own && button->features.testFlag(QStyleOptionButton::DefaultButton))
        kind = ButtonKind::Primary;
    const bool enabled = isOn(option, State_Enabled);
    Colour ink = Colour::TextPrimary;
    if (!enabled)
        ink = Colour::TextTertiary;
    else if (kind == ButtonKind::Primary)
        ink = Colour::AccentOn;
    else if (kind == ButtonKind::Danger)
        ink = Colour::ClosedOn;
    else if (kind == ButtonKind::Link)
        ink = Colour::TextLink;
    else if (isOn(option, State_On))
        ink = Colour::AccentText;
    else if (kind == ButtonKind::Ghost && own && own->isSmall())
        ink = Colour::TextSecondary;

    const bool menu = button->features.testFlag(QStyleOptionButton::HasMenu);
    painter.save();
    if (widget)
        painter.setFont(widget->font());
    QFont font = painter.font();
    if (kind == ButtonKind::Link && isOn(option, State_MouseOver)) {
        font.setUnderline(true);
        painter.setFont(font);
    }
    const QFontMetrics metrics(painter.font());
    const int iconSide = button->icon.isNull() ? 0 : button->iconSize.width();
    const int textWidth = metrics.size(Qt::TextShowMnemonic, button->text).width();
    const int gap = iconSide && !button->text.isEmpty() ? buttonGap : 0;
    const int arrow = menu ? 20 : 0;
    const int content = iconSide + gap + textWidth + arrow;
    int x = option.rect.left() + (option.rect.width() - content) / 2;
    x = std::max(x, option.rect.left() + 2);
    if (iconSide) {
        const QRect area(x, option.rect.center().y() - iconSide / 2 + (option.rect.height() % 2 ? 0 : 1), iconSide,
                         iconSide);
        button->icon.paint(&painter, area, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        x += iconSide + gap;
    }
    painter.setPen(m_theme.colour(ink));
    const int room = option.rect.right() - x - arrow + 1;
    painter.drawText(QRect(x, option.rect.top(), std::max(room, 0), option.rect.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextHideMnemonic, button->text);
    if (menu)
        m_theme.paintIcon(painter, QRectF(x + textWidth + 6, option.rect.center().y() - 5.5, 12, 12),
                          QStringLiteral("chevron-down"), m_theme.colour(enabled ? Colour::TextSecondary : Colour::TextTertiary));
    painter.restore();
}

void BelayStyle::drawMenuItem(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(&option);
    if (!item)
        return;
    painter.save();
    const QRect rect = option.rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(rect.left() + 4, rect.center().y(), rect.width() - 8, 1), m_theme.colour(Colour::LineSubtle));
        painter.restore();
        return;
    }
    const bool enabled = isOn(option, State_Enabled);
    if (isOn(option, State_Selected) && enabled)
        paintBox(painter, rect, m_theme.colour(Colour::BgHover), Qt::transparent, radius::chip);
    const QRect mark(rect.left() + 9, rect.center().y() - 7, 16, 16);
    if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item->checked)
            m_theme.paintIcon(painter, mark, QStringLiteral("check"), m_theme.colour(Colour::AccentText));
    } else if (!item->icon.isNull()) {
        item->icon.paint(&painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter.setFont(widget ? widget->font() : item->font);
    painter.setPen(m_theme.colour(enabled ? Colour::TextPrimary : Colour::TextTertiary));
    const int tab = int(item->text.indexOf(QLatin1Char('\t')));
    const QRect area = rect.adjusted(menuIconColumn + 2, 0, -12, 0);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextHideMnemonic,
                     tab < 0 ? item->text : item->text.left(tab));
    if (tab >= 0) {
        painter.setFont(m_theme.font(Text::Small));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, item->text.mid(tab + 1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
        m_theme.paintIcon(painter, QRect(rect.right() - 20, rect.center().y() - 5, 12, 12),
                          QStringLiteral("chevron-right"), m_theme.colour(Colour::TextSecondary));
    painter.restore();
}

void BelayStyle::drawTab(const QStyleOption &option, QPainter &painter) const
{
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(&option);
    if (!tab)
        return;
    painter.save();
    const bool selected = isOn(option, State_Selected);
    QFont font = m_theme.font(selected ? Text::Label : Text::Body);
    painter.setFont(font);
    painter.setPen(m_theme.colour(selected || isOn(option, State_MouseOver) ? Colour::TextPrimary
                                                                           : Colour::TextSecondary));
    const QRect rect = option.rect;
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextHideMnemonic, tab->text);
    if (selected)
        painter.fillRect(QRect(rect.left() + tabGap / 2 - 2, rect.bottom() - 1, rect.width() - tabGap + 4, 2),
                         m_theme.colour(Colour::AccentFill));
    painter.restore();
}

void BelayStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        drawButton(*option, *painter, widget);
        return;
    case CE_PushButtonLabel:
        drawButtonLabel(*option, *painter, widget);
        return;
    case CE_PushButton:
        drawButton(*option, *painter, widget);
        drawButtonLabel(*option, *painter, widget);
        return;
    case CE_MenuItem:
        drawMenuItem(*option, *painter, widget);
        return;
    case CE_MenuEmptyArea:
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
        drawTab(*option, *painter);
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, m_theme.colour(Colour::LineDefault));
        return;
    case CE_HeaderSection:
        painter->fillRect(option->rect, m_theme.colour(Colour::BgPanel));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          m_theme.colour(Colour::LineDefault));
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, m_theme.colour(Colour::BgPanel));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          m_theme.colour(Colour::LineDefault));
        return;
    case CE_HeaderLabel: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (!header)
            return;
        painter->save();
        painter->setFont(m_theme.font(Text::Section));
        painter->setPen(m_theme.colour(Colour::TextTertiary));
        painter->drawText(option->rect, int(header->textAlignment) | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(header->text, Qt::ElideRight, option->rect.width()));
        painter->restore();
        return;
    }
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents: {
        const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
        if (!bar)
            return;
        const QRectF line(option->rect.left(), option->rect.center().y() - 1.5, option->rect.width(), 4);
        paintBox(*painter, line, m_theme.colour(Colour::LineDefault), Qt::transparent, 2);
        QRectF done = line;
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        done.setWidth(range > 0 ? line.width() * double(qint64(bar->progress) - bar->minimum) / double(range)
                                : line.width() / 3);
        paintBox(*painter, done, m_theme.colour(Colour::AccentFill), Qt::transparent, 2);
        return;
    }
    case CE_ScrollBarSlider:
    case CE_ScrollBarAddLine:
    case CE_ScrollBarSubLine:
    case CE_ScrollBarAddPage:
    case CE_ScrollBarSubPage:
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void BelayStyle::drawScrollBar(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const
{
    const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(&option);
    if (!slider || slider->maximum <= slider->minimum)
        return;
    QRectF thumb = subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, widget);
    const double inset = (scrollBarExtent - scrollBarThumb) / 2.0;
    thumb.adjust(inset, inset, -inset, -inset);
    const bool active = isOn(option, State_MouseOver) || isOn(option, State_Sunken);
    paintBox(painter, thumb, m_theme.colour(active ? Colour::TextTertiary : Colour::LineStrong), Qt::transparent,
             scrollBarThumb / 2.0);
}

void BelayStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                    const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar:
        drawScrollBar(*option, *painter, widget);
        return;
    case CC_ComboBox: {
        drawField(*option, *painter);
        m_theme.paintIcon(*painter, glyphRect(subControlRect(control, option, SC_ComboBoxArrow, widget), 12),
                          QStringLiteral("chevron-down"),
                          m_theme.colour(isOn(*option, State_Enabled) ? Colour::TextSecondary : Colour::TextTertiary));
        return;
    }
    case CC_SpinBox: {
        drawField(*option, *painter);
        const auto *box = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        for (const auto &[part, icon] : {std::pair{SC_SpinBoxUp, QStringLiteral("chevron-up")},
                                         std::pair{SC_SpinBoxDown, QStringLiteral("chevron-down")}}) {
            const bool can = box
                && box->stepEnabled.testFlag(part == SC_SpinBoxUp ? QAbstractSpinBox::StepUpEnabled
                                                                  : QAbstractSpinBox::StepDownEnabled);
            m_theme.paintIcon(*painter, glyphRect(subControlRect(control, option, part, widget), 10), icon,
                              m_theme.colour(can && isOn(*option, State_Enabled) ? Colour::TextSecondary
                                                                                : Colour::LineStrong));
        }
        return;
    }
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace belay::views
