// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/core/severity.h"

namespace belay {

std::string_view toText(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
    }
    return {};
}

std::optional<Severity> severityFrom(std::string_view text)
{
    for (const Severity severity : {Severity::Note, Severity::Warning, Severity::Error}) {
        if (toText(severity) == text)
            return severity;
    }
    return std::nullopt;
}

} // namespace belay
