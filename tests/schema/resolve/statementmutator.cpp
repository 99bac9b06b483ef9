// SPDX-License-Identifier: GPL-3.0-or-later
#include "statementmutator.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace belay::schema::test {

namespace {

constexpr std::string_view operatorLetters = "=<>|@-+*/%&?#~!";
constexpr std::array<std::string_view, 62> keywords{
    "all", "and", "array", "as", "between", "by", "case", "conflict", "cross", "delete", "distinct", "do", "else", "end", "exists", "filter",
    "for", "from", "full", "group", "having", "in", "insert", "into", "is", "join", "lateral", "left", "like", "limit", "matched", "merge",
    "natural", "not", "nothing", "null", "of", "offset", "on", "or", "order", "over", "partition", "recursive", "returning", "right", "select",
    "set", "then", "union", "update", "using", "values", "when", "where", "window", "with", "within", "rows", "range", "collate", "as"};

bool isWord(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::vector<std::string> tokens(const std::string &text)
{
    std::vector<std::string> list;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        const char c = text[at++];
        const auto run = [&](auto good) {
            while (at < text.size() && good(text[at]))
                ++at;
        };
        if (isWord(c)) {
            run([](char d) { return isWord(d) || isDigit(d); });
        } else if (isDigit(c)) {
            run([](char d) { return isDigit(d) || d == '.'; });
        } else if (c == '$') {
            run(isDigit);
        } else if (c == '\'') {
            run([](char d) { return d != '\''; });
            at = std::min(at + 1, text.size());
        } else if (operatorLetters.find(c) != std::string_view::npos) {
            run([](char d) { return operatorLetters.find(d) != std::string_view::npos; });
        }
        list.push_back(text.substr(begin, at - begin));
    }
    return list;
}

char kindOf(const std::string &token)
{
    const char c = token[0];
    if (isWord(c))
        return std::ranges::find(keywords, token) != keywords.end() ? 'k' : 'w';
    if (isDigit(c) || c == '\'' || (c == '$' && token.size() > 1))
        return 'l';
    return operatorLetters.find(c) != std::string_view::npos ? 'o' : ' ';
}

} // namespace

StatementMutator::StatementMutator(const std::vector<std::string> &corpus, std::uint32_t seed) : m_state(seed * 0x9E3779B97F4A7C15ULL + 1)
{
    for (const std::string &statement : corpus) {
        m_corpus.push_back(tokens(statement));
        for (const std::string &token : m_corpus.back())
            m_pool[kindOf(token)].push_back(token);
    }
}

std::uint32_t StatementMutator::random(std::uint32_t below)
{
    m_state ^= m_state << 13U;
    m_state ^= m_state >> 7U;
    m_state ^= m_state << 17U;
    return static_cast<std::uint32_t>((m_state >> 20U) % below);
}

std::string StatementMutator::next()
{
    std::vector<std::string> statement = m_corpus[random(static_cast<std::uint32_t>(m_corpus.size()))];
    const std::uint32_t changes = 1 + random(3);
    for (std::uint32_t change = 0; change < changes; ++change) {
        for (int attempt = 0; attempt < 20; ++attempt) {
            std::string &token = statement[random(static_cast<std::uint32_t>(statement.size()))];
            const char kind = kindOf(token);
            if (token == "left" || token == "right" || token == "full") {
                token = "inner";
                break;
            }
            if (kind == 'k' || kind == ' ')
                continue;
            const std::uint32_t chance = random(10);
            const std::vector<std::string> &pool = m_pool[kind == 'l' && chance < 3 ? 'w' : kind == 'w' && chance == 0 ? 'l' : kind];
            token = pool[random(static_cast<std::uint32_t>(pool.size()))];
            break;
        }
    }
    std::string text;
    for (const std::string &token : statement)
        text += token;
    return text;
}

} // namespace belay::schema::test
