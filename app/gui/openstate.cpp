// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/openstate.h"

#include "app/gui/documentcontroller.h"
#include "app/gui/jobs.h"
#include "views/shell/noticebar.h"
#include "views/shell/shell.h"
#include "views/theme/statepanel.h"

#include <QtCore/QDir>
#include <QtGui/QAction>

namespace belay::app {

using views::Shell;

OpenState::OpenState(const views::Theme &theme, Shell &shell, Jobs &jobs, DocumentController &documents,
                     QAction &chooseAnother, QObject *parent)
    : QObject(parent), m_shell(shell), m_documents(documents)
{
    m_again = new QAction(theme.icon(QStringLiteral("verify")), tr("Try again"), this);
    m_another = new QAction(theme.icon(QStringLiteral("folder")), tr("Choose another file…"), this);
    m_back = new QAction(tr("Back"), this);
    connect(m_again, &QAction::triggered, this, [this] {
        // What comes of it replaces the card: the document, another card, or nothing if it is cancelled.
        m_failed = false;
        if (m_retry)
            m_retry();
    });
    connect(m_another, &QAction::triggered, &chooseAnother, &QAction::trigger);
    connect(m_back, &QAction::triggered, this, &OpenState::dismiss);

    connect(&jobs, &Jobs::progressed, this,
            [this](const QString &slot, const QString &name, quint64 done, quint64 total) {
                if (slot != DocumentController::openSlot || m_documents.isOpen())
                    return;
                m_failed = false;
                m_shell.statePanel().showLoading(name, done, total);
                m_shell.showContent(Shell::Content::State);
            });
    connect(&jobs, &Jobs::ended, this, [this](const QString &slot) {
        if (slot == DocumentController::openSlot && !m_failed && m_shell.content() == Shell::Content::State)
            m_shell.showContent(m_documents.isOpen() ? Shell::Content::Place : Shell::Content::Start);
    });
    connect(&documents, &DocumentController::openFailed, this, &OpenState::show);
    connect(&documents, &DocumentController::opened, this, [this] { m_failed = false; });
    connect(&documents, &DocumentController::closed, this, [this] { m_failed = false; });
}

void OpenState::show(const OpenFailure &failure)
{
    const bool covers = m_documents.isOpen();
    m_failed = true;
    m_retry = failure.again;
    views::StatePanel &panel = m_shell.statePanel();
    const QString stillHolds = covers ? tr("“%1” is still open, with every edit.").arg(m_documents.displayName())
        : failure.path.isEmpty()      ? QString()
                                      : tr("Nothing was changed.");
    panel.showError(failure.what, failure.why, stillHolds);
    panel.setFile(QDir::toNativeSeparators(failure.path));
    panel.addAction(m_again);
    panel.addAction(m_another);
    m_back->setToolTip(covers ? tr("Back to “%1”").arg(m_documents.displayName()) : tr("Back to the start page"));
    panel.addLink(m_back);
    m_shell.notice().dismiss();
    m_shell.showContent(Shell::Content::State);
    panel.focusFirstButton();
}

bool OpenState::dismiss()
{
    if (!std::exchange(m_failed, false))
        return false;
    m_shell.showContent(m_documents.isOpen() ? Shell::Content::Place : Shell::Content::Start);
    return true;
}

} // namespace belay::app
