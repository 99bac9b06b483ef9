// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/dottidy.h"
#include "models/graph/graphdrawing.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

using namespace belay;
using namespace belay::graph;
using namespace belay::rollback;

namespace {

/// Names that are hostile to each of the formats.
Workspace awkward()
{
    Workspace workspace;
    for (const char *id : {"<b>&\"x\"\\", "db\nline", "emoji \xF0\x9F\x9A\x80 and a very long name for a card"}) {
        Component component;
        component.id = id;
        Release release;
        release.id = "1";
        component.releases.push_back(release);
        workspace.components.emplace_back(component);
    }
    workspace.components[0].edit().releases[0].needs.push_back(
        {{{workspace.components[1]->id, "", {{"1", ""}}, {}}}, {}});
    workspace.links.push_back({workspace.components[1]->id, workspace.components[2]->id, "a\x01\"b", "", true, {}});
    workspace.links.push_back({workspace.components[2]->id, "gone", "x", "", false, {}});
    return workspace;
}

struct Drawn {
    std::shared_ptr<const Workspace> workspace;
    std::shared_ptr<const DependencyGraph> graph;
    BlastRadius blast;
    DrawingContent content;
};

Drawn drawn()
{
    Drawn made;
    made.workspace = std::make_shared<const Workspace>(awkward());
    made.graph = std::make_shared<const DependencyGraph>(DependencyGraph::make(*made.workspace));
    const auto analysis = BlastAnalysis::make(made.workspace, made.graph);
    made.blast = *analysis->of(NodeId(std::size_t{1}), "none");
    made.content.captions = liveCaptions(*made.graph, *analysis);
    made.content.title = "<Title> & \"more\"";
    made.content.risks = edgeRisks(*made.graph, nullptr);
    return made;
}

} // namespace

class GraphDrawingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainFormatRefusesOthers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QByteArray() << int(ErrorCode::BadStructure);
        QTest::newRow("html") << QByteArray("<html>\n") << int(ErrorCode::BadSyntax);
        QTest::newRow("node before graph") << QByteArray("node 0 1 1 1 1\n") << int(ErrorCode::BadSyntax);
        QTest::newRow("cut off") << QByteArray("graph 1 2") << int(ErrorCode::BadSyntax);
        QTest::newRow("not a number") << QByteArray("graph 1 2 3\nnode 0 one 1\n") << int(ErrorCode::BadSyntax);
        QTest::newRow("node too many") << QByteArray("graph 1 2 3\nnode 2 1 1\n") << int(ErrorCode::BadSyntax);
        QTest::newRow("infinite") << QByteArray("graph 1 2 3\nnode 0 inf 1\n") << int(ErrorCode::BadSyntax);
        QTest::newRow("node missing") << QByteArray("graph 1 2 3\nnode 0 1 1 1 1\nstop\n") << int(ErrorCode::BadStructure);
    }
    void plainFormatRefusesOthers()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        const LayoutInput input{{{72, 36}, {72, 36}}, {{0, 1}}, {}};
        const auto places = readPlain(text.toStdString(), input);
        QVERIFY(!places);
        QCOMPARE(int(places.error().code), code);
    }

    void plainFormatIsRead()
    {
        const LayoutInput input{{{72, 36}, {144, 36}}, {{0, 1}, {1, 1}}, {}};
        const std::string dot = dotInput(input);
        QVERIFY(dot.find("1 [width=2.000, height=0.500]") != std::string::npos);
        QVERIFY(dot.find("0 -> 1;") != std::string::npos);
        QVERIFY(dot.find("1 -> 1;") == std::string::npos);
        const auto places = readPlain("graph 1 4 1\nnode 0 0.5 0.25 1 0.5 \"\" solid\r\nnode 1 3 0.75 2 0.5\nedge 0 1 4\nstop\n", input);
        QVERIFY(places.ok());
        QCOMPARE((*places)[0], (Point{0, 36}));
        QCOMPARE((*places)[1], (Point{144, 0}));
    }

    void svgIsWellFormed()
    {
        Drawn made = drawn();
        made.content.blast = &made.blast;
        const auto layout = layeredLayout(layoutInput(*made.graph));
        const QByteArray svg = QByteArray::fromStdString(toSvg(*made.graph, *layout, made.content));
        QXmlStreamReader xml(svg);
        int boxes = 0;
        int paths = 0;
        QStringList titles;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement) {
                boxes += xml.name() == QStringLiteral("rect") ? 1 : 0;
                paths += xml.name() == QStringLiteral("path") ? 1 : 0;
                if (xml.name() == QStringLiteral("title"))
                    titles.append(xml.readElementText());
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(boxes, 1 + 4);
        QCOMPARE(paths, 3);
        QVERIFY(titles.contains(QStringLiteral("<b>&\"x\"\\")));
    }

    void jsonIsJson()
    {
        Drawn made = drawn();
        made.content.blast = &made.blast;
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(toJson(*made.graph, made.content)), &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonObject root = document.object();
        QCOMPARE(root[QStringLiteral("nodes")].toArray().size(), 4);
        QCOMPARE(root[QStringLiteral("edges")].toArray().size(), 3);
        const QJsonObject blast = root[QStringLiteral("blast")].toObject();
        QCOMPARE(blast[QStringLiteral("component")].toString(), QStringLiteral("db\nline"));
        QCOMPARE(blast[QStringLiteral("broken")].toArray().size(), 1);
        QCOMPARE(blast[QStringLiteral("broken")].toArray()[0].toObject()[QStringLiteral("hops")].toInt(), 1);
    }

    void dotQuotesNames()
    {
        const Drawn made = drawn();
        const std::string dot = toDot(*made.graph, made.content);
        QVERIFY(dot.find("\"<b>&\\\"x\\\"\\\\\" -> \"db\\nline\"") != std::string::npos);
        QVERIFY(dot.find("style=\"rounded,dashed\"") != std::string::npos);
    }

    void textNamesWhoBreaks()
    {
        Workspace workspace;
        for (const char *id : {"web", "api"}) {
            Component component;
            component.id = id;
            for (const char *label : {"1", "2"}) {
                Release release;
                release.id = label;
                component.releases.push_back(release);
            }
            workspace.components.emplace_back(component);
        }
        workspace.components[0].edit().releases[1].needs.push_back({{{"api", "", {{"2", ""}}, {}}}, {}});
        const auto shared = std::make_shared<const Workspace>(workspace);
        const auto graph = std::make_shared<const DependencyGraph>(DependencyGraph::make(*shared));
        const auto analysis = BlastAnalysis::make(shared, graph);
        const auto radius = analysis->of("api");
        DrawingContent content;
        QCOMPARE(toTextTree(*graph, content),
                 std::string("web (service)\n└─ needs api 2..\napi (service)\n2 components, 1 edge\n"));
        content.blast = &*radius;
        QCOMPARE(toTextTree(*graph, content),
                 std::string("If api goes back from 2 to 1:\n    web 2 breaks after 1 hop: needs/1 on api\n"
                             "1 of 2 components break, 1 could be affected.\nCould be affected:\n  1 hop: web\n"));
    }
};

QTEST_GUILESS_MAIN(GraphDrawingTest)
#include "graphdrawingtest.moc"
