// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/workspaceinput.h"

#include "app/cli/console.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"
#include "models/workspace/document.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace belay::cli {
namespace {

constexpr std::string_view sqliteMagic{"SQLite format 3\0", 16};
/// The text limit of the reader; a little more is read so that it can say that it is too much.
constexpr std::size_t mostBytes = (std::size_t{1} << 30) + 1;

bool isDocument(std::string_view bytes) { return bytes.substr(0, sqliteMagic.size()) == sqliteMagic; }

Error fileError(ErrorCode code, const std::string &file, std::string detail)
{
    return {code, std::move(detail), file == standardInput ? std::string(standardInputName) : file, 0, 0};
}

/// Closes on the way out; standard input is left open.
class Descriptor {
public:
    explicit Descriptor(int value) : m_value(value) {}
    ~Descriptor()
    {
        if (m_value > STDERR_FILENO)
            ::close(m_value);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int value() const { return m_value; }

private:
    int m_value;
};

Error openError(const std::string &file)
{
    if (errno == ENOENT)
        return fileError(ErrorCode::FileNotFound, file, "there is no such file");
    return fileError(ErrorCode::FileUnreadable, file, std::string("cannot be read: ") + std::strerror(errno));
}

/// At most `most` bytes.
Result<std::string> readSome(const std::string &file, std::size_t most)
{
    const bool standard = file == standardInput;
    if (!standard && QFileInfo(QString::fromStdString(file)).isDir())
        return fileError(ErrorCode::FileUnreadable, file, "is a folder, not a file");
    const Descriptor descriptor(standard ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.value() < 0)
        return openError(file);
    std::string bytes;
    std::array<char, 65536> buffer{};
    while (bytes.size() < most) {
        const ssize_t got = ::read(descriptor.value(), buffer.data(), std::min(buffer.size(), most - bytes.size()));
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return openError(file);
        }
        if (got == 0)
            break;
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return bytes;
}

void readDocument(WorkspaceInput &input, const std::string &path, ProgressSink *progress)
{
    input.kind = InputKind::Document;
    workspace::OpenOptions options;
    options.access = workspace::Access::ReadOnly;
    const auto document = workspace::Document::open(path, options, {}, progress);
    if (document) {
        input.workspace = (*document)->snapshot();
        return;
    }
    Error error = document.error();
    // The user's name for it, not the absolute one.
    error.file = input.file.empty() ? std::string(standardInputName) : input.file;
    input.errors.push_back(std::move(error));
}

void readText(WorkspaceInput &input, std::string_view text, ProgressSink *progress)
{
    const std::string name = input.file.empty() ? std::string(standardInputName) : input.file;
    exchange::ReadWorkspaceResult read = exchange::readWorkspace(text, name, {}, progress);
    if (!read) {
        input.errors = read.errors();
        return;
    }
    exchange::ReadWorkspace value = std::move(read).value();
    input.warnings = std::move(value.warnings);
    input.workspace = std::make_shared<const rollback::Workspace>(std::move(value.workspace));
}

/// A database can only be opened as a file.
void readSpooledDocument(WorkspaceInput &input, std::string_view bytes, ProgressSink *progress)
{
    QTemporaryFile spool(QDir::tempPath() + QStringLiteral("/belay-XXXXXX.belay"));
    if (!spool.open() || spool.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size())
        || !spool.flush()) {
        input.errors.push_back(fileError(ErrorCode::FileUnwritable, QDir::tempPath().toStdString(),
                                         "no room for a copy of standard input: " + spool.errorString().toStdString()));
        return;
    }
    readDocument(input, spool.fileName().toStdString(), progress);
}

} // namespace

Result<std::string> readBytes(const std::string &file)
{
    Result<std::string> bytes = readSome(file, mostBytes);
    if (bytes && bytes->size() >= mostBytes)
        return fileError(ErrorCode::FileTooLarge, file, "is larger than 1 GiB");
    return bytes;
}

WorkspaceInput readWorkspaceInput(const std::string &file, ProgressSink *progress)
{
    WorkspaceInput input;
    if (file != standardInput)
        input.file = file;
    const QFileInfo info(QString::fromStdString(file));
    // Documents may be large and are read by the database; look at the beginning only. What is no
    // plain file can be read once, so it is read whole.
    if (file != standardInput && info.isFile()) {
        const Result<std::string> first = readSome(file, sqliteMagic.size());
        if (!first) {
            input.errors.push_back(first.error());
            return input;
        }
        if (isDocument(*first) || file.ends_with(workspace::fileSuffix)) {
            readDocument(input, file, progress);
            return input;
        }
    }
    const Result<std::string> bytes = readBytes(file);
    if (!bytes)
        input.errors.push_back(bytes.error());
    else if (isDocument(*bytes))
        readSpooledDocument(input, *bytes, progress);
    else
        readText(input, *bytes, progress);
    return input;
}

std::shared_ptr<const WorkspaceInput> openOrComplain(const std::string &file, Console &console)
{
    TerminalProgress progress;
    auto input = std::make_shared<WorkspaceInput>(readWorkspaceInput(file, &progress));
    progress.clear();
    if (!input->errors.empty()) {
        console.fail(input->errors);
        return {};
    }
    for (const Error &warning : input->warnings)
        console.warn(warning);
    return input;
}

bool complainInvalid(const WorkspaceInput &input, Console &console)
{
    std::vector<Error> errors = rollback::validate(*input.workspace);
    for (Error &error : errors) {
        if (error.file.empty())
            error.file = input.file.empty() ? std::string(standardInputName) : input.file;
    }
    if (!errors.empty())
        console.fail(errors);
    return !errors.empty();
}

std::shared_ptr<const WorkspaceInput> openChecked(const std::string &file, Console &console)
{
    auto input = openOrComplain(file, console);
    if (!input || complainInvalid(*input, console))
        return {};
    return input;
}

} // namespace belay::cli
