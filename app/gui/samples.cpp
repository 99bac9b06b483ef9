// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/samples.h"

#include "models/exchange/workspacefile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

namespace belay::app {

namespace {
const QString folder = QStringLiteral(":/belay/samples");
}

QStringList sampleNames()
{
    QStringList names;
    for (const QString &file : QDir(folder).entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name))
        names << file.chopped(5);
    // The worked example is the one to begin with.
    const qsizetype orders = names.indexOf(QStringLiteral("orders"));
    if (orders > 0)
        names.move(orders, 0);
    return names;
}

Result<rollback::Workspace> sample(const QString &name)
{
    QFile file(folder + QLatin1Char('/') + name + QStringLiteral(".yaml"));
    if (!sampleNames().contains(name) || !file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileNotFound, name.toStdString(), {}, 0, 0};
    const QByteArray text = file.readAll();
    auto read = exchange::readWorkspace({text.constData(), std::size_t(text.size())}, name.toStdString() + ".yaml");
    if (!read)
        return read.errors().front();
    return std::move(read.value().workspace);
}

} // namespace belay::app
