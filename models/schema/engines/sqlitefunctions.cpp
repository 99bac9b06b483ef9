// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/sqlitefunctions.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace belay::schema {

namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::string_view textOf(sqlite3_value *value)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(value));
    return text == nullptr ? std::string_view() : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

std::string_view bytesOf(sqlite3_value *value)
{
    const auto *bytes = static_cast<const char *>(sqlite3_value_blob(value));
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

bool anyNull(int count, sqlite3_value **values)
{
    return std::any_of(values, values + count, [](sqlite3_value *value) { return sqlite3_value_type(value) == SQLITE_NULL; });
}

/// As std::string_view::find, but linear: glibc searches in two ways.
std::size_t findIn(std::string_view text, std::string_view what, std::size_t from)
{
    const void *found = memmem(text.data() + from, text.size() - from, what.data(), what.size());
    return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(static_cast<const char *>(found) - text.data());
}

void giveText(sqlite3_context *context, std::string_view text)
{
    sqlite3_result_text64(context, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void instr(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (anyNull(count, values))
        return;
    const bool blobs = sqlite3_value_type(values[0]) == SQLITE_BLOB && sqlite3_value_type(values[1]) == SQLITE_BLOB;
    const std::string_view text = blobs ? bytesOf(values[0]) : textOf(values[0]);
    const std::string_view what = blobs ? bytesOf(values[1]) : textOf(values[1]);
    const std::size_t at = what.empty() ? 0 : text.empty() ? std::string_view::npos : findIn(text, what, 0);
    if (at == std::string_view::npos) {
        sqlite3_result_int(context, 0);
        return;
    }
    const auto before = text.substr(0, at);
    const auto characters = blobs ? static_cast<std::ptrdiff_t>(before.size()) : std::count_if(before.begin(), before.end(), [](char byte) { return !continues(byte); });
    sqlite3_result_int64(context, characters + 1);
}

void replace(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (anyNull(count, values))
        return;
    const std::string_view text = textOf(values[0]);
    const std::string_view from = textOf(values[1]);
    const std::string_view to = textOf(values[2]);
    if (from.empty() || text.empty()) {
        // SQLite gives back the value itself here, whatever its type.
        sqlite3_result_value(context, values[0]);
        return;
    }
    const auto limit = static_cast<std::size_t>(sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1));
    std::string made;
    std::size_t at = 0;
    for (std::size_t next = findIn(text, from, 0); next != std::string_view::npos; next = findIn(text, from, at)) {
        made.append(text.substr(at, next - at)).append(to);
        at = next + from.size();
        if (made.size() > limit) {
            sqlite3_result_error_toobig(context);
            return;
        }
    }
    made.append(text.substr(at));
    if (made.size() > limit)
        sqlite3_result_error_toobig(context);
    else
        giveText(context, made);
}

enum Ends : std::intptr_t { Left = 1, Right = 2 };

void trim(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (anyNull(count, values))
        return;
    const auto ends = reinterpret_cast<std::intptr_t>(sqlite3_user_data(context));
    std::string_view text = textOf(values[0]);
    const std::string_view set = textOf(values[1]);
    std::unordered_set<std::string_view> characters;
    for (std::size_t at = 0; at < set.size();) {
        std::size_t end = at + 1;
        while (end < set.size() && continues(set[end]))
            ++end;
        characters.insert(set.substr(at, end - at));
        at = end;
    }
    while ((ends & Left) != 0 && !text.empty()) {
        std::size_t length = 1;
        while (length < text.size() && continues(text[length]))
            ++length;
        if (!characters.contains(text.substr(0, length)))
            break;
        text.remove_prefix(length);
    }
    while ((ends & Right) != 0 && !text.empty()) {
        std::size_t length = 1;
        while (length < text.size() && continues(text[text.size() - length]))
            ++length;
        if (!characters.contains(text.substr(text.size() - length)))
            break;
        text.remove_suffix(length);
    }
    giveText(context, text);
}

} // namespace

void makeFunctionsLinear(sqlite3 *database)
{
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto put = [&](const char *name, int arguments, std::intptr_t ends, void (*function)(sqlite3_context *, int, sqlite3_value **)) {
        sqlite3_create_function_v2(database, name, arguments, flags, reinterpret_cast<void *>(ends), function, nullptr, nullptr, nullptr);
    };
    put("instr", 2, 0, instr);
    put("replace", 3, 0, replace);
    put("trim", 2, Left | Right, trim);
    put("ltrim", 2, Left, trim);
    put("rtrim", 2, Right, trim);
}

} // namespace belay::schema
