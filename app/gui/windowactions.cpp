// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/windowactions.h"

#include "app/gui/samples.h"
#include "models/exchange/importedgraph.h"

#include <QtGui/QUndoStack>
#include <QtWidgets/QWidget>

namespace belay::app {

WindowActions::WindowActions(const views::Theme &theme, QUndoStack &undoStack, QWidget &window)
    : QObject(&window), m_theme(theme), m_undoStack(undoStack), m_window(window)
{
    const auto icon = [](const char *name) { return QString::fromLatin1(name); };
    palette = add(tr("Search or run a command"), icon("search"), {QKeySequence(Qt::CTRL | Qt::Key_K)});
    newDocument = add(tr("New workspace"), icon("file-new"), {QKeySequence::New});
    open = add(tr("Open…"), icon("folder"), {QKeySequence::Open});
    save = add(tr("Save"), icon("save"), {QKeySequence::Save});
    saveAs = add(tr("Save as…"), icon("save"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)});
    rename = add(tr("Rename the workspace…"), icon("edit"));
    close = add(tr("Close the workspace"), icon("close"), {QKeySequence(Qt::CTRL | Qt::Key_W)});

    undo = undoStack.createUndoAction(&window);
    redo = undoStack.createRedoAction(&window);
    undo->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Z)});
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    undo->setIcon(theme.icon(icon("undo")));
    undo->setObjectName(icon("undo"));
    redo->setIcon(theme.icon(icon("redo")));
    redo->setObjectName(icon("redo"));
    for (QAction *action : {undo, redo}) {
        window.addAction(action);
        m_all.append(action);
    }

    verify = add(tr("Verify"), icon("verify"), {QKeySequence(Qt::Key_F5)});
    nextFinding = add(tr("Next finding"), icon("arrow-down"), {QKeySequence(Qt::ALT | Qt::Key_Down)});
    previousFinding = add(tr("Previous finding"), icon("arrow-up"), {QKeySequence(Qt::ALT | Qt::Key_Up)});
    inspector = add(tr("Show the inspector"), icon("inspector"), {QKeySequence(Qt::Key_F4)});
    inspector->setCheckable(true);
    zoomIn = add(tr("Zoom in"), icon("plus"), {QKeySequence::ZoomIn, QKeySequence(Qt::CTRL | Qt::Key_Equal)});
    zoomOut = add(tr("Zoom out"), icon("minus"), {QKeySequence::ZoomOut});
    zoomReset = add(tr("Zoom to 100%"), icon("search"), {QKeySequence(Qt::CTRL | Qt::Key_0)});
    zoomFit = add(tr("Zoom to fit"), icon("fit"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)});

    exportYaml = add(tr("Export as YAML…"), icon("export"), {QKeySequence(Qt::CTRL | Qt::Key_E)});
    exportJson = add(tr("Export as JSON…"), icon("export"));
    exportPng = add(tr("Export the view as PNG…"), icon("picture"));
    exportSvg = add(tr("Export the view as SVG…"), icon("picture"));
    exportPdf = add(tr("Export the view as PDF…"), icon("picture"));
    print = add(tr("Print the view…"), icon("print"), {QKeySequence::Print});

    for (const exchange::ImportFormat &format : exchange::importFormats()) {
        const QString title = QString::fromUtf8(format.title.data(), qsizetype(format.title.size()));
        QAction *action = add(tr("Import from %1…").arg(title), icon("import"));
        action->setData(QString::fromUtf8(format.name.data(), qsizetype(format.name.size())));
        imports.append(action);
    }
    for (const QString &name : sampleNames()) {
        QAction *action = add(tr("Open the sample “%1”").arg(name), icon("plan"));
        action->setData(name);
        samples.append(action);
    }

    lookSystem = add(tr("Look: as the system"), icon("settings"));
    lookLight = add(tr("Look: light"), icon("sun"));
    lookDark = add(tr("Look: dark"), icon("moon"));
    auto *looks = new QActionGroup(this);
    for (QAction *action : {lookSystem, lookLight, lookDark}) {
        action->setCheckable(true);
        looks->addAction(action);
    }
    keyboard = add(tr("Keyboard…"), icon("keyboard"), {QKeySequence(Qt::Key_F1)});
    about = add(tr("About Belay"), icon("info"));
    quit = add(tr("Quit"), icon("quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)});
    // Esc closes what is open; in no menu, and no command to search for.
    cancel = add(tr("Cancel"), icon("cancel"), {QKeySequence(Qt::Key_Escape)});

    m_editing = {rename, undo, redo};
    m_editing += imports;
    connect(&undoStack, &QUndoStack::indexChanged, this, [this] { setReadOnly(m_reason); });
    setDocumentOpen(false);
}

QAction *WindowActions::add(const QString &text, const QString &icon, const QList<QKeySequence> &keys)
{
    auto *action = new QAction(m_theme.icon(icon), text, &m_window);
    action->setObjectName(icon);
    action->setShortcuts(keys);
    m_window.addAction(action);
    m_all.append(action);
    return action;
}

QList<QAction *> WindowActions::all() const
{
    QList<QAction *> shown = m_all;
    shown.removeAll(cancel);
    shown.removeAll(palette);
    return shown;
}

void WindowActions::setDocumentOpen(bool isOpen)
{
    m_open = isOpen;
    for (QAction *action : {save, saveAs, rename, close, verify, nextFinding, previousFinding, inspector, zoomIn, zoomOut,
                            zoomReset, zoomFit, exportYaml, exportJson, exportPng, exportSvg, exportPdf, print})
        action->setEnabled(isOpen);
    setReadOnly(m_reason);
}

void WindowActions::setReadOnly(const QString &reason)
{
    m_reason = reason;
    const bool locked = !reason.isEmpty();
    rename->setEnabled(m_open && !locked);
    for (QAction *action : std::as_const(imports))
        action->setEnabled(!locked);
    undo->setEnabled(!locked && m_undoStack.canUndo());
    redo->setEnabled(!locked && m_undoStack.canRedo());
    for (QAction *action : std::as_const(m_editing)) {
        action->setStatusTip(reason);
        action->setToolTip(locked ? reason : QString());
    }
}

views::PaletteEntry commandEntry(QAction &action)
{
    views::PaletteEntry entry;
    entry.title = action.iconText();
    entry.detail = action.shortcut().toString(QKeySequence::NativeText);
    entry.icon = action.objectName();
    entry.action = &action;
    return entry;
}

} // namespace belay::app
