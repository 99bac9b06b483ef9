// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

namespace belay::views {

/// How well a text answers a query: every character of the query occurs in the text in this order,
/// case apart; better if they stand together, at the starts of words and near the front. Words of
/// the query, divided by spaces, match one by one in any order.
struct FuzzyMatch {
    int score = -1;                    ///< Below 0: no match. An empty query matches with 0.
    QList<int> positions;              ///< Of the matched characters, ascending.
};

/// Cost: the product of the lengths.
[[nodiscard]] FuzzyMatch fuzzyMatch(QStringView query, QStringView text);

} // namespace belay::views
