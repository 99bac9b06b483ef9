// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/edit.h"

#include <QtGui/QUndoCommand>

#include <functional>

namespace belay::app {

/// One user action on the undo stack. The edit has been applied already when the command is
/// pushed, so the first `redo` does nothing. A command that no longer fits turns obsolete.
class EditCommand final : public QUndoCommand {
public:
    /// `apply` gives false if the edit was refused.
    EditCommand(rollback::Edit edit, std::function<bool(const rollback::Edit &)> apply);

    void redo() override;
    void undo() override;

private:
    rollback::Edit m_edit;
    std::function<bool(const rollback::Edit &)> m_apply;
    bool m_applied = true;
};

} // namespace belay::app
