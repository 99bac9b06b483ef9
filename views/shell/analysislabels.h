// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/place.h"
#include "views/shell/statusbar.h"

#include <QtCore/QString>

namespace belay::views {

/// What the status bar counts of a report: closed (errors), to watch (warnings), unknown (steps
/// whose way back was not decided); only those above zero, or "nothing found". Suppressed findings
/// and notes are not counted. `environment` empty: plans of every environment.
[[nodiscard]] QList<StatusBar::Count> countsOf(const rollback::Report &report, const QString &environment);

/// "verified 1,204 states in 3 ms", "verifying…", "not verified: …".
[[nodiscard]] QString sentenceOf(const Analysis &analysis, const QString &environment);

[[nodiscard]] Sign signOf(rollback::Severity severity);
[[nodiscard]] Sign signOf(rollback::WayBackState state);

/// What an error means for people, as one sentence: the kind's frame with the detail in it, and
/// where it is.
[[nodiscard]] QString sentenceOf(const Error &error);

/// "3 ms", "0.4 ms", "1.2 s".
[[nodiscard]] QString durationText(double duration_ms);

} // namespace belay::views
