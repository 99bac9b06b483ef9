// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/childprocess.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace belay::schema {

namespace {

constexpr std::size_t outputLimit = 64U * 1024U;
constexpr std::chrono::milliseconds pollInterval{5};
constexpr std::chrono::seconds endLimit{5};

Error systemError(const std::string &what)
{
    return Error{ErrorCode::Internal, what + ": " + std::strerror(errno), {}, 0, 0};
}

/// Between fork and exec: only calls that are safe while other threads of the parent hold locks.
[[noreturn]] void becomeProgram(char *const *arguments, char *const *environment, int input, int output, const std::optional<RunAs> &as)
{
    ::setsid();
    // A caller may have started us with stops or signals blocked; the program must not inherit that.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    ::umask(0077);
    bool fine = ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 && ::dup2(output, 2) == 2;
    if (as)
        fine = fine && ::setgroups(0, nullptr) == 0 && ::setgid(as->group) == 0 && ::setuid(as->user) == 0;
    fine = fine && ::chdir("/") == 0 && ::close_range(3, ~0U, 0) == 0;
    if (fine)
        ::execve(arguments[0], arguments, environment);
    const char message[] = "the program cannot be started\n";
    [[maybe_unused]] const ssize_t written = ::write(2, message, sizeof message - 1);
    ::_exit(127);
}

} // namespace

Descriptor::Descriptor(Descriptor &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    if (this != &other) {
        close();
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

Descriptor::~Descriptor() { close(); }

void Descriptor::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

Result<ChildProcess> ChildProcess::start(const std::vector<std::string> &arguments, std::optional<RunAs> as)
{
    ChildProcess child;
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return systemError("no pipe to a program");
    const Descriptor input(ends[0]);
    child.m_input = Descriptor(ends[1]);
    child.m_output = Descriptor(::memfd_create("belay-output", MFD_CLOEXEC));
    if (!child.m_output.valid())
        return systemError("no place for a program's output");
    // Appending, so that the programs that share the descriptor do not write over each other.
    ::fcntl(child.m_output.get(), F_SETFL, O_APPEND);

    std::vector<char *> list;
    for (const std::string &argument : arguments)
        list.push_back(const_cast<char *>(argument.c_str()));
    list.push_back(nullptr);
    std::string path = "PATH=/usr/local/bin:/usr/bin:/bin";
    std::string locale = "LC_ALL=C";
    std::string zone = "TZ=UTC";
    char *environment[] = {path.data(), locale.data(), zone.data(), nullptr};

    const pid_t process = ::fork();
    if (process < 0)
        return systemError("no new process");
    if (process == 0)
        becomeProgram(list.data(), environment, input.get(), child.m_output.get(), as);
    child.m_process = process;
    return child;
}

ChildProcess::ChildProcess(ChildProcess &&other) noexcept
    : m_process(std::exchange(other.m_process, -1)), m_input(std::move(other.m_input)), m_output(std::move(other.m_output))
{
}

ChildProcess &ChildProcess::operator=(ChildProcess &&other) noexcept
{
    if (this != &other) {
        finish();
        m_process = std::exchange(other.m_process, -1);
        m_input = std::move(other.m_input);
        m_output = std::move(other.m_output);
    }
    return *this;
}

ChildProcess::~ChildProcess() { finish(); }

void ChildProcess::finish()
{
    if (m_process < 0)
        return;
    m_input.close();
    if (!wait(endLimit)) {
        ::kill(-m_process, SIGKILL); // It leads a group: what it started goes too.
        ::waitpid(m_process, nullptr, 0);
        m_process = -1;
    }
}

bool ChildProcess::running()
{
    if (m_process < 0)
        return false;
    const pid_t ended = ::waitpid(m_process, nullptr, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return true;
    m_process = -1;
    return false;
}

bool ChildProcess::wait(std::chrono::milliseconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (running()) {
        if (std::chrono::steady_clock::now() >= end)
            return false;
        std::this_thread::sleep_for(pollInterval);
    }
    return true;
}

std::string ChildProcess::output() const
{
    struct stat status {};
    if (!m_output.valid() || ::fstat(m_output.get(), &status) != 0)
        return {};
    const auto size = static_cast<std::size_t>(status.st_size);
    std::string text(std::min(size, outputLimit), '\0');
    const ssize_t got = ::pread(m_output.get(), text.data(), text.size(), static_cast<off_t>(size - text.size()));
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

} // namespace belay::schema
