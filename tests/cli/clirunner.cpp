// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include "models/core/version.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

namespace belay::test {

CliResult runCli(const QStringList &arguments, const CliRun &run)
{
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("HOME"), qEnvironmentVariable("HOME"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
    // Sanitizers are told where to look and what to leave alone by the environment.
    for (const char *name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    for (auto it = run.environment.begin(); it != run.environment.end(); ++it)
        environment.insert(it.key(), it.value());
    process.setProcessEnvironment(environment);
    if (!run.folder.isEmpty())
        process.setWorkingDirectory(run.folder);
    if (run.inChild)
        process.setChildProcessModifier(run.inChild);
    process.start(QStringLiteral(BELAY_CLI), arguments);
    CliResult result;
    if (!process.waitForStarted())
        return result;
    process.write(run.input);
    process.closeWriteChannel();
    if (!process.waitForFinished(240'000)) {
        process.kill();
        process.waitForFinished();
        return result;
    }
    result.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

QString sourcePath(const QString &path) { return QStringLiteral(BELAY_SOURCE_DIR "/") + path; }

QString samplePath(const QString &name) { return sourcePath(QStringLiteral("resources/samples/") + name + QStringLiteral(".yaml")); }

QByteArray readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

QJsonObject parsed(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qWarning("not JSON at %d: %s", error.offset, qPrintable(error.errorString()));
    return document.object();
}

bool matchesGolden(const QString &name, QByteArray text)
{
    text.replace('"' + QByteArray(belay::version) + '"', "\"VERSION\"");
    const QString path = sourcePath(QStringLiteral("tests/cli/golden/") + name);
    if (qEnvironmentVariableIsSet("BELAY_UPDATE_GOLDEN")) {
        writeFile(path, text);
        return true;
    }
    const QByteArray expected = readFile(path);
    if (expected == text)
        return true;
    const QList<QByteArray> expectedLines = expected.split('\n');
    const QList<QByteArray> lines = text.split('\n');
    for (qsizetype i = 0; i < qMax(expectedLines.size(), lines.size()); ++i) {
        if (expectedLines.value(i) == lines.value(i))
            continue;
        qWarning("%s:%d\n  expected: %s\n  found:    %s", qPrintable(name), static_cast<int>(i + 1),
                 expectedLines.value(i).constData(), lines.value(i).constData());
        break;
    }
    return false;
}

} // namespace belay::test
