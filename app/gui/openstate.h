// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

#include <functional>

class QAction;

namespace belay::views {
class Shell;
class Theme;
}

namespace belay::app {

class DocumentController;
class Jobs;
struct OpenFailure;

/// What stands where a document would: how far its opening is, or why it could not be opened and what
/// can be done about it. A document that is open stays open; the error covers it until it is answered.
class OpenState final : public QObject {
    Q_OBJECT
public:
    /// `chooseAnother` opens the file dialog. All of them outlive this.
    OpenState(const views::Theme &theme, views::Shell &shell, Jobs &jobs, DocumentController &documents,
              QAction &chooseAnother, QObject *parent = nullptr);

    /// Back to the open document, or to the start page. False: no error is shown.
    bool dismiss();

private:
    void show(const OpenFailure &failure);

    views::Shell &m_shell;
    DocumentController &m_documents;
    QAction *m_again = nullptr;
    QAction *m_another = nullptr;
    QAction *m_back = nullptr;
    std::function<void()> m_retry;
    bool m_failed = false;             ///< The card is shown.
};

} // namespace belay::app
