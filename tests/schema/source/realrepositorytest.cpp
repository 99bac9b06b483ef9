// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/gitrepository.h"
#include "models/schema/source/migrationlayouts.h"
#include "models/schema/source/releasesql.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <map>
#include <set>

using namespace belay;
using namespace belay::schema;

/// Clones of public repositories, named by BELAY_REAL_REPOSITORIES: a folder with OWNER/NAME below it.
/// Nothing of them is kept here.
class RealRepositoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void minderAgreesWithTheOracle();
    void lemmyIsRead();
    void kratosIsRead();

private:
    static std::string repository(const char *name)
    {
        const QString folder = qEnvironmentVariable("BELAY_REAL_REPOSITORIES");
        const QString path = folder + QLatin1Char('/') + QString::fromUtf8(name);
        return folder.isEmpty() || !QDir(path).exists() ? std::string() : path.toStdString();
    }
};

void RealRepositoryTest::minderAgreesWithTheOracle()
{
    const std::string path = repository("mindersec/minder");
    QFile oracleFile(QStringLiteral(BELAY_SOURCE_DIR) + QStringLiteral("/../shared/data/minder_release_oracle.json"));
    if (path.empty() || !oracleFile.open(QIODevice::ReadOnly))
        QSKIP("Needs BELAY_REAL_REPOSITORIES with mindersec/minder, and ../shared/data/minder_release_oracle.json.");
    const QJsonArray pairs = QJsonDocument::fromJson(oracleFile.readAll()).object().value(QStringLiteral("pairs")).toArray();
    QVERIFY(pairs.size() > 0);
    NoProgress progress;
    QElapsedTimer timer;
    timer.start();
    const Result<GitRepository> git = GitRepository::open(path);
    QVERIFY2(git, git ? "" : git.error().detail.c_str());
    qInfo("opened in %lld us", static_cast<long long>(timer.nsecsElapsed() / 1000));
    const Result<std::vector<GitTag>> tags = git->tags();
    QVERIFY(tags);
    QCOMPARE(tags->size(), std::size_t(97));
    std::size_t statements = 0;
    qint64 slowest = 0;
    for (const QJsonValue &value : pairs) {
        const QJsonObject pair = value.toObject();
        timer.restart();
        const auto oldTree = git->tree(pair.value(QStringLiteral("old")).toString().toStdString());
        const auto newTree = git->tree(pair.value(QStringLiteral("new")).toString().toStdString());
        QVERIFY(oldTree && newTree);
        const std::vector<std::string> patterns{"internal/db/*.sql.go"};
        const Result<ReleaseSql> sql = readReleaseStatements(**oldTree, patterns, {}, {}, progress);
        QVERIFY(sql);
        const Result<MigrationSet> before = readMigrations(**oldTree, "database/migrations", {}, {}, progress);
        const Result<MigrationSet> after = readMigrations(**newTree, "database/migrations", {}, {}, progress);
        QVERIFY(before && after);
        slowest = std::max(slowest, timer.nsecsElapsed());
        QCOMPARE(int(sql->statements.size()), pair.value(QStringLiteral("old_queries")).toInt());
        QVERIFY(sql->remarks.empty());
        QVERIFY(after->layout == Layout::GolangMigrate && after->dialect == Dialect::PostgreSql);
        statements += sql->statements.size();
        std::set<std::string> names;
        for (const ReleaseStatement &statement : sql->statements)
            names.insert(statement.name);
        for (const QJsonValue &broken : pair.value(QStringLiteral("broken")).toArray())
            QVERIFY(names.contains(broken.toObject().value(QStringLiteral("query")).toString().toStdString()));
        std::set<std::string> known;
        for (const Migration &migration : before->migrations)
            known.insert(migration.up->file);
        QStringList added;
        for (const Migration &migration : after->migrations) {
            if (!known.contains(migration.up->file))
                added.append(QString::fromStdString(std::string(fileNameOf(migration.up->file))));
        }
        QStringList wanted;
        for (const QJsonValue &file : pair.value(QStringLiteral("new_migrations")).toArray())
            wanted.append(file.toString());
        QCOMPARE(added, wanted);
    }
    QCOMPARE(statements, std::size_t(5840));
    qInfo("slowest transition: %lld us from git objects to statements and migrations", static_cast<long long>(slowest / 1000));
}

void RealRepositoryTest::lemmyIsRead()
{
    const std::string path = repository("LemmyNet/lemmy");
    if (path.empty())
        QSKIP("Needs BELAY_REAL_REPOSITORIES with LemmyNet/lemmy.");
    NoProgress progress;
    const Result<GitRepository> git = GitRepository::open(path);
    QVERIFY(git);
    const auto tree = git->tree("HEAD");
    QVERIFY(tree);
    QElapsedTimer timer;
    timer.start();
    const Result<MigrationSet> set = readMigrations(**tree, "migrations", {}, {}, progress);
    QVERIFY2(set, set ? "" : describe(set.error()).c_str());
    std::size_t scripts = 0;
    std::size_t bytes = 0;
    for (const Migration &migration : set->migrations) {
        for (const std::optional<MigrationScript> *script : {&migration.up, &migration.down}) {
            scripts += script->has_value() ? 1 : 0;
            bytes += script->has_value() ? (*script)->text.size() : 0;
        }
    }
    qInfo("%zu scripts, %zu bytes in %lld us, %zu remarks", scripts, bytes, static_cast<long long>(timer.nsecsElapsed() / 1000), set->remarks.size());
    std::map<std::string, int> codes;
    for (const MigrationRemark &remark : set->remarks)
        ++codes[remark.code];
    for (const auto &[code, count] : codes)
        qInfo("%s: %d", code.c_str(), count);
    QVERIFY(set->layout == Layout::Diesel);
    QVERIFY(scripts > 600);
}

void RealRepositoryTest::kratosIsRead()
{
    const std::string path = repository("ory/kratos");
    if (path.empty())
        QSKIP("Needs BELAY_REAL_REPOSITORIES with ory/kratos.");
    NoProgress progress;
    const Result<GitRepository> git = GitRepository::open(path);
    QVERIFY(git);
    const auto tree = git->tree("HEAD");
    QVERIFY(tree);
    for (const Dialect dialect : {Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite}) {
        LayoutOptions options;
        options.dialect = dialect;
        const Result<MigrationSet> set = readMigrations(**tree, "persistence/sql/migrations/sql", options, {}, progress);
        QVERIFY2(set, set ? "" : describe(set.error()).c_str());
        QVERIFY(set->layout == Layout::Pop);
        QVERIFY(set->migrations.size() > 100);
        std::map<std::string, int> codes;
        for (const MigrationRemark &remark : set->remarks)
            ++codes[remark.code];
        qInfo("%s: %zu migrations", dialectName(dialect).data(), set->migrations.size());
        for (const auto &[code, count] : codes)
            qInfo("  %s: %d", code.c_str(), count);
    }
}

QTEST_GUILESS_MAIN(RealRepositoryTest)
#include "realrepositorytest.moc"
