// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace belay::test;

namespace {

struct Command {
    QString words;
    QString comment;
    int line = 0;
};

/// The command lines of belay-cli in the README's shell blocks, in order.
QList<Command> commandsOfReadme()
{
    QList<Command> commands;
    bool inside = false;
    int number = 0;
    for (const QString &line : QString::fromUtf8(readFile(sourcePath(QStringLiteral("README.md")))).split(QLatin1Char('\n'))) {
        ++number;
        if (line.startsWith(QLatin1String("```"))) {
            inside = line == QLatin1String("```sh");
        } else if (inside && line.startsWith(QLatin1String("belay-cli "))) {
            const qsizetype comment = line.indexOf(QLatin1String(" # "));
            commands.append({line.left(comment).trimmed(), comment < 0 ? QString() : line.mid(comment + 3).trimmed(), number});
        }
    }
    return commands;
}

/// Runs a shell's line where `belay-cli` is the binary under test.
CliResult runShell(const QString &line, const QString &folder)
{
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), QFileInfo(QStringLiteral(BELAY_CLI)).absolutePath() + QStringLiteral(":/usr/local/bin:/usr/bin:/bin"));
    environment.insert(QStringLiteral("HOME"), folder);
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1"));
    for (const QString &who : {QStringLiteral("AUTHOR"), QStringLiteral("COMMITTER")}) {
        environment.insert(QStringLiteral("GIT_%1_NAME").arg(who), QStringLiteral("Tester"));
        environment.insert(QStringLiteral("GIT_%1_EMAIL").arg(who), QStringLiteral("tester@example.org"));
        environment.insert(QStringLiteral("GIT_%1_DATE").arg(who), QStringLiteral("2026-01-01T00:00:00Z"));
    }
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), line});
    if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// What the README takes for granted: a Compose file, manifests, and a project with two releases.
bool prepare(const QString &folder)
{
    const auto put = [&](const char *path, const char *text) {
        const QString full = folder + QLatin1Char('/') + QString::fromLatin1(path);
        QDir().mkpath(full.section(QLatin1Char('/'), 0, -2));
        writeFile(full, text);
    };
    put("compose.yaml", "services:\n  web:\n    image: shop/web:5.1\n    depends_on: [checkout]\n  checkout:\n    image: shop/checkout:2.3\n");
    put("compose.override.yaml", "services:\n  checkout:\n    image: shop/checkout:2.4\n");
    put("manifests.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: checkout}\nspec:\n  template:\n    spec:\n"
                          "      containers:\n        - {name: server, image: \"shop/checkout:2.3\"}\n");
    put("db/migrations/1_init.up.sql", "CREATE TABLE users(id int PRIMARY KEY, nick text);\n");
    put("db/migrations/1_init.down.sql", "DROP TABLE users;\n");
    put("db/queries/users.sql", "-- name: Nicks :many\nSELECT nick FROM users;\n");
    put("internal/db/users.sql.go", "package db\n\nconst nicks = `-- name: Nicks :many\nSELECT nick FROM users\n`\n");
    if (runShell(QStringLiteral("git init -q . && git add . && git commit -qm one && git tag v1.4.0"), folder).exitCode != 0)
        return false;
    put("db/migrations/2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;\n");
    put("db/migrations/2_drop.down.sql", "ALTER TABLE users ADD COLUMN nick text;\n");
    return runShell(QStringLiteral("git add . && git commit -qm two && git tag v1.5.0"), folder).exitCode == 0;
}

} // namespace

/// Whatever the README tells people to type works, in the order in which it stands there.
class TestCliReadme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandsWork()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
            QSKIP("git is not installed");
        QTemporaryDir folder;
        QVERIFY(prepare(folder.path()));
        const QList<Command> commands = commandsOfReadme();
        QVERIFY(commands.size() >= 12);
        for (const Command &command : commands) {
            const CliResult result = runShell(command.words, folder.path());
            const QByteArray where = "README.md:" + QByteArray::number(command.line) + ": " + command.words.toUtf8() + '\n' + result.errors;
            if (result.exitCode == 2 && result.errors.contains("PostgreSQL is not installed"))
                continue;
            // 1 is a finding: what the samples and the example are there for.
            QVERIFY2(result.exitCode == 0 || result.exitCode == 1, where.constData());
            static const QRegularExpression promised(QStringLiteral("exit status (\\d)"));
            if (const auto match = promised.match(command.comment); match.hasMatch())
                QVERIFY2(result.exitCode == match.captured(1).toInt(), where.constData());
            if (command.comment.contains(QLatin1String("one unsafe, one safe")))
                QVERIFY2(result.output.contains("UNSAFE ") && result.output.contains("SAFE "), result.output.constData());
        }
        // And what they say on the way.
        QVERIFY(runShell(QStringLiteral("belay-cli schema check --git . --from v1.4.0 --to v1.5.0 --migrations db/migrations "
                                        "--queries 'internal/db/*.sql.go'"),
                         folder.path())
                    .output.contains("Nicks: column \"nick\" does not exist"));
        QVERIFY(QFileInfo::exists(folder.filePath(QStringLiteral("checkout.svg"))));
    }

    /// Links lead somewhere.
    void linksLead()
    {
        for (const QString &name : {QStringLiteral("README.md"), QStringLiteral("docs/schema.md"), QStringLiteral("docs/cli.md"), QStringLiteral("CHANGELOG.md")}) {
            const QString text = QString::fromUtf8(readFile(sourcePath(name)));
            const QDir folder = QFileInfo(sourcePath(name)).dir();
            static const QRegularExpression link(QStringLiteral("\\]\\(([^)#:]+)(?:#[^)]*)?\\)"));
            for (auto match = link.globalMatch(text); match.hasNext();) {
                const QString target = match.next().captured(1);
                QVERIFY2(QFileInfo::exists(folder.filePath(target)), qPrintable(name + QStringLiteral(" links to ") + target));
            }
        }
    }

    /// The map names folders that are there, and all that have code in them.
    void mapIsRight()
    {
        const QString text = QString::fromUtf8(readFile(sourcePath(QStringLiteral("README.md"))));
        static const QRegularExpression row(QStringLiteral("^\\| (`[^|]+`) \\|"), QRegularExpression::MultilineOption);
        static const QRegularExpression folder(QStringLiteral("`([^`]+)`"));
        QStringList named;
        for (auto rows = row.globalMatch(text); rows.hasNext();) {
            const QString cell = rows.next().captured(1);
            for (auto match = folder.globalMatch(cell); match.hasNext();)
                named << match.next().captured(1);
        }
        for (const QString &name : named)
            QVERIFY2(QFileInfo(sourcePath(name)).isDir(), qPrintable(name));
        for (const QString &room : QDir(sourcePath(QStringLiteral("models"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY2(named.contains(QStringLiteral("models/") + room), qPrintable(room));
    }
};

QTEST_GUILESS_MAIN(TestCliReadme)
#include "test_cli_readme.moc"
