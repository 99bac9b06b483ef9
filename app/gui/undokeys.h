// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

namespace belay::app {

/// An event filter for the application. A field takes Ctrl+Z for itself even if it has nothing to
/// undo; with this the window's undo gets the key then.
class UndoKeys final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace belay::app
