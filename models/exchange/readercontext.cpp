// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/readercontext.h"

#include "models/core/nearmiss.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace belay::exchange {
namespace {

constexpr int largestNumber = 1'000'000'000;
constexpr std::size_t itemsBetweenLooks = 1024;

std::string found(const TreeNode &node)
{
    switch (node.kind()) {
    case NodeKind::List: return "found a list";
    case NodeKind::Map: return "found a map";
    case NodeKind::Scalar: break;
    }
    if (node.text().empty())
        return node.quoted() ? "found an empty text" : "found nothing";
    return "found " + shown(node.text());
}

bool isDate(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto part = [&](std::size_t from, std::size_t to, auto &value) {
        const char *begin = text.data() + from;
        const char *end = text.data() + to;
        const auto [stop, problem] = std::from_chars(begin, end, value);
        return problem == std::errc{} && stop == end && *begin != '-';
    };
    return part(0, 4, year) && part(5, 7, month) && part(8, 10, day)
           && std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}
                  .ok();
}

} // namespace

rollback::SourceMark markOf(const TreeNode &node) { return {node.line(), node.column()}; }

std::string shown(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string result = "`";
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (at >= longest && (byte & 0xC0U) != 0x80U)
            break;
        if (byte == '\n') {
            result += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            constexpr std::string_view digits = "0123456789ABCDEF";
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 15U];
        } else {
            result += text[at];
        }
    }
    return result + (at < text.size() ? "…`" : "`");
}

void ReaderContext::error(ErrorCode code, std::string detail, const TreeNode &node)
{
    if (m_errors.size() >= readErrorLimit) {
        m_full = true;
        return;
    }
    m_errors.push_back({code, std::move(detail), m_fileName, node.line(), node.column()});
    m_full = m_errors.size() >= readErrorLimit;
}

void ReaderContext::warning(std::string detail, const TreeNode &node)
{
    if (m_warnings.size() < readErrorLimit)
        m_warnings.push_back({ErrorCode::BadValue, std::move(detail), m_fileName, node.line(), node.column()});
}

bool ReaderContext::goOn(std::string_view what, std::size_t done, std::size_t total)
{
    if (!enough() && done % itemsBetweenLooks == 0) {
        if (m_progress)
            m_progress->progress(what, done, total);
        m_cancelled = m_cancelled || m_stop.stop_requested();
    }
    return !enough();
}

std::vector<Error> ReaderContext::takeErrors()
{
    // Missing keys are found at the end of their map, and so after what is inside of it.
    std::stable_sort(m_errors.begin(), m_errors.end(), [](const Error &a, const Error &b) {
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    return std::move(m_errors);
}

bool ReaderContext::isMap(const TreeNode &node, std::string_view what)
{
    if (!node.isMap())
        error(ErrorCode::BadStructure, "expected " + std::string(what) + ", " + found(node), node);
    return node.isMap();
}

bool ReaderContext::isList(const TreeNode &node, std::string_view what)
{
    if (!node.isList())
        error(ErrorCode::BadStructure, "expected " + std::string(what) + ", " + found(node), node);
    return node.isList();
}

bool ReaderContext::isText(const TreeNode &node, std::string_view what)
{
    if (!node.isScalar())
        error(ErrorCode::BadStructure, "expected " + std::string(what) + ", " + found(node), node);
    return node.isScalar();
}

std::string ReaderContext::text(const TreeNode &node, std::string_view what)
{
    if (!isText(node, what))
        return {};
    if (node.text().empty() && !node.quoted())
        error(ErrorCode::BadStructure, "expected " + std::string(what) + ", found nothing", node);
    return std::string(node.text());
}

std::string ReaderContext::name(const TreeNode &node, std::string_view what)
{
    if (!isText(node, what))
        return {};
    if (node.text().empty())
        error(ErrorCode::BadValue, "expected " + std::string(what) + ", " + found(node), node);
    if (node.text().size() > nameLimit) {
        error(ErrorCode::LimitExceeded,
              "expected " + std::string(what) + ", found a text of more than " + std::to_string(nameLimit) + " bytes",
              node);
        return {};
    }
    return std::string(node.text());
}

std::vector<std::string> ReaderContext::names(const TreeNode &node, std::string_view what)
{
    std::vector<std::string> result;
    if (node.isList()) {
        result.reserve(node.size());
        for (const TreeNode &item : node.items())
            result.push_back(name(item, what));
    } else if (node.isMap() || (node.text().empty() && !node.quoted())) {
        error(ErrorCode::BadStructure, "expected " + std::string(what) + " or a list of them, " + found(node), node);
    } else {
        result.push_back(name(node, what));
    }
    return result;
}

bool ReaderContext::boolean(const TreeNode &node)
{
    if (node.isScalar() && node.text() == "true")
        return true;
    if (!node.isScalar() || node.text() != "false")
        error(ErrorCode::BadValue, "expected true or false, " + found(node), node);
    return false;
}

int ReaderContext::wholeNumber(const TreeNode &node, int least)
{
    int value = 0;
    const std::string_view written = node.text();
    const auto [stop, problem] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (written.empty() || problem != std::errc{} || stop != written.data() + written.size() || value < least
        || value > largestNumber || (written.size() > 1 && written.front() == '0')) {
        error(ErrorCode::BadValue, "expected a whole number from " + std::to_string(least) + ", " + found(node), node);
        return least;
    }
    return value;
}

double ReaderContext::number(const TreeNode &node)
{
    double value = 0;
    const std::string_view written = node.text();
    const auto [stop, problem] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (written.empty() || problem != std::errc{} || stop != written.data() + written.size() || !std::isfinite(value)) {
        error(ErrorCode::BadValue, "expected a number, " + found(node), node);
        return 0;
    }
    return value;
}

std::int64_t ReaderContext::duration(const TreeNode &node)
{
    const std::optional<std::int64_t> value = rollback::durationFromText(node.text());
    if (!value) {
        error(ErrorCode::BadValue,
              "expected a duration, a whole number and one of s, m, h, d, w as in `24h`, " + found(node), node);
    }
    return value.value_or(0);
}

std::string ReaderContext::date(const TreeNode &node)
{
    if (!isDate(node.text()))
        error(ErrorCode::BadValue, "expected a date as in `2026-09-01`, " + found(node), node);
    return std::string(node.text());
}

rollback::ReleaseRanges ReaderContext::ranges(const TreeNode &node)
{
    rollback::ReleaseRanges result;
    const auto add = [&](const TreeNode &item) {
        const std::string_view written = item.text();
        std::optional<rollback::ReleaseRange> range = rollback::releaseRangeFrom(written);
        if (!range || written.size() > 2 * nameLimit) {
            const ErrorCode code = item.isScalar() ? ErrorCode::BadValue : ErrorCode::BadStructure;
            error(code, "expected a range of releases as in `a`, `a..b`, `a..` or `..b`, " + found(item), item);
            return;
        }
        result.push_back(std::move(*range));
    };
    if (!node.isList()) {
        add(node);
        return result;
    }
    if (node.size() == 0)
        error(ErrorCode::BadValue, "expected at least one range of releases, found an empty list", node);
    for (const TreeNode &item : node.items())
        add(item);
    return result;
}

Fields::Fields(ReaderContext &context, const TreeNode &map, KeyPlace place) : m_table(keysOf(place))
{
    m_ok = context.isMap(map, m_table.title);
    if (!m_ok)
        return;
    std::vector<TreeNode> unknown;
    for (const TreeNode::Entry entry : map.entries()) {
        const std::string_view key = entry.key.text();
        const auto it = std::find_if(m_table.keys.begin(), m_table.keys.end(),
                                     [&](const WorkspaceKey &k) { return k.name == key; });
        if (it != m_table.keys.end())
            m_values.at(static_cast<std::size_t>(it - m_table.keys.begin())) = entry.value;
        else if (unknown.size() < readErrorLimit)
            unknown.push_back(entry.key);
    }
    std::vector<std::string_view> candidates;
    for (std::size_t i = 0; i < m_table.keys.size(); ++i) {
        if (!m_values.at(i))
            candidates.push_back(m_table.keys[i].name);
    }
    std::vector<std::string> guessed;
    for (const TreeNode &key : unknown) {
        const std::string meant = nearMiss(key.text(), candidates);
        context.error(ErrorCode::UnknownKey,
                      shown(key.text()) + ": unknown key"
                          + (meant.empty() ? " in " + std::string(m_table.title) : ", did you mean `" + meant + "`?"),
                      key);
        guessed.push_back(meant);
    }
    for (std::size_t i = 0; i < m_table.keys.size(); ++i) {
        // A key that is misspelt is missing as well; to say so twice helps nobody.
        if (m_table.keys[i].required && !m_values.at(i)
            && std::find(guessed.begin(), guessed.end(), m_table.keys[i].name) == guessed.end()) {
            context.error(ErrorCode::MissingKey,
                          std::string(m_table.title) + " needs `" + std::string(m_table.keys[i].name) + "`", map);
        }
    }
}

std::optional<TreeNode> Fields::operator[](std::string_view key) const
{
    for (std::size_t i = 0; i < m_table.keys.size(); ++i) {
        if (m_table.keys[i].name == key)
            return m_values.at(i);
    }
    return {};
}

void UniqueIds::add(const std::string &id, const TreeNode &node)
{
    if (id.empty())
        return;
    const auto [it, isNew] = m_lines.try_emplace(id, node.line());
    if (!isNew) {
        m_context.error(ErrorCode::Duplicate,
                        shown(id) + ": this " + std::string(m_what) + " exists already, in line "
                            + std::to_string(it->second),
                        node);
    }
}

} // namespace belay::exchange
