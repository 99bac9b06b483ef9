// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/core/nearmiss.h"

#include <algorithm>
#include <vector>

namespace belay {
namespace {

constexpr std::size_t longestWord = 200;

/// Optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b)
{
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> cells((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t & { return cells[i * width + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i)
        at(i, 0) = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        at(0, j) = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0U : 1U);
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
        }
    }
    return at(a.size(), b.size());
}

template <class Text>
std::string closest(std::string_view word, std::span<const Text> candidates)
{
    if (word.empty() || word.size() > longestWord)
        return {};
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const Text &candidate : candidates) {
        if (candidate.size() > longestWord)
            continue;
        const std::size_t d = distance(word, candidate);
        if (d < bestDistance) {
            bestDistance = d;
            best = std::string(candidate);
        }
    }
    return best;
}

} // namespace

std::string nearMiss(std::string_view word, std::span<const std::string_view> candidates)
{
    return closest(word, candidates);
}

std::string nearMiss(std::string_view word, std::span<const std::string> candidates)
{
    return closest(word, candidates);
}

} // namespace belay
