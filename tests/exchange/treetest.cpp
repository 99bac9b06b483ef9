// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/tree.h"

#include <QtTest>

#include <string>

using namespace belay;
using namespace belay::exchange;

namespace {

/// One line: lists in [], maps in {}, quoted scalars in '', for comparison.
std::string shape(const TreeNode &node)
{
    if (node.isScalar())
        return node.quoted() ? "'" + std::string(node.text()) + "'" : std::string(node.text());
    std::string text;
    for (const TreeNode &item : node.isList() ? node.items() : TreeNode().items())
        text += "," + shape(item);
    for (const TreeNode::Entry entry : node.entries())
        text += "," + shape(entry.key) + ":" + shape(entry.value);
    if (!text.empty())
        text.erase(0, 1);
    return node.isList() ? "[" + text + "]" : "{" + text + "}";
}

std::string shapes(const Result<std::vector<Tree>> &trees)
{
    if (!trees)
        return "error " + describe(trees.error());
    std::string text;
    for (const Tree &tree : *trees)
        text += (&tree == trees->data() ? "" : " --- ") + shape(tree.root());
    return text;
}

std::string repeated(std::string_view part, std::size_t bytes)
{
    std::string text;
    text.reserve(bytes + part.size());
    while (text.size() < bytes)
        text += part;
    return text;
}

/// Bytes in test data, where QByteArray's literal would stop at a NUL.
template <std::size_t Size>
QByteArray bytes(const char (&text)[Size])
{
    return QByteArray(text, static_cast<qsizetype>(Size) - 1);
}

} // namespace

class TreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badEncoding_data();
    void badEncoding();
    void badYaml_data();
    void badYaml();
    void badJson_data();
    void badJson();
    void endlessNesting_data();
    void endlessNesting();
    void limits();
    void aliasBomb();
    void deepAliases();
    void manyKeysTwice();
    void mergeKeys();
    void tags();
    void goodYaml_data();
    void goodYaml();
    void goodJson_data();
    void goodJson();
    void places();
    void lookUp();
    void cancelled();
};

void TreeTest::badEncoding_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    QTest::newRow("lone byte") << bytes("a: b\nc: \xFF") << "f:2:4: the byte 0xFF is not UTF-8 here";
    QTest::newRow("after an umlaut") << bytes("\xC3\xA4\x80") << "f:1:2: the byte 0x80 is not UTF-8 here";
    QTest::newRow("cut sequence") << bytes("x: \xE2\x82") << "f:1:4: the byte 0xE2 is not UTF-8 here";
    QTest::newRow("overlong") << bytes("\xC0\x80") << "f:1:1: the byte 0xC0 is not UTF-8 here";
    QTest::newRow("overlong 3") << bytes("\xE0\x80\x80") << "f:1:1: the byte 0xE0 is not UTF-8 here";
    QTest::newRow("surrogate") << bytes("\xED\xA0\x80") << "f:1:1: the byte 0xED is not UTF-8 here";
    QTest::newRow("beyond the last") << bytes("\xF4\x90\x80\x80") << "f:1:1: the byte 0xF4 is not UTF-8 here";
    QTest::newRow("UTF-16 LE") << bytes("\xFF\xFE{\0}\0") << "f:1:1: this is UTF-16; save the file as UTF-8";
    QTest::newRow("UTF-16 BE") << bytes("\xFE\xFF\0{\0}") << "f:1:1: this is UTF-16; save the file as UTF-8";
    QTest::newRow("UTF-16 bare") << bytes("{\0}\0") << "f:1:1: this is UTF-16; save the file as UTF-8";
    QTest::newRow("NUL") << bytes("a: \"b\0\"") << "f:1:6: control character U+0000; write it as an escape in quotes";
    QTest::newRow("end of transmission")
        << bytes("a: b\n\x04") << "f:2:1: control character U+0004; write it as an escape in quotes";
}

void TreeTest::badEncoding()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    for (const auto &result : {parseYaml(view, "f"), parseJson(view, "f")}) {
        QVERIFY(!result.ok());
        QCOMPARE(QString::fromStdString(describe(result.error())), error);
        QVERIFY(result.error().code == ErrorCode::BadEncoding);
    }
}

void TreeTest::badYaml_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &text, const char *error) {
        QTest::newRow(name) << text << QString::fromUtf8(error);
    };
    row("open list", "a: [b,\nc", "f:1:4: not YAML: this `[` is not closed");
    row("open map", "{a: b", "f:1:1: not YAML: this `{` is not closed");
    row("open quotes", "a:\n  - \"b\n", "f:2:5: not YAML: these quotes are not closed");
    row("open single quotes", "a: 'it''s\n", "f:1:4: not YAML: these quotes are not closed");
    row("quotes over a document", "a: \"b\n---\n\"", "f:1:4: not YAML: these quotes are not closed");
    row("wrong bracket", "[a}", "f:1:3: not YAML: `,` or `]` is expected");
    row("wrong brace", "{a: b]", "f:1:6: not YAML: `,` or `}` is expected");
    row("two commas", "[a,,b]", "f:1:4: not YAML: `,` where a value is expected");
    row("two commas in a map", "{a,,b}", "f:1:4: not YAML: `,` where a key is expected");
    row("tab", "a:\n\tb: c", "f:2:1: not YAML: a tab in the indentation; use spaces");
    row("tab after spaces", "a:\n  - b\n  \t- c", "f:3:3: not YAML: a tab in the indentation; use spaces");
    row("map in a line", "a: b: c", "f:1:4: not YAML: a map cannot begin on this line");
    row("list in a line", "a: - b", "f:1:4: not YAML: a list cannot begin on this line");
    row("map in a text", "a: b\n  c: d", "f:1:4: not YAML: a map cannot begin on this line");
    row("too far left", "a:\n    b: c\n  d: e", "f:3:3: not YAML: this does not fit the map that it stands in");
    row("too far right", "- a: b\n   c: d", "f:1:6: not YAML: a map cannot begin on this line");
    row("list in a map", "a: b\n- c", "f:2:1: not YAML: a list item where a key is expected");
    row("map in a list", "- a\nb: c", "f:2:1: not YAML: this does not belong to what stands above");
    row("key without a colon", "a: b\nc\n", "f:2:1: not YAML: a key and a colon are expected");
    row("text behind quotes", "a: \"b\" c", "f:1:8: not YAML: something stands behind the value");
    row("text behind a list", "a: [b] c", "f:1:8: not YAML: something stands behind the value");
    row("comment without a gap", "a: \"b\"#c", "f:1:7: not YAML: something stands behind the value");
    row("reserved", "a: @b", "f:1:4: not YAML: a text cannot begin with `@`; put it in quotes");
    row("percent", "a: %b", "f:1:4: not YAML: a text cannot begin with `%`; put it in quotes");
    row("lone dash", "[-]", "f:1:2: not YAML: `-` is not expected here");
    row("no anchor", "a: *b", "f:1:4: not YAML: no anchor `b` stands above");
    row("anchor of another document", "a: &b c\n---\n*b", "f:3:1: not YAML: no anchor `b` stands above");
    row("alias in itself", "a: &b [*b]", "f:1:8: an alias inside of what it stands for");
    row("two anchors", "a: &b &c d", "f:1:7: not YAML: a second anchor");
    row("nameless anchor", "a: & b", "f:1:4: not YAML: an anchor needs a name");
    row("anchor of an alias", "a: &b c\nd: &e *b", "f:2:7: not YAML: an alias takes no anchor and no tag");
    row("escape", "a: \"\\q\"", "f:1:5: not YAML: an escape that does not exist");
    row("short escape", "\"\\u12\"", "f:1:2: not YAML: an escape needs 4 hexadecimal digits");
    row("half a pair", "\"\\ud83d\"", "f:1:2: not YAML: an escape for what is no character");
    row("pair in disorder", "\"\\ude00\\ud83d\"", "f:1:2: not YAML: an escape for what is no character");
    row("too large", "\"\\U00110000\"", "f:1:2: not YAML: an escape for what is no character");
    row("block header", "a: |x\n b", "f:1:5: not YAML: a line break is expected behind the `|` or `>`");
    row("key twice", "a: b\nc: d\na: e", "f:3:1: `a`: key used twice, first in line 1");
    row("key twice in quotes", "{\"a\": b, 'a': c}", "f:1:10: `a`: key used twice, first in line 1");
    row("list as a key", "? [a]\n: b", "f:1:3: a key must be text, not a list or a map");
    row("list as a key in a line", "[a]: b", "f:1:1: a key must be text, not a list or a map");
    row("alias of a map as a key", "a: &b {c: d}\n*b : e", "f:2:1: a key must be text, not a list or a map");
    row("merge key", "a: &b {c: d}\ne:\n  <<: *b", "f:3:3: merge keys (`<<`) are not supported here");
    row("tag", "a: !b c", "f:1:4: `!b`: tags are not supported here");
    row("core tag", "a: !!binary c", "f:1:4: `!!binary`: tags are not supported here");
    row("directive", "%YAML 1.2\na: b", "f:2:1: not YAML: `---` is expected behind the directives");
}

void TreeTest::badYaml()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    const Result<std::vector<Tree>> result = parseYaml(text.toStdString(), "f");
    QVERIFY2(!result.ok(), shapes(result).c_str());
    const std::string found = describe(result.error());
    QVERIFY2(QString::fromStdString(found).startsWith(error), found.c_str());
}

void TreeTest::badJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &text, const char *error) {
        QTest::newRow(name) << text << QString::fromUtf8(error);
    };
    row("nothing", "", "f:1:1: not JSON: the text ends too early");
    row("open list", "[1,\n2", "f:2:2: not JSON: the text ends too early");
    row("open map", "{\"a\":", "f:1:6: not JSON: the text ends too early");
    row("open quotes", "{\"a", "f:1:4: not JSON: the text ends too early");
    row("no quotes", "{a: 1}", "f:1:2: not JSON: syntax error");
    row("no colon", "{\"a\" 1}", "f:1:6: not JSON: syntax error");
    row("no value", "{\"a\": }", "f:1:7: not JSON: syntax error");
    row("comma at the end", "[1,\n]", "f:2:1: not JSON: syntax error");
    row("two commas", "[1,,2]", "f:1:4: not JSON: syntax error");
    row("wrong bracket", "[1}", "f:1:3: not JSON: syntax error");
    row("leading zero", "[01]", "f:1:4: not JSON: syntax error");
    row("comment", "[1] // x", "f:1:5: not JSON: syntax error");
    row("second value", "{}\n{}", "f:2:1: not JSON: syntax error");
    row("half a pair", "[\"\\ud83d\"]", "f:1:9: not JSON: syntax error");
    row("escape", "[\n \"ab\\q\"]", "f:2:6: not JSON: syntax error");
    row("line break in quotes", "[\"a\n\"]", "f:1:4: not JSON: syntax error");
    row("number beyond all numbers", "[1e999]", "f:1:2: not JSON: number overflow parsing '1e999'");
    row("word", "[True]", "f:1:2: not JSON: syntax error");
    row("key twice", "{\"a\": 1,\n \"\\u0061\": 2}", "f:2:2: `a`: key used twice, first in line 1");
}

void TreeTest::badJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    const Result<std::vector<Tree>> result = parseJson(text.toStdString(), "f");
    QVERIFY2(!result.ok(), shapes(result).c_str());
    const std::string found = describe(result.error());
    QVERIFY2(QString::fromStdString(found).startsWith(error), found.c_str());
}

void TreeTest::endlessNesting_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<bool>("json");
    QTest::newRow("JSON lists") << QByteArray("[") << true;
    QTest::newRow("JSON maps") << QByteArray("{\"a\":") << true;
    QTest::newRow("flow lists") << QByteArray("[") << false;
    QTest::newRow("flow maps") << QByteArray("{a: ") << false;
    QTest::newRow("flow maps in lists") << QByteArray("[{a: ") << false;
    QTest::newRow("pairs") << QByteArray("[a: ") << false;
    QTest::newRow("lists") << QByteArray("- ") << false;
}

void TreeTest::endlessNesting()
{
    QFETCH(QByteArray, part);
    QFETCH(bool, json);
    const std::string text = repeated(part.toStdString(), 50'000'000);
    const Result<std::vector<Tree>> result = json ? parseJson(text, "f") : parseYaml(text, "f");
    QVERIFY(!result.ok());
    QVERIFY(result.error().code == ErrorCode::LimitExceeded);
    QCOMPARE(result.error().line, 1U);
    QVERIFY(result.error().column > 100 && result.error().column < 1000);
    QCOMPARE(QString::fromStdString(result.error().detail),
             QStringLiteral("lists and maps are nested more than 100 deep"));
}

void TreeTest::limits()
{
    const auto detail = [](std::string_view text, TreeLimits limits) {
        TreeOptions options;
        options.limits = limits;
        const Result<std::vector<Tree>> result = parseYaml(text, "f", options);
        if (result.ok() || result.error().code != ErrorCode::LimitExceeded)
            return std::string("not refused");
        return describe(result.error());
    };
    TreeLimits limits;
    limits.bytes = 3;
    QCOMPARE(detail("a: b", limits), std::string("f:1:1: the text is larger than 3 bytes"));
    limits = {};
    limits.nodes = 3;
    QCOMPARE(detail("[a,\nb, c]", limits), std::string("f:2:4: more than 3 values"));
    limits = {};
    limits.scalarBytes = 3;
    QCOMPARE(detail("a: bcde", limits), std::string("f:1:4: a text of more than 3 bytes"));
    limits = {};
    limits.documents = 1;
    QCOMPARE(detail("a\n---\nb", limits), std::string("f:2:4: more than 1 documents"));
    limits = {};
    limits.depth = 2;
    QCOMPARE(detail("[[[]]]", limits), std::string("f:1:3: lists and maps are nested more than 2 deep"));
    QCOMPARE(detail("[[]]", limits), std::string("not refused"));
}

void TreeTest::aliasBomb()
{
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int j = 1; j < 10; ++j)
            text += ", " + before;
        text += "]\n";
    }
    const Result<std::vector<Tree>> result = parseYaml(text, "f");
    QVERIFY(!result.ok());
    QVERIFY(result.error().code == ErrorCode::LimitExceeded);
    QCOMPARE(QString::fromStdString(describe(result.error())), QStringLiteral("f:6:45: aliases stand for more than 1000000 values"));
}

void TreeTest::deepAliases()
{
    // Few values, but each alias doubles the depth.
    std::string text = "a0: &a0 [[[[[[[[[[x]]]]]]]]]]\n";
    for (int i = 1; i < 20; ++i) {
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [[[[[[[[[[*a" + std::to_string(i - 1)
                + "]]]]]]]]]]\n";
    }
    const Result<std::vector<Tree>> result = parseYaml(text, "f");
    QVERIFY(!result.ok());
    QCOMPARE(describe(result.error()), std::string("f:10:19: lists and maps are nested more than 100 deep"));
}

void TreeTest::manyKeysTwice()
{
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += "key" + std::to_string(i) + ": x\n";
    QVERIFY(parseYaml(text, "f").ok());
    text += "key500: y\n";
    const Result<std::vector<Tree>> result = parseYaml(text, "f");
    QVERIFY(!result.ok());
    QVERIFY(result.error().code == ErrorCode::Duplicate);
    QCOMPARE(describe(result.error()), std::string("f:1001:1: `key500`: key used twice, first in line 501"));
}

void TreeTest::mergeKeys()
{
    TreeOptions options;
    options.mergeKeys = true;
    const auto merged = [&](std::string_view text) { return shapes(parseYaml(text, "f", options)); };
    QCOMPARE(merged("a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}"), std::string("{a:{b:1,c:2},d:{c:3,b:1}}"));
    QCOMPARE(merged("a: &a {b: 1}\nc: &c {b: 2, d: 3}\ne: {<<: [*a, *c]}"),
             std::string("{a:{b:1},c:{b:2,d:3},e:{b:1,d:3}}"));
    // Anchors that stand behind the merge key move with their entries.
    QCOMPARE(merged("a: &a {b: [1, 2]}\nc: {<<: *a, d: &d [3, &e 4]}\nf: *d\ng: *e"),
             std::string("{a:{b:[1,2]},c:{d:[3,4],b:[1,2]},f:[3,4],g:4}"));
    QCOMPARE(merged("a: &a {<<: {b: 1}}\nc: {<<: *a}"), std::string("{a:{b:1},c:{b:1}}"));
    QCOMPARE(merged("\"<<\": {b: 1}"), std::string("{'<<':{'b':1}}").replace(7, 3, "b"));
    QCOMPARE(merged("<<: text"), std::string("error f:1:5: `<<` asks for a map or a list of maps"));
    QCOMPARE(merged("<<: [{a: b}, c]"), std::string("error f:1:5: `<<` asks for a map or a list of maps"));
}

void TreeTest::tags()
{
    TreeOptions options;
    options.tags = true;
    QCOMPARE(shapes(parseYaml("a: !reset [b]\nc: !!str 1\nd: !<tag:x> {e: f}\n!g h: !!int 2", "f", options)),
             std::string("{a:[b],c:'1',d:{e:f},h:2}"));
    QCOMPARE(shapes(parseYaml("a: !!str 1\nb: !!map {c: !!seq [d]}", "f")), std::string("{a:'1',b:{c:[d]}}"));
}

void TreeTest::goodYaml_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shape");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &shape) {
        QTest::newRow(name) << text << shape;
    };
    row("nothing", "", "");
    row("comments only", "# a\n\n  # b\n", "");
    row("scalars as written", "[1.10, 01, off, null, ~, 0x1F, 1e3, true]", "[1.10,01,off,null,~,0x1F,1e3,true]");
    row("nothing in places", "a:\nb: \nc: [x, ]\nd: {e, f: }\ng:\n  -\n  - h", "{a:,b:,c:[x],d:{e:,f:},g:[,h]}");
    row("mark and CR LF", "\xEF\xBB\xBF" "a: b\r\nc:\r\n  - d\r\n", "{a:b,c:[d]}");
    row("list in the key's column", "a:\n- b\n- c\nd: e", "{a:[b,c],d:e}");
    row("list in a list", "- - a\n  - b\n- c", "[[a,b],c]");
    row("map in a list", "- a: b\n  c: d\n-\n  e: f", "[{a:b,c:d},{e:f}]");
    row("text over lines", "a: b\n  c\n\n  d\ne: f", "{a:b c\nd,e:f}");
    row("comment behind", "a: b # c\nd: e#f", "{a:b,d:e#f}");
    row("colons in a text", "a: http://x:80/y\nb: {c: x:y}\nc::d: e", "{a:http://x:80/y,b:{c:x:y},c::d:e}");
    row("dashes in a text", "a: -b\n-c: - -d", "error f:2:5: not YAML: a list cannot begin on this line");
    row("brackets in a text", "a: b[c]{d},e", "{a:b[c]{d},e}");
    row("quotes", "a: 'it''s'\n\"b\\t\\\"\": \"\\x41\\u00e9\\U0001F600\\ud83d\\ude00\\/\"",
        "{a:'it's','b\t\"':'A\xC3\xA9\xF0\x9F\x98\x80\xF0\x9F\x98\x80/'}");
    row("quotes over lines", "\"a  \n  b\\\n   c\\n\n\n  d\"", "'a bc\n\nd'");
    row("single quotes over lines", "'a\n  b\n\n  c'", "'a b\nc'");
    row("kept", "a: |\n  b\n   c\n\n  d\n\ne: f", "{a:'b\n c\n\nd\n',e:f}");
    row("kept without an end", "a: |-\n  b\n\nc: |+\n  d\n\n", "{a:'b',c:'d\n\n'}");
    row("kept with spaces", "a: |2\n   b\n  c\n", "{a:' b\nc\n'}");
    row("folded", "a: >\n  b\n  c\n\n  d\n   e\n  f\n", "{a:'b c\nd\n e\nf\n'}");
    row("block in a list", "- |\n a\n- >-\n b", "['a\n','b']");
    row("block at the top", "--- |\na\nb\n...\n", "'a\nb\n'");
    row("explicit keys", "? a\n: b\n? c\n? |\n  d\n: - e", "{a:b,c:,'d\n':[e]}");
    row("flow over lines", "a: [b,\n  c: d, # e\n  {f: g,\n  h}]\ni: j", "{a:[b,{c:d},{f:g,h:}],i:j}");
    row("flow as in JSON", "{\"a\":1,\"b\":[true,null],\"c\":{\"d\":\"e\"}}", "{'a':1,'b':[true,null],'c':{'d':'e'}}");
    row("anchors", "a: &x b\nc: *x\n*x : d\ne: &y\n  f: *x\ng: *y", "{a:b,c:b,b:d,e:{f:b},g:{f:b}}");
    row("anchor of a key", "&x a: *x", "{a:a}");
    row("anchor of a map", "&x\na: b", "{a:b}");
    row("anchor again", "a: &x 1\nb: &x 2\nc: *x", "{a:1,b:2,c:2}");
    row("anchor of nothing", "a: &x\nb: *x", "{a:,b:}");
    row("documents", "a\n---\nb: c\n...\n---\n---\nd", "a --- {b:c} ---  --- d");
    row("directives", "%YAML 1.2\n%TAG ! x\n---\na", "a");
    row("empty key", ": a", "{:a}");
    row("markup", "<a>b</a>", "<a>b</a>");
}

void TreeTest::goodYaml()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shape);
    QCOMPARE(QByteArray::fromStdString(shapes(parseYaml(text.toStdString(), "f"))), shape);
}

void TreeTest::goodJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shape");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &shape) {
        QTest::newRow(name) << text << shape;
    };
    row("numbers as written", "[1.10, -0, 1E+2, 123456789012345678901234567890, true, false, null]",
        "[1.10,-0,1E+2,123456789012345678901234567890,true,false,null]");
    row("strings", R"(["\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "é😀"])",
        "['\"\\/\b\f\n\r\t','\xC3\xA9\xF0\x9F\x98\x80','\xC3\xA9\xF0\x9F\x98\x80']");
    row("nested", "{\"a\":{\"b\":[{},[]]},\n\"c\" : 1}", "{'a':{'b':[{},[]]},'c':1}");
    row("scalar alone", " 12 ", "12");
    row("mark", "\xEF\xBB\xBF{}", "{}");
}

void TreeTest::goodJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shape);
    const std::string found = shapes(parseJson(text.toStdString(), "f"));
    QCOMPARE(QByteArray::fromStdString(found), shape);
}

void TreeTest::places()
{
    const auto placeOf = [](const TreeNode &node) { return std::to_string(node.line()) + ":" + std::to_string(node.column()); };
    const Result<std::vector<Tree>> yaml = parseYaml("é: \"ü\"\nä:\n  - {ö: ß, x: y}\n  - *z\nn:\n"
                                                     "# z\n"
                                                     "k: |\n  t\n",
                                                     "f");
    QVERIFY(!yaml.ok());
    QCOMPARE(describe(yaml.error()), std::string("f:4:5: not YAML: no anchor `z` stands above"));
    const Result<std::vector<Tree>> good = parseYaml("é: \"ü\"\nä:\n  - {ö: ß, x: y}\nn:\nk: |\n  t\n", "f");
    QVERIFY(good.ok());
    const TreeNode root = good->front().root();
    QCOMPARE(placeOf(root), std::string("1:1"));
    QCOMPARE(placeOf(*root.find("é")), std::string("1:4"));
    const TreeNode map = *root.find("ä")->items().begin();
    QCOMPARE(placeOf(*root.find("ä")), std::string("3:3"));
    QCOMPARE(placeOf(map), std::string("3:5"));
    QCOMPARE(placeOf(*map.find("ö")), std::string("3:9"));
    QCOMPARE(placeOf(*map.find("x")), std::string("3:15"));
    QCOMPARE(placeOf(*root.find("n")), std::string("4:3"));
    QCOMPARE(placeOf(*root.find("k")), std::string("5:4"));

    const Result<std::vector<Tree>> json = parseJson("{\"é\": [\"ü\",\n 1, {\"a\" : true}]}", "f");
    QVERIFY(json.ok());
    const TreeNode list = *json->front().root().find("é");
    QCOMPARE(placeOf(list), std::string("1:7"));
    auto item = list.items().begin();
    QCOMPARE(placeOf(*item), std::string("1:8"));
    QCOMPARE(placeOf(*++item), std::string("2:2"));
    QCOMPARE(placeOf(*++item), std::string("2:5"));
    QCOMPARE(placeOf(*(*item).find("a")), std::string("2:12"));
}

void TreeTest::lookUp()
{
    const TreeNode nothing;
    QVERIFY(nothing.isScalar());
    QCOMPARE(nothing.size(), std::size_t{0});
    QVERIFY(!nothing.find("a"));
    QVERIFY(nothing.isNull());

    const Result<std::vector<Tree>> result = parseYaml("a: ~\nb: '~'\nc: [x, [y], z]\nd:", "f");
    QVERIFY(result.ok());
    const TreeNode root = result->front().root();
    QCOMPARE(root.size(), std::size_t{4});
    QVERIFY(root.find("a")->isNull());
    QVERIFY(!root.find("b")->isNull());
    QVERIFY(root.find("d")->isNull());
    QVERIFY(!root.find("x"));
    QCOMPARE(root.find("c")->size(), std::size_t{3});
    QVERIFY(!root.find("c")->find("x"));
    std::size_t entries = 0;
    for (const TreeNode::Entry entry : root.find("c")->entries())
        entries += entry.key.text().size() + 1;
    QCOMPARE(entries, std::size_t{0});
}

void TreeTest::cancelled()
{
    std::stop_source source;
    source.request_stop();
    for (const auto &result : {parseYaml("a: b", "f", {}, source.get_token()), parseJson("{}", "f", {}, source.get_token())}) {
        QVERIFY(!result.ok());
        QVERIFY(result.error().code == ErrorCode::Cancelled);
    }
    /// Asks to stop at the first sign of progress.
    class StopAtProgress : public ProgressSink {
    public:
        std::stop_source source;
        int calls = 0;
        void progress(std::string_view, std::uint64_t done, std::uint64_t total) override
        {
            ++calls;
            if (done <= total)
                source.request_stop();
        }
    };
    const std::string text = "[" + repeated("a,", 2'000'000) + "a]";
    const std::string json = "[" + repeated("1,", 2'000'000) + "1]";
    for (const bool asJson : {false, true}) {
        StopAtProgress sink;
        const auto result = asJson ? parseJson(json, "f", {}, sink.source.get_token(), &sink)
                                   : parseYaml(text, "f", {}, sink.source.get_token(), &sink);
        QVERIFY(!result.ok());
        QVERIFY(result.error().code == ErrorCode::Cancelled);
        QCOMPARE(sink.calls, 1);
    }
}

QTEST_GUILESS_MAIN(TreeTest)
#include "treetest.moc"
