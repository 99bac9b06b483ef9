// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <sys/types.h>
#include <vector>

namespace belay::schema {

/// A file descriptor that is closed at the end.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
    Descriptor(Descriptor &&other) noexcept;
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor();

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool valid() const { return m_descriptor >= 0; }
    void close();

private:
    int m_descriptor = -1;
};

/// The user a program runs as.
struct RunAs {
    uid_t user = 0;
    gid_t group = 0;
};

/// A program that was started: in a session of its own (Ctrl-C in our terminal does not reach it), with
/// a small environment, no descriptors of ours but its standard ones. Its standard input is a pipe whose
/// other end only we hold, so that it sees the end of file when we close it or die, however that
/// happens. What it writes is kept in a nameless file.
class ChildProcess {
public:
    /// `arguments[0]` is the path of the program. Precondition: not empty.
    [[nodiscard]] static Result<ChildProcess> start(const std::vector<std::string> &arguments, std::optional<RunAs> as = std::nullopt);

    ChildProcess() = default;
    ChildProcess(ChildProcess &&other) noexcept;
    ChildProcess &operator=(ChildProcess &&other) noexcept;
    /// Closes its input and waits for it, at most five seconds; then it is killed.
    ~ChildProcess();

    [[nodiscard]] bool running();
    void closeInput() { m_input.close(); }
    /// Waits for its end; false if it did not come within the limit.
    bool wait(std::chrono::milliseconds limit);
    /// What it wrote so far, the last 64 KiB.
    [[nodiscard]] std::string output() const;

private:
    void finish();

    pid_t m_process = -1;
    Descriptor m_input;
    Descriptor m_output;
};

} // namespace belay::schema
