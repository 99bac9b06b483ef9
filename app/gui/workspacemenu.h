// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenu;
class QWidget;

namespace belay::views {
class Theme;
}

namespace belay::app {

class DocumentController;
class Settings;
class WindowActions;

/// What the workspace's name opens: documents, imports, the look, the window itself. All of the
/// arguments outlive the menu, which belongs to `window`.
[[nodiscard]] QMenu *makeWorkspaceMenu(const WindowActions &actions, const views::Theme &theme, const Settings &settings,
                                       DocumentController &documents, QWidget &window);
[[nodiscard]] QMenu *makeExportMenu(const WindowActions &actions, QWidget &window);

} // namespace belay::app
