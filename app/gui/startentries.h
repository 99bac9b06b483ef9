// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/settings.h"
#include "views/shell/startpage.h"

namespace belay::app {

/// What the start page lists. Recent files that are gone are left out.
[[nodiscard]] QList<views::StartPage::Entry> recentEntries(const Settings &settings);
[[nodiscard]] QList<views::StartPage::Entry> sampleEntries();
/// Untitled documents that a crash left behind.
[[nodiscard]] QList<views::StartPage::Entry> unsavedEntries(const QString &recoveryFolder);

} // namespace belay::app
