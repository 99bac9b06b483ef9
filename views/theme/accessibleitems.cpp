// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/accessibleitems.h"

#include <QtCore/QPointer>
#include <QtGui/QAccessible>
#include <QtWidgets/QAbstractScrollArea>
#include <QtWidgets/QAccessibleWidget>

#include <map>

namespace belay::views {

namespace {

/// One item, by its index. Belongs to QAccessible's cache, which may keep it longer than the area.
class AccessibleItem final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleItem(QAbstractScrollArea *area, AccessibleItems *items, int index)
        : m_area(area)
        , m_items(items)
        , m_index(index)
    {
    }

    [[nodiscard]] int index() const { return m_index; }
    [[nodiscard]] bool isValid() const override { return m_area && m_index < m_items->itemCount(); }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override { return m_area ? m_area->window()->windowHandle() : nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_area); }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        switch (kind) {
        case QAccessible::Name: return m_items->itemName(m_index);
        case QAccessible::Description: return m_items->itemDescription(m_index);
        case QAccessible::Value: return m_items->itemValue(m_index);
        default: return {};
        }
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect onViewport = m_items->itemRect(m_index);
        return {m_area->viewport()->mapToGlobal(onViewport.topLeft()), onViewport.size()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        if (isValid()) {
            state.selected = m_items->currentItem() == m_index;
            state.focused = state.selected && m_area->hasFocus();
            state.offscreen = !m_area->viewport()->rect().intersects(m_items->itemRect(m_index));
        } else {
            state.invalid = true;
        }
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    [[nodiscard]] QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
    void doAction(const QString &action) override
    {
        if (!isValid())
            return;
        if (action == pressAction() || action == setFocusAction())
            m_items->pressItem(m_index);
        if (action == setFocusAction() && m_area)
            m_area->setFocus(Qt::OtherFocusReason);
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<QAbstractScrollArea> m_area;
    AccessibleItems *m_items; ///< The same object; looked at only while that lives.
    int m_index;
};

class AccessibleArea final : public QAccessibleWidget {
public:
    AccessibleArea(QAbstractScrollArea *area, AccessibleItems *items)
        : QAccessibleWidget(area, QAccessible::List)
        , m_items(items)
    {
    }
    ~AccessibleArea() override
    {
        for (const auto &[index, id] : m_ids)
            QAccessible::deleteAccessibleInterface(id);
    }

    [[nodiscard]] int childCount() const override { return m_items->itemCount(); }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (const auto known = m_ids.find(index); known != m_ids.end())
            return QAccessible::accessibleInterface(known->second);
        auto *made = new AccessibleItem(area(), m_items, index);
        m_ids[index] = QAccessible::registerAccessibleInterface(made);
        return made;
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *item = dynamic_cast<const AccessibleItem *>(child);
        return item ? item->index() : -1;
    }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        return child(m_items->itemAt(area()->viewport()->mapFromGlobal(QPoint(x, y))));
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override
    {
        return area()->hasFocus() ? child(m_items->currentItem()) : nullptr;
    }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Description) {
            if (const QString summary = m_items->itemsSummary(); !summary.isEmpty())
                return summary;
        }
        return QAccessibleWidget::text(kind);
    }

private:
    [[nodiscard]] QAbstractScrollArea *area() const { return static_cast<QAbstractScrollArea *>(object()); }
    AccessibleItems *m_items;
    mutable std::map<int, QAccessible::Id> m_ids;
};

QAccessibleInterface *makeArea(const QString &, QObject *object)
{
    auto *area = qobject_cast<QAbstractScrollArea *>(object);
    auto *items = dynamic_cast<AccessibleItems *>(object);
    return area && items ? new AccessibleArea(area, items) : nullptr;
}

} // namespace

void installAccessibleItems()
{
    // Qt ignores a factory that is there already.
    QAccessible::installFactory(makeArea);
}

} // namespace belay::views
