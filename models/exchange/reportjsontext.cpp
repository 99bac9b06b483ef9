// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportjsontext.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace belay::exchange {

ReportJsonText &ReportJsonText::key(std::string_view name)
{
    beforeValue();
    m_text += '"';
    m_text += name;
    m_text += "\": ";
    m_afterKey = true;
    return *this;
}

ReportJsonText &ReportJsonText::keyText(std::string_view name)
{
    text(name);
    m_text += ": ";
    m_afterKey = true;
    return *this;
}

ReportJsonText &ReportJsonText::text(std::string_view value)
{
    beforeValue();
    m_text += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return *this;
}

ReportJsonText &ReportJsonText::textOrNull(std::string_view value)
{
    return value.empty() ? null() : text(value);
}

ReportJsonText &ReportJsonText::number(std::int64_t value)
{
    beforeValue();
    m_text += std::to_string(value);
    return *this;
}

ReportJsonText &ReportJsonText::boolean(bool value)
{
    beforeValue();
    m_text += value ? "true" : "false";
    return *this;
}

ReportJsonText &ReportJsonText::null()
{
    beforeValue();
    m_text += "null";
    return *this;
}

ReportJsonText &ReportJsonText::raw(std::string_view json)
{
    beforeValue();
    while (!json.empty() && json.back() == '\n')
        json.remove_suffix(1);
    for (const char c : json) {
        if (c == '\n')
            newLine();
        else
            m_text += c;
    }
    return *this;
}

ReportJsonText &ReportJsonText::texts(const std::vector<std::string> &values)
{
    beginList(Shape::Line);
    for (const std::string &value : values)
        text(value);
    return endList();
}

std::string ReportJsonText::take()
{
    m_text += '\n';
    m_levels.clear();
    m_afterKey = false;
    return std::exchange(m_text, {});
}

ReportJsonText &ReportJsonText::begin(char bracket, Shape shape)
{
    // Whatever stands inside a line stands in that line.
    if (!m_levels.empty() && m_levels.back().shape == Shape::Line)
        shape = Shape::Line;
    beforeValue();
    m_text += bracket;
    m_levels.push_back({shape, true});
    return *this;
}

ReportJsonText &ReportJsonText::end(char bracket)
{
    const Level level = m_levels.back();
    m_levels.pop_back();
    if (level.shape == Shape::Block && !level.empty)
        newLine();
    m_text += bracket;
    return *this;
}

void ReportJsonText::beforeValue()
{
    if (std::exchange(m_afterKey, false) || m_levels.empty())
        return;
    Level &level = m_levels.back();
    if (!level.empty)
        m_text += level.shape == Shape::Line ? ", " : ",";
    level.empty = false;
    if (level.shape == Shape::Block)
        newLine();
}

void ReportJsonText::newLine()
{
    m_text += '\n';
    std::size_t depth = 0;
    for (const Level &level : m_levels)
        depth += level.shape == Shape::Block ? 1 : 0;
    m_text.append(2 * depth, ' ');
}

} // namespace belay::exchange
