// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay::views {

/// Lets assistive technology see the cards of every GraphCanvas as its children, in reading order:
/// name, description, place, and Press to select. May be called more than once.
void installAccessibleGraph();

} // namespace belay::views
