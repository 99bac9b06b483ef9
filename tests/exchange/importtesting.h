// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

#include <QString>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

/// Short ways to say what an import gives.
namespace belay::exchange::testing {

inline Result<ImportedGraph> import(const char *format, const std::vector<InputText> &inputs)
{
    return importFormat(format)->read(inputs, {}, nullptr);
}

inline QString text(const std::string &value) { return QString::fromStdString(value); }

/// "a -> b (label)", with "?" before what is unresolved; in the order of the graph.
inline QStringList edges(const ImportedGraph &graph)
{
    QStringList list;
    for (const rollback::Link &link : graph.edges) {
        list << text(link.from) + QLatin1String(" -> ") + QLatin1String(link.resolved ? "" : "?") + text(link.to)
                    + (link.label.empty() ? QString() : QLatin1String(" (") + text(link.label) + QLatin1String(")"));
    }
    return list;
}

/// "id kind releases owner".
inline QStringList components(const ImportedGraph &graph)
{
    QStringList list;
    for (const ImportedComponent &component : graph.components) {
        QString line = text(component.id) + QLatin1Char(' ') + text(std::string(rollback::toText(component.kind)));
        for (const std::string &release : component.releases)
            line += QLatin1Char(' ') + text(release);
        if (!component.owner.empty())
            line += QLatin1String(" @") + text(component.owner);
        list << line;
    }
    return list;
}

inline QStringList warnings(const ImportedGraph &graph)
{
    QStringList list;
    for (const Error &warning : graph.warnings)
        list << text(describe(warning));
    return list;
}

inline QStringList lines(const char *text)
{
    QStringList list = QString::fromUtf8(text).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (QString &line : list)
        line = line.trimmed();
    list.removeAll(QString());
    return list;
}

} // namespace belay::exchange::testing

/// The import must succeed; the graph is `graph` from here on.
#define IMPORT(graph, format, ...)                                                                                     \
    const auto graph##Result = belay::exchange::testing::import(format, __VA_ARGS__);                                  \
    if (!graph##Result)                                                                                                \
        QFAIL(describe(graph##Result.error()).c_str());                                                                \
    const belay::exchange::ImportedGraph &graph = *graph##Result
