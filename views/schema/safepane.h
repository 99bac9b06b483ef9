// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemawords.h"
#include "views/theme/theme.h"

#include <QtWidgets/QScrollArea>

class QLabel;

namespace belay::views {

class Button;
class CodePanel;

/// Right: what makes the selected migration safe, and what its way down does.
class SafePane final : public QScrollArea {
    Q_OBJECT
public:
    /// A step that could be added to a plan.
    struct Choice {
        QString plan;
        QString component;
    };
    explicit SafePane(const Theme &theme, QWidget *parent = nullptr);

    /// `operation`: of the migration, the one to talk about; -1: the worst one.
    void showMigration(const std::shared_ptr<const items::SchemaRun> &run, int migration, int operation,
                       std::optional<items::SchemaState> state);
    /// None: the button is not offered. `reason`: why it cannot be pressed now; empty: it can.
    void setChoices(const QList<Choice> &choices, const QString &reason);
    [[nodiscard]] Button &addButton() const { return *m_add; }
    [[nodiscard]] CodePanel &proposal() const { return *m_proposal; }
    [[nodiscard]] QString advice() const;

Q_SIGNALS:
    void addRequested(const QString &plan, const QString &component);
    void said(const QString &sentence);

private:
    class Body;
    void offer();
    void updateButton();

    const Theme &m_theme;
    Body *m_body;
    QLabel *m_title;
    QLabel *m_reason;
    QLabel *m_remedyTitle;
    QLabel *m_remedy;
    QLabel *m_proposalTitle;
    CodePanel *m_proposal;
    Button *m_add;
    QLabel *m_downTitle;
    QLabel *m_down;
    QList<Choice> m_choices;
    QString m_blocked;
    bool m_any = false;
};

} // namespace belay::views
