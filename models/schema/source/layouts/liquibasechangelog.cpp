// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/liquibase.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <map>
#include <set>

namespace belay::schema::layouts {

namespace {

constexpr std::size_t mostIncludes = 10'000;
constexpr std::size_t mostNesting = 50;

bool isDocument(std::string_view path)
{
    return path.ends_with(".xml") || path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
}

/// Children of a changelog: entries of an XML element, or items of a list, each a map with one key.
std::vector<std::pair<std::string, const ChangelogNode *>> itemsOf(const ChangelogNode &node)
{
    std::vector<std::pair<std::string, const ChangelogNode *>> items;
    for (const auto &[key, value] : node.entries) {
        if (node.kind == ChangelogNode::Kind::Map) {
            items.emplace_back(key, &value);
        } else if (value.kind == ChangelogNode::Kind::Map && !value.entries.empty()) {
            items.emplace_back(value.entries.front().first, &value.entries.front().second);
        }
    }
    return items;
}

class ChangelogFiles {
public:
    explicit ChangelogFiles(Reading &reading) : m_reading(reading) {}

    Result<Done> file(const std::string &path, std::uint32_t fromLine, const std::string &fromFile)
    {
        const auto failure = [&](ErrorCode code, std::string why) { return Error{code, std::move(why), fromFile.empty() ? path : fromFile, fromLine, 0}; };
        if (std::find(m_open.begin(), m_open.end(), path) != m_open.end())
            return failure(ErrorCode::Cycle, "The changelog " + path + " includes itself.");
        if (m_open.size() >= mostNesting || ++m_includes > mostIncludes)
            return failure(ErrorCode::LimitExceeded, "The changelogs include each other too deeply or too often.");
        if (const Result<Done> on = m_reading.goOn(m_includes, 0); !on)
            return on.error();
        m_used.insert(path);
        if (path.ends_with(".sql")) {
            const Result<std::string> text = m_reading.text(path);
            if (!text)
                return text.error();
            if (isLiquibaseSql(*text))
                return readLiquibaseSqlFile(m_reading, path);
            // A plain SQL file is one change set, named by the file.
            Migration migration;
            migration.version = "raw";
            migration.name = "includeAll";
            migration.up = MigrationScript{path, *text, true, false, {}};
            m_reading.set.migrations.push_back(std::move(migration));
            return Done{};
        }
        if (!isDocument(path)) {
            m_reading.remark("not-understood", path, 0, "Only changelogs in SQL, XML, YAML and JSON are understood.");
            return Done{};
        }
        const Result<std::string> text = m_reading.text(path);
        if (!text)
            return text.error();
        if (m_reading.options.documents == nullptr)
            return Error{ErrorCode::BadUsage, "Changelogs in XML, YAML and JSON cannot be read here.", path, 0, 0};
        const Result<ChangelogNode> document = m_reading.options.documents->read(*text, path);
        if (!document)
            return document.error();
        const ChangelogNode *root = document->find("databaseChangeLog");
        if (root == nullptr) {
            m_reading.remark("not-understood", path, 0, "The file is no changelog: it has no databaseChangeLog.");
            return Done{};
        }
        m_open.push_back(path);
        Result<Done> done = changelog(path, *root);
        m_open.pop_back();
        return done;
    }

    [[nodiscard]] const std::set<std::string, std::less<>> &used() const { return m_used; }

private:
    Result<Done> changelog(const std::string &path, const ChangelogNode &root)
    {
        for (const auto &[kind, node] : itemsOf(root)) {
            Result<Done> done = Done{};
            if (kind == "changeSet")
                done = changeSet(path, *node);
            else if (kind == "include")
                done = include(path, *node);
            else if (kind == "includeAll")
                done = includeAll(path, *node);
            else if (kind == "property")
                property(path, *node);
            else if (kind == "preConditions")
                m_reading.remark("not-understood", path, node->line, "Preconditions are not evaluated; they are taken as met.");
            else if (node->kind != ChangelogNode::Kind::Scalar)
                m_reading.remark("not-understood", path, node->line, "\"" + kind + "\" is not understood.");
            if (!done)
                return done;
        }
        return Done{};
    }

    void property(const std::string &path, const ChangelogNode &node)
    {
        if (!liquibaseForDatabase(m_reading, node.value("dbms")))
            return;
        const std::string name = node.value("name");
        if (name.empty())
            m_reading.remark("not-understood", path, node.line, "Properties in a file of their own are not read.");
        else
            m_properties.emplace(name, node.value("value")); // The first one wins.
    }

    /// Puts properties in place, once: a value is not searched again.
    std::string substituted(const std::string &path, std::uint32_t line, std::string text)
    {
        std::size_t at = text.find("${");
        while (at != std::string::npos) {
            const std::size_t end = text.find('}', at);
            if (end == std::string::npos)
                break;
            const auto known = m_properties.find(text.substr(at + 2, end - at - 2));
            if (known != m_properties.end() && text.size() < 10'000'000) {
                text.replace(at, end + 1 - at, known->second);
                at = text.find("${", at + known->second.size());
            } else {
                m_reading.remark("placeholder", path, line, "The value of the property " + text.substr(at, end + 1 - at) + " is not known.");
                at = text.find("${", end);
            }
        }
        return text;
    }

    void substitute(const std::string &path, ChangelogNode &node)
    {
        if (node.text.find("${") != std::string::npos)
            node.text = substituted(path, node.line, std::move(node.text));
        for (auto &[key, value] : node.entries)
            substitute(path, value);
    }

    /// A file that a changelog names: relative to it, to the tree, or to any folder above the changelog
    /// (a search path such as src/main/resources, which the changelog does not tell).
    [[nodiscard]] std::string located(const std::string &from, std::string named, bool relative, bool isFolder) const
    {
        if (named.starts_with("classpath:"))
            named.erase(0, 10);
        while (named.starts_with('/'))
            named.erase(0, 1);
        const auto there = [&](const std::string &path) {
            return isFolder ? bool(m_reading.tree.list(path)) : m_reading.tree.hasFile(path);
        };
        std::string_view base = folderOf(from);
        const std::string beside = resolved(base, named);
        if (!beside.empty() && (relative || there(beside)))
            return there(beside) ? beside : std::string();
        if (relative)
            return {};
        while (!base.empty()) {
            base = folderOf(base);
            const std::string above = resolved(base, named);
            if (!above.empty() && there(above))
                return above;
        }
        return {};
    }

    /// Takes "../x" as far as it stays in the tree; empty if it does not.
    [[nodiscard]] static std::string resolved(std::string_view base, std::string_view named)
    {
        std::string folder(base);
        while (true) {
            if (named.starts_with("./")) {
                named.remove_prefix(2);
            } else if (named.starts_with("../")) {
                if (folder.empty())
                    return {};
                folder = folderOf(folder);
                named.remove_prefix(3);
            } else {
                break;
            }
        }
        const Result<std::string> path = normalPath(joinPath(folder, named));
        return path ? *path : std::string();
    }

    Result<Done> include(const std::string &from, const ChangelogNode &node)
    {
        const std::string named = substituted(from, node.line, node.value("file"));
        const std::string path = located(from, named, node.flag("relativeToChangelogFile"), false);
        if (path.empty())
            return Error{ErrorCode::FileNotFound, "The included changelog \"" + named + "\" is not in the tree.", from, node.line, 0};
        return file(path, node.line, from);
    }

    Result<Done> includeAll(const std::string &from, const ChangelogNode &node)
    {
        const std::string named = substituted(from, node.line, node.value("path"));
        const std::string path = located(from, named, node.flag("relativeToChangelogFile"), true);
        const Result<FileListing> listing = path.empty() ? Result<FileListing>(FileListing{}) : m_reading.tree.list(path);
        if (path.empty() || !listing) {
            if (node.has("errorIfMissingOrEmpty") && !node.flag("errorIfMissingOrEmpty", true))
                return Done{};
            return Error{ErrorCode::FileNotFound, "The included folder \"" + named + "\" is not in the tree.", from, node.line, 0};
        }
        for (const FileEntry &entry : listing->files) {
            // The changelog may lie in the folder that it includes.
            if ((!isDocument(entry.path) && !entry.path.ends_with(".sql")) || entry.path == from)
                continue;
            if (Result<Done> done = file(entry.path, node.line, from); !done)
                return done;
        }
        return Done{};
    }

    Result<Done> changeSet(const std::string &path, const ChangelogNode &original)
    {
        ChangelogNode node = original;
        substitute(path, node);
        if (!liquibaseForDatabase(m_reading, node.value("dbms"))) {
            m_reading.remark("not-for-this-database", path, node.line, "The change set is for " + node.value("dbms") + " only.");
            return Done{};
        }
        Migration migration;
        migration.version = node.value("id");
        migration.name = node.value("author");
        if (node.flag("runOnChange") || node.flag("runAlways"))
            migration.kind = Migration::Kind::Repeatable;
        if (migration.version.empty())
            m_reading.remark("not-understood", path, node.line, "The change set has no id.");
        GeneratedSql up;
        GeneratedSql down;
        bool canGoBack = true;
        const ChangelogNode *rollback = nullptr;
        const bool transaction = node.flag("runInTransaction", true);
        std::vector<std::pair<std::string, const ChangelogNode *>> changes;
        for (const auto &[key, value] : node.entries) {
            if (key == "changes") {
                for (const auto &item : itemsOf(value))
                    changes.push_back(item);
            } else if (key == "rollback") {
                rollback = &value;
            } else if (key == "preConditions") {
                m_reading.remark("not-understood", path, value.line, "Preconditions are not evaluated; the change set is taken as run.");
            } else if (key == "modifySql") {
                m_reading.remark("not-understood", path, value.line, "modifySql is not understood; the SQL is taken as it is.");
            } else if (key == "comment" || key == "validCheckSum" || key.empty()) {
                continue;
            } else if (value.kind == ChangelogNode::Kind::Map && node.kind == ChangelogNode::Kind::Map) {
                changes.emplace_back(key, &value);
            } else if (value.kind == ChangelogNode::Kind::Scalar && (key == "sql" || key == "empty" || key == "stop")) {
                changes.emplace_back(key, &value);
            }
        }
        for (const auto &[key, change] : changes) {
            Result<LiquibaseChange> written = this->change(path, key, *change);
            if (!written)
                return written.error();
            if (!written->notUnderstood.empty())
                m_reading.remark("not-understood", path, change->line, written->notUnderstood);
            // What is not understood stays visible in the script too.
            if (!written->notUnderstood.empty() && written->up.empty())
                up.addText("-- not understood: " + key, change->line);
            append(up, written->up);
            if (written->down && canGoBack)
                down.prepend(*written->down);
            else
                canGoBack = false;
        }
        if (changes.empty())
            m_reading.remark("migration-empty", path, node.line, "The change set has no change.");
        if (rollback != nullptr) {
            GeneratedSql written;
            if (Result<Done> done = back(path, *rollback, written); !done)
                return done;
            down = std::move(written);
            canGoBack = true;
        }
        migration.up = up.script(path, transaction);
        if (canGoBack)
            migration.down = down.script(path, transaction);
        m_reading.set.migrations.push_back(std::move(migration));
        return Done{};
    }

    static void append(GeneratedSql &to, GeneratedSql more)
    {
        more.prepend(to);
        to = std::move(more);
    }

    Result<LiquibaseChange> change(const std::string &path, const std::string &kind, const ChangelogNode &node)
    {
        if (kind == "sql" && !liquibaseForDatabase(m_reading, node.value("dbms")))
            return LiquibaseChange{};
        if (kind != "sqlFile" && !(kind == "createView" && node.has("path")))
            return writeLiquibaseChange(kind, node, m_reading.set.dialect);
        LiquibaseChange written;
        if (!liquibaseForDatabase(m_reading, node.value("dbms")))
            return written;
        const std::string file = located(path, node.value("path"), node.flag("relativeToChangelogFile"), false);
        if (file.empty())
            return Error{ErrorCode::FileNotFound, "The SQL file \"" + node.value("path") + "\" is not in the tree.", path, node.line, 0};
        const Result<std::string> text = m_reading.text(file);
        if (!text)
            return text.error();
        m_used.insert(file);
        const std::string delimiter = node.value("endDelimiter");
        if (!delimiter.empty() && delimiter != ";")
            written.notUnderstood = "The delimiter " + delimiter + " of " + file + " is not understood.";
        if (kind == "createView") {
            ChangelogNode view = node;
            std::erase_if(view.entries, [](const auto &entry) { return entry.first == "path"; });
            ChangelogNode query;
            query.text = *text;
            query.line = node.line;
            view.entries.emplace_back("selectQuery", std::move(query));
            return writeLiquibaseChange(kind, view, m_reading.set.dialect);
        }
        written.up.add(substituted(path, node.line, *text), node.line);
        return written;
    }

    Result<Done> back(const std::string &path, const ChangelogNode &rollback, GeneratedSql &sql)
    {
        if (rollback.kind == ChangelogNode::Kind::Scalar) {
            sql.add(rollback.text, rollback.line);
            return Done{};
        }
        if (rollback.has("changeSetId")) {
            m_reading.remark("not-understood", path, rollback.line, "A way back that names another change set is not followed.");
            return Done{};
        }
        for (const auto &[kind, node] : itemsOf(rollback)) {
            if (kind.empty()) {
                sql.add(node->text, node->line);
                continue;
            }
            if (kind == "changes") {
                if (Result<Done> done = back(path, *node, sql); !done)
                    return done;
                continue;
            }
            Result<LiquibaseChange> written = change(path, kind, *node);
            if (!written)
                return written.error();
            if (!written->notUnderstood.empty())
                m_reading.remark("not-understood", path, node->line, written->notUnderstood);
            append(sql, written->up);
        }
        return Done{};
    }

    Reading &m_reading;
    std::vector<std::string> m_open;
    std::set<std::string, std::less<>> m_used;
    std::map<std::string, std::string, std::less<>> m_properties;
    std::size_t m_includes = 0;
};

/// A file that says so near its begin: cheap, and enough to tell it from other documents.
bool mentionsChangelog(const std::string &text)
{
    return text.substr(0, 20'000).find("databaseChangeLog") != std::string::npos;
}

/// Whether another changelog of the folder names this file or a folder above it. By its text: wrong
/// only for names inside of comments.
bool isIncluded(const std::string &path, const std::vector<std::pair<std::string, std::string>> &documents)
{
    return std::any_of(documents.begin(), documents.end(), [&](const auto &document) {
        const auto &[other, text] = document;
        if (other == path || (text.find("include") == std::string::npos))
            return false;
        if (text.find(fileNameOf(path)) != std::string::npos)
            return true;
        if (text.find("includeAll") == std::string::npos)
            return false;
        for (std::string_view folder = folderOf(path); !folder.empty(); folder = folderOf(folder)) {
            if (text.find(fileNameOf(folder)) != std::string::npos)
                return true;
        }
        return false;
    });
}

} // namespace

bool recogniseLiquibaseChangelog(Reading &reading)
{
    constexpr std::size_t mostLooks = 200;
    std::size_t looks = 0;
    for (const FileEntry &file : reading.files) {
        if (isDocument(file.path) && ++looks < mostLooks && file.size < 10'000'000 && mentionsChangelog(reading.peek(file.path)))
            return true;
    }
    return false;
}

Result<Done> readLiquibaseChangelog(Reading &reading)
{
    ChangelogFiles files(reading);
    if (!reading.onlyFile.empty())
        return files.file(reading.onlyFile, 0, {});
    std::vector<std::pair<std::string, std::string>> documents;
    for (const FileEntry &file : reading.files) {
        if (!isDocument(file.path))
            continue;
        Result<std::string> text = reading.text(file.path);
        if (!text)
            return text.error();
        if (mentionsChangelog(*text))
            documents.emplace_back(file.path, std::move(*text));
    }
    // The roots: those that no other includes. If all are included, they include each other in a
    // circle, which reading the first one finds.
    std::vector<std::string> roots;
    for (const auto &[path, text] : documents) {
        if (!isIncluded(path, documents))
            roots.push_back(path);
    }
    if (roots.empty() && !documents.empty())
        roots.push_back(documents.front().first);
    if (roots.size() > 1)
        reading.remark("several-roots", roots.front(), 0, "There are " + std::to_string(roots.size()) + " changelogs that no other includes; they are read in the order of their names.");
    for (const std::string &root : roots) {
        if (Result<Done> done = files.file(root, 0, {}); !done)
            return done;
    }
    for (const FileEntry &file : reading.files) {
        if (file.path.ends_with(".sql") && !files.used().contains(file.path))
            reading.remark("not-understood", file.path, 0, "No changelog includes this file; it is not run.");
    }
    return Done{};
}

} // namespace belay::schema::layouts
