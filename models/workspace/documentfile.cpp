// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/documentfile.h"

#include "models/core/version.h"
#include "models/workspace/schemamigration.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace belay::workspace {

namespace {

/// A workspace of ten times the size that Belay is measured with stays below it.
constexpr std::int64_t largestFile = std::int64_t{8} << 30;
constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr int headerSize = 100;
// Where the header has what (sqlite.org/fileformat.html, "The Database Header").
constexpr std::size_t pageSizeOffset = 16;
constexpr std::size_t changeCounterOffset = 24;
constexpr std::size_t pageCountOffset = 28;
constexpr std::size_t applicationIdOffset = 68;
constexpr std::size_t validForOffset = 92;

Error makeError(ErrorCode code, std::string detail, const std::string &path)
{
    return Error{code, std::move(detail), path, 0, 0};
}

Result<std::string> realPath(const std::string &path)
{
    char *resolved = realpath(path.c_str(), nullptr);
    if (!resolved) {
        if (errno == EACCES)
            return makeError(ErrorCode::FileUnreadable, "there is no permission to read it", path);
        if (errno == ENOENT || errno == ENOTDIR)
            return makeError(ErrorCode::FileNotFound, "there is no such file", path);
        return makeError(ErrorCode::FileUnreadable, std::strerror(errno), path);
    }
    std::string result = resolved;
    std::free(resolved);
    return result;
}

std::string folderOf(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Whether a journal with something in it lies beside the file.
bool hasJournal(const std::string &path)
{
    struct stat status {};
    return stat((path + "-journal").c_str(), &status) == 0 && status.st_size > 0;
}

std::uint32_t bigEndianAt(std::string_view bytes, std::size_t offset)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = (number << 8U) | static_cast<unsigned char>(bytes[offset + i]);
    return number;
}

/// What can be said about a file before SQLite looks into it.
Result<std::string> checkOutside(const std::string &given)
{
    Result<std::string> path = realPath(given);
    if (!path)
        return path;
    struct stat status {};
    if (stat(path->c_str(), &status) != 0)
        return makeError(ErrorCode::FileNotFound, "there is no such file", *path);
    if (S_ISDIR(status.st_mode))
        return makeError(ErrorCode::NotABelayFile, "this is a folder, not a Belay workspace", *path);
    if (!S_ISREG(status.st_mode))
        return makeError(ErrorCode::NotABelayFile, "this is not a file", *path);
    if (::access(path->c_str(), R_OK) != 0)
        return makeError(ErrorCode::FileUnreadable, "there is no permission to read it", *path);
    if (status.st_size == 0)
        return makeError(ErrorCode::NotABelayFile, "the file is empty", *path);
    if (status.st_size > largestFile)
        return makeError(ErrorCode::FileTooLarge, "the file is larger than 8 GiB", *path);

    Result<std::unique_ptr<Database>> database = Database::open(*path, OpenMode::ReadOnly);
    if (!database)
        return database.error();
    Result<std::string> header = (*database)->firstBytes(headerSize);
    if (!header)
        return header.error();
    const std::string_view bytes = *header;
    if (bytes.substr(0, magic.size()) != magic)
        return makeError(ErrorCode::NotABelayFile, "this is not a Belay workspace", *path);
    if (bytes.size() < headerSize)
        return makeError(ErrorCode::DamagedFile, "the file is damaged: it ends in its header", *path);
    if (bigEndianAt(bytes, applicationIdOffset) != applicationId)
        return makeError(ErrorCode::NotABelayFile, "this is a database of another program, not a Belay workspace", *path);
    // SQLite makes up zeroes for what is cut off; that nothing was lost there is luck. Asked after the
    // header was read, since somebody may be writing: files only grow.
    const std::uint32_t shortPageSize = (bigEndianAt(bytes, pageSizeOffset) >> 16U);
    const std::int64_t pageSize = shortPageSize == 1 ? 65536 : std::int64_t{shortPageSize};
    const bool countsPages = bigEndianAt(bytes, changeCounterOffset) == bigEndianAt(bytes, validForOffset);
    if (stat(path->c_str(), &status) != 0)
        return makeError(ErrorCode::FileNotFound, "there is no such file", *path);
    const bool cut = pageSize >= 512
        && (status.st_size % pageSize != 0
            || (countsPages && status.st_size / pageSize < std::int64_t{bigEndianAt(bytes, pageCountOffset)}));
    if (cut && !hasJournal(*path))
        return makeError(ErrorCode::DamagedFile, "the file is damaged: its end is missing", *path);
    return path;
}

/// What must hold of the file's inside before any of its tables is read.
Result<Done> checkInside(Database &database)
{
    const auto damaged = [&](const std::string &what) {
        return makeError(ErrorCode::DamagedFile, "the file is damaged: " + what, database.path());
    };
    // Triggers, views and virtual tables have no root page. Belay writes none; switched off as they
    // are, their presence alone tells that somebody has tampered with the file.
    Result<std::int64_t> code = database.integerOf("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') "
                                                   "OR rootpage IS NULL OR rootpage <= 0");
    if (!code)
        return code.error();
    if (*code != 0)
        return damaged("it contains a trigger, a view or a virtual table, which Belay never writes");
    Result<std::int64_t> id = database.integerOf("PRAGMA application_id");
    if (!id)
        return id.error();
    if (*id != std::int64_t{applicationId})
        return makeError(ErrorCode::NotABelayFile, "this is a database of another program, not a Belay workspace",
                         database.path());
    Result<std::int64_t> version = database.integerOf("PRAGMA user_version");
    if (!version)
        return version.error();
    if (*version < 1)
        return damaged("it has no version");
    return Done{};
}

Result<Done> quickCheck(Database &database)
{
    Result<std::string> verdict = database.textOf("PRAGMA quick_check(1)");
    if (!verdict)
        return verdict.error();
    if (*verdict != "ok")
        return makeError(ErrorCode::DamagedFile, "the file is damaged (" + *verdict + ')', database.path());
    return Done{};
}

Result<Done> runAll(Database &database, std::initializer_list<const char *> statements)
{
    for (const char *sql : statements) {
        if (Result<Done> done = database.execute(sql); !done)
            return done;
    }
    return Done{};
}

Result<Done> tuneForEditing(Database &database)
{
    Result<Done> done
        = runAll(database, {"PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -65536", "PRAGMA foreign_keys = ON"});
    if (!done)
        return done;
    Result<std::string> mode = database.textOf("PRAGMA journal_mode = DELETE");
    if (!mode)
        return mode.error();
    if (*mode != "delete" && *mode != "memory")
        return makeError(ErrorCode::FileLocked, "another program is using the file", database.path());
    return database.execute("PRAGMA synchronous = FULL");
}

/// Finishes what a crash left of the last transaction, which a read-only connection may not.
bool repair(const std::string &path)
{
    FileLock lock;
    LockHolder holder;
    const FileLock::Outcome outcome = FileLock::acquire(path, lock, holder);
    if (outcome != FileLock::Outcome::Held && outcome != FileLock::Outcome::Unsupported)
        return false;
    Result<std::unique_ptr<Database>> database = Database::open(path, OpenMode::ReadWrite);
    return database && (*database)->integerOf("SELECT count(*) FROM sqlite_schema").ok();
}

/// Decides whether the file may be edited, and takes the lock if so.
void decideAccess(DocumentFile &file, Access asked)
{
    const auto readOnly = [&](ReadOnlyReason reason) {
        file.access = Access::ReadOnly;
        file.reason = reason;
    };
    if (asked == Access::ReadOnly)
        return readOnly(ReadOnlyReason::AskedFor);
    if (::access(file.path.c_str(), W_OK) != 0)
        return readOnly(ReadOnlyReason::File);
    if (::access(folderOf(file.path).c_str(), W_OK | X_OK) != 0)
        return readOnly(ReadOnlyReason::Folder);
    switch (FileLock::acquire(file.path, file.lock, file.holder)) {
    case FileLock::Outcome::Held:
    case FileLock::Outcome::Unsupported: break;
    case FileLock::Outcome::HeldByOther: readOnly(ReadOnlyReason::Locked); break;
    case FileLock::Outcome::NoPlace: readOnly(ReadOnlyReason::Folder); break;
    }
}

Result<Done> openDatabase(DocumentFile &file, std::stop_token stop)
{
    const bool writable = file.access == Access::Writable;
    Result<std::unique_ptr<Database>> database
        = Database::open(file.path, writable ? OpenMode::ReadWrite : OpenMode::ReadOnly);
    if (!database)
        return database.error();
    file.database = std::move(*database);
    file.database->stopWith(std::move(stop));
    // The first read of the file; a journal that a crash has left is played back here.
    if (Result<Done> inside = checkInside(*file.database); !inside)
        return inside;
    return quickCheck(*file.database);
}

Result<OpenOutcome> bringUpToDate(DocumentFile &file, std::stop_token stop, ProgressSink &progress)
{
    Result<MigrationOutcome> found = compatibilityOf(*file.database, schemaSteps());
    if (!found)
        return found.error();
    switch (*found) {
    case MigrationOutcome::UpToDate: return OpenOutcome::Opened;
    case MigrationOutcome::NewerCompatible: return OpenOutcome::OpenedNewerCompatible;
    case MigrationOutcome::NewerIncompatible:
        return makeError(ErrorCode::NewerFile, "it was written by a newer release of Belay, which this one cannot read",
                         file.path);
    case MigrationOutcome::Migrated: break;
    }
    if (file.access == Access::ReadOnly) {
        // The file stays as it is; what is shown is a migrated copy.
        Result<std::unique_ptr<Database>> memory = Database::open({}, OpenMode::Memory);
        if (!memory)
            return memory.error();
        if (Result<Done> copied = copyPages(*file.database, **memory, std::move(stop), progress); !copied)
            return copied.error();
        file.database = std::move(*memory);
    }
    if (Result<MigrationOutcome> migrated = migrate(*file.database, schemaSteps()); !migrated)
        return migrated.error();
    return OpenOutcome::Migrated;
}

} // namespace

std::string readOnlySentence(ReadOnlyReason reason, const LockHolder &holder)
{
    switch (reason) {
    case ReadOnlyReason::None: return {};
    case ReadOnlyReason::AskedFor: return "it was opened for reading only";
    case ReadOnlyReason::File: return "there is no permission to write it";
    case ReadOnlyReason::Folder: return "its folder cannot be written to";
    case ReadOnlyReason::Locked: {
        std::string text = "it is open in another Belay";
        if (holder.processId > 0)
            text += " (process " + std::to_string(holder.processId) + (holder.host.empty() ? "" : " on " + holder.host) + ')';
        return text;
    }
    case ReadOnlyReason::Gone: return "the file was moved, deleted or changed by another program while it was open";
    }
    return {};
}

Result<DocumentFile> openFile(const std::string &given, Access access, std::stop_token stop, ProgressSink &progress,
                              std::shared_ptr<const rollback::Workspace> &workspace)
{
    Result<std::string> path = checkOutside(given);
    if (!path)
        return path.error();
    DocumentFile file;
    file.path = *path;
    decideAccess(file, access);

    const bool journal = hasJournal(file.path);
    bool repaired = false;
    Result<Done> opened = openDatabase(file, stop);
    if (!opened && journal && file.access == Access::ReadOnly && file.reason != ReadOnlyReason::Locked
        && repair(file.path)) {
        repaired = true;
        file.database.reset();
        opened = openDatabase(file, stop);
    }
    if (!opened) {
        const ErrorCode code = opened.error().code;
        if (journal && file.access == Access::ReadOnly
            && (code == ErrorCode::FileUnreadable || code == ErrorCode::FileUnwritable))
            return makeError(ErrorCode::FileUnreadable,
                             "a crash has left it in mid-write, and it can only be repaired where it may be written: "
                             "copy it together with its -journal file", file.path);
        return opened.error();
    }
    file.recovered = journal && (repaired || file.access == Access::Writable) && !hasJournal(file.path);

    Result<OpenOutcome> outcome = bringUpToDate(file, stop, progress);
    if (!outcome)
        return outcome.error();
    file.outcome = *outcome;
    if (file.access == Access::Writable) {
        if (Result<Done> tuned = tuneForEditing(*file.database); !tuned)
            return tuned.error();
    }
    // One transaction, so that what another process writes meanwhile is seen wholly or not at all.
    if (Result<Done> begun = file.database->execute("BEGIN"); !begun)
        return begun.error();
    file.store = std::make_unique<WorkspaceStore>();
    file.store->attach(*file.database);
    Result<std::shared_ptr<rollback::Workspace>> loaded = file.store->load(stop, progress);
    if (!loaded)
        return loaded.error();
    Result<std::int64_t> version = file.database->integerOf("PRAGMA data_version");
    if (!version)
        return version.error();
    file.dataVersion = *version;
    if (Result<Done> ended = file.database->execute("COMMIT"); !ended)
        return ended.error();
    file.database->stopWith({});
    workspace = std::move(*loaded);
    return file;
}

Result<DocumentFile> adoptFile(const std::string &path, FileLock lock, std::unique_ptr<WorkspaceStore> store)
{
    DocumentFile file;
    file.path = path;
    file.lock = std::move(lock);
    file.store = std::move(store);
    Result<std::unique_ptr<Database>> database = Database::open(path, OpenMode::ReadWrite);
    if (!database)
        return database.error();
    file.database = std::move(*database);
    file.store->attach(*file.database);
    if (Result<Done> inside = checkInside(*file.database); !inside)
        return inside.error();
    if (Result<Done> tuned = tuneForEditing(*file.database); !tuned)
        return tuned.error();
    Result<std::int64_t> version = file.database->integerOf("PRAGMA data_version");
    if (!version)
        return version.error();
    file.dataVersion = *version;
    return file;
}

bool DocumentFile::isOurs()
{
    const Result<std::int64_t> version = database->integerOf("PRAGMA data_version");
    return version && *version == dataVersion;
}

Result<Done> DocumentFile::write(const rollback::Edit &edit)
{
    const auto gone = [this] {
        access = Access::ReadOnly;
        reason = ReadOnlyReason::Gone;
        return makeError(ErrorCode::FileUnwritable, readOnlySentence(reason, {}), path);
    };
    if (database->hasMoved())
        return gone();
    if (Result<Done> begun = database->execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    const auto inside = [&]() -> Result<Done> {
        if (!isOurs())
            return gone();
        if (Result<Done> applied = store->apply(edit); !applied)
            return applied;
        return database->execute("COMMIT");
    }();
    if (inside) {
        store->keep();
    } else {
        // If SQLite has rolled back by itself, there is nothing left to roll back.
        [[maybe_unused]] const Result<Done> undone = database->execute("ROLLBACK");
        store->forget();
    }
    return inside;
}

Result<Done> writeFresh(Database &database, const rollback::Workspace &workspace, WorkspaceStore &store,
                        std::stop_token stop, ProgressSink &progress)
{
    const std::string id = "PRAGMA application_id = " + std::to_string(applicationId);
    // Nobody sees the file before it is whole and synced, so nothing needs to be safe while it grows.
    Result<Done> done = runAll(database, {"PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF",
                                          "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -65536",
                                          "PRAGMA foreign_keys = OFF", "PRAGMA encoding = 'UTF-8'", id.c_str()});
    if (!done)
        return done;
    if (Result<MigrationOutcome> made = migrate(database, schemaSteps()); !made)
        return made.error();
    done = database.execute("BEGIN IMMEDIATE");
    if (!done)
        return done;
    Result<Statement> writer = database.prepare("INSERT INTO meta (name, value) VALUES ('writer', ?1)");
    if (!writer)
        return writer.error();
    const std::string release = std::string("Belay ") + version;
    writer->bind(1, release);
    if (!writer->run())
        return *writer->error();
    store.attach(database);
    if (Result<Done> inserted = store.insertAll(workspace, std::move(stop), progress); !inserted)
        return inserted;
    store.attach(database);
    return database.execute("COMMIT");
}

Result<Done> copyPages(Database &from, Database &to, std::stop_token stop, ProgressSink &progress)
{
    if (Result<Done> done = runAll(to, {"PRAGMA synchronous = OFF"}); !done)
        return done;
    sqlite3_backup *backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (!backup)
        return to.lastError(sqlite3_errcode(to.handle()));
    int code = SQLITE_OK;
    bool cancelled = false;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, 4096);
        const int total = sqlite3_backup_pagecount(backup);
        progress.progress("Writing", static_cast<std::uint64_t>(total - sqlite3_backup_remaining(backup)),
                          static_cast<std::uint64_t>(total));
        if (code == SQLITE_OK && stop.stop_requested()) {
            cancelled = true;
            break;
        }
    }
    const int finished = sqlite3_backup_finish(backup);
    if (cancelled)
        return makeError(ErrorCode::Cancelled, "cancelled", to.path());
    if (code != SQLITE_DONE || finished != SQLITE_OK) {
        Error error = errorFrom(code == SQLITE_DONE ? finished : code, sqlite3_errstr(code));
        error.file = to.path();
        return error;
    }
    return Done{};
}

bool peek(const std::string &path, std::string &name)
{
    if (!checkOutside(path))
        return false;
    Result<std::unique_ptr<Database>> database = Database::open(path, OpenMode::ReadWrite);
    if (!database || !checkInside(**database))
        return false;
    Result<std::int64_t> something = (*database)->integerOf(
        "SELECT exists(SELECT 1 FROM component) + exists(SELECT 1 FROM environment) + exists(SELECT 1 FROM plan)");
    Result<std::string> found = (*database)->textOf("SELECT name FROM workspace WHERE one = 1");
    if (!something || *something == 0 || !found)
        return false;
    name = *found;
    return true;
}

} // namespace belay::workspace
