// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/sqlhighlighter.h"

#include <QtCore/QSet>

namespace belay::views {

namespace {

enum BlockState { Plain = 0, InString = 1, InComment = 2 };

const QSet<QString> &keywords()
{
    static const QSet<QString> words = [] {
        const QString all = QStringLiteral(
            "add all alter analyze and any as asc begin between by cascade case cast check column commit concurrently conflict "
            "constraint create cross current_date current_timestamp cursor database declare default deferrable delete desc distinct do "
            "domain drop each else end enum except exclude execute exists extension false fetch filter for foreign from full function "
            "grant group having if ilike immutable in include index inherits inner insert instead intersect interval into is isnull "
            "join key language lateral left like limit lock materialized natural no not nothing notnull null nulls of offset on only "
            "or order outer over owner partition perform policy prepare primary procedure raise recursive references rename replace "
            "restrict return returning returns revoke right rollback row rows rule schema select sequence set setof some stable table "
            "temporary then to transaction trigger true truncate type union unique unlogged update using valid validate values view "
            "volatile when where window with without");
        const QStringList list = all.split(QLatin1Char(' '));
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

bool isWordStart(QChar c) { return c.isLetter() || c == QLatin1Char('_'); }
bool isWordPart(QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('_'); }

} // namespace

SqlHighlighter::SqlHighlighter(const Theme &theme, QTextDocument *document) : QSyntaxHighlighter(document), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void SqlHighlighter::highlightBlock(const QString &text)
{
    int state = std::max(0, previousBlockState());
    int at = 0;
    const int size = static_cast<int>(text.size());
    const auto paint = [&](int from, int to, Colour colour) { setFormat(from, to - from, m_theme.colour(colour)); };
    while (at < size) {
        const int from = at;
        if (state == InComment) {
            const int end = static_cast<int>(text.indexOf(QLatin1String("*/"), at));
            at = end < 0 ? size : end + 2;
            state = end < 0 ? InComment : Plain;
            paint(from, at, Colour::CodeComment);
        } else if (state == InString) {
            const int end = static_cast<int>(text.indexOf(QLatin1Char('\''), at));
            at = end < 0 ? size : end + 1;
            state = end < 0 ? InString : Plain;
            paint(from, at, Colour::CodeString);
        } else if (text[at] == QLatin1Char('\'')) {
            state = InString;
            paint(at, at + 1, Colour::CodeString);
            ++at;
        } else if (text.mid(at, 2) == QLatin1String("--")) {
            at = size;
            paint(from, at, Colour::CodeComment);
        } else if (text.mid(at, 2) == QLatin1String("/*")) {
            state = InComment;
            paint(at, at + 2, Colour::CodeComment);
            at += 2;
        } else if (text[at] == QLatin1Char('"')) {
            const int end = static_cast<int>(text.indexOf(QLatin1Char('"'), at + 1));
            at = end < 0 ? size : end + 1;
        } else if (text[at] == QLatin1Char('$') && at + 1 < size && text[at + 1].isDigit()) {
            ++at;
            while (at < size && text[at].isDigit())
                ++at;
            paint(from, at, Colour::CodeString);
        } else if (isWordStart(text[at])) {
            while (at < size && isWordPart(text[at]))
                ++at;
            if (keywords().contains(text.mid(from, at - from).toLower()))
                paint(from, at, Colour::CodeKeyword);
        } else if (text[at].isDigit()) {
            while (at < size && isWordPart(text[at]))
                ++at;
        } else {
            ++at;
        }
    }
    setCurrentBlockState(state);
}

} // namespace belay::views
