// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace belay::schema {

/// What must not reach PostgreSQL's own scanner and parser, which bound neither: it may come from a
/// repository of strangers. Both are quick looks at texts that people write.

/// Comments opened inside of comments without anything between, "/*/*/*...": the scanner looks at the
/// rest of such a run anew at each of them, hours for a megabyte.
[[nodiscard]] bool pilesUpComments(std::string_view sql);

/// Chains as "a + a + a ..." without a comma, so long that writing out their tree, which leans to the
/// left, would use up the stack. Cost: one pass over the tokens of a long text, nothing for others.
[[nodiscard]] bool chainsTooFar(std::string_view sql);

/// How much of a script may be parsed, up to the end of a statement, without its trees taking more than
/// some gigabyte; all of it for scripts that people write. Cost: one pass over the tokens of a text of a
/// megabyte or more, nothing for others.
[[nodiscard]] std::size_t readablePart(std::string_view sql);

} // namespace belay::schema
