// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/sqltext.h"

#include <algorithm>

namespace belay::schema {

LineIndex::LineIndex(std::string_view text) : m_starts{0}, m_size(static_cast<std::uint32_t>(text.size()))
{
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        m_starts.push_back(static_cast<std::uint32_t>(at + 1));
}

TextPosition LineIndex::at(std::uint32_t offset) const
{
    offset = std::min(offset, m_size);
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
    const auto line = static_cast<std::uint32_t>(after - m_starts.begin());
    return {line, offset - m_starts[line - 1] + 1};
}

} // namespace belay::schema
