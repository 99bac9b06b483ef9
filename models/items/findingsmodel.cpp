// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/findingsmodel.h"

#include "models/items/findingtext.h"

#include <algorithm>

namespace belay::items {

using namespace rollback;

void FindingsModel::setReport(std::shared_ptr<const Report> report, int plan, const PlanLanes &lanes)
{
    beginResetModel();
    m_rows.clear();
    m_report = std::move(report);
    if (m_report && plan >= 0 && plan < static_cast<int>(m_report->plans.size())) {
        for (const Finding &finding : m_report->plans[static_cast<std::size_t>(plan)].findings) {
            m_rows.push_back({&finding, findingTitle(finding, lanes),
                              findingComponents(finding).join(QStringLiteral(", ")),
                              withStepNumbers(finding.message, lanes), lanes.columnOf(finding.step)});
        }
        std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
            if (a.finding->suppressedBy.empty() != b.finding->suppressedBy.empty())
                return a.finding->suppressedBy.empty();
            return a.finding->severity > b.finding->severity;
        });
    }
    endResetModel();
}

void FindingsModel::clear()
{
    setReport(nullptr, -1, {});
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return tr("%1: %2 (%3)").arg(severityWord(row.finding->severity), row.title, row.components);
    case Qt::ToolTipRole:
        return row.message;
    case ComponentsRole:
        return row.components;
    case SeverityRole:
        return static_cast<int>(row.finding->severity);
    case CodeRole:
        return text(toText(row.finding->code));
    case CheckRole:
        return text(toText(row.finding->check));
    case StepRole:
        return text(row.finding->step);
    case ColumnRole:
        return row.column;
    case SuppressedRole:
        return text(row.finding->suppressedBy);
    default:
        return {};
    }
}

QHash<int, QByteArray> FindingsModel::roleNames() const
{
    return {{TitleRole, "title"}, {ComponentsRole, "components"}, {SeverityRole, "severity"}, {CodeRole, "code"},
            {CheckRole, "check"}, {StepRole, "step"}, {ColumnRole, "column"},
            {SuppressedRole, "suppressed"}};
}

const Finding *FindingsModel::finding(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= static_cast<int>(m_rows.size()))
        return nullptr;
    return m_rows[static_cast<std::size_t>(index.row())].finding;
}

int FindingsModel::rowOf(const Finding &finding) const
{
    const auto same = [&](const Row &row, bool withStep) {
        const Finding &other = *row.finding;
        return other.code == finding.code && other.component == finding.component && other.release == finding.release
               && other.requirement == finding.requirement && other.against == finding.against
               && other.together == finding.together && (!withStep || other.step == finding.step);
    };
    for (const bool withStep : {true, false}) {
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            if (same(m_rows[i], withStep))
                return static_cast<int>(i);
        }
    }
    return -1;
}

FindingsFilter::FindingsFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
}

void FindingsFilter::setWords(const QString &words)
{
    m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void FindingsFilter::setLeastSeverity(Severity severity)
{
    m_least = severity;
    invalidateFilter();
}

void FindingsFilter::setSuppressedShown(bool shown)
{
    m_suppressedShown = shown;
    invalidateFilter();
}

bool FindingsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (index.data(FindingsModel::SeverityRole).toInt() < static_cast<int>(m_least))
        return false;
    if (!m_suppressedShown && !index.data(FindingsModel::SuppressedRole).toString().isEmpty())
        return false;
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &sought) {
        for (const int role : {int(FindingsModel::TitleRole), int(FindingsModel::ComponentsRole),
                               int(FindingsModel::CodeRole), int(Qt::ToolTipRole)}) {
            if (index.data(role).toString().contains(sought, Qt::CaseInsensitive))
                return true;
        }
        return false;
    });
}

} // namespace belay::items
