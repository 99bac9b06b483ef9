// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/document.h"
#include "tests/workspace/crashedits.h"
#include "tests/workspace/rawdatabase.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/// The other process in the tests of documents: it edits until it is killed, holds a file open, runs
/// out of space, dies inside a transaction, or opens a file as somebody without rights. Says what it does line by line.
using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;

namespace {

void say(const std::string &line)
{
    std::cout << line << std::endl;
}

int fail(const Error &error)
{
    say("error " + std::to_string(static_cast<int>(error.code)) + ' ' + describe(error));
    return 1;
}

/// Edits as fast as it can, and says each number once the edit is on disk.
int editForever(Document &document)
{
    while (true) {
        const auto now = document.snapshot();
        const std::uint64_t number = workspace::testing::editNumberOf(*now) + 1;
        const Result<Done> done = document.commit(workspace::testing::crashEdit(*now, number));
        if (!done)
            return fail(done.error());
        say(std::to_string(number));
    }
}

/// Commits larger and larger texts until it fails, then looks whether memory and file agree.
int editUntilFull(const std::string &path)
{
    auto opened = Document::open(path);
    if (!opened)
        return fail(opened.error());
    Document &document = **opened;
    for (std::size_t size = 1000;; size *= 2) {
        const auto before = document.snapshot();
        Component component;
        component.id = "c" + std::to_string(size);
        component.owner = std::string(size, 'x');
        const Result<Done> done = document.commit(
            {"Add", {ComponentChange{std::nullopt, Shared<Component>(component), 0, before->components.size()}}});
        if (done)
            continue;
        say("failed " + std::to_string(static_cast<int>(done.error().code)) + ' ' + done.error().detail);
        say(*document.snapshot() == *before ? "memory went back" : "memory is ahead");
        say(document.state().access == Access::Writable ? "writable" : "read-only");
        const auto read = Document::open(path, {Access::ReadOnly});
        if (!read)
            return fail(read.error());
        say(*(*read)->snapshot() == *before ? "file agrees" : "file differs");
        // A small edit fits again, or fails as clearly.
        const Result<Done> small = document.commit({"Rename", {NameChange{before->name, "s"}}});
        say(small ? "small edit stored" : "small edit refused");
        return 0;
    }
}

int describeState(const std::string &path)
{
    const auto opened = Document::open(path);
    if (!opened)
        return fail(opened.error());
    const DocumentState state = (*opened)->state();
    say("access " + std::to_string(static_cast<int>(state.access)) + " reason "
        + std::to_string(static_cast<int>(state.reason)));
    const Result<Done> edited = (*opened)->commit({"Rename", {NameChange{(*opened)->snapshot()->name, "x"}}});
    say(edited ? "edited" : "refused " + edited.error().detail);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string task = argc > 1 ? argv[1] : "";
    const std::string path = argc > 2 ? argv[2] : "";
    if (task == "edit") {
        auto document = Document::open(path);
        return document ? editForever(**document) : fail(document.error());
    }
    if (task == "untitled") {
        auto document = Document::createUntitled(path, Workspace{});
        return document ? editForever(**document) : fail(document.error());
    }
    if (task == "hold") {
        auto document = Document::open(path);
        if (!document)
            return fail(document.error());
        say("open");
        std::cin.get();
        return 0;
    }
    if (task == "spill") {
        // With hardly any memory for pages, the transaction is in the file before it ends.
        workspace::testing::RawDatabase raw(path);
        if (!raw.run("PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE component SET owner = owner || 'spilt'"))
            return 2;
        kill(getpid(), SIGKILL);
    }
    if (task == "limit") {
        // No file may grow beyond this, and the signal for it is an error instead.
        struct stat status {};
        if (stat(path.c_str(), &status) != 0)
            return 2;
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{static_cast<rlim_t>(status.st_size) + 100000, RLIM_INFINITY};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
            return 2;
        return editUntilFull(path);
    }
    if (task == "full") {
        // A disk of its own, seen by this process only.
        if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
            || mount("tmpfs", path.c_str(), "tmpfs", 0, "size=1m") != 0) {
            say(std::string("skip ") + std::strerror(errno));
            return 0;
        }
        const std::string file = path + "/a.belay";
        if (const auto made = Document::create(file, Workspace{}); !made)
            return fail(made.error());
        if (const int result = editUntilFull(file); result != 0)
            return result;
        Workspace large;
        for (int i = 0; i < 2000; ++i) {
            Component component;
            component.id = "c" + std::to_string(i);
            component.owner = std::string(1000, 'x');
            large.components.emplace_back(component);
        }
        const auto made = Document::create(path + "/b.belay", large);
        say(made ? "made" : "create failed " + std::to_string(static_cast<int>(made.error().code)));
        say(access((path + "/b.belay").c_str(), F_OK) == 0 ? "left something" : "left nothing");
        say(access((path + "/.b.belay.new").c_str(), F_OK) == 0 ? "left something" : "left nothing");
        return 0;
    }
    if (task == "describe") {
        // Root may write everywhere: be somebody else.
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            return 2;
        return describeState(path);
    }
    return 2;
}
