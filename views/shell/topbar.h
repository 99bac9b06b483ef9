// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QAction;
class QLineEdit;
class QMenu;
class QPushButton;

namespace belay::views {

class Button;

/// The 48 px strip on top: the workspace's name with its menu, the environment, the search and
/// command field, undo and redo, export.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    explicit TopBar(const Theme &theme, QWidget *parent = nullptr);

    void setWorkspaceName(const QString &name);
    void setWorkspaceMenu(QMenu *menu);
    /// No environments: the picker is hidden. Does not emit.
    void setEnvironments(const QStringList &environments, const QString &current);
    [[nodiscard]] QString environment() const { return m_environment; }
    void setUndoRedo(QAction *undo, QAction *redo);
    void setExportMenu(QMenu *menu);
    /// The field that the command palette listens to.
    [[nodiscard]] QLineEdit *searchField() const { return m_search; }
    /// With no document there is nothing to export or undo.
    void setDocumentOpen(bool open);

Q_SIGNALS:
    void environmentChosen(const QString &environment);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class NameButton;
    class EnvironmentButton;
    class SearchField;
    void placeSearch();

    const Theme &m_theme;
    NameButton *m_name = nullptr;
    EnvironmentButton *m_environmentButton = nullptr;
    QWidget *m_nameRule = nullptr;
    QWidget *m_leftSide = nullptr;
    QWidget *m_rightSide = nullptr;
    QWidget *m_exportRule = nullptr;
    SearchField *m_searchField = nullptr;
    QLineEdit *m_search = nullptr;
    Button *m_undo = nullptr;
    Button *m_redo = nullptr;
    Button *m_export = nullptr;
    QMenu *m_environmentMenu = nullptr;
    QString m_environment;
    bool m_documentOpen = false;
};

} // namespace belay::views
