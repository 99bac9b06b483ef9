// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>

/// Runs the real belay-cli and keeps what it did.
namespace belay::test {

struct CliResult {
    int exitCode = -1;                 ///< -1: it crashed or did not end.
    QByteArray output;
    QByteArray errors;
};

struct CliRun {
    QByteArray input;
    QString folder;                    ///< Working folder; empty: the present one.
    QMap<QString, QString> environment; ///< Added to a bare one.
    std::function<void()> inChild;     ///< Just before the program starts, e.g. to replace its standard output.
};

[[nodiscard]] CliResult runCli(const QStringList &arguments, const CliRun &run = {});

/// A sample of ours in the source tree.
[[nodiscard]] QString samplePath(const QString &name);
[[nodiscard]] QString sourcePath(const QString &path);
[[nodiscard]] QByteArray readFile(const QString &path);
void writeFile(const QString &path, const QByteArray &bytes);
[[nodiscard]] QJsonObject parsed(const QByteArray &json);

/// Compares with tests/cli/golden/NAME, in which the version is written as VERSION. With
/// BELAY_UPDATE_GOLDEN set in the environment the file is written instead.
[[nodiscard]] bool matchesGolden(const QString &name, QByteArray text);

} // namespace belay::test
