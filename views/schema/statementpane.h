// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemaevidencemodel.h"
#include "views/schema/sqlview.h"
#include "views/theme/theme.h"

#include <QtWidgets/QScrollArea>

class QLabel;

namespace belay::views {

class CodePanel;

/// Middle: the failing statement's SQL with what it misses marked, and under it the migration's with
/// the operation that is to blame.
class StatementPane final : public QScrollArea {
    Q_OBJECT
public:
    explicit StatementPane(const Theme &theme, QWidget *parent = nullptr);

    /// Without an entry: the migration alone. `run` null or no such migration: nothing.
    void showEvidence(const std::shared_ptr<const items::SchemaRun> &run, int migration,
                      const items::SchemaEvidenceModel::Entry *entry, std::optional<items::SchemaState> state);
    [[nodiscard]] CodePanel &statement() const { return *m_statement; }
    [[nodiscard]] CodePanel &migration() const { return *m_migration; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString message() const;

Q_SIGNALS:
    void said(const QString &sentence);

private:
    class Body;
    void showStatement(const schema::StatementVerdict &verdict, const QString &version);
    void showMigration(const schema::MigrationVerdict &migration, const std::vector<std::size_t> &operations, const QString &heading);
    [[nodiscard]] QString onDisk(const std::string &file) const;
    [[nodiscard]] QString asTest() const;

    const Theme &m_theme;
    Body *m_body;
    QLabel *m_title;
    QLabel *m_message;
    QLabel *m_state;
    CodePanel *m_statement;
    QLabel *m_heading;
    CodePanel *m_migration;
    std::shared_ptr<const items::SchemaRun> m_run;
    const schema::StatementVerdict *m_shown = nullptr; ///< In m_run.
    QString m_version;
};

/// Where an operation stands in its script: its object's name in its span, if it is there, else the span's
/// first line.
[[nodiscard]] SqlView::Mark markOf(const schema::OperationVerdict &operation, const std::string &script, schema::Layout layout);
/// What a statement's message is about.
[[nodiscard]] SqlView::Mark markOf(const schema::StatementVerdict &verdict);

} // namespace belay::views
