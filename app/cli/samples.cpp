// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/samples.h"

#include <QDir>
#include <QFile>

namespace belay::cli {

std::vector<std::string> sampleNames()
{
    std::vector<std::string> names;
    const QDir folder(QStringLiteral(":/samples"));
    for (const QString &file : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name))
        names.push_back(file.chopped(5).toStdString());
    return names;
}

std::string sampleText(std::string_view name)
{
    for (const std::string &known : sampleNames()) {
        if (known != name)
            continue;
        QFile file(QStringLiteral(":/samples/") + QString::fromStdString(known) + QStringLiteral(".yaml"));
        if (file.open(QIODevice::ReadOnly))
            return file.readAll().toStdString();
    }
    return {};
}

} // namespace belay::cli
