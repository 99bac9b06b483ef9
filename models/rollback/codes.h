// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace belay::rollback {

/// Every kind of finding. The texts are stable: files, suppressions and other tools refer to them.
enum class Code : std::uint8_t {
    LiveNeeds, LiveTolerates, LiveFormat, LiveSelf,
    RollbackNeeds, RollbackTolerates, RollbackFormat, RollbackSelf,
    NoWayBack, WayBackAtOnce, WayBackGivenUp,
    PracticeCheckpointWithoutSoak, PracticeWaitedOneRelease, PracticeDrillOverdue,
    PracticeNotFeatureFree, PracticeSkippedRelease, PracticeNoHealthByRelease,
};

/// "live-needs", "way-back-at-once", "practice-skipped-release", ...
[[nodiscard]] std::string_view toText(Code code);
[[nodiscard]] std::optional<Code> codeFrom(std::string_view text);
[[nodiscard]] std::span<const Code> allCodes();

/// The page of a code: what it means, an example, what to do. Plain text with paragraphs divided by
/// an empty line; `example` is a workspace in the exchange format that shows the finding.
struct Explanation {
    Code code;
    std::string_view title;
    std::string_view what;
    std::string_view example;
    std::string_view remedy;
};
[[nodiscard]] const Explanation &explain(Code code);

} // namespace belay::rollback
