// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/hoststrings.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace belay::schema {

namespace {

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void appendUtf8(std::string &text, std::uint32_t code)
{
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0U | (code >> 6U));
        text += static_cast<char>(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0U | (code >> 12U));
        text += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
        text += static_cast<char>(0x80U | (code & 0x3fU));
    } else if (code < 0x110000) {
        text += static_cast<char>(0xf0U | (code >> 18U));
        text += static_cast<char>(0x80U | ((code >> 12U) & 0x3fU));
        text += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
        text += static_cast<char>(0x80U | (code & 0x3fU));
    }
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

class Scanner {
public:
    Scanner(std::string_view text, HostLanguage language) : m_text(text), m_language(language) {}

    std::vector<HostString> run()
    {
        while (m_at < m_text.size()) {
            if (skipComment())
                continue;
            if (std::optional<Literal> literal = takeLiteral()) {
                add(std::move(*literal));
                continue;
            }
            const char c = m_text[m_at];
            if (isWordPart(c)) {
                const std::size_t from = m_at;
                while (m_at < m_text.size() && isWordPart(m_text[m_at]))
                    ++m_at;
                solid(from);
                continue;
            }
            if (!isBlank(c))
                solid(m_at);
            ++m_at;
        }
        return std::move(m_strings);
    }

private:
    struct Literal {
        std::string text;
        std::size_t begin = 0;
        bool interpolated = false;
        bool isCharacter = false;   ///< Go's and C's 'x': no string.
    };

    [[nodiscard]] bool is(HostLanguage language) const { return m_language == language; }
    [[nodiscard]] bool at(std::string_view what) const { return m_text.substr(m_at).starts_with(what); }

    /// Notes a token that is no string.
    void solid(std::size_t from)
    {
        const std::size_t end = std::max(m_at, from + 1);
        const std::string_view token = m_text.substr(from, end - from);
        const bool plus = token == (is(HostLanguage::Php) ? "." : "+");
        if (!m_strings.empty() && m_lastWasString) {
            // "..." + x, "..." % x, "...".format(x)
            if (plus)
                m_pendingJoin = true;
            else if (token == "%" && (is(HostLanguage::Python) || is(HostLanguage::Ruby)))
                m_strings.back().interpolated = true;
            else if (token == "." && !is(HostLanguage::Php))
                m_dotBehindString = true;
        } else if (m_pendingJoin) {
            m_strings.back().interpolated = true;
            m_pendingJoin = plus;
        } else if (m_dotBehindString) {
            if (token == "format" || token == "formatted" || token == "replace" || token == "replaceAll")
                m_strings.back().interpolated = true;
            m_dotBehindString = false;
        }
        // x + "..."
        m_plusOpen = plus && !(m_lastWasString && !m_strings.empty());
        m_lastWasString = false;
        m_previous = {from, end};
    }

    void add(Literal literal)
    {
        if (literal.isCharacter) {
            m_lastWasString = false;
            m_pendingJoin = false;
            m_previous = {literal.begin, m_at};
            return;
        }
        const bool adjacent = m_lastWasString && (is(HostLanguage::Python) || is(HostLanguage::Ruby) || is(HostLanguage::Other));
        if (!m_strings.empty() && (m_pendingJoin || adjacent)) {
            HostString &whole = m_strings.back();
            whole.text += literal.text;
            whole.interpolated = whole.interpolated || literal.interpolated;
        } else {
            HostString made;
            made.line = lineOf(literal.begin);
            made.name = nameBefore(literal.begin);
            made.interpolated = literal.interpolated || m_plusOpen || formatsText(literal.text);
            made.text = std::move(literal.text);
            m_strings.push_back(std::move(made));
        }
        m_pendingJoin = false;
        m_plusOpen = false;
        m_dotBehindString = false;
        m_lastWasString = true;
    }

    std::uint32_t lineOf(std::size_t offset)
    {
        m_line += static_cast<std::uint32_t>(std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_lineAt),
                                                        m_text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
        m_lineAt = offset;
        return m_line;
    }

    /// Whether the string is the first argument of a function that formats: Sprintf("..%s"), format!("..{}").
    [[nodiscard]] bool formatsText(std::string_view value) const
    {
        const std::string_view open = m_text.substr(m_previous.first, m_previous.second - m_previous.first);
        if (open != "(" && open != "[")
            return false;
        std::size_t end = m_previous.first;
        const bool macro = end > 0 && m_text[end - 1] == '!';
        if (macro)
            --end;
        std::size_t begin = end;
        while (begin > 0 && isWordPart(m_text[begin - 1]))
            --begin;
        const std::string_view name = m_text.substr(begin, end - begin);
        if (macro)
            return (name == "format" || name == "write" || name == "writeln" || name == "format_args") && value.find('{') != std::string_view::npos;
        const bool formats = name == "format" || name == "Format" || name == "sprintf" || (name.size() > 1 && name.back() == 'f' && is(HostLanguage::Go));
        return formats && (value.find('%') != std::string_view::npos || value.find('{') != std::string_view::npos);
    }

    /// `name` of "const name = ", "name := ", "let NAME: &str = ", "static final String NAME = ".
    [[nodiscard]] std::string nameBefore(std::size_t offset) const
    {
        // No further back than a line of code is long: a file may be one line with a million strings.
        const auto lineStart = [this](std::size_t end) {
            std::size_t begin = end;
            while (begin > 0 && end - begin < 1000 && m_text[begin - 1] != '\n')
                --begin;
            return begin;
        };
        const std::size_t lineBegin = lineStart(offset);
        std::string_view line = m_text.substr(lineBegin, offset - lineBegin);
        const auto trim = [](std::string_view &text) {
            while (!text.empty() && (isBlank(text.back()) || text.back() == '('))
                text.remove_suffix(1);
        };
        trim(line);
        if (line.empty() && lineBegin > 1) {
            // name = \n "..."
            const std::size_t end = lineBegin - 1;
            const std::size_t begin = lineStart(end);
            line = m_text.substr(begin, end - begin);
            trim(line);
        }
        if (!line.ends_with('='))
            return {};
        line.remove_suffix(1);
        if (line.ends_with(':'))
            line.remove_suffix(1);
        trim(line);
        // A type behind the name: "X: &str", Go's "x string".
        if (const std::size_t colon = line.find(':'); colon != std::string_view::npos && line.find("::") != colon)
            line = line.substr(0, colon);
        trim(line);
        std::vector<std::string_view> words;
        for (std::size_t i = 0; i < line.size();) {
            const std::size_t from = i;
            while (i < line.size() && (isWordPart(line[i]) || line[i] == '$'))
                ++i;
            if (i > from)
                words.push_back(line.substr(from, i - from));
            else
                ++i;
        }
        if (words.empty())
            return {};
        if (is(HostLanguage::Go) && words.size() >= 2 && words.back() == "string")
            words.pop_back();
        return std::string(words.back());
    }

    bool skipComment()
    {
        const bool hash = is(HostLanguage::Python) || is(HostLanguage::Ruby) || is(HostLanguage::Php);
        const bool slashes = !is(HostLanguage::Python) && !is(HostLanguage::Ruby);
        if ((hash && m_text[m_at] == '#') || (slashes && at("//"))) {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
            return true;
        }
        if (slashes && at("/*")) {
            std::size_t depth = 1;
            m_at += 2;
            while (m_at < m_text.size() && depth > 0) {
                if (at("*/")) {
                    --depth;
                    m_at += 2;
                } else if (at("/*") && (is(HostLanguage::Rust) || is(HostLanguage::Kotlin))) {
                    ++depth;
                    m_at += 2;
                } else {
                    ++m_at;
                }
            }
            return true;
        }
        return false;
    }

    std::optional<Literal> takeLiteral()
    {
        const char c = m_text[m_at];
        const std::size_t begin = m_at;
        // Prefixes: only where no word stands before.
        if (isWordPart(c) || c == '@' || c == '$')
            return takePrefixed();
        if (c == '"' && at("\"\"\"") && (is(HostLanguage::Python) || is(HostLanguage::Java) || is(HostLanguage::Kotlin) || is(HostLanguage::CSharp)))
            return delimited(begin, 3, "\"\"\"", is(HostLanguage::Python) || is(HostLanguage::Java), true, is(HostLanguage::Kotlin) ? '$' : '\0');
        if (c == '\'' && at("'''") && is(HostLanguage::Python))
            return delimited(begin, 3, "'''", true, true, '\0');
        if (c == '"')
            return delimited(begin, 1, "\"", true, multiLine(), interpolation());
        if (c == '`') {
            if (is(HostLanguage::Go))
                return delimited(begin, 1, "`", false, true, '\0');
            if (is(HostLanguage::JavaScript) || is(HostLanguage::Other))
                return delimited(begin, 1, "`", true, true, '{');
            return std::nullopt;
        }
        if (c == '\'')
            return singleQuote(begin);
        if (c == '<' && (is(HostLanguage::Ruby) || is(HostLanguage::Php)))
            return hereDocument(begin);
        if (c == '/' && is(HostLanguage::JavaScript) && regularExpressionMayStand())
            skipRegularExpression();
        return std::nullopt;
    }

    [[nodiscard]] bool multiLine() const { return is(HostLanguage::Rust) || is(HostLanguage::Ruby) || is(HostLanguage::Php); }
    /// The sign that puts values into a "..." string.
    [[nodiscard]] char interpolation() const
    {
        switch (m_language) {
        case HostLanguage::Kotlin:
        case HostLanguage::Php:
            return '$';
        case HostLanguage::Ruby:
            return '#';
        default:
            return '\0';
        }
    }

    std::optional<Literal> takePrefixed()
    {
        if (m_at > 0 && isWordPart(m_text[m_at - 1]))
            return std::nullopt;
        std::size_t quote = m_at;
        while (quote < m_text.size() && quote - m_at < 3
               && ((m_text[quote] >= 'a' && m_text[quote] <= 'z') || (m_text[quote] >= 'A' && m_text[quote] <= 'Z') || m_text[quote] == '@' || m_text[quote] == '$'))
            ++quote;
        if (quote >= m_text.size())
            return std::nullopt;
        const std::size_t begin = m_at;
        const std::string_view prefix = m_text.substr(m_at, quote - m_at);
        const auto has = [&](char lower) {
            return prefix.find(lower) != std::string_view::npos || prefix.find(static_cast<char>(lower - 32)) != std::string_view::npos;
        };
        const char c = m_text[quote];
        if (is(HostLanguage::Rust) && (prefix == "r" || prefix == "br") && (c == '"' || c == '#')) {
            std::size_t hashes = 0;
            while (quote + hashes < m_text.size() && m_text[quote + hashes] == '#' && hashes < 255)
                ++hashes;
            if (quote + hashes >= m_text.size() || m_text[quote + hashes] != '"')
                return std::nullopt;
            const std::string close = '"' + std::string(hashes, '#');
            return delimited(begin, prefix.size() + hashes + 1, close, false, true, '\0');
        }
        if (is(HostLanguage::Rust) && prefix == "b" && c == '"')
            return delimited(begin, 2, "\"", true, true, '\0');
        if (is(HostLanguage::Python) && (c == '"' || c == '\'')
            && prefix.find_first_not_of("rRbBuUfF") == std::string_view::npos) {
            const std::string_view triple = c == '"' ? "\"\"\"" : "'''";
            const bool three = m_text.substr(quote).starts_with(triple);
            return delimited(begin, prefix.size() + (three ? 3 : 1), three ? triple : triple.substr(0, 1), !has('r'), three, has('f') ? '{' + 1 : '\0');
        }
        if (is(HostLanguage::CSharp) && c == '"' && prefix.find_first_not_of("@$") == std::string_view::npos) {
            const bool verbatim = prefix.find('@') != std::string_view::npos;
            const bool dollar = prefix.find('$') != std::string_view::npos;
            return delimited(begin, prefix.size() + 1, "\"", !verbatim, verbatim, dollar ? '{' + 1 : '\0', verbatim);
        }
        return std::nullopt;
    }

    /// A string from `begin`, its opening `opening` bytes long, up to `close`. `sign` is what puts values
    /// in: '$' ($x and ${x}), '#' (#{x}), '{' (${x} only), '{' + 1 ({x}, doubled for itself).
    Literal delimited(std::size_t begin, std::size_t opening, std::string_view close, bool escapes, bool overLines, int sign, bool doubled = false)
    {
        Literal literal;
        literal.begin = begin;
        m_at = begin + opening;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (at(close)) {
                if (doubled && m_text.substr(m_at + 1).starts_with(close)) {
                    literal.text += close;
                    m_at += 2;
                    continue;
                }
                m_at += close.size();
                return literal;
            }
            if (c == '\n' && !overLines)
                return literal;
            if (c == '\\' && escapes && m_at + 1 < m_text.size()) {
                escape(literal.text);
                continue;
            }
            const char next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
            // In Python's raw strings a backslash stays, and keeps a quote from closing all the same.
            if (c == '\\' && next != '\0' && is(HostLanguage::Python)) {
                literal.text += c;
                literal.text += next;
                m_at += 2;
                continue;
            }
            const bool puts = (sign == '$' && c == '$' && (next == '{' || (isWordPart(next) && !(next >= '0' && next <= '9'))))
                || (sign == '#' && c == '#' && next == '{') || (sign == '{' && c == '$' && next == '{')
                || (sign == '{' + 1 && c == '{' && next != '{');
            if (sign == '{' + 1 && c == '{' && next == '{')
                ++m_at;
            literal.interpolated = literal.interpolated || puts;
            literal.text += c;
            ++m_at;
        }
        return literal;
    }

    void escape(std::string &to)
    {
        const char c = m_text[m_at + 1];
        m_at += 2;
        const auto hex = [&](std::size_t digits) {
            std::uint32_t code = 0;
            for (std::size_t i = 0; i < digits && m_at < m_text.size() && hexDigit(m_text[m_at]) >= 0; ++i, ++m_at)
                code = code * 16 + static_cast<std::uint32_t>(hexDigit(m_text[m_at]));
            appendUtf8(to, code);
        };
        switch (c) {
        case 'n': to += '\n'; break;
        case 't': to += '\t'; break;
        case 'r': to += '\r'; break;
        case '0': to += ' '; break;
        case 'x': hex(2); break;
        case 'u':
            if (m_at < m_text.size() && m_text[m_at] == '{') {
                ++m_at;
                hex(6);
                if (m_at < m_text.size() && m_text[m_at] == '}')
                    ++m_at;
            } else {
                hex(4);
            }
            break;
        case '\n':
            // A line continued: Rust leaves the next one's indent out, the others keep it; to SQL it is
            // white space in any case.
            to += is(HostLanguage::Rust) ? "" : " ";
            if (is(HostLanguage::Rust)) {
                while (m_at < m_text.size() && isBlank(m_text[m_at]))
                    ++m_at;
            }
            break;
        default: to += c; break;
        }
    }

    std::optional<Literal> singleQuote(std::size_t begin)
    {
        switch (m_language) {
        case HostLanguage::Python:
        case HostLanguage::JavaScript:
        case HostLanguage::Ruby:
        case HostLanguage::Php:
        case HostLanguage::Other:
            return delimited(begin, 1, "'", true, multiLine(), '\0');
        case HostLanguage::Rust: {
            // A lifetime has no closing quote.
            const bool escaped = m_at + 1 < m_text.size() && m_text[m_at + 1] == '\\';
            std::size_t close = m_at + 2;
            while (!escaped && close < m_text.size() && (static_cast<unsigned char>(m_text[close]) & 0xc0U) == 0x80U)
                ++close;
            if (!escaped && (close >= m_text.size() || m_text[close] != '\''))
                return std::nullopt;
            break;
        }
        default:
            break;
        }
        Literal character = delimited(begin, 1, "'", true, false, '\0');
        character.isCharacter = true;
        return character;
    }

    /// Ruby's <<~SQL and PHP's <<<SQL.
    std::optional<Literal> hereDocument(std::size_t begin)
    {
        std::size_t i = m_at + (is(HostLanguage::Php) ? 3 : 2);
        if (!at(is(HostLanguage::Php) ? "<<<" : "<<"))
            return std::nullopt;
        const bool indented = i < m_text.size() && (m_text[i] == '~' || m_text[i] == '-');
        if (indented)
            ++i;
        const char quote = i < m_text.size() && (m_text[i] == '\'' || m_text[i] == '"') ? m_text[i] : '\0';
        if (quote != '\0')
            ++i;
        const std::size_t nameBegin = i;
        while (i < m_text.size() && isWordPart(m_text[i]))
            ++i;
        const std::string_view name = m_text.substr(nameBegin, i - nameBegin);
        if (name.empty() || !(name.front() >= 'A' && name.front() <= 'Z'))
            return std::nullopt;
        Literal literal;
        literal.begin = begin;
        literal.text = "\n"; // So that lines count from where it opens.
        std::size_t line = m_text.find('\n', i);
        const char sign = quote == '\'' ? '\0' : interpolation();
        while (line != std::string_view::npos) {
            const std::size_t end = std::min(m_text.find('\n', line + 1), m_text.size());
            std::string_view text = m_text.substr(line + 1, end - line - 1);
            std::string_view plain = text;
            while (!plain.empty() && isBlank(plain.front()))
                plain.remove_prefix(1);
            if (plain.starts_with(name) && (plain.size() == name.size() || !isWordPart(plain[name.size()]))) {
                m_at = line + 1 + (text.size() - plain.size()) + name.size();
                return literal;
            }
            for (std::size_t k = 0; k + 1 < text.size(); ++k) {
                if (sign != '\0' && text[k] == sign && (text[k + 1] == '{' || (sign == '$' && isWordPart(text[k + 1]) && !(text[k + 1] >= '0' && text[k + 1] <= '9'))))
                    literal.interpolated = true;
            }
            literal.text += text;
            literal.text += '\n';
            line = end < m_text.size() ? end : std::string_view::npos;
        }
        m_at = m_text.size();
        return literal;
    }

    [[nodiscard]] bool regularExpressionMayStand() const
    {
        if (m_lastWasString || m_previous.second == 0)
            return m_previous.second == 0 && !m_lastWasString;
        const char last = m_text[m_previous.second - 1];
        const std::string_view word = m_text.substr(m_previous.first, m_previous.second - m_previous.first);
        return std::string_view("(,=:[!&|?{};+-*%<>~^").find(last) != std::string_view::npos || word == "return" || word == "typeof" || word == "case";
    }

    void skipRegularExpression()
    {
        bool inClass = false;
        std::size_t i = m_at + 1;
        for (; i < m_text.size() && m_text[i] != '\n'; ++i) {
            if (m_text[i] == '\\')
                ++i;
            else if (m_text[i] == '[')
                inClass = true;
            else if (m_text[i] == ']')
                inClass = false;
            else if (m_text[i] == '/' && !inClass)
                break;
        }
        if (i < m_text.size() && m_text[i] == '/')
            m_at = i; // The caller goes past it.
    }

    std::string_view m_text;
    HostLanguage m_language;
    std::size_t m_at = 0;
    std::vector<HostString> m_strings;
    std::pair<std::size_t, std::size_t> m_previous{0, 0};       ///< The last token that is no string.
    bool m_lastWasString = false;
    bool m_pendingJoin = false;     ///< "..." + so far.
    bool m_plusOpen = false;        ///< x + so far.
    bool m_dotBehindString = false;
    std::size_t m_lineAt = 0;
    std::uint32_t m_line = 1;
};

} // namespace

HostLanguage hostLanguageOf(std::string_view path)
{
    struct Ending {
        std::string_view end;
        HostLanguage language;
    };
    static constexpr std::array<Ending, 20> endings{{
        {".go", HostLanguage::Go}, {".rs", HostLanguage::Rust}, {".py", HostLanguage::Python}, {".pyi", HostLanguage::Python},
        {".js", HostLanguage::JavaScript}, {".jsx", HostLanguage::JavaScript}, {".mjs", HostLanguage::JavaScript}, {".cjs", HostLanguage::JavaScript},
        {".ts", HostLanguage::JavaScript}, {".tsx", HostLanguage::JavaScript}, {".mts", HostLanguage::JavaScript}, {".java", HostLanguage::Java},
        {".kt", HostLanguage::Kotlin}, {".kts", HostLanguage::Kotlin}, {".scala", HostLanguage::Kotlin}, {".cs", HostLanguage::CSharp},
        {".rb", HostLanguage::Ruby}, {".rake", HostLanguage::Ruby}, {".php", HostLanguage::Php}, {".groovy", HostLanguage::Kotlin},
    }};
    const auto found = std::find_if(endings.begin(), endings.end(), [&](const Ending &e) { return path.ends_with(e.end); });
    return found == endings.end() ? HostLanguage::Other : found->language;
}

std::vector<HostString> readHostStrings(std::string_view text, HostLanguage language)
{
    return Scanner(text, language).run();
}

} // namespace belay::schema
