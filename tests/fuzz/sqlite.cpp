// SPDX-License-Identifier: GPL-3.0-or-later
// SQL of strangers, executed on SQLite in memory: it must stay there. Parts: "query" is compiled only, others
// are scripts.
#include "models/schema/engines/sqliteengine.h"
#include "models/schema/source/sqlsplit.h"
#include "tests/fuzz/fuzzing.h"

#include <sqlite3.h>

#include <cstring>

using namespace belay;
using namespace belay::schema;
using belay::fuzzing::require;

namespace {

/// SQLite's way to the disk, of which nothing may be used.
sqlite3_vfs *noDisk()
{
    static sqlite3_vfs closed = [] {
        sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
        vfs.zName = "belay-no-disk";
        vfs.pNext = nullptr;
        vfs.xOpen = [](sqlite3_vfs *, const char *, sqlite3_file *, int, int *) {
            require(false, "SQLite opens no file");
            return SQLITE_CANTOPEN;
        };
        vfs.xDelete = [](sqlite3_vfs *, const char *, int) {
            require(false, "SQLite deletes no file");
            return SQLITE_IOERR;
        };
        vfs.xDlOpen = [](sqlite3_vfs *, const char *) -> void * {
            require(false, "SQLite loads no library");
            return nullptr;
        };
        return vfs;
    }();
    return &closed;
}

/// The only way for as long as it lives.
class DiskClosed {
public:
    DiskClosed() : m_before(sqlite3_vfs_find(nullptr)) { sqlite3_vfs_register(noDisk(), 1); }
    ~DiskClosed()
    {
        sqlite3_vfs_register(m_before, 1);
        sqlite3_vfs_unregister(noDisk());
    }
    DiskClosed(const DiskClosed &) = delete;
    DiskClosed &operator=(const DiskClosed &) = delete;

private:
    sqlite3_vfs *m_before;
};

constexpr SqliteLimits limits{300'000, std::chrono::milliseconds{2000}, 200'000, 500};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzzing::CutInput input = fuzzing::cutInput(data, size);
    const DiskClosed closed;
    for (const OnFailure onFailure : {OnFailure::StopScript, OnFailure::NextStatement}) {
        Result<SqliteScratch> scratch = SqliteScratch::create(limits);
        require(scratch.ok(), "there is a database in memory");
        for (const fuzzing::Part &part : input.parts) {
            if (part.name == "query") {
                (void)scratch->database().prepare(part.text);
                continue;
            }
            const SqliteSchema before = scratch->schema();
            const MigrationScript script{part.name, part.text, part.name != "loose", false, {}};
            const Result<SqliteTrace> trace = scratch->apply(script, onFailure, {});
            require(trace.ok(), "a script that fails is no error");
            require(!scratch->database().inTransaction(), "no transaction outlives its script");
            for (const ScriptFailure &failure : trace->outcome.failures)
                require(!failure.message.empty(), "a failure has a message");
            const SqliteSchema after = scratch->schema();
            require(after.differences(after).empty(), "a schema is the same as itself");
            (void)before.differences(after);
            for (const OperationVerdict &operation : judgeSqliteScript(before, after, *trace, part.text))
                require(!operation.code.empty() && operation.span.begin <= part.text.size(), "an operation has a code and a place");
        }
    }
    return 0;
}
