// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/accessiblegraph.h"

#include "views/services/graphcanvas.h"

#include <QtCore/QPointer>
#include <QtGui/QAccessible>
#include <QtWidgets/QAccessibleWidget>

#include <algorithm>
#include <map>

namespace belay::views {

namespace {

/// One card, by its place in reading order. Belongs to QAccessible's cache.
class AccessibleNode final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleNode(GraphCanvas *canvas, int rank) : m_canvas(canvas), m_rank(rank) {}

    [[nodiscard]] int rank() const { return m_rank; }
    [[nodiscard]] bool isValid() const override
    {
        return m_canvas && m_rank < static_cast<int>(m_canvas->readingOrder().size());
    }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override { return m_canvas ? m_canvas->window()->windowHandle() : nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_canvas); }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        switch (kind) {
        case QAccessible::Name: return m_canvas->state().node(node()).name;
        case QAccessible::Description: return m_canvas->nodeDescription(node());
        case QAccessible::Value: return m_canvas->state().node(node()).caption();
        default: return {};
        }
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect onViewport = m_canvas->nodeRect(node());
        return {m_canvas->viewport()->mapToGlobal(onViewport.topLeft()), onViewport.size()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        if (isValid()) {
            state.selected = m_canvas->state().selected == node();
            state.focused = state.selected && m_canvas->hasFocus();
            state.offscreen = !m_canvas->viewport()->rect().intersects(m_canvas->nodeRect(node()));
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
        if (action == pressAction() || action == setFocusAction()) {
            m_canvas->select(node());
            m_canvas->showNode(node());
        }
        if (action == setFocusAction())
            m_canvas->setFocus(Qt::OtherFocusReason);
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    [[nodiscard]] int node() const { return m_canvas->readingOrder()[static_cast<std::size_t>(m_rank)]; }
    QPointer<GraphCanvas> m_canvas;
    int m_rank;
};

class AccessibleGraph final : public QAccessibleWidget {
public:
    explicit AccessibleGraph(GraphCanvas *canvas) : QAccessibleWidget(canvas, QAccessible::List) {}
    ~AccessibleGraph() override
    {
        for (const auto &entry : m_ids)
            QAccessible::deleteAccessibleInterface(entry.second);
    }

    [[nodiscard]] int childCount() const override { return static_cast<int>(canvas()->readingOrder().size()); }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (const auto place = m_ids.find(index); place != m_ids.end())
            return QAccessible::accessibleInterface(place->second);
        auto *made = new AccessibleNode(canvas(), index);
        m_ids[index] = QAccessible::registerAccessibleInterface(made);
        return made;
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *node = dynamic_cast<const AccessibleNode *>(child);
        return node ? node->rank() : -1;
    }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        return child(rankOf(canvas()->nodeAt(canvas()->viewport()->mapFromGlobal(QPoint(x, y)))));
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override
    {
        return canvas()->hasFocus() ? child(rankOf(canvas()->state().selected)) : nullptr;
    }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Description && canvas()->state().services) {
            return GraphCanvas::tr("%1 components and %2 dependencies. The list view says the same as a table.")
                .arg(canvas()->state().services->graph->componentCount())
                .arg(canvas()->state().services->graph->edgeCount());
        }
        return QAccessibleWidget::text(kind);
    }

private:
    [[nodiscard]] GraphCanvas *canvas() const { return static_cast<GraphCanvas *>(object()); }
    [[nodiscard]] int rankOf(int node) const
    {
        const auto &order = canvas()->readingOrder();
        const auto place = std::find(order.begin(), order.end(), node);
        return place == order.end() ? -1 : static_cast<int>(place - order.begin());
    }
    mutable std::map<int, QAccessible::Id> m_ids;
};

QAccessibleInterface *makeGraph(const QString &name, QObject *object)
{
    Q_UNUSED(name);
    auto *canvas = qobject_cast<GraphCanvas *>(object);
    return canvas ? new AccessibleGraph(canvas) : nullptr;
}

} // namespace

void installAccessibleGraph()
{
    // Qt ignores a factory that is there already.
    QAccessible::installFactory(makeGraph);
}

} // namespace belay::views
