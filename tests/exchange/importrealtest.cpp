// SPDX-License-Identifier: GPL-3.0-or-later
// The public files that docs/import.md names. They are no part of this repository: the test reads
// them from the folder in BELAY_REAL_INPUT and is skipped without it.
#include "tests/exchange/importtesting.h"

#include "models/exchange/importmerge.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>

using namespace belay;
using namespace belay::exchange;
using namespace belay::exchange::testing;

class ImportRealTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
};

void ImportRealTest::counts_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<int>("components");
    QTest::addColumn<int>("edges");
    QTest::addColumn<int>("references");
    QTest::addColumn<int>("unresolved");
    QTest::addColumn<int>("releases"); // Components that have one.
    const auto row = [](const char *name, const char *format, const char *files, int components, int edges, int references, int unresolved, int releases) {
        QTest::newRow(name) << QString::fromLatin1(format) << QString::fromLatin1(files).split(QLatin1Char(' ')) << components << edges << references
                            << unresolved << releases;
    };
    row("opentelemetry-demo", "compose", "opentelemetry-demo/.env opentelemetry-demo/compose.yaml", 20, 46, 46, 0, 20);
    row("opentelemetry-demo without .env", "compose", "opentelemetry-demo/compose.yaml", 20, 46, 46, 0, 0);
    row("opentelemetry-demo, all files", "compose",
        "opentelemetry-demo/.env opentelemetry-demo/compose.yaml opentelemetry-demo/compose.full.yaml opentelemetry-demo/compose.observability.yaml "
        "opentelemetry-demo/compose.agent.yaml opentelemetry-demo/compose.profiling.yaml opentelemetry-demo/compose.extras.yaml "
        "opentelemetry-demo/compose.tests.yaml",
        34, 67, 67, 0, 34);
    row("microservices-demo", "kubernetes", "kubernetes-manifests.yaml", 12, 16, 16, 0, 12);
    row("scaup-backend", "backstage", "catalog-info.yaml", 3, 9, 9, 4, 0);
    row("jaeger-ui, small", "jaeger", "small.json", 8, 7, 7, 0, 0);
    row("jaeger-ui, large", "jaeger", "large.json", 1238, 4271, 4271, 0, 0);
    row("neutron", "dot", "neutron-metadata-l3-agent.dot", 10, 11, 11, 0, 0);
    row("redhat-openstack", "graphml", "new-dependencies.graphml", 17, 21, 21, 0, 0);
}

void ImportRealTest::counts()
{
    QFETCH(QString, format);
    QFETCH(QStringList, files);
    const QString folder = qEnvironmentVariable("BELAY_REAL_INPUT");
    if (folder.isEmpty())
        QSKIP("BELAY_REAL_INPUT names no folder with the public files; docs/import.md says how to fetch them");
    std::vector<InputText> inputs;
    for (const QString &name : files) {
        QFile file(QDir(folder).filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP(qPrintable(file.fileName() + QLatin1String(" cannot be read")));
        inputs.push_back({name.toStdString(), file.readAll().toStdString()});
    }
    IMPORT(graph, format.toLatin1().constData(), inputs);
    QTEST(int(graph.components.size()), "components");
    QTEST(int(graph.edges.size()), "edges");
    QTEST(int(graph.references), "references");
    QTEST(int(graph.unresolved), "unresolved");
    int releases = 0;
    for (const ImportedComponent &component : graph.components)
        releases += component.releases.empty() ? 0 : 1;
    QTEST(releases, "releases");
    const rollback::Workspace once = merge({}, graph, {"origin", "production"}).workspace;
    QVERIFY(merge(once, graph, {"origin", "production"}).workspace == once);
}

QTEST_GUILESS_MAIN(ImportRealTest)
#include "importrealtest.moc"
