// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/undokeys.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QTextDocument>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QTextEdit>

namespace belay::app {

bool UndoKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool undo = key->matches(QKeySequence::Undo);
    if (!undo && !key->matches(QKeySequence::Redo))
        return false;
    bool has = true;
    if (const auto *line = qobject_cast<QLineEdit *>(watched))
        has = undo ? line->isUndoAvailable() : line->isRedoAvailable();
    else if (const auto *plain = qobject_cast<QPlainTextEdit *>(watched))
        has = undo ? plain->document()->isUndoAvailable() : plain->document()->isRedoAvailable();
    else if (const auto *rich = qobject_cast<QTextEdit *>(watched))
        has = undo ? rich->document()->isUndoAvailable() : rich->document()->isRedoAvailable();
    if (has)
        return false;
    event->ignore();
    return true;
}

} // namespace belay::app
