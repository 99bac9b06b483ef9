// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace belay::views {

/// Names in SQL may be longer than a pane is wide: such words may break behind a dot or an underscore.
[[nodiscard]] inline QString breakable(const QString &text)
{
    constexpr int longest = 22;
    QStringList words = text.split(QLatin1Char(' '));
    for (QString &word : words) {
        if (word.size() <= longest)
            continue;
        for (const char16_t mark : {u'.', u'_', u'/'})
            word.replace(QChar(mark), QString(QChar(mark)) + QChar(0x200B));
    }
    return words.join(QLatin1Char(' '));
}

} // namespace belay::views
