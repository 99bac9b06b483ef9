// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemarun.h"

#include "models/schema/check/schemacheck.h"
#include "models/schema/source/gitrepository.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <array>

namespace belay::items {

namespace {

constexpr std::array migrationNames{"migrations", "migration", "migrate", "schema_migrations", "changelog", "changelogs", "flyway"};
constexpr std::array queryNames{"query", "queries", "sql", "sqlc"};
constexpr int mostPatterns = 8;

QString textOf(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

template <class Names> bool isOneOf(const QString &word, const Names &names)
{
    return std::any_of(names.begin(), names.end(), [&](const char *name) { return word.compare(QLatin1String(name), Qt::CaseInsensitive) == 0; });
}

struct Side {
    std::unique_ptr<schema::FileTree> tree;
};

Result<Side> openSide(const std::optional<schema::GitRepository> &repository, const QString &name)
{
    if (!repository) {
        if (!QFileInfo(name).isDir())
            return Error{ErrorCode::FileNotFound, "there is no such folder", name.toStdString(), 0, 0};
        return Side{std::make_unique<schema::FolderTree>(name.toStdString())};
    }
    auto tree = repository->tree(name.toStdString());
    if (!tree)
        return tree.error();
    return Side{std::move(tree).value()};
}

} // namespace

QString guessMigrations(const std::vector<schema::FileEntry> &files)
{
    std::map<QString, int> counts;
    for (const schema::FileEntry &file : files) {
        const QString path = textOf(file.path);
        if (!path.endsWith(QLatin1String(".sql")) && !path.endsWith(QLatin1String("/sqitch.plan")))
            continue;
        const QStringList parts = path.split(QLatin1Char('/'));
        for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
            if (isOneOf(parts[i], migrationNames)) {
                ++counts[parts.mid(0, i + 1).join(QLatin1Char('/'))];
                break;
            }
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    return most == counts.end() ? QString() : most->first;
}

QStringList guessQueries(const std::vector<schema::FileEntry> &files, const QString &migrations)
{
    QStringList generated;
    QStringList written;
    const auto add = [](QStringList &list, const QString &pattern) {
        if (!list.contains(pattern) && list.size() < mostPatterns)
            list << pattern;
    };
    for (const schema::FileEntry &file : files) {
        const QString path = textOf(file.path);
        if (!migrations.isEmpty() && path.startsWith(migrations + QLatin1Char('/')))
            continue;
        const QString folder = path.contains(QLatin1Char('/')) ? path.section(QLatin1Char('/'), 0, -2) : QString();
        const QString before = folder.isEmpty() ? QString() : folder + QLatin1Char('/');
        if (path.endsWith(QLatin1String(".sql.go")))
            add(generated, before + QStringLiteral("*.sql.go"));
        else if (path.endsWith(QLatin1String(".sql")) && isOneOf(folder.section(QLatin1Char('/'), -1), queryNames))
            add(written, before + QStringLiteral("*.sql"));
    }
    return generated.isEmpty() ? written : generated;
}

Result<SchemaRepository> readSchemaRepository(const QString &path)
{
    const auto repository = schema::GitRepository::open(path.toStdString());
    if (!repository)
        return repository.error();
    SchemaRepository found;
    found.path = path;
    const auto tags = repository->tags();
    if (!tags)
        return tags.error();
    // Versions come oldest first, then other names.
    for (auto tag = tags->rbegin(); tag != tags->rend(); ++tag) {
        if (tag->version)
            found.tags << textOf(tag->name);
    }
    for (const schema::GitTag &tag : *tags) {
        if (!tag.version)
            found.tags << textOf(tag.name);
    }
    const auto tree = repository->tree(found.tags.isEmpty() ? std::string("HEAD") : found.tags.first().toStdString());
    if (!tree)
        return tree.error();
    // A clone may lack files that nobody here needs. Without a guess people still can type.
    if (const auto files = (*tree)->find("**/*.{sql,sql.go,plan}")) {
        found.migrations = guessMigrations(files->files);
        found.queries = guessQueries(files->files, found.migrations);
    }
    return found;
}

Result<std::shared_ptr<const SchemaRun>> checkTrees(const SchemaRequest &request, const schema::FileTree &from,
                                                    const schema::FileTree &to, const schema::ChangelogReader *documents,
                                                    std::stop_token stop, ProgressSink &progress)
{
    schema::CheckOptions options;
    options.layout = request.layout;
    options.engine = request.engine;
    options.documents = documents;
    std::vector<std::string> queries;
    for (const QString &pattern : request.queries)
        queries.push_back(pattern.toStdString());
    auto report = schema::checkTransition({request.from.toStdString(), &from}, {request.to.toStdString(), &to},
                                          request.migrations.toStdString(), queries, options, stop, progress);
    if (!report)
        return report.error();
    auto run = std::make_shared<SchemaRun>();
    run->request = request;
    run->report = std::move(report).value();
    for (const schema::MigrationVerdict &migration : run->report.migrations) {
        if (auto text = to.read(migration.file))
            run->scripts.emplace(migration.file, std::move(text).value());
    }
    return std::shared_ptr<const SchemaRun>(std::move(run));
}

Result<std::shared_ptr<const SchemaRun>> runSchemaCheck(const SchemaRequest &request, const schema::ChangelogReader *documents,
                                                        std::stop_token stop, ProgressSink &progress)
{
    std::optional<schema::GitRepository> repository;
    if (!request.repository.isEmpty()) {
        auto opened = schema::GitRepository::open(request.repository.toStdString());
        if (!opened)
            return opened.error();
        repository = std::move(opened).value();
    }
    const auto from = openSide(repository, request.from);
    if (!from)
        return from.error();
    const auto to = openSide(repository, request.to);
    if (!to)
        return to.error();
    return checkTrees(request, *from->tree, *to->tree, documents, stop, progress);
}

} // namespace belay::items
