// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRect>
#include <QtCore/QString>

namespace belay::views {

/// What a scroll area that paints its parts itself lets assistive technology see of them: a list. The
/// area inherits from this besides QAbstractScrollArea and calls `installAccessibleItems` when it is
/// made. Indices count from 0 in reading order. All calls come on the GUI thread; an index may be one
/// that was valid before the last change, and is never outside 0 … itemCount()-1.
class AccessibleItems {
public:
    virtual ~AccessibleItems() = default;
    [[nodiscard]] virtual int itemCount() const = 0;
    [[nodiscard]] virtual QString itemName(int index) const = 0;
    [[nodiscard]] virtual QString itemDescription(int index) const = 0;
    [[nodiscard]] virtual QString itemValue(int index) const = 0;
    /// On the viewport, also where that is out of sight.
    [[nodiscard]] virtual QRect itemRect(int index) const = 0;
    /// At a point of the viewport; -1: none.
    [[nodiscard]] virtual int itemAt(QPoint point) const = 0;
    /// The selected one; -1: none.
    [[nodiscard]] virtual int currentItem() const = 0;
    /// Selects it, as a click does.
    virtual void pressItem(int index) = 0;
    /// Of all of it: "11 steps over 10 components".
    [[nodiscard]] virtual QString itemsSummary() const = 0;
};

/// From then on every scroll area that is an AccessibleItems has its items as children, each with
/// name, description, value, place, and the actions Press and SetFocus. May be called more than once.
void installAccessibleItems();

} // namespace belay::views
