// SPDX-License-Identifier: GPL-3.0-or-later
// Importers of bare graphs: Graphviz DOT, GraphML, Jaeger. And the list of all importers.
#include "tests/exchange/importtesting.h"

#include <map>
#include <random>
#include <stop_token>

using namespace belay;
using namespace belay::exchange;
using namespace belay::exchange::testing;

class ImportGraphsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badInput_data();
    void badInput();
    void cancelled();
    void dotLimits();
    void graphmlLimits();

    void dotForms_data();
    void dotForms();
    void dotNames();
    void dotPlaces();
    void dotLabelsAsNames();
    void graphmlLabels();
    void graphmlNested();
    void graphmlDirections();
    void jaegerForms();
    void jaegerSums();
    void randomGraphs_data();
    void randomGraphs();
    void formats();
};

void ImportGraphsTest::badInput_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *format, const QByteArray &input, ErrorCode code, int line, int column, const char *says) {
        QTest::newRow(name) << QString::fromLatin1(format) << input << int(code) << line << column << QString::fromLatin1(says);
    };
    row("dot empty", "dot", "", ErrorCode::BadStructure, 0, 0, "no node");
    row("dot empty graph", "dot", "digraph {}", ErrorCode::BadStructure, 0, 0, "no node");
    row("dot not UTF-8", "dot", "digraph {\n\"a\xff\" -> b }", ErrorCode::BadEncoding, 2, 3, "");
    row("dot zero byte", "dot", QByteArray("digraph {\n\0 }", 12), ErrorCode::BadEncoding, 2, -1, "");
    row("dot no graph", "dot", "hello { a }", ErrorCode::BadSyntax, 1, 1, "`graph` or `digraph`");
    row("dot truncated", "dot", "digraph {\n  a -> b\n", ErrorCode::BadSyntax, 3, 1, "`}`");
    row("dot truncated edge", "dot", "digraph {\n  a ->\n", ErrorCode::BadSyntax, 3, 1, "a node");
    row("dot truncated text", "dot", "digraph {\n  a -> \"b\n}\n", ErrorCode::BadSyntax, 2, 8, "quoted");
    row("dot truncated comment", "dot", "digraph {\n a /* b\n}\n", ErrorCode::BadSyntax, 2, 4, "comment");
    row("dot truncated html", "dot", "digraph {\n a [label=<<b>x]\n}", ErrorCode::BadSyntax, 2, 11, "HTML");
    row("dot truncated attributes", "dot", "digraph {\n a [label=x\n", ErrorCode::BadSyntax, 3, 1, "`]`");
    row("dot wrong edge", "dot", "digraph {\n  a -- b\n}", ErrorCode::BadSyntax, 2, 5, "->");
    row("dot wrong edge of a graph", "dot", "graph {\n  a -> b\n}", ErrorCode::BadSyntax, 2, 5, "--");
    row("dot bad sign", "dot", "digraph {\n  a -> b!c\n}", ErrorCode::BadSyntax, 2, 9, "`!`");
    row("dot lone minus", "dot", "digraph {\n  - }", ErrorCode::BadSyntax, 2, 3, "`-`");
    row("dot keyword as a node", "dot", "digraph {\n  node -> b\n}", ErrorCode::BadSyntax, 2, 8, "`[`");
    row("dot port without a name", "dot", "digraph {\n  a: -> b\n}", ErrorCode::BadSyntax, 2, 6, "port");
    row("dot too many closed", "dot", "digraph {\n a }\n}", ErrorCode::BadSyntax, 3, 1, "`graph` or `digraph`");
    row("dot empty name", "dot", "digraph {\n \"\" -> a }", ErrorCode::BadValue, 2, 2, "empty name");
    row("dot joined wrongly", "dot", "digraph {\n \"a\" + b }", ErrorCode::BadSyntax, 2, 8, "joined");

    row("graphml empty", "graphml", "", ErrorCode::BadSyntax, 1, -1, "early");
    row("graphml no XML", "graphml", "digraph { a }", ErrorCode::BadSyntax, 1, -1, "XML");
    row("graphml other XML", "graphml", "<?xml version='1.0'?>\n<svg/>", ErrorCode::BadStructure, 2, -1, "<svg>");
    row("graphml not UTF-8", "graphml", "<graphml>\n\xff</graphml>", ErrorCode::BadEncoding, 2, 1, "");
    row("graphml no graph", "graphml", "<graphml></graphml>", ErrorCode::BadStructure, 1, -1, "<graph>");
    row("graphml no nodes", "graphml", "<graphml><graph/></graphml>", ErrorCode::BadStructure, 0, 0, "no node");
    row("graphml truncated", "graphml", "<graphml>\n<graph>\n<node id='a'/>\n", ErrorCode::BadSyntax, 4, -1, "early");
    row("graphml mismatch", "graphml", "<graphml>\n<graph>\n<node id='a'></graph>\n", ErrorCode::BadSyntax, 3, -1, "XML");
    row("graphml no id", "graphml", "<graphml>\n<graph>\n<node/></graph></graphml>", ErrorCode::MissingKey, 3, -1, "id");
    row("graphml same id", "graphml", "<graphml><graph>\n<node id='a'/>\n<node id='a'/></graph></graphml>", ErrorCode::Duplicate, 3, -1, "`a`");
    row("graphml no target", "graphml", "<graphml><graph>\n<node id='a'/>\n<edge source='a'/></graph></graphml>", ErrorCode::MissingKey, 3, -1, "target");
    row("graphml unknown node", "graphml", "<graphml><graph>\n<node id='a'/>\n<edge source='a' target='b'/></graph></graphml>", ErrorCode::UnknownReference, 3, -1, "`b`");
    row("graphml outside", "graphml", "<graphml>\n<node id='a'/></graphml>", ErrorCode::BadStructure, 2, -1, "<graph>");
    row("graphml direction", "graphml", "<graphml>\n<graph edgedefault='both'/></graphml>", ErrorCode::BadValue, 2, -1, "`both`");
    QByteArray laughs = "<?xml version='1.0'?><!DOCTYPE graphml [<!ENTITY a0 'aaaaaaaaaa'>";
    for (int i = 1; i < 10; ++i) {
        const QByteArray before = "&a" + QByteArray::number(i - 1) + ";";
        laughs += "<!ENTITY a" + QByteArray::number(i) + " '" + before.repeated(10) + "'>";
    }
    laughs += "]><graphml><graph><node id='&a9;'/></graph></graphml>";
    row("graphml entity bomb", "graphml", laughs, ErrorCode::BadSyntax, -1, -1, "XML");

    // Qt compares each attribute with each other: minutes for these.
    QByteArray attributes = "<graphml><graph><node id='a' ";
    for (int i = 0; i < 200'000; ++i)
        attributes += "a" + QByteArray::number(i) + "='>' ";
    row("graphml attributes", "graphml", attributes + "/></graph></graphml>", ErrorCode::LimitExceeded, 0, 0, "attributes");

    row("jaeger empty", "jaeger", "", ErrorCode::BadSyntax, -1, -1, "");
    row("jaeger truncated", "jaeger", "[\n{\"parent\": \"a\",", ErrorCode::BadSyntax, 2, -1, "");
    row("jaeger nothing", "jaeger", "[]", ErrorCode::BadStructure, 0, 0, "no dependency");
    row("jaeger a text", "jaeger", "\"x\"", ErrorCode::BadStructure, 1, 1, "list");
    row("jaeger no data", "jaeger", "{\"total\": 0}", ErrorCode::MissingKey, 1, 1, "`data`");
    row("jaeger data a map", "jaeger", "{\n\"data\": {}}", ErrorCode::BadStructure, 2, 9, "list");
    row("jaeger errors", "jaeger", "{\"data\": null,\n\"errors\": [{\"code\": 400}]}", ErrorCode::BadStructure, 2, -1, "errors");
    row("jaeger item a text", "jaeger", "[\n\"a\"]", ErrorCode::BadStructure, 2, 1, "parent");
    row("jaeger no child", "jaeger", "[\n{\"parent\": \"a\"}]", ErrorCode::MissingKey, 2, 1, "`child`");
    row("jaeger parent a number", "jaeger", "[\n{\"parent\": 1, \"child\": \"b\"}]", ErrorCode::BadStructure, 2, 12, "`parent`");
    row("jaeger parent empty", "jaeger", "[\n{\"parent\": \" \", \"child\": \"b\"}]", ErrorCode::BadStructure, 2, 12, "`parent`");
    for (const char *count : {"-1", "1.5", "\"7\"", "true", "[1]", "99999999999999999999"}) {
        row((std::string("jaeger count ") + count).c_str(), "jaeger", "[{\"parent\": \"a\", \"child\": \"b\",\n\"callCount\": " + QByteArray(count) + "}]",
            ErrorCode::BadValue, 2, 14, "`callCount`");
    }
    row("jaeger nested", "jaeger", QByteArray(1'000'000, '['), ErrorCode::LimitExceeded, 1, -1, "");
}

void ImportGraphsTest::badInput()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, input);
    QFETCH(int, code);
    QFETCH(int, line);
    QFETCH(int, column);
    QFETCH(QString, says);
    const auto graph = import(format.toLatin1().constData(), {{"input", input.toStdString()}});
    QVERIFY(!graph);
    const QByteArray error = QByteArray::fromStdString(describe(graph.error()));
    QVERIFY2(int(graph.error().code) == code, error.constData());
    QCOMPARE(text(graph.error().file), QStringLiteral("input"));
    if (line >= 0)
        QVERIFY2(int(graph.error().line) == line, error.constData());
    if (column >= 0)
        QVERIFY2(int(graph.error().column) == column, error.constData());
    QVERIFY2(error.contains(says.toUtf8()), error.constData());
}

void ImportGraphsTest::cancelled()
{
    std::stop_source source;
    source.request_stop();
    const std::map<const char *, const char *> inputs = {{"dot", "digraph { a -> b }"},
                                                         {"graphml", "<graphml><graph><node id='a'/></graph></graphml>"},
                                                         {"jaeger", "[{\"parent\": \"a\", \"child\": \"b\"}]"}};
    for (const auto &[format, input] : inputs) {
        const std::vector<InputText> list = {{"a", input}};
        QVERIFY(importFormat(format)->read(list, {}, nullptr));
        const auto graph = importFormat(format)->read(list, source.get_token(), nullptr);
        QVERIFY(!graph);
        QCOMPARE(int(graph.error().code), int(ErrorCode::Cancelled));
    }
}

void ImportGraphsTest::dotLimits()
{
    const auto fails = [](const std::string &dot) {
        const auto graph = import("dot", {{"input", dot}});
        return !graph && graph.error().code == ErrorCode::LimitExceeded && graph.error().line > 0;
    };
    QVERIFY(fails("digraph {" + std::string(1'000'000, '{')));
    std::string subgraphs;
    for (int i = 0; i < 1'000'000; ++i)
        subgraphs += "subgraph ";
    QVERIFY(!import("dot", {{"input", "digraph {" + subgraphs}}));

    // Two subgraphs of n nodes make n² edges.
    std::string left;
    std::string right;
    for (int i = 0; i < 2000; ++i) {
        left += " a" + std::to_string(i);
        right += " b" + std::to_string(i);
    }
    QVERIFY(fails("digraph { {" + left + "} -> {" + right + "} }"));
    // A subgraph opened again and again has all members it ever had.
    std::string again;
    for (int i = 0; i < 20'000; ++i)
        again += "subgraph x { c" + std::to_string(i) + " }\n";
    QVERIFY(fails("digraph {" + again + "}"));

    // Deep, but within bounds; and many subgraphs.
    std::string deep = "digraph {" + std::string(150, '{') + "a -> b" + std::string(150, '}');
    for (int i = 0; i < 5'000; ++i)
        deep += " subgraph s" + std::to_string(i) + " { c" + std::to_string(i) + " -> a }";
    IMPORT(graph, "dot", {{"input", deep + "}"}});
    QCOMPARE(graph.edges.size(), std::size_t{5'001});
}

void ImportGraphsTest::graphmlLimits()
{
    std::string deep = "<graphml><graph>";
    for (int i = 0; i < 100'000; ++i)
        deep += "<node id='n" + std::to_string(i) + "'><graph>";
    const auto graph = import("graphml", {{"input", deep}});
    QVERIFY(!graph);
    QCOMPARE(int(graph.error().code), int(ErrorCode::LimitExceeded));
    QCOMPARE(graph.error().line, 1U);
}

void ImportGraphsTest::dotForms_data()
{
    QTest::addColumn<QString>("dot");
    QTest::addColumn<QString>("nodes");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<int>("warnings");
    const auto row = [](const char *name, const char *dot, const char *nodes, const char *wanted, int count = 0) {
        QTest::newRow(name) << QString::fromUtf8(dot) << QString::fromUtf8(nodes) << QString::fromUtf8(wanted) << count;
    };
    row("nodes", "digraph { b; a c; b }", "b a c", "");
    row("chain", "digraph G { a -> b -> c }", "a b c", "a -> b\nb -> c");
    row("no separators", "digraph{a->b c->d}", "a b c d", "a -> b\nc -> d");
    row("empty statements", "digraph { ;; a -> b;; }", "a b", "a -> b");
    row("to a set", "digraph { a -> {b c} }", "a b c", "a -> b\na -> c");
    row("from a set to a set", "digraph { {a b} -> subgraph x { c d } }", "a b c d", "a -> c\na -> d\nb -> c\nb -> d");
    row("set with an edge", "digraph { a -> { b -> c } }", "a b c", "b -> c\na -> b\na -> c");
    row("named subgraph again", "digraph { subgraph x { a } subgraph x { b } subgraph x -> c }", "a b c", "a -> c\nb -> c");
    row("set of sets", "digraph { {{a b} c} -> {{{d}}} }", "a b c d", "a -> d\nb -> d\nc -> d");
    row("set with a chain", "digraph { {a -> b} -> {c -> d} -> e }", "a b c d e", "a -> b\nc -> d\na -> c\na -> d\nb -> c\nb -> d\nc -> e\nd -> e");
    row("name in another subgraph", "digraph { subgraph x { a } { subgraph x { b } subgraph x -> c } subgraph x -> d }", "a b c d", "b -> c\na -> d");
    row("empty set", "digraph { a -> {} -> b }", "a b", "");
    row("clusters", "digraph { subgraph cluster_0 { label = \"Zone\"; style=filled; a; subgraph cluster_1 { b } } a -> b }", "a b", "a -> b");
    row("ports", "digraph { a:out:e -> b:\"in 1\" }", "a b", "a -> b");
    row("labels", "digraph { a -> b [label=\"two\\nlines\", color=red]; a -> b [label=<<b>bold</b> &amp; <i>more</i>>] }", "a b",
        "a -> b (two lines)\na -> b (bold & more)");
    row("default label", "digraph { edge [label=x]; a -> b; { edge [label=y] b -> c } c -> a [label=z] a -> c }", "a b c",
        "a -> b (x)\nb -> c (y)\nc -> a (z)\na -> c (x)");
    row("back", "digraph { a -> b [dir=back]; edge [dir=\"BOTH\" label=q]; c -> d; edge [dir=none label=\"\"] e -> f }", "a b c d e f",
        "b -> a\nc -> d (q)\nd -> c (q)\ne -> f");
    row("same edge twice", "digraph { a -> b; a -> b; a -> b [label=x] }", "a b", "a -> b\na -> b (x)");
    row("strict", "strict digraph { a -> b [label=x]; a -> b; a -> a; b -> a }", "a b", "a -> b (x)\na -> a\nb -> a");
    row("undirected", "graph { a -- b -- c }", "a b c", "a -> b\nb -> c", 1);
    row("strict undirected", "strict graph { a -- b; b -- a }", "a b", "a -> b", 1);
    row("itself", "digraph { a -> a }", "a", "a -> a");
    row("comments", "// one\n# two\ndigraph { /* a -> z\n */ a -> b // c\n }", "a b", "a -> b");
    row("keywords in capitals", "DIGRAPH { Node [shape=box]; EDGE [a=b] SubGraph { a } }", "a", "");
    row("attributes only", "digraph { rankdir=LR; \"size\"=\"1,2\"; graph [bgcolor=x] node [a] a [x=1;y=2,z=3][w=4] }", "a", "");
    row("two graphs", "digraph { a -> b } digraph { b -> c }", "a b c", "a -> b\nb -> c");
    row("byte order mark", "\xef\xbb\xbf" "digraph { a }", "a", "");
}

void ImportGraphsTest::dotForms()
{
    QFETCH(QString, dot);
    QFETCH(QString, nodes);
    QFETCH(QString, wanted);
    QFETCH(int, warnings);
    IMPORT(graph, "dot", {{"input.dot", dot.toStdString()}});
    QStringList names;
    for (const ImportedComponent &component : graph.components)
        names << text(component.id);
    QCOMPARE(names.join(QLatin1Char(' ')), nodes);
    QCOMPARE(edges(graph).join(QLatin1Char('\n')), wanted);
    QCOMPARE(int(graph.warnings.size()), warnings);
}

void ImportGraphsTest::dotNames()
{
    IMPORT(graph, "dot", {{"input.dot", "digraph {\n"
                                        "\"a b\" -> ünïcode -> -1.5 -> .4;\n"
                                        "\"say \\\"hi\\\"\" -> \"back\\\\slash\" -> \"li\\\nne\";\n"
                                        "\"joi\" + \"ned\" -> \"node\" -> \"->\";\n"
                                        "<b> -> \"n0\" -> \"é; }\";\n}"}});
    QStringList names;
    for (const ImportedComponent &component : graph.components)
        names << text(component.id);
    const QStringList wanted = {QStringLiteral("a b"), QStringLiteral("ünïcode"), QStringLiteral("-1.5"), QStringLiteral(".4"),
                                QStringLiteral("say \"hi\""), QStringLiteral("back\\\\slash"), QStringLiteral("line"), QStringLiteral("joined"),
                                QStringLiteral("node"), QStringLiteral("->"), QStringLiteral("b"), QStringLiteral("n0"), QStringLiteral("é; }")};
    QCOMPARE(names, wanted);
    QCOMPARE(graph.edges.size(), std::size_t{9});
}

void ImportGraphsTest::dotPlaces()
{
    IMPORT(graph, "dot", {{"input.dot", "digraph {\n  x -> y\n   {a b}\n -> c\n}"}});
    QCOMPARE(graph.components[1].mark.line, 2U);
    QCOMPARE(graph.components[1].mark.column, 8U);
    QCOMPARE(graph.edges[1].mark.line, 3U);
    QCOMPARE(graph.edges[1].mark.column, 4U);
    const auto wrong = import("dot", {{"first.dot", "digraph { a }"}, {"second.dot", "digraph {\n\"ä\" - b }"}});
    QVERIFY(!wrong);
    QCOMPARE(text(wrong.error().file), QStringLiteral("second.dot"));
    QCOMPARE(wrong.error().line, 2U);
    QCOMPARE(wrong.error().column, 5U);
}

void ImportGraphsTest::dotLabelsAsNames()
{
    IMPORT(made, "dot", {{"input.dot", "digraph { Node0x1f [label=\"shop\\nweb\"]; Node0x2a [label=cart]; Node0x1f -> Node0x2a }"}});
    QCOMPARE(edges(made), lines("shop web -> cart"));
    // Not if two have the same, if one has none, or if somebody has thought about the names.
    IMPORT(same, "dot", {{"input.dot", "digraph { n1 [label=a]; n2 [label=a]; n1 -> n2 }"}});
    QCOMPARE(edges(same), lines("n1 -> n2"));
    IMPORT(none, "dot", {{"input.dot", "digraph { n1 [label=a]; n1 -> n2 }"}});
    QCOMPARE(edges(none), lines("n1 -> n2"));
    IMPORT(named, "dot", {{"input.dot", "digraph { web [label=a]; n2 [label=b]; web -> n2 }"}});
    QCOMPARE(edges(named), lines("web -> n2"));
}

void ImportGraphsTest::graphmlLabels()
{
    IMPORT(graph, "graphml", {{"input.graphml", R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
 <key for="port" id="d0" yfiles.type="portgraphics"/>
 <key for="node" id="d1" yfiles.type="nodegraphics"/>
 <key for="node" id="d2" attr.name="label" attr.type="string"/>
 <key for="edge" id="d3" yfiles.type="edgegraphics"/>
 <key for="node" id="d4" attr.name="weight" attr.type="unheard"><default>4</default></key>
 <graph edgedefault="directed" id="G">
  <node id="n0"><data key="d1"><y:ShapeNode><y:Geometry height="30"/>
     <y:NodeLabel alignment="center">  shop
 web<y:LabelModel><y:SmartNodeLabelModel distance="4"/></y:LabelModel></y:NodeLabel><y:NodeLabel>second</y:NodeLabel></y:ShapeNode></data></node>
  <node id="n1"><data key="d2">cart &amp; co</data><data key="d4">7</data></node>
  <node id="n2"><data key="d2">twin</data></node>
  <node id="n3"><data key="d2">twin</data></node>
  <node id="n4"><data key="d1"><y:ShapeNode><y:NodeLabel hasText="false"/></y:ShapeNode></data><port name="p"/></node>
  <node id="n5"><data key="d1"><x><y:Label><y:Label.Text><![CDATA[from <yFiles>]]></y:Label.Text></y:Label></x></data></node>
  <node id="n6"><data key="d1"><y:Label Text="short"/></data></node>
  <edge id="e0" source="n0" target="n1"><data key="d3"><y:PolyLineEdge><y:EdgeLabel>asks<y:LabelModel/></y:EdgeLabel></y:PolyLineEdge></data></edge>
  <edge id="e1" source="n2" target="n3" sourceport="p"/>
  <edge id="e2" source="n4" target="n4"/>
  <edge id="e3" source="n5" target="n6"/>
 </graph>
</graphml>)"}});
    QStringList names;
    for (const ImportedComponent &component : graph.components)
        names << text(component.id);
    QCOMPARE(names, lines("shop web\ncart & co\ntwin (n2)\ntwin (n3)\nn4\nfrom <yFiles>\nshort"));
    QCOMPARE(edges(graph), lines("shop web -> cart & co (asks)\ntwin (n2) -> twin (n3)\nn4 -> n4\nfrom <yFiles> -> short"));
    QCOMPARE(graph.components[1].mark.line, 12U);
    QCOMPARE(warnings(graph), QStringList());
}

void ImportGraphsTest::graphmlNested()
{
    IMPORT(graph, "graphml", {{"input.graphml", R"(<graphml>
 <key for="node" id="d2" attr.name="label"/>
 <graph edgedefault="directed">
  <node id="outer"><data key="d2">zone</data>
   <graph edgedefault="directed"><node id="outer::a"><data key="d2">a</data></node><node id="outer::b"/>
    <edge source="outer::a" target="outer::b"/><edge source="outer::a" target="late"/></graph>
  </node>
  <node id="late"/><edge source="late" target="outer"/>
  <hyperedge><endpoint node="late"/></hyperedge>
 </graph>
 <graph><node id="more"/></graph>
</graphml>)"}});
    QStringList names;
    for (const ImportedComponent &component : graph.components)
        names << text(component.id);
    QCOMPARE(names, lines("zone\na\nouter::b\nlate\nmore"));
    QCOMPARE(edges(graph), lines("a -> outer::b\na -> late\nlate -> zone"));
    QCOMPARE(warnings(graph).size(), 1);
    QVERIFY(warnings(graph)[0].startsWith(QLatin1String("input.graphml:9:")));
}

void ImportGraphsTest::graphmlDirections()
{
    const char *text = "<graphml><graph edgedefault='undirected'><node id='a'/><node id='b'/>"
                       "<edge source='b' target='a'%1/></graph></graphml>";
    const auto with = [text](const char *more) { return QString::fromLatin1(text).arg(QLatin1String(more)).toStdString(); };
    IMPORT(undirected, "graphml", {{"input", with("")}});
    QCOMPARE(edges(undirected), lines("b -> a"));
    QCOMPARE(warnings(undirected).size(), 1);
    IMPORT(directed, "graphml", {{"input", with(" directed='true'")}});
    QCOMPARE(edges(directed), lines("b -> a"));
    QCOMPARE(warnings(directed), QStringList());
}

void ImportGraphsTest::jaegerForms()
{
    const std::string list = R"([{"parent": "web", "child": "cart", "callCount": 1204, "source": "x"},
 {"parent": "cart", "child": "store", "callCount": 1},
 {"child": "log", "parent": "cart"}, {"parent": "log", "child": "log", "callCount": 0}])";
    IMPORT(bare, "jaeger", {{"input.json", list}});
    QCOMPARE(components(bare), lines("web service\ncart service\nstore service\nlog service"));
    QCOMPARE(edges(bare), lines("web -> cart (1,204 calls)\ncart -> store (1 call)\ncart -> log\nlog -> log (0 calls)"));
    QCOMPARE(bare.edges[1].mark.line, 2U);
    IMPORT(answer, "jaeger", {{"input.json", "{\"data\": " + list + ", \"errors\": null, \"total\": 0}"}});
    QCOMPARE(edges(answer), edges(bare));
}

void ImportGraphsTest::jaegerSums()
{
    IMPORT(graph, "jaeger", {{"monday.json", R"([{"parent": "a", "child": "b", "callCount": 999999}, {"parent": "a", "child": "b", "callCount": 2},
        {"parent": "b", "child": "a", "callCount": 18446744073709551615}])"},
                             {"tuesday.json", R"([{"parent": "a", "child": "b", "callCount": 999999}, {"parent": "b", "child": "a", "callCount": 5}])"}});
    QCOMPARE(edges(graph), lines("a -> b (2,000,000 calls)\nb -> a (18,446,744,073,709,551,615 calls)"));
    QCOMPARE(graph.references, std::size_t{5});
}

void ImportGraphsTest::randomGraphs_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 200; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// Whatever graph is written in a format is read back: the same nodes and edges, in the same order.
void ImportGraphsTest::randomGraphs()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t end) { return random() % end; };

    static const QStringList parts = {QStringLiteral("a"), QStringLiteral("B"), QStringLiteral("7"), QStringLiteral(" "), QStringLiteral("-"),
                                      QStringLiteral("\""), QStringLiteral("<"), QStringLiteral("&"), QStringLiteral("ö"), QStringLiteral("漢"),
                                      QStringLiteral("{"), QStringLiteral(";"), QStringLiteral("->"), QStringLiteral("'"), QStringLiteral("]]>")};
    QStringList names;
    const std::size_t nodes = 1 + below(30);
    while (names.size() < qsizetype(nodes)) {
        QString name = QStringLiteral("x");
        for (std::size_t i = below(8); i > 0; --i)
            name += parts[qsizetype(below(std::size_t(parts.size())))];
        name += QString::number(names.size());
        names << name;
    }
    struct Edge {
        qsizetype from;
        qsizetype to;
        quint64 calls;
    };
    std::vector<Edge> wanted;
    std::map<std::pair<qsizetype, qsizetype>, bool> seen;
    for (std::size_t i = below(3 * nodes); i > 0; --i) {
        const Edge edge{qsizetype(below(nodes)), qsizetype(below(nodes)), random()};
        if (!std::exchange(seen[{edge.from, edge.to}], true))
            wanted.push_back(edge);
    }

    const auto dotText = [](QString name) { return QStringLiteral("\"") + name.replace(QLatin1Char('"'), QLatin1String("\\\"")) + QLatin1Char('"'); };
    const auto jsonText = dotText;
    QString dot = QStringLiteral("digraph {\n");
    QString graphml = QStringLiteral("<graphml><key id='l' for='node' attr.name='label'/><graph edgedefault='directed'>\n");
    for (qsizetype i = 0; i < names.size(); ++i) {
        dot += dotText(names[i]) + QLatin1String(";\n");
        graphml += QStringLiteral("<node id='n%1'><data key='l'>").arg(i) + names[i].toHtmlEscaped() + QLatin1String("</data></node>\n");
    }
    QStringList json;
    for (const Edge &edge : wanted) {
        dot += dotText(names[edge.from]) + QLatin1String(" -> ") + dotText(names[edge.to]) + QLatin1String("\n");
        graphml += QStringLiteral("<edge source='n%1' target='n%2'/>\n").arg(edge.from).arg(edge.to);
        json << QStringLiteral("{\"parent\": ") + jsonText(names[edge.from]) + QLatin1String(", \"child\": ") + jsonText(names[edge.to])
                    + QStringLiteral(", \"callCount\": %1}").arg(edge.calls);
    }
    const std::map<const char *, QString> inputs = {{"dot", dot + QLatin1String("}")},
                                                    {"graphml", graphml + QLatin1String("</graph></graphml>")},
                                                    {"jaeger", QLatin1String("[") + json.join(QLatin1String(",\n")) + QLatin1String("]")}};
    for (const auto &[format, input] : inputs) {
        const bool jaeger = std::string_view(format) == "jaeger";
        if (jaeger && wanted.empty())
            continue;
        IMPORT(graph, format, {{"input", input.toStdString()}});
        std::vector<std::pair<QString, QString>> found;
        for (const rollback::Link &link : graph.edges) {
            found.emplace_back(text(link.from), text(link.to));
            QVERIFY(link.resolved);
        }
        std::vector<std::pair<QString, QString>> expected;
        for (const Edge &edge : wanted)
            expected.emplace_back(names[edge.from].simplified(), names[edge.to].simplified());
        if (std::string_view(format) != "graphml") {
            for (std::size_t i = 0; i < wanted.size(); ++i)
                expected[i] = {names[wanted[i].from], names[wanted[i].to]};
        }
        QVERIFY2(found == expected, format);
        if (!jaeger)
            QCOMPARE(graph.components.size(), nodes);
        QCOMPARE(graph.warnings.size(), std::size_t{0});
        // And once more the same.
        const auto again = import(format, {{"input", input.toStdString()}});
        QVERIFY(again && *again == graph);
    }
}

void ImportGraphsTest::formats()
{
    QStringList names;
    for (const ImportFormat &format : importFormats()) {
        names << text(std::string(format.name));
        QVERIFY(!format.title.empty());
        QVERIFY(!format.patterns.empty());
        QVERIFY(format.read);
        QCOMPARE(importFormat(format.name), &format);
    }
    QCOMPARE(names, lines("compose\nkubernetes\nbackstage\ndot\ngraphml\njaeger"));
    QVERIFY(!importFormat("Compose"));
    const auto guess = [](const char *file) {
        const ImportFormat *format = importFormatOf(file);
        return format ? text(std::string(format->name)) : QString();
    };
    QCOMPARE(guess("deploy/compose.full.yaml"), QStringLiteral("compose"));
    QCOMPARE(guess("Docker-Compose.yml"), QStringLiteral("compose"));
    QCOMPARE(guess("release/kubernetes-manifests.yaml"), QStringLiteral("kubernetes"));
    QCOMPARE(guess("C:\\x\\catalog-info.yaml"), QStringLiteral("backstage"));
    QCOMPARE(guess("a.GV"), QStringLiteral("dot"));
    QCOMPARE(guess("a.graphml"), QStringLiteral("graphml"));
    QCOMPARE(guess("dependencies.json"), QStringLiteral("jaeger"));
    QCOMPARE(guess("compose.manifests.yaml"), QString()); // Could be two of them.
    QCOMPARE(guess("a.dot/b.txt"), QString());
}

QTEST_GUILESS_MAIN(ImportGraphsTest)
#include "importgraphstest.moc"
