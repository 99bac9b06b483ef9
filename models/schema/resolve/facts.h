// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/resolve/builtins.h"

#include <charconv>
#include <string_view>

namespace belay::schema {

/// The tables of resources/postgresql as they are linked into the program.
namespace facts {
extern const std::string_view types15;
extern const std::string_view functions15;
extern const std::string_view operators15;
extern const std::string_view casts15;
extern const std::string_view relations15;

struct ExtensionFacts {
    std::string_view name;
    std::string_view rows;      ///< As the others, each row with the table's name before it.
};
extern const std::span<const ExtensionFacts> extensions15; ///< Sorted by name.
} // namespace facts

/// Goes through the rows of a table: lines of fields separated by tabs.
class FactReader {
public:
    explicit FactReader(std::string_view rows) : m_rest(rows) {}

    [[nodiscard]] bool next()
    {
        if (m_rest.empty())
            return false;
        const std::size_t end = m_rest.find('\n');
        std::string_view line = m_rest.substr(0, end);
        m_rest = end == std::string_view::npos ? std::string_view() : m_rest.substr(end + 1);
        m_count = 0;
        while (m_count < m_fields.size()) {
            const std::size_t tab = line.find('\t');
            m_fields[m_count++] = line.substr(0, tab);
            if (tab == std::string_view::npos)
                break;
            line.remove_prefix(tab + 1);
        }
        return true;
    }
    /// Empty if the row is shorter.
    [[nodiscard]] std::string_view field(std::size_t at) const { return at < m_count ? m_fields[at] : std::string_view(); }

private:
    std::string_view m_rest;
    std::array<std::string_view, 20> m_fields;
    std::size_t m_count = 0;
};

/// A number as the tables have it; 0 for an extension's own type ("=name") and for nonsense.
[[nodiscard]] inline TypeId factNumber(std::string_view text)
{
    TypeId number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

[[nodiscard]] inline char factLetter(std::string_view text, char ifEmpty) { return text.empty() ? ifEmpty : text.front(); }

template <class Visit>
void forEachField(std::string_view text, char separator, Visit visit)
{
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        visit(text.substr(0, end));
        if (end == std::string_view::npos)
            return;
        text.remove_prefix(end + 1);
        if (text.empty())
            visit(text);
    }
}

template <class Visit>
void forEachWord(std::string_view text, Visit visit)
{
    forEachField(text, ' ', visit);
}

struct FactType {
    std::string_view id, schema, name, element, array, range, base, relation;
    Type::Kind kind = Type::Kind::Base;
    char category = 'U';
    bool preferred = false;
    bool notNull = false;
    std::int32_t baseModifier = -1;
    TypeTraits traits;
};

struct FactFunction {
    std::string_view id, schema, name, returns, variadic, arguments, allArguments, modes, names;
    Function::Kind kind = Function::Kind::Function;
    char nature = 'n';
    std::int16_t directArguments = 0;
    bool returnsSet = false;
    bool strict = false;
    Function::Volatility volatility = Function::Volatility::Volatile;
    std::uint16_t defaults = 0;
};

struct FactColumn {
    std::string_view name, type;
    std::int32_t modifier = -1;
    bool notNull = false;
};

/// The row's facts; its first field is the reader's field number `first`.
[[nodiscard]] FactType readTypeFact(const FactReader &row, std::size_t first);
[[nodiscard]] FactFunction readFunctionFact(const FactReader &row, std::size_t first);
/// "name:type:modifier:notnull"
[[nodiscard]] FactColumn readColumnFact(std::string_view text);
[[nodiscard]] Relation::Kind factRelationKind(char letter);

} // namespace belay::schema
