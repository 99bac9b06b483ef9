// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/treedata.h"

#include <nlohmann/json.hpp>

namespace belay::exchange {
namespace {

constexpr std::size_t stepsBetweenLooks = 1U << 16U;

/// Takes the events of the library and finds the places of the tokens in the text again, since the
/// events have none.
class JsonEvents {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    JsonEvents(std::string_view text, TreeBuilder &builder, std::stop_token stop, ProgressSink *progress)
        : m_text(text), m_places(text), m_builder(builder), m_stop(std::move(stop)), m_progress(progress)
    {
    }

    bool null() { return word(); }
    bool boolean(bool) { return word(); }
    bool number_integer(number_integer_t) { return word(); }
    bool number_unsigned(number_unsigned_t) { return word(); }
    bool number_float(number_float_t, const string_t &) { return word(); }
    bool string(string_t &value) { return text(value); }
    bool key(string_t &value) { return text(value); }
    bool binary(binary_t &) { return false; }

    bool start_object(std::size_t) { return look() && m_builder.startMap(token(1)); }
    bool start_array(std::size_t) { return look() && m_builder.startList(token(1)); }
    bool end_object() { token(1); return m_builder.end(); }
    bool end_array() { token(1); return m_builder.end(); }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &error)
    {
        std::string_view what = error.what();
        std::size_t at = m_cursor;
        const auto skipSpace = [&] {
            while (at < m_text.size() && space.find(m_text[at]) != std::string_view::npos)
                ++at;
        };
        skipSpace();
        if (at < m_text.size() && (m_text[at] == ',' || m_text[at] == ':')) {
            ++at;
            skipSpace();
        }
        if (what.find("invalid string") != std::string_view::npos && position > 0)
            at = position - 1;
        if (what.find("unexpected end of input") != std::string_view::npos
            || what.find("missing closing quote") != std::string_view::npos) {
            m_builder.fail(ErrorCode::BadSyntax, "not JSON: the text ends too early", m_places.at(m_text.size()));
            return false;
        }
        if (const std::size_t cut = what.find("syntax error"); cut != std::string_view::npos)
            what.remove_prefix(cut);
        else if (const std::size_t bracket = what.find("] "); bracket != std::string_view::npos)
            what.remove_prefix(bracket + 2);
        if (const std::size_t cut = what.find("; last read"); cut != std::string_view::npos)
            what = what.substr(0, cut);
        m_builder.fail(ErrorCode::BadSyntax, "not JSON: " + std::string(what), m_places.at(at));
        return false;
    }

private:
    static constexpr std::string_view space = " \t\r\n";

    bool look()
    {
        if (++m_steps % stepsBetweenLooks != 0)
            return true;
        if (m_progress)
            m_progress->progress("reading", m_cursor, m_text.size());
        return !m_stop.stop_requested() || m_builder.fail(ErrorCode::Cancelled, "cancelled", {});
    }
    /// The place of the next token, which has `length` bytes.
    TextPlace token(std::size_t length)
    {
        m_cursor = m_text.find_first_not_of(" \t\r\n,:", m_cursor);
        const TextPlace place = m_places.at(m_cursor);
        m_cursor += length;
        return place;
    }
    bool word()
    {
        const TextPlace place = token(0);
        const std::size_t start = m_cursor;
        m_cursor = std::min(m_text.find_first_of(" \t\r\n,]}", start), m_text.size());
        return look() && m_builder.scalar(place, m_text.substr(start, m_cursor - start), false);
    }
    bool text(const std::string &value)
    {
        const TextPlace place = token(1);
        while (m_text[m_cursor] != '"')
            m_cursor += m_text[m_cursor] == '\\' ? 2U : 1U;
        ++m_cursor;
        return look() && m_builder.scalar(place, value, true);
    }

    std::string_view m_text;
    PlaceFinder m_places;
    TreeBuilder &m_builder;
    std::stop_token m_stop;
    ProgressSink *m_progress;
    std::size_t m_cursor = 0;
    std::size_t m_steps = 0;
};

} // namespace

Result<std::vector<Tree>> parseJson(std::string_view text, const std::string &fileName, const TreeOptions &options,
                                    std::stop_token stop, ProgressSink *progress)
{
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, "cancelled", fileName, 0, 0};
    const Result<std::string_view> checked = checkText(text, fileName, options.limits);
    if (!checked)
        return checked.error();
    TreeBuilder builder(fileName, options, checked->size());
    JsonEvents events(*checked, builder, std::move(stop), progress);
    if (builder.startDocument({}))
        nlohmann::json::sax_parse(checked->begin(), checked->end(), &events);
    if (builder.failed())
        return builder.error();
    return builder.take();
}

} // namespace belay::exchange
