// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay::views {

/// Lets assistive technology see the steps of every LanesView as its children, in the order of the
/// columns: name, what the way back is after it, place, and Press to put the cursor behind it.
/// May be called more than once.
void installAccessibleLanes();

} // namespace belay::views
