// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemaevidencemodel.h"

#include <algorithm>

namespace belay::items {

using schema::Outcome;
using schema::ReleaseStatement;
using schema::StatementVerdict;

void SchemaEvidenceModel::setMigration(std::shared_ptr<const schema::SchemaReport> report, int migration,
                                       std::optional<SchemaState> state)
{
    beginResetModel();
    m_report = std::move(report);
    m_entries.clear();
    m_failing = 0;
    m_working = 0;
    if (m_report && migration >= 0 && migration < static_cast<int>(m_report->migrations.size())) {
        const schema::MigrationVerdict &verdict = m_report->migrations[static_cast<std::size_t>(migration)];
        const auto concerns = [&](const StatementVerdict &statement) {
            if (!state)
                return true;
            const bool read = statement.statement.kind == ReleaseStatement::Kind::Read;
            return *state == SchemaState::OldAfterNewData || *state == (read ? SchemaState::OldReads : SchemaState::OldWrites);
        };
        const auto add = [&](Kind kind, std::size_t index, Outcome outcome, const QString &word) {
            m_entries.push_back({kind, index, outcome, QString::fromStdString(m_report->statements[index].statement.name), word});
        };
        std::vector<bool> failing(m_report->statements.size());
        for (const std::uint32_t index : verdict.brokenStatements) {
            if (index >= m_report->statements.size() || m_report->statements[index].alsoInNewRelease)
                continue;
            const StatementVerdict &statement = m_report->statements[index];
            failing[index] = true;
            ++m_failing;
            if (concerns(statement))
                add(Kind::Fails, index, Outcome::Breaks,
                    statement.statement.kind == ReleaseStatement::Kind::Read ? tr("read") : tr("write"));
        }
        for (std::size_t i = 0; i < verdict.operations.size(); ++i) {
            const schema::OperationVerdict &operation = verdict.operations[i];
            Outcome worst = Outcome::Ok;
            for (int each = 0; each < schemaStateCount; ++each) {
                const auto one = static_cast<SchemaState>(each);
                if (!state || *state == one)
                    worst = std::max(worst, outcomeIn(operation.states, one));
            }
            if (worst != Outcome::Ok)
                m_entries.push_back({Kind::Operation, i, worst, operationTitle(operation), outcomeWord(worst)});
        }
        for (std::size_t i = 0; i < m_report->statements.size(); ++i) {
            const StatementVerdict &statement = m_report->statements[i];
            if (failing[i])
                continue;
            if (statement.verdict == StatementVerdict::Verdict::Unknown) {
                if (concerns(statement))
                    add(Kind::Undecided, i, Outcome::Unknown, tr("unknown"));
            } else if (statement.verdict == StatementVerdict::Verdict::Breaks && statement.alsoInNewRelease) {
                if (concerns(statement) && (statement.brokenBy.empty() || statement.brokenBy == verdict.file))
                    add(Kind::FailsInBoth, i, Outcome::Unknown, tr("fails in both"));
            } else {
                ++m_working;
            }
        }
    }
    endResetModel();
}

const SchemaEvidenceModel::Entry *SchemaEvidenceModel::entry(int row) const
{
    return row >= 0 && row < static_cast<int>(m_entries.size()) ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

int SchemaEvidenceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant SchemaEvidenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry &entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return entry.title;
    case Qt::AccessibleTextRole: return tr("%1, %2").arg(entry.title, entry.word);
    case Qt::ToolTipRole:
        switch (entry.kind) {
        case Kind::Operation: return tr("%1: %2").arg(entry.title, entry.word);
        case Kind::FailsInBoth: return tr("%1 fails on the new release, too, so it is not counted against this migration.").arg(entry.title);
        default: return tr("%1\n%2").arg(entry.title, QString::fromStdString(m_report->statements[entry.index].message));
        }
    case OutcomeRole: return static_cast<int>(entry.outcome);
    case WordRole: return entry.word;
    case CountedRole: return entry.kind == Kind::Fails || entry.kind == Kind::Operation;
    default: return {};
    }
}

} // namespace belay::items
