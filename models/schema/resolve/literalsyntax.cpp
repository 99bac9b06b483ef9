// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/literalsyntax.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace belay::schema::analysis {

namespace {

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return lower;
}

/// Reads a run of digits; -1 if there is none or it is absurdly long.
long digits(std::string_view text, std::size_t &at)
{
    const std::size_t begin = at;
    long value = 0;
    while (at < text.size() && isDigit(text[at]) && at - begin < 9)
        value = value * 10 + (text[at++] - '0');
    return at == begin ? -1 : value;
}

int daysIn(long year, long month)
{
    static constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// hh:mm[:ss[.fff]] at `at`.
Literal clock(std::string_view text, std::size_t &at)
{
    const long hour = digits(text, at);
    if (hour < 0 || at >= text.size() || text[at] != ':')
        return Literal::Undecided;
    ++at;
    const long minute = digits(text, at);
    long second = 0;
    if (minute < 0)
        return Literal::Undecided;
    if (at < text.size() && text[at] == ':') {
        ++at;
        second = digits(text, at);
        if (second < 0)
            return Literal::Undecided;
        if (at < text.size() && text[at] == '.') {
            ++at;
            while (at < text.size() && isDigit(text[at]))
                ++at;
        }
    }
    const bool fits = minute <= 59 && second <= 60 && (hour <= 23 || (hour == 24 && minute == 0 && second == 0));
    return fits ? Literal::Valid : Literal::FieldOutOfRange;
}

/// What may follow a clock: nothing, Z, UTC, an offset.
Literal zone(std::string_view rest)
{
    rest = trimmed(rest);
    const std::string lower = lowered(rest);
    if (rest.empty() || lower == "z" || lower == "utc" || lower == "gmt")
        return Literal::Valid;
    if (rest[0] != '+' && rest[0] != '-')
        return Literal::Undecided;
    const std::string_view offset = rest.substr(1);
    const bool shaped = std::ranges::all_of(offset, [](char c) { return isDigit(c) || c == ':'; });
    if (!shaped || offset.empty() || offset.size() > 6)
        return Literal::Undecided;
    std::size_t at = 0;
    const long hours = digits(offset.substr(0, 2), at);
    return hours <= 15 ? Literal::Valid : Literal::Undecided;
}

bool hasWordOfTime(const std::string &lower)
{
    static constexpr std::array<std::string_view, 32> words{
        "now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
        "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "ad", "bc", "am", "pm", "z", "utc"};
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

Literal unfamiliar(std::string_view text)
{
    // Without a digit and without any word of the date input, it is none.
    const std::string lower = lowered(text);
    const bool digit = std::ranges::any_of(lower, isDigit);
    return digit || hasWordOfTime(lower) ? Literal::Undecided : Literal::Invalid;
}

class JsonReader {
public:
    explicit JsonReader(std::string_view text) : m_text(text) {}

    bool whole()
    {
        if (!value(0))
            return false;
        skip();
        return m_at == m_text.size();
    }

private:
    void skip()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            ++m_at;
    }
    bool word(std::string_view expected)
    {
        if (m_text.substr(m_at, expected.size()) != expected)
            return false;
        m_at += expected.size();
        return true;
    }
    bool take(char c)
    {
        skip();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    bool string()
    {
        if (!take('"'))
            return false;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"')
                return true;
            if (static_cast<unsigned char>(c) < 0x20)
                return false;
            if (c != '\\')
                continue;
            if (m_at >= m_text.size())
                return false;
            const char escaped = m_text[m_at++];
            if (escaped == 'u') {
                for (int i = 0; i < 4; ++i) {
                    if (m_at >= m_text.size() || !isHex(m_text[m_at++]))
                        return false;
                }
            } else if (std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos) {
                return false;
            }
        }
        return false;
    }
    bool number()
    {
        if (m_at < m_text.size() && m_text[m_at] == '-')
            ++m_at;
        const auto run = [this] {
            const std::size_t begin = m_at;
            while (m_at < m_text.size() && isDigit(m_text[m_at]))
                ++m_at;
            return m_at > begin;
        };
        if (m_at < m_text.size() && m_text[m_at] == '0')
            ++m_at;
        else if (!run())
            return false;
        if (m_at < m_text.size() && m_text[m_at] == '.') {
            ++m_at;
            if (!run())
                return false;
        }
        if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
            ++m_at;
            if (m_at < m_text.size() && (m_text[m_at] == '+' || m_text[m_at] == '-'))
                ++m_at;
            if (!run())
                return false;
        }
        return m_at >= m_text.size() || !(isAlpha(m_text[m_at]) || isDigit(m_text[m_at]));
    }
    bool value(int depth)
    {
        if (depth > 500)
            return true;
        skip();
        if (m_at >= m_text.size())
            return false;
        switch (m_text[m_at]) {
        case '{':
            ++m_at;
            if (take('}'))
                return true;
            do {
                skip();
                if (!string() || !take(':') || !value(depth + 1))
                    return false;
            } while (take(','));
            return take('}');
        case '[':
            ++m_at;
            if (take(']'))
                return true;
            do {
                if (!value(depth + 1))
                    return false;
            } while (take(','));
            return take(']');
        case '"':
            return string();
        case 't':
            return word("true");
        case 'f':
            return word("false");
        case 'n':
            return word("null");
        default:
            return number();
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

Literal readBool(std::string_view text)
{
    const std::string lower = lowered(trimmed(text));
    if (lower.empty())
        return Literal::Invalid;
    const auto prefix = [&](std::string_view word, std::size_t least) { return lower.size() >= least && word.starts_with(lower); };
    const bool valid = prefix("true", 1) || prefix("false", 1) || prefix("yes", 1) || prefix("no", 1) || prefix("on", 2) || prefix("off", 2)
        || lower == "1" || lower == "0";
    return valid ? Literal::Valid : Literal::Invalid;
}

Literal readInteger(std::string_view text, std::int64_t lowest, std::int64_t highest)
{
    std::string_view number = trimmed(text);
    const bool plus = !number.empty() && number[0] == '+';
    if (plus)
        number.remove_prefix(1);
    const std::string_view unsignedPart = !plus && !number.empty() && number[0] == '-' ? number.substr(1) : number;
    if (unsignedPart.empty() || !std::ranges::all_of(unsignedPart, isDigit))
        return Literal::Invalid;
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (failure != std::errc() || value < lowest || value > highest)
        return Literal::OutOfRange;
    return Literal::Valid;
}

Literal readNumber(std::string_view text)
{
    std::string_view number = trimmed(text);
    if (!number.empty() && (number[0] == '+' || number[0] == '-'))
        number.remove_prefix(1);
    const std::string lower = lowered(number);
    if (lower == "nan" || lower == "infinity" || lower == "inf")
        return Literal::Valid;
    std::size_t at = 0;
    const auto run = [&] {
        const std::size_t begin = at;
        while (at < number.size() && isDigit(number[at]))
            ++at;
        return at > begin;
    };
    bool any = run();
    if (at < number.size() && number[at] == '.') {
        ++at;
        any = run() || any;
    }
    if (!any)
        return Literal::Invalid;
    if (at < number.size() && (number[at] == 'e' || number[at] == 'E')) {
        ++at;
        if (at < number.size() && (number[at] == '+' || number[at] == '-'))
            ++at;
        if (!run())
            return Literal::Invalid;
    }
    return at == number.size() ? Literal::Valid : Literal::Invalid;
}

Literal readUuid(std::string_view text)
{
    const bool braces = !text.empty() && text[0] == '{';
    std::size_t at = braces ? 1 : 0;
    for (int i = 0; i < 16; ++i) {
        if (at + 1 >= text.size() || !isHex(text[at]) || !isHex(text[at + 1]))
            return Literal::Invalid;
        at += 2;
        if (at < text.size() && text[at] == '-' && i % 2 == 1 && i < 15)
            ++at;
    }
    if (braces) {
        if (at >= text.size() || text[at] != '}')
            return Literal::Invalid;
        ++at;
    }
    return at == text.size() ? Literal::Valid : Literal::Invalid;
}

Literal readJson(std::string_view text) { return JsonReader(text).whole() ? Literal::Valid : Literal::Invalid; }

Literal readTimestamp(std::string_view given, bool dateOnly)
{
    (void)dateOnly;
    const std::string_view text = trimmed(given);
    const std::string lower = lowered(text);
    static constexpr std::array<std::string_view, 8> special{"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity", "+infinity"};
    if (std::ranges::find(special, lower) != special.end())
        return Literal::Valid;
    std::size_t at = 0;
    const long year = digits(text, at);
    if (at != 4 || year < 1 || at >= text.size() || text[at] != '-')
        return unfamiliar(text);
    ++at;
    const long month = digits(text, at);
    if (month < 0 || at >= text.size() || text[at] != '-')
        return unfamiliar(text);
    ++at;
    const long day = digits(text, at);
    if (day < 0)
        return unfamiliar(text);
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
        return month > 12 || day > 31 || month < 1 || day < 1 ? Literal::FieldOutOfRange : Literal::FieldOutOfRange;
    if (at == text.size())
        return Literal::Valid;
    if (text[at] == 'T' || text[at] == 't' || text[at] == ' ')
        ++at;
    else
        return zone(text.substr(at));
    while (at < text.size() && text[at] == ' ')
        ++at;
    const Literal time = clock(text, at);
    if (time != Literal::Valid)
        return time;
    return zone(text.substr(at));
}

Literal readTime(std::string_view given)
{
    const std::string_view text = trimmed(given);
    const std::string lower = lowered(text);
    if (lower == "now" || lower == "allballs")
        return Literal::Valid;
    std::size_t at = 0;
    const Literal time = clock(text, at);
    if (time == Literal::Undecided)
        return unfamiliar(text);
    if (time != Literal::Valid)
        return time;
    return zone(text.substr(at));
}

Literal readInterval(std::string_view given)
{
    static constexpr std::array<std::string_view, 46> units{
        "us", "usec", "usecs", "microsecond", "microseconds", "ms", "msec", "msecs", "millisecond", "milliseconds", "s", "sec", "secs", "second",
        "seconds", "m", "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days", "w", "week", "weeks", "mon",
        "mons", "month", "months", "y", "yr", "yrs", "year", "years", "decade", "decades", "century", "centuries", "millennium", "ago"};
    const std::string text = lowered(trimmed(given));
    if (!std::ranges::any_of(text, [](char c) { return isDigit(c) || isAlpha(c); }))
        return Literal::Invalid;
    std::size_t at = 0;
    bool number = false;
    bool any = false;
    while (at < text.size()) {
        const char c = text[at];
        if (isSpace(c) || c == '@') {
            ++at;
        } else if (isDigit(c) || c == '-' || c == '+' || c == '.') {
            const std::size_t begin = at;
            ++at;
            while (at < text.size() && (isDigit(text[at]) || text[at] == '.' || text[at] == ':'))
                ++at;
            const std::string_view part = std::string_view(text).substr(begin, at - begin);
            if (part.find(':') != std::string_view::npos) {
                std::size_t from = part[0] == '-' || part[0] == '+' ? 1 : 0;
                if (clock(part, from) == Literal::Undecided)
                    return Literal::Undecided;
                any = true;
                number = false;
                continue;
            }
            if (number || !std::ranges::any_of(part, isDigit))
                return Literal::Undecided;
            number = true;
        } else if (isAlpha(c)) {
            const std::size_t begin = at;
            while (at < text.size() && isAlpha(text[at]))
                ++at;
            const std::string_view word = std::string_view(text).substr(begin, at - begin);
            if (std::ranges::find(units, word) == units.end())
                return std::ranges::any_of(text, isDigit) ? Literal::Undecided : Literal::Invalid;
            if (!number && word != "ago")
                return Literal::Undecided;
            number = false;
            any = true;
        } else {
            return Literal::Undecided;
        }
    }
    return any || number ? Literal::Valid : Literal::Invalid;
}

Literal readAddress(std::string_view given)
{
    const std::string_view text = given;
    if (text.find(':') != std::string_view::npos)
        return std::ranges::all_of(text, [](char c) { return isHex(c) || c == ':' || c == '.' || c == '/'; }) ? Literal::Undecided : Literal::Invalid;
    std::size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        const long value = digits(text, at);
        if (value < 0 || value > 255)
            return Literal::Invalid;
        if (part < 3) {
            if (at >= text.size() || text[at] != '.')
                return Literal::Undecided;
            ++at;
        }
    }
    if (at == text.size())
        return Literal::Valid;
    if (text[at] != '/')
        return Literal::Invalid;
    ++at;
    const long bits = digits(text, at);
    return bits >= 0 && bits <= 32 && at == text.size() ? Literal::Valid : Literal::Invalid;
}

Literal readRange(std::string_view given)
{
    const std::string_view text = trimmed(given);
    if (lowered(text) == "empty")
        return Literal::Valid;
    if (text.size() < 3 || (text.front() != '[' && text.front() != '(') || (text.back() != ']' && text.back() != ')'))
        return Literal::Invalid;
    return text.find(',') == std::string_view::npos ? Literal::Invalid : Literal::Valid;
}

bool readArrayLiteral(std::string_view given, char delimiter, std::vector<ArrayItem> &items)
{
    std::string_view text = trimmed(given);
    // Explicit bounds: [1:2]={...}
    if (!text.empty() && text[0] == '[') {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos)
            return false;
        text = trimmed(text.substr(equals + 1));
    }
    if (text.size() < 2 || text.front() != '{' || text.back() != '}')
        return false;
    int depth = 0;
    bool expectItem = true;
    bool empty = true;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (isSpace(c)) {
            ++at;
        } else if (c == '{') {
            if (!expectItem)
                return false;
            ++depth;
            ++at;
            empty = true;
        } else if (c == '}') {
            if (expectItem && !empty)
                return false;
            if (--depth < 0)
                return false;
            expectItem = false;
            empty = false;
            ++at;
            if (depth == 0)
                return trimmed(text.substr(at)).empty();
        } else if (c == delimiter) {
            if (expectItem)
                return false;
            expectItem = true;
            ++at;
        } else {
            if (!expectItem || depth == 0)
                return false;
            ArrayItem item;
            if (c == '"') {
                for (++at; at < text.size() && text[at] != '"'; ++at) {
                    if (text[at] == '\\' && at + 1 < text.size())
                        ++at;
                    item.text += text[at];
                }
                if (at >= text.size())
                    return false;
                ++at;
            } else {
                bool escaped = false;
                while (at < text.size() && text[at] != delimiter && text[at] != '}' && text[at] != '{' && text[at] != '"') {
                    if (text[at] == '\\' && at + 1 < text.size()) {
                        ++at;
                        escaped = true;
                    }
                    item.text += text[at++];
                }
                if (at < text.size() && (text[at] == '{' || text[at] == '"'))
                    return false;
                item.text = std::string(trimmed(item.text));
                item.isNull = !escaped && lowered(item.text) == "null";
            }
            items.push_back(std::move(item));
            expectItem = false;
            empty = false;
        }
    }
    return false;
}

} // namespace belay::schema::analysis
