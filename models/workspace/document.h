// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/rollback/edit.h"
#include "models/rollback/workspace.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// The workspace as a file: a `.belay` file is an SQLite database that is edited in place, one
/// transaction for each user action. docs/document.md says what is stored where and what survives.
namespace belay::workspace {

/// Big-endian at offset 68 of the file, "BLAY". The MIME type's magic is made of it.
inline constexpr std::uint32_t applicationId = 0x424C4159U;
/// The `user_version` that this release writes.
inline constexpr int formatVersion = 2;
inline constexpr std::string_view fileSuffix = ".belay";

enum class OpenOutcome : std::uint8_t {
    Created,
    Opened,
    Migrated,              ///< Was an older format; a reader that is one release older still opens it.
    OpenedNewerCompatible, ///< A newer format that this release may edit; what it does not know is kept.
};

enum class Access : std::uint8_t { Writable, ReadOnly };

enum class ReadOnlyReason : std::uint8_t {
    None,          ///< It is writable.
    AskedFor,
    File,          ///< No permission to write the file.
    Folder,        ///< No file can be made next to it, which every safe write needs.
    Locked,        ///< Another instance edits it: see `DocumentState::holder`.
    Gone,          ///< The file was moved, deleted, replaced or changed by somebody else while open.
};

/// Who edits the file, as far as its lock says.
struct LockHolder {
    std::int64_t processId = 0;    ///< 0: not known.
    std::string host;
    friend bool operator==(const LockHolder &, const LockHolder &) = default;
};

enum class Naming : std::uint8_t {
    Named,
    Untitled,      ///< Lives in the recovery folder until `saveAs`.
};

struct DocumentState {
    std::string path;              ///< Absolute; of an untitled document, its file in the recovery folder.
    Naming naming = Naming::Named;
    OpenOutcome outcome = OpenOutcome::Opened;
    bool recovered = false;        ///< A crash had left it in mid-write, or it is an untitled one that was left behind.
    Access access = Access::Writable;
    ReadOnlyReason reason = ReadOnlyReason::None;
    LockHolder holder;
    bool storing = false;          ///< Some accepted edits are not on disk yet.
    bool modified = false;         ///< Closing would ask: an untitled document that has been edited.
    friend bool operator==(const DocumentState &, const DocumentState &) = default;
};

/// What happened to a document. `revision` counts changes of the snapshot, from 1. Events of different
/// threads may overtake each other: look at the document, not at the order of its events.
struct DocumentEvent {
    enum class Kind : std::uint8_t {
        Changed,       ///< There is a new snapshot. From the thread that called.
        Stored,        ///< Everything up to `revision` is on disk. From the writer's thread.
        Rejected,      ///< Could not be stored: the snapshot is again what the file holds, and undo
                       ///< steps made of the `lost` last edits no longer fit. From the writer's thread.
        StateChanged,  ///< Path, access or naming. From either thread.
    };
    Kind kind = Kind::Changed;
    std::uint64_t revision = 0;
    std::optional<Error> error;    ///< With Rejected.
    std::size_t lost = 0;          ///< With Rejected: how many edits were taken back.
};

struct OpenOptions {
    /// ReadOnly takes no lock and writes nothing, except that it takes back what a crash has left half
    /// written, where it may.
    Access access = Access::Writable;
};

/// What to do about a file that is there already.
enum class Existing : std::uint8_t { Refuse, Replace };

/// An open document.
///
/// Invariants: the file is at every moment a whole document, whatever kills the process; what
/// `commit` has returned Done for, or an event has called stored, is in it. If a write fails, the
/// snapshot returns to what the file holds. A document that is not writable refuses edits, and
/// `saveAs` works from every state. A file that cannot be opened is left byte for byte as it was.
///
/// Threads: every function may be called from any thread. Storing happens on a thread of the
/// document's own. Snapshots never change.
///
/// Errors: FileNotFound, FileUnreadable, FileUnwritable (no permission, read-only, full disk),
/// FileLocked (saving over a file that somebody edits), FileTooLarge, NotABelayFile, DamagedFile,
/// NewerFile, Duplicate (an edit that uses an id twice in its list), BadValue (an edit that does not
/// fit), Cancelled. `Error::file` is the path; `Error::detail` a sentence without it.
class Document {
public:
    /// Opens an existing file. If it cannot be written, it is opened read-only, with the reason.
    /// Cost: one pass over the file.
    [[nodiscard]] static Result<std::unique_ptr<Document>> open(const std::string &path, OpenOptions options = {},
                                                                std::stop_token stop = {},
                                                                ProgressSink *progress = nullptr);
    /// Makes a new file, whole or not at all.
    [[nodiscard]] static Result<std::unique_ptr<Document>> create(const std::string &path,
                                                                  const rollback::Workspace &workspace,
                                                                  Existing existing = Existing::Refuse,
                                                                  std::stop_token stop = {},
                                                                  ProgressSink *progress = nullptr);
    /// A new document without a name, kept in `folder` (see `recoveryFolder`), which is made if needed.
    [[nodiscard]] static Result<std::unique_ptr<Document>> createUntitled(const std::string &folder,
                                                                          const rollback::Workspace &workspace,
                                                                          std::stop_token stop = {},
                                                                          ProgressSink *progress = nullptr);
    /// Opens an untitled document that a crash left behind; untitled and modified again.
    [[nodiscard]] static Result<std::unique_ptr<Document>> recover(const std::string &path, std::stop_token stop = {},
                                                                   ProgressSink *progress = nullptr);

    Document(const Document &) = delete;
    Document &operator=(const Document &) = delete;
    /// Waits until everything is stored. An untitled document that was edited stays in the recovery
    /// folder, one that was not is deleted.
    ~Document();

    [[nodiscard]] std::shared_ptr<const rollback::Workspace> snapshot() const;
    [[nodiscard]] std::uint64_t revision() const;
    [[nodiscard]] DocumentState state() const;

    /// One user action: changes the snapshot at once and has it stored soon, in one transaction.
    /// Returns without waiting for the disk; `Stored` or `Rejected` follows. For windows.
    [[nodiscard]] Result<Done> submit(const rollback::Edit &edit);
    /// The same, and waits: on Done the edit survives kill -9 and power loss. For everybody else.
    [[nodiscard]] Result<Done> commit(const rollback::Edit &edit);
    /// Waits for what was submitted before. Fails if any of it was rejected since the last flush.
    [[nodiscard]] Result<Done> flush();

    /// Writes the document to another file, whole or not at all, and goes on there. Also gives an
    /// untitled document its name. Keeps in the file what this release does not know.
    [[nodiscard]] Result<Done> saveAs(const std::string &path, Existing existing = Existing::Refuse,
                                      std::stop_token stop = {}, ProgressSink *progress = nullptr);
    /// Writes a copy and goes on with the present file.
    [[nodiscard]] Result<Done> saveCopy(const std::string &path, Existing existing = Existing::Refuse,
                                        std::stop_token stop = {}, ProgressSink *progress = nullptr);
    /// Of an untitled document: its file goes when the document does ("close without saving").
    void discard();

    using Listener = std::function<void(const DocumentEvent &)>;
    /// \returns what `removeListener` takes. A listener may call the document's functions.
    std::uint64_t addListener(Listener listener);
    /// No call to the listener begins or runs after this, unless it is the listener that calls.
    void removeListener(std::uint64_t id);

private:
    struct Private;
    explicit Document(std::unique_ptr<Private> d);
    std::unique_ptr<Private> m_d;
};

/// $XDG_STATE_HOME/belay/unsaved, or ~/.local/state/belay/unsaved.
[[nodiscard]] std::string recoveryFolder();

/// An untitled document that nobody has open.
struct Recoverable {
    std::string path;
    std::string name;              ///< The workspace's name; may be empty.
    std::int64_t changed_s = 0;    ///< Seconds since 1970.
    friend bool operator==(const Recoverable &, const Recoverable &) = default;
};
/// Newest first. Documents that another instance has open are left out, as are damaged files.
[[nodiscard]] std::vector<Recoverable> recoverableDocuments(const std::string &folder);
/// Deletes one. Fails with FileLocked if it is open.
[[nodiscard]] Result<Done> discardRecoverable(const std::string &path);

} // namespace belay::workspace
