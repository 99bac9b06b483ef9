// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemarun.h"
#include "views/theme/theme.h"

#include <QtWidgets/QScrollArea>

class QComboBox;
class QLabel;
class QLineEdit;

namespace belay::views {

class Button;

/// Which repository, which releases, where migrations and queries lie, who answers. What can be
/// guessed is filled in once the repository has been read; what the user typed stays.
class RepositoryPanel final : public QScrollArea {
    Q_OBJECT
public:
    explicit RepositoryPanel(const Theme &theme, QWidget *parent = nullptr);

    void setRequest(const items::SchemaRequest &request);
    [[nodiscard]] items::SchemaRequest request() const;
    void setFolder(const QString &folder);
    /// The repository is being read.
    void setReading();
    void setRepository(const items::SchemaRepository &repository);
    void setProblem(const QString &sentence);
    [[nodiscard]] QString problem() const;
    /// Why the workspace cannot take releases over; empty if it can.
    void setRecordRefusal(const QString &reason);
    [[nodiscard]] Button &recordButton() const { return *m_record; }
    /// Whether there is something to go back to.
    void setCanGoBack(bool can);
    void focusFirst();

Q_SIGNALS:
    void browseRequested();
    void repositoryRequested(const QString &folder);
    void checkRequested(const belay::items::SchemaRequest &request);
    /// What each release tolerates, into the workspace.
    void recordRequested(const belay::items::SchemaRequest &request);
    void backRequested();

private:
    class Body;
    void read();
    void submit();
    void updateButtons();

    Body *m_body;
    QLineEdit *m_folder;
    QComboBox *m_from;
    QComboBox *m_to;
    QLineEdit *m_migrations;
    QLineEdit *m_queries;
    QComboBox *m_layout;
    QComboBox *m_engine;
    QLabel *m_problem;
    Button *m_check;
    Button *m_record;
    Button *m_back;
    QString m_recordRefusal;
    QString m_readFolder;              ///< What was asked for last.
};

} // namespace belay::views
