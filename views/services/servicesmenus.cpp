// SPDX-License-Identifier: GPL-3.0-or-later
// The context menus of the canvas and the list.
#include "views/services/servicesplace.h"

#include "views/services/componentinspector.h"
#include "views/services/graphcanvas.h"
#include "views/services/riskdelegate.h"

#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTableView>

namespace belay::views {

void ServicesPlace::fillNodeMenu(QMenu &menu, int node)
{
    const items::ServiceNode &at = m_graph->nodes[static_cast<std::size_t>(node)];
    const QString name = at.name;
    menu.addAction(theme().icon(QStringLiteral("inspector")), tr("Open in the inspector"), this, &Place::inspectorRequested);
    if (!at.findings.empty()) {
        menu.addAction(theme().icon(QStringLiteral("plan")), tr("Show its worst finding in the plan"), this,
                       [this, finding = at.findings.front()] { openFinding(finding); });
    }
    menu.addAction(theme().icon(QStringLiteral("copy")), tr("Copy name"), this,
                   [name] { QApplication::clipboard()->setText(name); });
    menu.addSeparator();
    if (at.resolved) {
        menu.addAction(m_rename);
        if (at.manual) {
            QAction *reset = menu.addAction(theme().icon(QStringLiteral("pin")), tr("Put back into the layout"), this, [this, name] {
                for (const rollback::NodePlace &place : m_input.workspace->layout) {
                    if (place.component == name.toStdString()) {
                        ask({rollback::Edit{tr("Put %1 back").arg(name).toStdString(),
                                            {rollback::PlaceChange{place, std::nullopt}}}, {}});
                        return;
                    }
                }
            });
            reset->setEnabled(!m_readOnly);
        }
        menu.addAction(m_delete);
    } else {
        QAction *add = menu.addAction(theme().icon(QStringLiteral("plus")), tr("Add it to the workspace"), this, [this, name] {
            ask(items::addComponent(*m_input.workspace, name, rollback::ComponentKind::External));
        });
        add->setEnabled(!m_readOnly && items::nameProblem(name).isEmpty());
    }
}

void ServicesPlace::openMenu(int node, int edge, QPoint globalPoint, QPointF scenePoint)
{
    Q_UNUSED(scenePoint);
    if (!m_graph)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (node >= 0) {
        fillNodeMenu(*menu, node);
    } else if (edge >= 0) {
        const graph::DependencyGraph &graph = *m_graph->graph;
        const graph::Edge at = graph.edge(graph::EdgeId(static_cast<std::uint32_t>(edge)));
        if (m_graph->risks[static_cast<std::size_t>(edge)].finding >= 0)
            menu->addAction(theme().icon(QStringLiteral("plan")), tr("Show the finding in the plan"), this, [this, edge] { openEdge(edge); });
        for (const graph::NodeId end : {at.from, at.to}) {
            menu->addAction(tr("Select %1").arg(QString::fromStdString(graph.node(end).id)), this, [this, end] {
                m_canvas->select(static_cast<int>(end.value));
                m_canvas->showNode(static_cast<int>(end.value));
            });
        }
        if (at.has(graph::EdgeKind::Link)) {
            menu->addSeparator();
            QAction *remove = menu->addAction(theme().icon(QStringLiteral("trash")), tr("Delete link"), this, [this, at] {
                const auto &links = m_input.workspace->links;
                for (std::size_t i = 0; i < links.size(); ++i) {
                    if (links[i].from == m_graph->graph->node(at.from).id && links[i].to == m_graph->graph->node(at.to).id) {
                        ask(items::deleteLink(*m_input.workspace, i));
                        return;
                    }
                }
            });
            remove->setEnabled(!m_readOnly);
        }
    } else {
        menu->addAction(m_add);
        menu->addAction(m_find);
        menu->addSeparator();
        menu->addAction(theme().icon(QStringLiteral("fit")), tr("Fit the graph into the view"), m_canvas, &GraphCanvas::zoomToFit);
        menu->addAction(m_tidy);
        menu->addAction(m_reset);
    }
    menu->popup(globalPoint);
}

void ServicesPlace::openTableMenu(QPoint point)
{
    const QModelIndex index = m_proxy->mapToSource(m_table->indexAt(point));
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        m_canvas->select(index.row());
        fillNodeMenu(*menu, index.row());
    } else {
        menu->addAction(m_add);
    }
    menu->popup(m_table->viewport()->mapToGlobal(point));
}

} // namespace belay::views
