// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtGui/QSyntaxHighlighter>

namespace belay::views {

/// Keywords, strings, comments and parameters of SQL. Text in several lines (strings, `/* */`) is
/// followed from line to line. Follows the theme's mode.
class SqlHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT
public:
    SqlHighlighter(const Theme &theme, QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    const Theme &m_theme;
};

} // namespace belay::views
