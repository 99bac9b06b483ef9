// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/accessiblelanes.h"

#include "views/plan/lanesview.h"

#include <QtCore/QPointer>
#include <QtGui/QAccessible>
#include <QtWidgets/QAccessibleWidget>

#include <map>

namespace belay::views {

namespace {

class AccessibleLanes;

/// One step. Belongs to QAccessible's cache; keeps no pointer that could dangle.
class AccessibleStep final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleStep(LanesView *view, int column) : m_view(view), m_column(column) {}

    [[nodiscard]] int column() const { return m_column; }
    [[nodiscard]] bool isValid() const override
    {
        return m_view && m_view->state().plan && m_column < m_view->state().geometry.columns;
    }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        switch (kind) {
        case QAccessible::Name: return m_view->stepName(m_column);
        case QAccessible::Description:
            return m_view->state().lanes.strip[static_cast<std::size_t>(m_column)].sentence;
        case QAccessible::Value: return items::word(m_view->state().lanes.strip[static_cast<std::size_t>(m_column)].state);
        default: return {};
        }
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect inView = m_view->stepRect(m_column);
        return QRect(m_view->viewport()->mapToGlobal(inView.topLeft()), inView.size());
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        if (isValid()) {
            state.selected = m_view->state().current() == m_column;
            state.focused = state.selected && m_view->hasFocus();
            state.offscreen = !m_view->viewport()->rect().intersects(m_view->stepRect(m_column));
        }
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    [[nodiscard]] QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &action) override
    {
        if (action == pressAction() && isValid())
            Q_EMIT m_view->cursorRequested(m_column + 1);
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<LanesView> m_view;
    int m_column;
};

class AccessibleLanes final : public QAccessibleWidget {
public:
    explicit AccessibleLanes(LanesView *view) : QAccessibleWidget(view, QAccessible::List) {}
    ~AccessibleLanes() override
    {
        for (const auto &[column, id] : m_ids)
            QAccessible::deleteAccessibleInterface(id);
    }

    [[nodiscard]] int childCount() const override { return view()->state().plan ? view()->state().geometry.columns : 0; }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (const auto it = m_ids.find(index); it != m_ids.end())
            return QAccessible::accessibleInterface(it->second);
        auto *made = new AccessibleStep(view(), index);
        m_ids[index] = QAccessible::registerAccessibleInterface(made);
        return made;
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *step = dynamic_cast<const AccessibleStep *>(child);
        return step ? step->column() : -1;
    }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint at = view()->viewport()->mapFromGlobal(QPoint(x, y));
        for (int column = 0; column < childCount(); ++column) {
            if (view()->stepRect(column).contains(at))
                return child(column);
        }
        return nullptr;
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override
    {
        return view()->hasFocus() ? child(view()->state().current()) : nullptr;
    }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Description && view()->state().plan) {
            return LanesView::tr("%1 steps over %2 components").arg(view()->state().geometry.columns)
                .arg(view()->state().lanes.movedComponents);
        }
        return QAccessibleWidget::text(kind);
    }

private:
    [[nodiscard]] LanesView *view() const { return static_cast<LanesView *>(object()); }
    mutable std::map<int, QAccessible::Id> m_ids;
};

QAccessibleInterface *makeLanes(const QString &name, QObject *object)
{
    Q_UNUSED(name);
    auto *view = qobject_cast<LanesView *>(object);
    return view ? new AccessibleLanes(view) : nullptr;
}

} // namespace

void installAccessibleLanes()
{
    // Qt ignores a factory that is there already.
    QAccessible::installFactory(makeLanes);
}

} // namespace belay::views
