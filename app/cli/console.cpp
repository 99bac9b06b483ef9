// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include <QByteArray>
#include <QFileInfo>
#include <QSaveFile>
#include <QString>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace belay::cli {
namespace {

constexpr std::size_t shownErrors = 100;

/// \returns 0 or the error number. Retries what a signal interrupts.
int writeAll(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

void toStandardError(std::string text)
{
    text += '\n';
    // Nowhere is left to report a standard error that cannot be written.
    (void)writeAll(STDERR_FILENO, text);
}

/// What the code says where the detail is missing.
std::string_view sentenceOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::FileNotFound: return "there is no such file";
    case ErrorCode::FileUnreadable: return "cannot be read";
    case ErrorCode::FileUnwritable: return "cannot be written";
    case ErrorCode::FileLocked: return "is open in another instance of Belay";
    case ErrorCode::FileTooLarge: return "is too large";
    case ErrorCode::NotABelayFile: return "is no Belay document";
    case ErrorCode::DamagedFile: return "is damaged";
    case ErrorCode::NewerFile: return "was written by a newer Belay that this one cannot read";
    case ErrorCode::BadEncoding: return "is not UTF-8";
    case ErrorCode::BadSyntax: return "cannot be parsed";
    case ErrorCode::BadStructure: return "has the wrong shape";
    case ErrorCode::UnknownKey: return "unknown key";
    case ErrorCode::MissingKey: return "a key is missing";
    case ErrorCode::BadValue: return "impossible value";
    case ErrorCode::Duplicate: return "used twice";
    case ErrorCode::UnknownReference: return "names something that is not declared";
    case ErrorCode::Cycle: return "goes in a circle";
    case ErrorCode::Race: return "two steps race";
    case ErrorCode::LimitExceeded: return "exceeds a limit";
    case ErrorCode::BadUsage: return "wrong usage";
    case ErrorCode::Internal: return "internal error";
    }
    return "error";
}

std::string sentence(Error error)
{
    if (error.detail.empty())
        error.detail = sentenceOf(error.code);
    if (error.file.empty() && error.line == 0)
        return "belay-cli: " + error.detail;
    return describe(error);
}

} // namespace

Console::Console()
{
    m_outputIsTerminal = ::isatty(STDOUT_FILENO) == 1;
    m_colours = m_outputIsTerminal && qgetenv("NO_COLOR").isEmpty() && qgetenv("TERM") != "dumb";
}

bool Console::wantsColours(const std::string &file) const { return m_colours && (file.empty() || file == "-"); }

int Console::deliver(std::string_view text, const std::string &file, int exitCode)
{
    if (file.empty() || file == "-") {
        if (const int error = writeAll(STDOUT_FILENO, text); error != 0) {
            toStandardError(std::string("belay-cli: cannot write to standard output: ") + std::strerror(error));
            return exitBadInput;
        }
        return exitCode;
    }
    const QString name = QString::fromStdString(file);
    const QFileInfo info(name);
    if (info.isDir())
        return fail(Error{ErrorCode::FileUnwritable, "is a folder", file, 0, 0});
    if (info.exists() && !info.isFile()) {
        // A device or a pipe cannot be replaced by renaming.
        const int descriptor = ::open(QFile::encodeName(name).constData(), O_WRONLY | O_CLOEXEC);
        const int error = descriptor < 0 ? errno : writeAll(descriptor, text);
        if (descriptor >= 0)
            ::close(descriptor);
        if (error != 0)
            return fail(Error{ErrorCode::FileUnwritable, std::string("cannot be written: ") + std::strerror(error), file, 0, 0});
        return exitCode;
    }
    QSaveFile out(name);
    out.setDirectWriteFallback(true);
    if (!out.open(QIODevice::WriteOnly)
        || out.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) || !out.commit())
        return fail(Error{ErrorCode::FileUnwritable, "cannot be written: " + out.errorString().toStdString(), file, 0, 0});
    return exitCode;
}

int Console::fail(const Error &error)
{
    toStandardError(sentence(error));
    return exitBadInput;
}

int Console::fail(const std::vector<Error> &errors)
{
    std::string text;
    for (std::size_t i = 0; i < errors.size() && i < shownErrors; ++i)
        text += (text.empty() ? "" : "\n") + sentence(errors[i]);
    if (errors.size() > shownErrors)
        text += "\nbelay-cli: and " + std::to_string(errors.size() - shownErrors) + " more errors";
    toStandardError(std::move(text));
    return exitBadInput;
}

int Console::failUsage(std::string_view what)
{
    return fail(Error{ErrorCode::BadUsage, std::string(what), {}, 0, 0});
}

void Console::warn(const Error &warning)
{
    Error shown = warning;
    shown.detail = "warning: " + (shown.detail.empty() ? std::string(sentenceOf(shown.code)) : shown.detail);
    toStandardError(sentence(shown));
}

void Console::note(std::string_view what) { toStandardError("belay-cli: " + std::string(what)); }

TerminalProgress::TerminalProgress()
    : m_isTerminal(::isatty(STDERR_FILENO) == 1 && qgetenv("TERM") != "dumb"), m_start(Clock::now())
{
}

TerminalProgress::~TerminalProgress() { clear(); }

void TerminalProgress::progress(std::string_view what, std::uint64_t done, std::uint64_t total)
{
    using namespace std::chrono_literals;
    if (!m_isTerminal)
        return;
    // A part that has only begun says nothing, and there may be very many small ones.
    if (done == 0)
        return;
    const Clock::time_point now = Clock::now();
    if (now - m_start < 500ms || now - m_last < 100ms)
        return;
    m_last = now;
    m_drawn = true;
    std::string line = "\r\x1b[K" + std::string(what);
    if (total > 0)
        line += ' ' + std::to_string(done * 100 / total) + " %";
    else
        line += ' ' + std::to_string(done);
    (void)writeAll(STDERR_FILENO, line);
}

void TerminalProgress::clear()
{
    if (m_drawn)
        (void)writeAll(STDERR_FILENO, "\r\x1b[K");
    m_drawn = false;
}

} // namespace belay::cli
