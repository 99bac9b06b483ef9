// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace belay::app {

/// The workspaces that come with Belay, built in.
[[nodiscard]] QStringList sampleNames();
/// Fails with FileNotFound for another name.
[[nodiscard]] Result<rollback::Workspace> sample(const QString &name);

} // namespace belay::app
