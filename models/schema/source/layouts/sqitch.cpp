// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <map>
#include <set>

namespace belay::schema::layouts {

namespace {

struct Change {
    std::string name;
    std::vector<std::string> needs;
    std::vector<std::string> conflicts;
    std::uint32_t line = 0;
    std::string tag;            ///< The first tag behind it, for a change that was reworked later.
    bool reworked = false;      ///< Not the last of its name: its scripts carry the tag.
};

/// The keys of an INI file that matter here, as "section.key".
std::map<std::string, std::string, std::less<>> readConfiguration(std::string_view text)
{
    std::map<std::string, std::string, std::less<>> values;
    std::string section;
    for (const Line &line : linesOf(text)) {
        if (line.text.empty() || line.text.front() == '#' || line.text.front() == ';')
            continue;
        if (line.text.front() == '[') {
            section = line.text.substr(1, std::min(line.text.find(']'), line.text.size()) - 1);
            continue;
        }
        const std::size_t equals = line.text.find('=');
        if (equals == std::string_view::npos)
            continue;
        std::string_view value = trimmed(line.text.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        values[section + '.' + std::string(trimmed(line.text.substr(0, equals)))] = value;
    }
    return values;
}

} // namespace

bool recogniseSqitch(Reading &reading)
{
    return reading.tree.hasFile(joinPath(reading.folder, "sqitch.plan")) || reading.tree.hasFile(joinPath(reading.folder, "sqitch.conf"));
}

Result<Done> readSqitch(Reading &reading)
{
    std::map<std::string, std::string, std::less<>> configuration;
    const std::string configurationFile = joinPath(reading.folder, "sqitch.conf");
    if (reading.tree.hasFile(configurationFile)) {
        const Result<std::string> text = reading.text(configurationFile);
        if (!text)
            return text.error();
        configuration = readConfiguration(*text);
    }
    const auto configured = [&](std::string_view key, std::string_view otherwise) {
        const auto found = configuration.find(key);
        return found == configuration.end() ? std::string(otherwise) : found->second;
    };
    const std::string engine = configured("core.engine", "");
    reading.sayDialect(engine == "pg" || engine == "cockroach" ? "postgresql" : engine);
    const Result<std::string> top = normalPath(joinPath(reading.folder, configured("core.top_dir", ".")));
    if (!top)
        return top.error();
    const std::string configuredPlan = configured("core.plan_file", "");
    const Result<std::string> planFile = normalPath(configuredPlan.empty() ? joinPath(*top, "sqitch.plan") : joinPath(reading.folder, configuredPlan));
    if (!planFile)
        return planFile.error();
    const auto scriptFolder = [&](std::string_view key, std::string_view otherwise) {
        const std::string named = configured(key, "");
        return normalPath(named.empty() ? joinPath(*top, otherwise) : joinPath(reading.folder, named));
    };
    const Result<std::string> deploy = scriptFolder("core.deploy_dir", "deploy");
    const Result<std::string> revert = scriptFolder("core.revert_dir", "revert");
    const Result<std::string> verify = scriptFolder("core.verify_dir", "verify");
    if (!deploy || !revert || !verify)
        return (!deploy ? deploy : !revert ? revert : verify).error();
    const std::string extension = '.' + configured("core.extension", "sql");

    const Result<std::string> plan = reading.text(*planFile);
    if (!plan)
        return plan.error();
    std::vector<Change> changes;
    std::set<std::string, std::less<>> tags;
    std::map<std::string, std::size_t, std::less<>> last;  // By name: the newest change.
    std::size_t untagged = 0;                              // Changes from here on have no tag yet.
    for (const Line &line : linesOf(*plan)) {
        std::string_view text = line.text;
        if (text.empty() || text.front() == '#' || text.front() == '%')
            continue;
        if (text.front() == '-' || text.front() == '+')
            text = trimmed(text.substr(1));
        const std::vector<std::string_view> words = wordsOf(text);
        if (words.empty())
            continue;
        if (words[0].front() == '@') {
            const std::string tag(words[0]);
            if (!tags.insert(tag).second)
                reading.remark("migration-duplicate", *planFile, line.number, "The tag " + tag + " is there twice.");
            for (; untagged < changes.size(); ++untagged)
                changes[untagged].tag = tag;
            continue;
        }
        Change change;
        change.name = words[0];
        change.line = line.number;
        // name [requires !conflicts] time planner <mail> # note
        const std::size_t note = std::min(text.find(" #"), text.size());
        const std::size_t open = text.find('[');
        if (open < note) {
            const std::size_t close = text.find(']', open);
            if (close == std::string_view::npos) {
                reading.remark("not-understood", *planFile, line.number, "The dependencies have no closing bracket.");
            } else {
                for (std::string_view dependency : wordsOf(text.substr(open + 1, close - open - 1))) {
                    const bool conflict = dependency.front() == '!';
                    if (conflict)
                        dependency.remove_prefix(1);
                    (conflict ? change.conflicts : change.needs).emplace_back(dependency);
                }
            }
        }
        const auto known = last.find(change.name);
        if (known != last.end()) {
            Change &older = changes[known->second];
            if (older.tag.empty())
                reading.remark("migration-duplicate", *planFile, line.number,
                               "The change " + change.name + " is there twice without a tag between; the tool refuses this.");
            older.reworked = true;
        }
        last[change.name] = changes.size();
        changes.push_back(std::move(change));
    }
    std::set<std::string, std::less<>> deployed;
    std::set<std::string, std::less<>> used;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (const Result<Done> on = reading.goOn(i, changes.size()); !on)
            return on.error();
        const Change &change = changes[i];
        for (const std::string &name : change.needs) {
            // "name@tag", "@tag", and "project:name" of another project.
            const std::string plain = name.substr(0, std::min(name.find('@', 1), name.size()));
            const bool there = plain.find(':') != std::string::npos || (plain.front() == '@' ? tags.contains(plain) : deployed.contains(plain));
            if (!there)
                reading.remark("migration-out-of-order", *planFile, change.line, "The change " + change.name + " requires " + name + ", which is not deployed before it.");
        }
        for (const std::string &name : change.conflicts) {
            if (deployed.contains(name.substr(0, std::min(name.find('@', 1), name.size()))))
                reading.remark("migration-conflict", *planFile, change.line, "The change " + change.name + " conflicts with " + name + ", which is deployed before it.");
        }
        deployed.insert(change.name);
        Migration migration;
        migration.version = change.name + (change.reworked ? change.tag : std::string());
        migration.name = change.name;
        migration.after = change.needs;
        const std::string script = migration.version + extension;
        for (const bool up : {true, false}) {
            const std::string path = joinPath(up ? *deploy : *revert, script);
            if (!reading.tree.hasFile(path)) {
                if (up)
                    reading.remark("migration-without-up", *planFile, change.line, "The change " + change.name + " has no script " + path + '.');
                continue;
            }
            Result<std::string> text = reading.text(path);
            if (!text)
                return text.error();
            used.insert(path);
            // psql runs the script; transactions are what it says itself.
            (up ? migration.up : migration.down) = MigrationScript{path, std::move(*text), false, false, {}};
        }
        if (!reading.tree.hasFile(joinPath(*verify, script)))
            reading.remark("migration-without-verify", *planFile, change.line, "The change " + change.name + " has no script that verifies it.");
        reading.set.migrations.push_back(std::move(migration));
    }
    for (const FileEntry &file : reading.files) {
        const std::string_view folder = folderOf(file.path);
        if (file.path.ends_with(extension) && (folder == *deploy || folder == *revert) && !used.contains(file.path))
            reading.remark("not-understood", file.path, 0, "The plan does not name this script; it is not run.");
    }
    return Done{};
}

} // namespace belay::schema::layouts
