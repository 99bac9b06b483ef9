// SPDX-License-Identifier: GPL-3.0-or-later
// A .belay file from a stranger. An input that begins as an SQLite file is the file itself; every other one
// is SQL that tampers with a sound file first.
#include "models/rollback/edit.h"
#include "models/workspace/documentfile.h"
#include "tests/fuzz/fuzzing.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;
using belay::fuzzing::require;

namespace {

/// In memory where there is such a place: many thousand files are written.
class Folder {
public:
    Folder()
    {
        for (std::string name : {std::string("/dev/shm/belay-fuzz-XXXXXX"), std::string("/tmp/belay-fuzz-XXXXXX")}) {
            if (mkdtemp(name.data()) != nullptr) {
                m_path = name;
                break;
            }
        }
        require(!m_path.empty(), "there is a folder to write into");
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    [[nodiscard]] std::string file(const char *name) const { return m_path + '/' + name; }

private:
    std::string m_path;
};

Workspace sound()
{
    Workspace workspace;
    workspace.name = "Orders";
    Component database;
    database.id = "orders-db";
    database.kind = ComponentKind::Database;
    database.releases.resize(2);
    database.releases[0].id = "41";
    database.releases[1].id = "42";
    Release release;
    release.id = "2.3";
    release.offers = {"pay"};
    Tolerance tolerance;
    tolerance.store = "orders-db";
    tolerance.read = ReleaseRanges{ReleaseRange{"41", "42"}};
    tolerance.write = ReleaseRanges{ReleaseRange{"41", "41"}};
    release.tolerates = {tolerance};
    release.needs = {Requirement{{Alternative{"orders-db", {}, {{"41", ""}}, {}}}, {}}};
    Component checkout;
    checkout.id = "checkout";
    checkout.releases = {release};
    workspace.components = {database, checkout};
    workspace.environments = {Environment{"production", {{"checkout", {"2.3"}, {}}}, {}, {}, {}}};
    Plan plan;
    plan.id = "rollout";
    plan.environment = "production";
    plan.steps.resize(2);
    plan.steps[0].id = "s1";
    plan.steps[1].id = "s2";
    workspace.plans = {plan};
    workspace.layout = {{"checkout", 1.5, -2}};
    return workspace;
}

const std::string &soundBytes()
{
    static const std::string bytes = [] {
        const Folder folder;
        NoProgress progress;
        WorkspaceStore store;
        FileLock lock;
        const Result<Done> made = publish(folder.file("sound.belay"), Existing::Refuse, lock,
                                          [&](Database &database) { return writeFresh(database, sound(), store, {}, progress); });
        require(made.ok(), "a sound file can be made");
        std::ifstream file(folder.file("sound.belay"), std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    }();
    return bytes;
}

void writeBytes(const std::string &path, std::string_view bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string readBytes(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Runs SQL on the file as a stranger would, but only on this file and not for long.
void tamper(const std::string &path, const std::string &sql)
{
    sqlite3 *handle = nullptr;
    if (sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        int ticks = 0;
        sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 100'000);
        sqlite3_progress_handler(handle, 1000, [](void *count) { return ++*static_cast<int *>(count) > 200 ? 1 : 0; }, &ticks);
        sqlite3_exec(handle, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA temp_store = MEMORY; PRAGMA max_page_count = 200; "
                             "PRAGMA writable_schema = ON; PRAGMA foreign_keys = OFF", nullptr, nullptr, nullptr);
        // What reaches elsewhere is the fuzzer's own doing, not a file's.
        sqlite3_set_authorizer(handle, [](void *, int action, const char *first, const char *, const char *, const char *) {
            const std::string_view name = first == nullptr ? "" : first;
            const bool harmless = name == "user_version" || name == "application_id" || name == "writable_schema" || name == "schema_version" || name == "encoding";
            return action == SQLITE_ATTACH || (action == SQLITE_PRAGMA && !harmless) ? SQLITE_DENY : SQLITE_OK;
        }, nullptr);
        sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    }
    sqlite3_close_v2(handle);
}

void checkOpened(DocumentFile &file, const Workspace &workspace)
{
    if (file.access != Access::Writable)
        return;
    const Edit edit{"Rename", {NameChange{workspace.name, "Renamed"}}};
    require(file.write(edit).ok(), "an opened document can be edited");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const Folder folder;
    const std::string path = folder.file("a.belay");
    std::string bytes(reinterpret_cast<const char *>(data), size);
    if (bytes.starts_with("SQLite format 3")) {
        writeBytes(path, bytes);
    } else {
        writeBytes(path, soundBytes());
        tamper(path, bytes);
    }
    NoProgress progress;
    std::shared_ptr<const Workspace> seen;
    const std::string before = readBytes(path);
    {
        const Result<DocumentFile> file = openFile(path, Access::ReadOnly, {}, progress, seen);
        require(file.ok() || !file.error().detail.empty(), "an error says what is wrong");
        require(file.ok() == (seen != nullptr), "what is opened has a workspace");
    }
    require(readBytes(path) == before, "reading leaves a file as it was");
    std::shared_ptr<const Workspace> edited;
    {
        Result<DocumentFile> file = openFile(path, Access::Writable, {}, progress, edited);
        if (file.ok()) {
            require(seen != nullptr && *seen == *edited, "who may write reads the same");
            checkOpened(file.value(), *edited);
        } else {
            require(readBytes(path) == before, "a file that is refused stays as it was");
        }
    }
    if (edited) {
        std::shared_ptr<const Workspace> again;
        const Result<DocumentFile> file = openFile(path, Access::ReadOnly, {}, progress, again);
        require(file.ok() && again->name == "Renamed", "what was stored is read");
        Workspace expected = *edited;
        expected.name = "Renamed";
        require(*again == expected, "an edit changes nothing else");
    }
    return 0;
}
