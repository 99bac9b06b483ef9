// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzzing.h"

#include "models/schema/source/filetree.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace belay::fuzzing {

CutInput cutInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::string_view mark = "=== ";
    const std::string_view all = size == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char *>(data), size);
    CutInput input;
    const std::size_t firstEnd = all.find('\n');
    if (firstEnd == std::string_view::npos || (all.find("\n=== ") == std::string_view::npos && !all.starts_with(mark))) {
        input.parts.push_back({{}, std::string(all)});
        return input;
    }
    std::size_t at = 0;
    if (!all.starts_with(mark)) {
        const std::string_view line = all.substr(0, firstEnd);
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t end = std::min(line.find(' ', from), line.size());
            input.options.emplace_back(line.substr(from, end - from));
            from = end + 1;
        }
        at = firstEnd + 1;
    }
    bool begun = false;
    while (at < all.size()) {
        const std::size_t end = std::min(all.find('\n', at), all.size());
        const std::string_view line = all.substr(at, end - at);
        if (line.starts_with(mark)) {
            if (input.parts.size() == partLimit)
                break;
            input.parts.push_back({std::string(line.substr(mark.size())), {}});
            begun = true;
        } else if (begun) {
            input.parts.back().text.append(all.substr(at, end + 1 - at));
        }
        at = end + 1;
    }
    return input;
}

void require(bool holds, std::string_view what)
{
    if (holds)
        return;
    std::fprintf(stderr, "fuzzing: does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
    std::fflush(stderr);
    std::abort();
}

bool isText(std::string_view bytes)
{
    return schema::textFromBytes(std::string(bytes), {}).ok();
}

} // namespace belay::fuzzing
