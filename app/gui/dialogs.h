// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/recorddialog.h"
#include "views/theme/theme.h"

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

class QPrinter;
class QWidget;

namespace belay::app {

/// Every question that the window asks in a dialog, so that tests can answer. The functions block
/// until there is an answer; empty means that the user went back.
class Dialogs {
public:
    virtual ~Dialogs() = default;
    enum class Leave : std::uint8_t { Save, Discard, Stay };

    [[nodiscard]] virtual QString fileToOpen(const QString &folder, const QString &filter) = 0;
    [[nodiscard]] virtual QString folderToOpen(const QString &title, const QString &folder) = 0;
    /// Asks before it replaces a file. `suffix` (".belay") is added to a name without one.
    [[nodiscard]] virtual QString fileToSave(const QString &title, const QString &suggestion, const QString &filter,
                                             const QString &suffix) = 0;
    [[nodiscard]] virtual QStringList filesToImport(const QString &title, const QString &folder,
                                                    const QString &filter) = 0;
    /// A document that was never saved is about to be closed.
    [[nodiscard]] virtual Leave leaveUnsaved(const QString &name) = 0;
    [[nodiscard]] virtual QString workspaceName(const QString &before) = 0;
    /// Whose releases and which database a repository is about.
    [[nodiscard]] virtual std::optional<RecordAnswer> whatToRecord(const RecordQuestion &question) = 0;
    /// Shows the print dialog and calls `draw` with the printer that was chosen.
    virtual void print(const QString &title, const std::function<void(QPrinter &)> &draw) = 0;
    virtual void about() = 0;
    /// Keys and what they do.
    virtual void keyboardMap(const QList<std::pair<QString, QString>> &keys) = 0;
};

/// The dialogs of Qt, over `parent`.
[[nodiscard]] std::unique_ptr<Dialogs> makeDialogs(const views::Theme &theme, QWidget &parent);

} // namespace belay::app
