// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/analysislabels.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QLocale>

namespace belay::views {

namespace {

struct AnalysisWords {
    Q_DECLARE_TR_FUNCTIONS(belay::views::AnalysisWords)
};

bool concerns(const rollback::PlanReport &plan, const QString &environment)
{
    return environment.isEmpty() || QString::fromStdString(plan.environment) == environment;
}

/// The engines' details are clauses: "there is no such folder".
QString asSentence(const QString &clause)
{
    const bool ended = clause.endsWith(QLatin1Char('.')) || clause.endsWith(QLatin1Char('?'));
    return clause.left(1).toUpper() + clause.mid(1) + (ended ? QString() : QStringLiteral("."));
}

} // namespace

Sign signOf(rollback::Severity severity)
{
    switch (severity) {
    case rollback::Severity::Error: return Sign::Error;
    case rollback::Severity::Warning: return Sign::Warning;
    case rollback::Severity::Note: break;
    }
    return Sign::Note;
}

Sign signOf(rollback::WayBackState state)
{
    switch (state) {
    case rollback::WayBackState::Open: return Sign::Open;
    case rollback::WayBackState::AtOnce: return Sign::After;
    case rollback::WayBackState::Closed: return Sign::Closed;
    case rollback::WayBackState::Unknown: break;
    }
    return Sign::Unknown;
}

QList<StatusBar::Count> countsOf(const rollback::Report &report, const QString &environment)
{
    int errors = 0;
    int warnings = 0;
    int unknown = 0;
    bool some = false;
    for (const rollback::PlanReport &plan : report.plans) {
        if (!concerns(plan, environment))
            continue;
        some = true;
        for (const rollback::Finding &finding : plan.findings) {
            if (!finding.suppressedBy.empty())
                continue;
            errors += finding.severity == rollback::Severity::Error ? 1 : 0;
            warnings += finding.severity == rollback::Severity::Warning ? 1 : 0;
        }
        for (const rollback::StepWayBack &step : plan.wayBack)
            unknown += step.state == rollback::WayBackState::Unknown ? 1 : 0;
    }
    QList<StatusBar::Count> counts;
    if (errors > 0)
        counts.append({Sign::Error, errors, errors == 1 ? AnalysisWords::tr("error") : AnalysisWords::tr("errors")});
    if (warnings > 0)
        counts.append({Sign::Warning, warnings, AnalysisWords::tr("to watch")});
    if (unknown > 0)
        counts.append({Sign::Unknown, unknown, AnalysisWords::tr("unknown")});
    if (counts.isEmpty() && some)
        counts.append({Sign::Open, 0, AnalysisWords::tr("errors")});
    return counts;
}

QString durationText(double duration_ms)
{
    const QLocale locale;
    if (duration_ms < 10)
        return AnalysisWords::tr("%1 ms").arg(locale.toString(duration_ms, 'f', duration_ms < 0.95 ? 1 : 0));
    if (duration_ms < 1000)
        return AnalysisWords::tr("%1 ms").arg(locale.toString(duration_ms, 'f', 0));
    return AnalysisWords::tr("%1 s").arg(locale.toString(duration_ms / 1000, 'f', 1));
}

QString sentenceOf(const Analysis &analysis, const QString &environment)
{
    switch (analysis.state) {
    case Analysis::State::None: return {};
    case Analysis::State::Running: return analysis.report ? AnalysisWords::tr("verifying again…") : AnalysisWords::tr("verifying…");
    case Analysis::State::Failed: return analysis.error ? AnalysisWords::tr("Not verified: %1").arg(sentenceOf(*analysis.error)) : QString();
    case Analysis::State::Done: break;
    }
    if (!analysis.report)
        return {};
    std::uint64_t states = 0;
    bool some = false;
    for (const rollback::PlanReport &plan : analysis.report->plans) {
        if (concerns(plan, environment)) {
            states += plan.statesChecked;
            some = true;
        }
    }
    if (!some)
        return AnalysisWords::tr("no plan to verify");
    return AnalysisWords::tr("verified %1 states in %2").arg(QLocale().toString(qulonglong(states)), durationText(analysis.elapsed_ms));
}

QString sentenceOf(const Error &error)
{
    const QString detail = QString::fromStdString(error.detail);
    QString text;
    switch (error.code) {
    case ErrorCode::Cancelled: text = AnalysisWords::tr("Cancelled."); break;
    case ErrorCode::FileNotFound: text = AnalysisWords::tr("The file does not exist."); break;
    case ErrorCode::FileUnreadable: text = AnalysisWords::tr("The file cannot be read."); break;
    case ErrorCode::FileUnwritable: text = AnalysisWords::tr("The file cannot be written."); break;
    case ErrorCode::FileLocked: text = AnalysisWords::tr("The file is open in another window."); break;
    case ErrorCode::FileTooLarge: text = AnalysisWords::tr("The file is too large."); break;
    case ErrorCode::NotABelayFile: text = AnalysisWords::tr("This is not a Belay file."); break;
    case ErrorCode::DamagedFile: text = AnalysisWords::tr("The file is damaged."); break;
    case ErrorCode::NewerFile: text = AnalysisWords::tr("The file was written by a newer release of Belay."); break;
    case ErrorCode::BadEncoding: text = AnalysisWords::tr("The text is not UTF-8."); break;
    case ErrorCode::BadUsage:
    case ErrorCode::BadSyntax:
    case ErrorCode::BadStructure:
    case ErrorCode::UnknownKey:
    case ErrorCode::MissingKey:
    case ErrorCode::BadValue:
    case ErrorCode::Duplicate:
    case ErrorCode::UnknownReference:
    case ErrorCode::Cycle:
    case ErrorCode::Race:
    case ErrorCode::LimitExceeded: break;
    case ErrorCode::Internal: text = AnalysisWords::tr("Belay has made a mistake."); break;
    }
    if (text.isEmpty())
        text = detail.isEmpty() ? AnalysisWords::tr("The text does not fit.") : detail;
    else if (!detail.isEmpty() && error.code == ErrorCode::NotABelayFile)
        text = asSentence(detail); // Says the same, and what it is instead.
    else if (!detail.isEmpty() && error.code != ErrorCode::Cancelled)
        text += QLatin1Char(' ') + asSentence(detail);
    if (error.line > 0) {
        const QString file = QFileInfo(QString::fromStdString(error.file)).fileName();
        const QString where = file.isEmpty() ? AnalysisWords::tr("line %1").arg(error.line) : AnalysisWords::tr("%1, line %2").arg(file).arg(error.line);
        text = AnalysisWords::tr("%1 (%2)").arg(text, where);
    }
    return text;
}

} // namespace belay::views
