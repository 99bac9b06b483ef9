// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/editcommand.h"

namespace belay::app {

EditCommand::EditCommand(rollback::Edit edit, std::function<bool(const rollback::Edit &)> apply)
    : m_edit(std::move(edit)), m_apply(std::move(apply))
{
    setText(QString::fromStdString(m_edit.title));
}

void EditCommand::redo()
{
    if (m_applied)
        return;
    m_applied = true;
    if (!m_apply(m_edit))
        setObsolete(true);
}

void EditCommand::undo()
{
    m_applied = false;
    if (!m_apply(rollback::inverse(m_edit)))
        setObsolete(true);
}

} // namespace belay::app
