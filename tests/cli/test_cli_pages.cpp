// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include "models/exchange/importedgraph.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"
#include "models/rollback/codes.h"
#include "models/schema/check/schemacodes.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <array>

using namespace belay;
using namespace belay::test;

namespace {

/// The page of codes as a document. docs/codes.md is this text.
QByteArray codesPage()
{
    QByteArray text = "# The codes of findings\n\n"
                      "What each code means, what to do about it, and a small workspace that shows it. The same pages come "
                      "from\n`belay-cli explain CODE`. This file is written from them: `BELAY_UPDATE_GOLDEN=1 ctest -R test_cli_pages`.\n\n"
                      "| code | finding |\n|---|---|\n";
    for (const rollback::Code code : rollback::allCodes()) {
        const QByteArray name = QByteArray::fromStdString(std::string(rollback::toText(code)));
        text += "| [" + name + "](#" + name + ") | " + QByteArray::fromStdString(std::string(rollback::explain(code).title)) + " |\n";
    }
    for (const rollback::Code code : rollback::allCodes()) {
        const rollback::Explanation &page = rollback::explain(code);
        text += "\n## " + QByteArray::fromStdString(std::string(rollback::toText(code))) + "\n\n**"
            + QByteArray::fromStdString(std::string(page.title)) + ".** "
            + QByteArray::fromStdString(std::string(page.what)) + "\n\n**What to do.** "
            + QByteArray::fromStdString(std::string(page.remedy)) + "\n\n**Example.**\n\n```yaml\n"
            + QByteArray::fromStdString(std::string(page.example)) + "```\n";
    }
    return text;
}

/// The page of codes on schemas. docs/schema-codes.md is this text.
QByteArray schemaCodesPage()
{
    const auto bytes = [](std::string_view text) { return QByteArray(text.data(), static_cast<qsizetype>(text.size())); };
    constexpr std::array headings{"Statements of the old release", "Operations of a migration", "Locks, rewrites and style",
                                  "The set of migrations, and their ways down"};
    QByteArray text = "# The codes of reports on schemas\n\n"
                      "The same pages come from `belay-cli explain CODE`. This file is written from them:\n"
                      "`BELAY_UPDATE_GOLDEN=1 ctest -R test_cli_pages`. `{}` stands for the object.\n";
    int about = -1;
    for (const schema::SchemaCode &code : schema::allSchemaCodes()) {
        if (static_cast<int>(code.about) != about) {
            about = static_cast<int>(code.about);
            text += "\n## " + QByteArray(headings.at(static_cast<std::size_t>(about))) + '\n';
        }
        text += "\n### " + bytes(code.code) + "\n\n**" + bytes(code.title) + (code.title.ends_with('.') ? "**" : ".**");
        if (code.what != code.title)
            text += ' ' + bytes(code.what);
        text += '\n';
        if (!code.remedy.empty())
            text += "\n**What to do.** " + bytes(code.remedy) + '\n';
    }
    return text;
}

struct CommandHelp {
    QString name;
    QStringList options;               ///< "--plan", "-p", ...
    QStringList values;                ///< Words that an option's value is one of.
};

/// What the binary itself says that it has.
QList<CommandHelp> commandsOfBinary()
{
    QList<CommandHelp> all;
    const QString help = QString::fromUtf8(runCli({QStringLiteral("--help")}).output);
    const QString commands = help.section(QStringLiteral("Commands:\n"), 1).section(QStringLiteral("\n\n"), 0, 0);
    static const QRegularExpression commandLine(QStringLiteral("^  ([a-z][a-z-]*(?: [a-z]+)?)  "), QRegularExpression::MultilineOption);
    static const QRegularExpression optionLine(QStringLiteral("^  (?:(-[a-z]), )?(--[a-z-]+)(?: (\\S+))?"), QRegularExpression::MultilineOption);
    for (auto match = commandLine.globalMatch(commands); match.hasNext();) {
        CommandHelp command;
        command.name = match.next().captured(1);
        if (command.name == QLatin1String("help"))
            continue;
        const QString page = QString::fromUtf8(runCli(command.name.split(QLatin1Char(' ')) << QStringLiteral("--help")).output);
        const QString options = page.section(QStringLiteral("\nOptions:\n"), 1);
        for (auto option = optionLine.globalMatch(options); option.hasNext();) {
            const auto found = option.next();
            command.options << found.captured(2);
            if (!found.captured(1).isEmpty())
                command.options << found.captured(1);
            if (found.captured(3).contains(QLatin1Char('|')))
                command.values << found.captured(3).split(QLatin1Char('|'));
        }
        all << command;
    }
    return all;
}

} // namespace

class TestCliPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void names()
    {
        QSet<QString> seen;
        for (const rollback::Code code : rollback::allCodes()) {
            const std::string_view name = rollback::toText(code);
            QCOMPARE(rollback::codeFrom(name), std::optional(code));
            QVERIFY(rollback::explain(code).code == code);
            seen.insert(QString::fromStdString(std::string(name)));
        }
        QCOMPARE(seen.size(), 17);
        QVERIFY(!rollback::codeFrom(""));
        QVERIFY(!rollback::codeFrom("live"));
        QVERIFY(!rollback::codeFrom("live-needs "));
    }

    void examples_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < rollback::allCodes().size(); ++i)
            QTest::newRow(std::string(rollback::toText(rollback::allCodes()[i])).c_str()) << static_cast<int>(i);
    }

    /// The example on each page shows the finding that the page is about.
    void examples()
    {
        QFETCH(int, index);
        const rollback::Code code = rollback::allCodes()[static_cast<std::size_t>(index)];
        const rollback::Explanation &page = rollback::explain(code);
        for (const std::string_view text : {page.title, page.what, page.remedy, page.example})
            QVERIFY(!text.empty());
        exchange::ReadWorkspaceResult read = exchange::readWorkspace(page.example, "example.yaml");
        QVERIFY2(read.ok(), read.ok() ? "" : describe(read.errors().front()).c_str());
        QCOMPARE(read.value().warnings.size(), std::size_t{0});
        rollback::CheckOptions options;
        options.today = "2026-01-01";
        const Result<rollback::Report> report = rollback::check(read.value().workspace, options);
        QVERIFY2(report.ok(), report ? "" : describe(report.error()).c_str());
        QCOMPARE(report->plans.size(), std::size_t{1});
        const auto &findings = report->plans.front().findings;
        QVERIFY(std::any_of(findings.begin(), findings.end(), [code](const rollback::Finding &f) { return f.code == code; }));
    }

    /// A page that says what to do should be right: the worst finding of the example is gone after it.
    void remediesWork_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const auto row = [](const char *code, const char *before, const char *after) {
            QTest::newRow(code) << QString::fromLatin1(code) << QString::fromLatin1(before) << QString::fromLatin1(after);
        };
        row("live-needs", "{id: s1, move: checkout, to: \"2.4\"}\n      - {id: s2, move: shipping, to: \"1.3\"}",
            "{id: s1, move: shipping, to: \"1.3\"}\n      - {id: s2, commit: shipping}\n      - {id: s3, move: checkout, to: \"2.4\"}");
        row("rollback-needs", "- {id: s2, move", "- {id: c, commit: shipping}\n      - {id: s2, move");
        row("rollback-tolerates", "- {id: s2, move", "- {id: c, commit: checkout}\n      - {id: s2, move");
        row("rollback-format", "- {id: s2, move", "- {id: c, commit: billing}\n      - {id: s2, move");
        row("no-way-back", ", reversible: false", "");
        row("practice-checkpoint-without-soak", "- {id: s2, checkpoint", "- {id: soak, soak: 24h}\n      - {id: s2, checkpoint");
        row("practice-skipped-release", "- {id: s1, move: checkout, to: \"2.5\"}", "- {id: s1, move: checkout, to: \"2.4\"}\n      - {id: s2, move: checkout, to: \"2.5\"}");
        row("practice-drill-overdue", "2025-01-15", "2025-12-15");
        row("practice-no-health-by-release", "health_by_release: false", "health_by_release: true");
        row("practice-not-feature-free", "{id: \"2.4\",", "{id: \"2.4\", feature_free: true,");
    }

    void remediesWork()
    {
        QFETCH(QString, code);
        QFETCH(QString, before);
        QFETCH(QString, after);
        const std::optional<rollback::Code> known = rollback::codeFrom(code.toStdString());
        QVERIFY(known.has_value());
        QString text = QString::fromStdString(std::string(rollback::explain(*known).example));
        QVERIFY(text.contains(before));
        text.replace(before, after);
        exchange::ReadWorkspaceResult read = exchange::readWorkspace(text.toStdString(), "repaired.yaml");
        QVERIFY2(read.ok(), read.ok() ? "" : describe(read.errors().front()).c_str());
        rollback::CheckOptions options;
        options.today = "2026-01-01";
        const Result<rollback::Report> report = rollback::check(read.value().workspace, options);
        QVERIFY2(report.ok(), report ? "" : describe(report.error()).c_str());
        for (const rollback::Finding &finding : report->plans.front().findings)
            QVERIFY2(finding.code != *known, finding.message.c_str());
    }

    void explainShowsThePages()
    {
        const QByteArray list = runCli({QStringLiteral("explain")}).output;
        QCOMPARE(static_cast<std::size_t>(list.count('\n')), 17 + schema::allSchemaCodes().size());
        for (const rollback::Code code : rollback::allCodes()) {
            const QString name = QString::fromStdString(std::string(rollback::toText(code)));
            QVERIFY(list.contains(name.toUtf8() + ' '));
            const CliResult page = runCli({QStringLiteral("explain"), name});
            QCOMPARE(page.exitCode, 0);
            QVERIFY(page.output.startsWith(name.toUtf8() + '\n'));
            // The example can be copied from the terminal as it stands.
            QByteArray example;
            for (const QByteArray &line : page.output.mid(page.output.indexOf("\n  belay: 1\n") + 1).split('\n'))
                example += line.mid(2) + '\n';
            CliRun run;
            run.input = example;
            const CliResult checked = runCli({QStringLiteral("check"), QStringLiteral("-"), QStringLiteral("--today"), QStringLiteral("2026-01-01")}, run);
            QVERIFY2(checked.output.contains(name.toUtf8()), checked.errors.constData());
        }
    }

    void codesDocument()
    {
        const QString path = sourcePath(QStringLiteral("docs/codes.md"));
        if (qEnvironmentVariableIsSet("BELAY_UPDATE_GOLDEN"))
            writeFile(path, codesPage());
        QVERIFY2(readFile(path) == codesPage(), "docs/codes.md is not what the pages say: run with BELAY_UPDATE_GOLDEN=1");
    }

    void explainShowsTheCodesOfSchemas()
    {
        const QByteArray list = runCli({QStringLiteral("explain")}).output;
        QSet<QByteArray> seen;
        for (const schema::SchemaCode &code : schema::allSchemaCodes()) {
            const QByteArray name = QByteArray::fromStdString(std::string(code.code));
            QVERIFY2(list.contains('\n' + name + ' '), name.constData());
            QVERIFY2(!rollback::codeFrom(code.code), name.constData());
            seen.insert(name);
        }
        const CliResult page = runCli({QStringLiteral("explain"), QStringLiteral("operator-missing")});
        QCOMPARE(page.exitCode, 0);
        QVERIFY(page.output.startsWith("operator-missing\n"));
        QVERIFY(page.output.contains("What to do"));
        const CliResult wrong = runCli({QStringLiteral("explain"), QStringLiteral("operator-mising")});
        QCOMPARE(wrong.exitCode, 2);
        QVERIFY(wrong.errors.contains("did you mean `operator-missing`"));
    }

    void schemaCodesDocument()
    {
        const QString path = sourcePath(QStringLiteral("docs/schema-codes.md"));
        if (qEnvironmentVariableIsSet("BELAY_UPDATE_GOLDEN"))
            writeFile(path, schemaCodesPage());
        QVERIFY2(readFile(path) == schemaCodesPage(), "docs/schema-codes.md is not what the pages say: run with BELAY_UPDATE_GOLDEN=1");
    }

    void everyCommandAndOption_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("longOption");
        QTest::newRow("man") << QStringLiteral("packaging/man/belay-cli.1") << QStringLiteral("--%1");
        QTest::newRow("bash") << QStringLiteral("packaging/completions/belay-cli.bash") << QStringLiteral("--%1");
        QTest::newRow("zsh") << QStringLiteral("packaging/completions/_belay-cli") << QStringLiteral("--%1");
        QTest::newRow("fish") << QStringLiteral("packaging/completions/belay-cli.fish") << QStringLiteral("-l %1");
        QTest::newRow("page") << QStringLiteral("docs/cli.md") << QStringLiteral("--%1");
    }

    /// Man page, completions and docs know every command and option, each with its command.
    void everyCommandAndOption()
    {
        QFETCH(QString, file);
        QFETCH(QString, longOption);
        QString text = QString::fromUtf8(readFile(sourcePath(file)));
        text.replace(QLatin1String("\\-"), QLatin1String("-"));
        const QList<CommandHelp> commands = commandsOfBinary();
        QCOMPARE(commands.size(), 13);
        for (const CommandHelp &command : commands) {
            QVERIFY(command.options.contains(QLatin1String("--help")));
            // Each command has a part of its own, which begins with a comment, a heading or a case.
            const QString part = partOf(text, command.name);
            QVERIFY2(!part.isEmpty(), qPrintable(file + QStringLiteral(" has no part for ") + command.name));
            for (const QString &option : command.options) {
                if (!option.startsWith(QLatin1String("--")) || option == QLatin1String("--help"))
                    continue;
                const QString wanted = longOption.arg(option.mid(2));
                const QRegularExpression whole(QRegularExpression::escape(wanted) + QStringLiteral("(?![a-z-])"));
                QVERIFY2(whole.match(part).hasMatch(), qPrintable(QStringLiteral("%1: %2 lacks %3").arg(file, command.name, wanted)));
            }
            // The commands on schemas share the lists of their values in bash.
            const QString &values = file.endsWith(QLatin1String(".bash")) ? text : part;
            for (const QString &value : command.values)
                QVERIFY2(values.contains(value), qPrintable(QStringLiteral("%1: %2 lacks the value %3").arg(file, command.name, value)));
        }
        for (const QString &option : {QStringLiteral("help"), QStringLiteral("version")})
            QVERIFY2(text.contains(longOption.arg(option)), qPrintable(option));
    }

    void importFormatsAndSamples()
    {
        for (const char *file : {"packaging/man/belay-cli.1", "packaging/completions/belay-cli.bash", "packaging/completions/_belay-cli",
                                 "packaging/completions/belay-cli.fish", "docs/cli.md"}) {
            QByteArray text = readFile(sourcePath(QString::fromLatin1(file)));
            text.replace("\\-", "-");
            for (const exchange::ImportFormat &format : exchange::importFormats())
                QVERIFY2(text.contains(QByteArray(format.name.data(), static_cast<qsizetype>(format.name.size()))), file);
            for (const char *sample : {"orders", "kubernetes-upgrade"})
                QVERIFY2(text.contains(sample), file);
        }
        const QByteArray help = runCli({QStringLiteral("import"), QStringLiteral("--help")}).output;
        for (const exchange::ImportFormat &format : exchange::importFormats())
            QVERIFY(help.contains(QByteArray(format.name.data(), static_cast<qsizetype>(format.name.size()))));
        const QByteArray helpOnNew = runCli({QStringLiteral("new"), QStringLiteral("--help")}).output;
        QVERIFY(helpOnNew.contains("orders") && helpOnNew.contains("kubernetes-upgrade"));
    }

    void manPages()
    {
        for (const char *name : {"belay.1", "belay-cli.1"}) {
            const QByteArray page = readFile(sourcePath(QStringLiteral("packaging/man/") + QString::fromLatin1(name)));
            QVERIFY(page.contains("\n.SH NAME\n"));
            QVERIFY(page.contains("\n.SH SYNOPSIS\n"));
        }
    }

private:
    /// From the mark of a command to that of the next: "#: check" in completions, ".SS check" in the
    /// man page, "## check" in the docs.
    static QString partOf(const QString &text, const QString &command)
    {
        static const QRegularExpression marks(QStringLiteral("^\\s*(?:#:|\\.SS|##) ([a-z -]+)$"), QRegularExpression::MultilineOption);
        for (auto match = marks.globalMatch(text); match.hasNext();) {
            const auto mark = match.next();
            if (mark.captured(1) != command)
                continue;
            const qsizetype from = mark.capturedEnd();
            const qsizetype to = match.hasNext() ? match.peekNext().capturedStart() : text.size();
            return text.mid(from, to - from);
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(TestCliPages)
#include "test_cli_pages.moc"
