// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

struct sqlite3;

namespace belay::schema {

/// Puts functions of ours in the place of SQLite's instr, replace, trim, ltrim and rtrim, which take the
/// product of their arguments' lengths and cannot be interrupted: hours for a few megabytes. Ours answer
/// the same for all text that is UTF-8, in linear time.
void makeFunctionsLinear(sqlite3 *database);

} // namespace belay::schema
