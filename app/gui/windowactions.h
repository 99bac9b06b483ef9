// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/palettemodel.h"
#include "views/theme/theme.h"

#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtGui/QAction>
#include <QtGui/QActionGroup>

class QUndoStack;
class QWidget;

namespace belay::app {

/// Every command of the window, with its text, icon and keys, and how they group into menus. Knows
/// nothing of what they do: MainWindow connects them.
class WindowActions final : public QObject {
    Q_OBJECT
public:
    WindowActions(const views::Theme &theme, QUndoStack &undo, QWidget &window);

    QAction *newDocument, *open, *save, *saveAs, *rename, *close, *quit;
    QAction *exportYaml, *exportJson, *exportPng, *exportSvg, *exportPdf, *print;
    QAction *undo, *redo;
    QAction *palette, *verify, *inspector, *cancel;
    QAction *nextFinding, *previousFinding;
    QAction *zoomIn, *zoomOut, *zoomFit, *zoomReset;
    QAction *lookSystem, *lookLight, *lookDark;
    QAction *keyboard, *about;
    /// One for each importer, its name as data.
    QList<QAction *> imports;
    /// One for each sample, its name as data.
    QList<QAction *> samples;

    /// For the palette, in the order to show them.
    [[nodiscard]] QList<QAction *> all() const;
    void setDocumentOpen(bool open);
    /// Commands that edit say why they cannot; empty: they can.
    void setReadOnly(const QString &reason);

private:
    QAction *add(const QString &text, const QString &icon, const QList<QKeySequence> &keys = {});

    const views::Theme &m_theme;
    QUndoStack &m_undoStack;
    QWidget &m_window;
    QList<QAction *> m_all;
    QList<QAction *> m_editing;
    QString m_reason;
    bool m_open = false;
};

/// A command as the palette shows it; its object name is its icon's.
[[nodiscard]] views::PaletteEntry commandEntry(QAction &action);

} // namespace belay::app
