// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/core/result.h"

namespace belay {

std::string describe(const Error &error)
{
    std::string text = error.file;
    if (error.line > 0) {
        if (!text.empty())
            text += ':';
        text += std::to_string(error.line);
        if (error.column > 0)
            text += ':' + std::to_string(error.column);
    }
    if (!text.empty())
        text += ": ";
    return text + error.detail;
}

} // namespace belay
