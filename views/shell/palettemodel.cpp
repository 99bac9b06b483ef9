// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/palettemodel.h"

#include "views/shell/analysislabels.h"
#include "views/shell/fuzzymatch.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QAction>

#include <algorithm>

namespace belay::views {

namespace {

struct PaletteWords {
    Q_DECLARE_TR_FUNCTIONS(belay::views::PaletteWords)
};

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

QString iconOf(rollback::StepKind kind)
{
    switch (kind) {
    case rollback::StepKind::Move: return QStringLiteral("move");
    case rollback::StepKind::Purge: return QStringLiteral("purge");
    case rollback::StepKind::Soak: return QStringLiteral("soak");
    case rollback::StepKind::Commit: return QStringLiteral("commit");
    case rollback::StepKind::Checkpoint: return QStringLiteral("anchor");
    }
    return {};
}

// A command answers a little sooner than a thing whose name fits as well.
constexpr int commandBonus = 5;

} // namespace

QString iconOf(rollback::ComponentKind kind)
{
    return QString::fromUtf8(rollback::toText(kind).data(), qsizetype(rollback::toText(kind).size()));
}

QString titleOf(const rollback::Step &step)
{
    switch (step.kind) {
    case rollback::StepKind::Move: {
        QStringList to;
        for (const std::string &release : step.to)
            to << (release == rollback::notDeployed ? PaletteWords::tr("not deployed") : qt(release));
        return PaletteWords::tr("%1 to %2").arg(qt(step.component), to.join(QStringLiteral(", ")));
    }
    case rollback::StepKind::Purge: return PaletteWords::tr("Purge %1 from %2").arg(qt(step.format), qt(step.component));
    case rollback::StepKind::Soak: {
        const QString time = qt(rollback::durationToText(step.duration_s));
        return step.component.empty() ? PaletteWords::tr("Soak for %1").arg(time) : PaletteWords::tr("Soak %1 for %2").arg(qt(step.component), time);
    }
    case rollback::StepKind::Commit: return PaletteWords::tr("Commit %1").arg(qt(step.component));
    case rollback::StepKind::Checkpoint: return PaletteWords::tr("Checkpoint %1").arg(qt(step.name.empty() ? step.id : step.name));
    }
    return {};
}

void PaletteModel::setEntries(QList<PaletteEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const PaletteEntry &entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole: return entry.title;
    case Qt::AccessibleTextRole:
        return entry.detail.isEmpty() ? entry.title : PaletteWords::tr("%1, %2").arg(entry.title, entry.detail);
    case EntryRole: return QVariant::fromValue(&entry);
    default: return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

PaletteFilter::PaletteFilter(PaletteModel &model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] { setQuery(m_query); });
    rate();
    sort(0);
}

void PaletteFilter::setQuery(const QString &query)
{
    m_query = query.trimmed();
    rate();
    invalidate();
    sort(0);
}

void PaletteFilter::rate()
{
    const int rows = m_model.rowCount();
    m_scores.fill(-1, rows);
    QList<int> found;
    for (int row = 0; row < rows; ++row) {
        const PaletteEntry &entry = m_model.entry(row);
        if (m_query.isEmpty()) {
            if (entry.action)
                m_scores[row] = rows - row;
        } else {
            const int title = fuzzyMatch(m_query, entry.title).score;
            int score = title < 0 ? -1 : title + (entry.action ? commandBonus : 0);
            if (score < 0 && !entry.detail.isEmpty() && fuzzyMatch(m_query, entry.title + QLatin1Char(' ') + entry.detail).score >= 0)
                score = 1;
            // Among equals the shorter title is the closer one.
            m_scores[row] = score < 0 ? -1 : score * 64 - int(std::min<qsizetype>(entry.title.size(), 60));
            m_scores[row] = score < 0 ? -1 : std::max(m_scores[row], 0);
        }
        if (m_scores[row] >= 0)
            found.append(row);
    }
    if (found.size() > limit) {
        std::nth_element(found.begin(), found.begin() + limit, found.end(), [this](int a, int b) {
            return m_scores[a] != m_scores[b] ? m_scores[a] > m_scores[b] : a < b;
        });
        for (qsizetype i = limit; i < found.size(); ++i)
            m_scores[found[i]] = -1;
    }
}

const PaletteEntry &PaletteFilter::entry(const QModelIndex &index) const
{
    return m_model.entry(mapToSource(index).row());
}

QVariant PaletteFilter::data(const QModelIndex &index, int role) const
{
    if (role == PaletteModel::PositionsRole)
        return QVariant::fromValue(fuzzyMatch(m_query, entry(index).title).positions);
    return QSortFilterProxyModel::data(index, role);
}

bool PaletteFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    return row < m_scores.size() && m_scores[row] >= 0;
}

bool PaletteFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int a = m_scores.value(left.row(), -1);
    const int b = m_scores.value(right.row(), -1);
    return a != b ? a > b : left.row() < right.row();
}

QList<PaletteEntry> workspaceEntries(const rollback::Workspace &workspace, const rollback::Report *report)
{
    QList<PaletteEntry> entries;
    if (report) {
        for (const rollback::PlanReport &plan : report->plans) {
            for (const rollback::Finding &finding : plan.findings) {
                PaletteEntry entry;
                entry.title = qt(finding.message);
                entry.detail = PaletteWords::tr("Finding in %1").arg(qt(plan.plan));
                entry.sign = signOf(finding.severity);
                entry.target = Target{finding.component, finding.release, plan.plan, finding.step, finding, {}};
                entries.append(std::move(entry));
            }
        }
    }
    for (const Shared<rollback::Component> &component : workspace.components) {
        PaletteEntry entry;
        entry.title = qt(component->id);
        entry.detail = component->owner.empty()
            ? PaletteWords::tr("Component")
            : PaletteWords::tr("Component of %1").arg(qt(component->owner));
        entry.icon = iconOf(component->kind);
        entry.target = Target{component->id, {}, {}, {}, {}, {}};
        entries.append(std::move(entry));
    }
    for (const Shared<rollback::Plan> &plan : workspace.plans) {
        PaletteEntry entry;
        entry.title = qt(plan->id);
        entry.detail = PaletteWords::tr("Plan");
        entry.icon = QStringLiteral("plan");
        entry.target = Target{{}, {}, plan->id, {}, {}, {}};
        entries.append(std::move(entry));
        int number = 0;
        for (const rollback::Step &step : plan->steps) {
            PaletteEntry stepEntry;
            stepEntry.title = PaletteWords::tr("Step %1: %2").arg(++number).arg(titleOf(step));
            stepEntry.detail = qt(plan->id);
            stepEntry.icon = iconOf(step.kind);
            stepEntry.target = Target{{}, {}, plan->id, step.id, {}, {}};
            entries.append(std::move(stepEntry));
        }
    }
    return entries;
}

} // namespace belay::views
