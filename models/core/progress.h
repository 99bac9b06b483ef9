// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace belay {

/// Where long work says how far it is. Called from the worker's thread, as often as the worker
/// likes: an implementation that draws throttles itself.
class ProgressSink {
public:
    virtual ~ProgressSink() = default;
    /// `total` 0 means unknown.
    virtual void progress(std::string_view what, std::uint64_t done, std::uint64_t total) = 0;
};

/// For callers that do not care.
class NoProgress final : public ProgressSink {
public:
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}
};

} // namespace belay
