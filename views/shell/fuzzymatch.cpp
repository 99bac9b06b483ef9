// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/fuzzymatch.h"

#include <algorithm>

namespace belay::views {

namespace {

bool startsWord(QStringView text, qsizetype i)
{
    if (i == 0)
        return true;
    const QChar before = text[i - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[i].isUpper());
}

FuzzyMatch matchWord(QStringView word, QStringView text)
{
    FuzzyMatch best;
    // A whole occurrence beats scattered letters, at a word's start most of all.
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        const int score = 100 + 10 * int(word.size()) + (startsWord(text, at) ? 60 : 0) + (at == 0 ? 40 : 0)
            + (word.size() == text.size() ? 40 : 0) - int(std::min<qsizetype>(at, 30));
        if (score > best.score) {
            best.score = score;
            best.positions.clear();
            for (qsizetype i = 0; i < word.size(); ++i)
                best.positions.append(int(at + i));
        }
    }
    if (best.score >= 0)
        return best;

    // Scattered: each letter at the next start of a word if the rest still fits, else where it comes next.
    FuzzyMatch scattered;
    scattered.score = 0;
    qsizetype from = 0;
    for (qsizetype k = 0; k < word.size(); ++k) {
        const QChar wanted = word[k].toLower();
        qsizetype found = -1;
        for (qsizetype i = from; i < text.size(); ++i) {
            if (text[i].toLower() != wanted)
                continue;
            if (found < 0)
                found = i;
            if (i == from && !scattered.positions.isEmpty()) {
                found = i;
                break;
            }
            if (startsWord(text, i)) {
                QStringView rest = text.mid(i + 1);
                qsizetype r = 0;
                for (qsizetype m = k + 1; m < word.size(); ++m) {
                    const qsizetype next = rest.mid(r).indexOf(word[m], 0, Qt::CaseInsensitive);
                    r = next < 0 ? -1 : r + next + 1;
                    if (r < 0)
                        break;
                }
                if (r >= 0) {
                    found = i;
                    break;
                }
            }
        }
        if (found < 0)
            return {};
        const bool together = !scattered.positions.isEmpty() && found == scattered.positions.last() + 1;
        scattered.score += startsWord(text, found) ? 12 : together ? 8 : 1;
        scattered.positions.append(int(found));
        from = found + 1;
    }
    // Letters strewn over a long text are an accident, not an answer.
    const int span = scattered.positions.last() - scattered.positions.first() + 1;
    scattered.score -= span / 4;
    if (scattered.score < 4 * int(word.size()))
        return {};
    return scattered;
}

} // namespace

FuzzyMatch fuzzyMatch(QStringView query, QStringView text)
{
    FuzzyMatch all;
    all.score = 0;
    for (const QStringView word : query.trimmed().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const FuzzyMatch one = matchWord(word, text);
        if (one.score < 0)
            return {};
        all.score += one.score;
        all.positions += one.positions;
    }
    std::sort(all.positions.begin(), all.positions.end());
    all.positions.erase(std::unique(all.positions.begin(), all.positions.end()), all.positions.end());
    return all;
}

} // namespace belay::views
