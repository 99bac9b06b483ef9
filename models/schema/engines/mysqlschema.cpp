// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/mysqlschema.h"

#include "models/schema/engines/sqliteschema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace belay::schema {

namespace {

using TypeChange = SchemaChange::TypeChange;

struct ParsedType {
    std::string word;           ///< "varchar"
    std::vector<std::string> arguments; ///< "50"; an enum's labels with their quotes.
    bool isUnsigned = false;
};

ParsedType parsed(std::string_view type)
{
    ParsedType result;
    const std::size_t open = type.find('(');
    result.word = std::string(type.substr(0, std::min(open, type.find(' '))));
    result.isUnsigned = type.find(" unsigned") != std::string_view::npos;
    if (open == std::string_view::npos)
        return result;
    std::string argument;
    bool quoted = false;
    for (std::size_t i = open + 1; i < type.size(); ++i) {
        const char c = type[i];
        if (c == '\'')
            quoted = !quoted;
        if (!quoted && (c == ',' || c == ')')) {
            result.arguments.push_back(std::exchange(argument, {}));
            if (c == ')')
                break;
        } else if (quoted || c != ' ') {
            argument += c;
        }
    }
    return result;
}

std::uint64_t number(const ParsedType &type, std::size_t at, std::uint64_t otherwise)
{
    std::uint64_t value = otherwise;
    if (at < type.arguments.size())
        std::from_chars(type.arguments[at].data(), type.arguments[at].data() + type.arguments[at].size(), value);
    return value;
}

/// Bits of an integer type; 0: it is none.
int bitsOf(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, int>, 5> sizes{{{"tinyint", 8}, {"smallint", 16}, {"mediumint", 24}, {"int", 32}, {"bigint", 64}}};
    for (const auto &[name, bits] : sizes) {
        if (name == word)
            return bits;
    }
    return 0;
}

/// The longest value of a text or binary type; 0: it is none.
std::uint64_t lengthOf(const ParsedType &type)
{
    static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> sizes{{{"tinytext", 255}, {"text", 65535}, {"mediumtext", 16777215}, {"longtext", 4294967295U},
                                                                                      {"tinyblob", 255}, {"blob", 65535}, {"mediumblob", 16777215}, {"longblob", 4294967295U}}};
    if (type.word == "char" || type.word == "varchar" || type.word == "binary" || type.word == "varbinary")
        return std::max<std::uint64_t>(number(type, 0, 1), 1);
    for (const auto &[name, size] : sizes) {
        if (name == type.word)
            return size;
    }
    return 0;
}

bool isBinary(std::string_view word) { return word.find("blob") != std::string_view::npos || word.find("binary") != std::string_view::npos; }

TypeChange compared(bool fitsForward, bool fitsBack)
{
    if (fitsForward && fitsBack)
        return TypeChange::Same;
    return fitsForward ? TypeChange::Wider : fitsBack ? TypeChange::Narrower : TypeChange::Other;
}

bool integerFits(int bits, bool isUnsigned, int inBits, bool inUnsigned)
{
    if (isUnsigned == inUnsigned)
        return bits <= inBits;
    return isUnsigned && bits < inBits;
}

} // namespace

bool MySqlSchema::Column::fillsItself() const { return !notNull || defaultText || autoIncrement || generated != Generated::No; }

MySqlSchema::Column *MySqlSchema::Table::column(std::string_view name)
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column &column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

std::string normalMySqlType(std::string_view written)
{
    ParsedType type = parsed(written);
    type.word = lowered(type.word);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> synonyms{{{"integer", "int"}, {"bool", "tinyint"}, {"boolean", "tinyint"}, {"dec", "decimal"}, {"numeric", "decimal"},
        {"fixed", "decimal"}, {"character", "char"}, {"int1", "tinyint"}, {"int2", "smallint"}, {"int3", "mediumint"}, {"int4", "int"}, {"int8", "bigint"}, {"middleint", "mediumint"},
        {"real", "double"}, {"float8", "double"}, {"float4", "float"}, {"nvarchar", "varchar"}}};
    for (const auto &[from, to] : synonyms) {
        if (type.word == from)
            type.word = to;
    }
    const std::string lower = lowered(written);
    type.isUnsigned = type.isUnsigned || lower.find(" unsigned") != std::string::npos || lower.find(" zerofill") != std::string::npos;
    // The width in int(11) is for showing only.
    if (bitsOf(type.word) > 0 || type.word == "float" || type.word == "double" || type.word == "year")
        type.arguments.clear();
    if (type.word == "decimal" && type.arguments.empty())
        type.arguments = {"10", "0"};
    else if (type.word == "decimal" && type.arguments.size() == 1)
        type.arguments.emplace_back("0");
    std::string text = type.word;
    for (std::size_t i = 0; i < type.arguments.size(); ++i)
        text += (i == 0 ? "(" : ",") + type.arguments[i];
    if (!type.arguments.empty())
        text += ')';
    if (type.isUnsigned)
        text += " unsigned";
    return text;
}

TypeChange mySqlTypeChange(std::string_view from, std::string_view to)
{
    if (from == to)
        return TypeChange::None;
    const ParsedType a = parsed(from);
    const ParsedType b = parsed(to);
    if (const int before = bitsOf(a.word), after = bitsOf(b.word); before > 0 && after > 0)
        return compared(integerFits(before, a.isUnsigned, after, b.isUnsigned), integerFits(after, b.isUnsigned, before, a.isUnsigned));
    if (const std::uint64_t before = lengthOf(a), after = lengthOf(b); before > 0 && after > 0 && isBinary(a.word) == isBinary(b.word)) {
        // CHAR takes trailing blanks away, BINARY fills up: another form.
        if ((a.word == "binary") != (b.word == "binary"))
            return TypeChange::Other;
        return compared(before <= after, after <= before);
    }
    if (a.word == "decimal" && b.word == "decimal") {
        const auto whole = [](const ParsedType &type) { return number(type, 0, 10) - std::min(number(type, 0, 10), number(type, 1, 0)); };
        const auto fits = [&](const ParsedType &x, const ParsedType &y) { return whole(x) <= whole(y) && number(x, 1, 0) <= number(y, 1, 0) && (!y.isUnsigned || x.isUnsigned); };
        return compared(fits(a, b), fits(b, a));
    }
    if ((a.word == "enum" || a.word == "set") && a.word == b.word) {
        const std::set<std::string> before(a.arguments.begin(), a.arguments.end());
        const std::set<std::string> after(b.arguments.begin(), b.arguments.end());
        return compared(std::includes(after.begin(), after.end(), before.begin(), before.end()), std::includes(before.begin(), before.end(), after.begin(), after.end()));
    }
    if (a.word == "float" && b.word == "double")
        return TypeChange::Wider;
    if (a.word == "double" && b.word == "float")
        return TypeChange::Narrower;
    if (a.word == b.word && (a.word == "datetime" || a.word == "timestamp" || a.word == "time"))
        return compared(number(a, 0, 0) <= number(b, 0, 0), number(b, 0, 0) <= number(a, 0, 0));
    return TypeChange::Other;
}

bool mySqlTypeChangeInPlace(std::string_view from, std::string_view to)
{
    if (from == to)
        return true;
    const ParsedType a = parsed(from);
    const ParsedType b = parsed(to);
    if (a.word != b.word)
        return false;
    if (a.word == "varchar" || a.word == "varbinary") {
        // Bytes decide in MySQL; characters take up to four, so a step over 63 may be one over 255 bytes.
        const std::uint64_t before = number(a, 0, 1);
        const std::uint64_t after = number(b, 0, 1);
        return before <= after && (after <= 63 || before > 255);
    }
    if (a.word == "enum" || a.word == "set")
        return a.arguments.size() <= b.arguments.size() && std::equal(a.arguments.begin(), a.arguments.end(), b.arguments.begin());
    return false;
}

} // namespace belay::schema
