// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"

#include <QtCore/QString>

#include <stop_token>
#include <string_view>

namespace belay::app {

/// Writes a file whole or not at all: whatever ends it before, what was at `path` stays. Creates no
/// folders. Progress is in bytes. FileUnwritable with the system's reason, or Cancelled.
[[nodiscard]] Result<Done> writeFile(const QString &path, std::string_view bytes, const std::stop_token &stop,
                                     ProgressSink &progress);

} // namespace belay::app
