// SPDX-License-Identifier: GPL-3.0-or-later
// The context menus of the canvas and the tables, and the matrix as a file.
#include "views/services/servicesplace.h"

#include "models/items/dependencymatrix.h"
#include "views/services/componentinspector.h"
#include "views/services/graphcanvas.h"
#include "views/services/riskdelegate.h"

#include <QtCore/QSaveFile>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
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
    if (at.manual) { // References that nobody could resolve have places, too.
        QAction *reset = menu.addAction(theme().icon(QStringLiteral("pin")), tr("Put back into the layout"), this,
                                        [this, name] { ask(items::resetPlace(*m_input.workspace, name.toStdString())); });
        reset->setEnabled(!m_readOnly);
    }
    if (at.resolved) {
        menu.addActions({m_rename, m_delete});
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

QString ServicesPlace::matrixCsv() const
{
    return m_matrix->toCsv();
}

void ServicesPlace::filterMatrix()
{
    m_matrix->setFilter(m_search->text().trimmed(), m_least);
}

void ServicesPlace::saveMatrix()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the matrix"), tr("dependencies.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(matrixCsv().toUtf8()) < 0 || !file.commit())
        Q_EMIT statusMessage(tr("%1 could not be written: %2").arg(path, file.errorString()));
    else
        Q_EMIT statusMessage(tr("Saved who needs what as %1").arg(path));
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
