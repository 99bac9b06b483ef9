// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/report.h"

namespace belay::rollback {

std::string_view toText(Check check)
{
    switch (check) {
    case Check::Live: return "live";
    case Check::Rollback: return "rollback";
    case Check::WayBack: return "way-back";
    case Check::Practice: return "practice";
    }
    return {};
}

std::string_view toText(Window window) { return window == Window::During ? "during" : "after"; }

std::string_view toText(Verdict verdict) { return verdict == Verdict::Safe ? "safe" : "unsafe"; }

} // namespace belay::rollback
