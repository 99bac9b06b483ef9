// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plans.h"

#include "app/cli/arguments.h"
#include "models/rollback/report.h"

#include <QDate>
#include <QString>

#include <algorithm>

namespace belay::cli {
namespace {

Error unknown(const WorkspaceInput &input, std::string detail)
{
    return {ErrorCode::UnknownReference, std::move(detail),
            input.file.empty() ? std::string(standardInputName) : input.file, 0, 0};
}

} // namespace

std::optional<Error> unknownPlan(const WorkspaceInput &input, const std::string &plan)
{
    std::vector<std::string_view> names;
    for (const auto &known : input.workspace->plans)
        names.push_back(known->id);
    if (std::find(names.begin(), names.end(), plan) != names.end())
        return {};
    if (names.empty())
        return unknown(input, "there is no plan `" + plan + "`: the workspace has none");
    return unknown(input, "there is no plan `" + plan + '`' + suggestion(plan, names));
}

std::optional<Error> unknownStep(const WorkspaceInput &input, const std::string &plan, const std::string &step)
{
    std::vector<std::string_view> names{rollback::startStep};
    for (const auto &known : input.workspace->plans) {
        if (known->id != plan)
            continue;
        for (const rollback::Step &knownStep : known->steps)
            names.push_back(knownStep.id);
    }
    if (std::find(names.begin(), names.end(), step) != names.end())
        return {};
    return unknown(input, "the plan `" + plan + "` has no step `" + step + '`' + suggestion(step, names));
}

Result<std::string> dayFrom(const std::string &text)
{
    if (text.empty())
        return QDate::currentDate().toString(Qt::ISODate).toStdString();
    const QString given = QString::fromStdString(text);
    const QDate date = QDate::fromString(given, QStringLiteral("yyyy-MM-dd"));
    if (!date.isValid() || given.size() != 10)
        return Error{ErrorCode::BadUsage, "`" + text + "` is no date: write it as 2026-03-31", {}, 0, 0};
    return text;
}

} // namespace belay::cli
