// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/textvalue.h"
#include "models/exchange/tree.h"
#include "models/exchange/workspacefile.h"
#include "randomtextworkspace.h"

#include <yaml-cpp/yaml.h>

#include <QtTest>

#include <cstdlib>

using namespace belay;
using namespace belay::exchange;

/// What is written reads the same. BELAY_ROUNDTRIP_SEEDS asks for a longer run.
class RoundTripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void workspaces();
    void empty();
    void textsThatCannotBeWritten();
    void otherReadersAgree();

private:
    static std::uint32_t seeds()
    {
        const int asked = qEnvironmentVariableIntValue("BELAY_ROUNDTRIP_SEEDS");
        return asked > 0 ? static_cast<std::uint32_t>(asked) : 4000;
    }
};

void RoundTripTest::workspaces()
{
    std::size_t parts = 0;
    for (std::uint32_t seed = 1; seed <= seeds(); ++seed) {
        const rollback::Workspace workspace = randomTextWorkspace(seed);
        parts += workspace.components.size() + workspace.plans.size();
        const std::string yaml = writeWorkspace(workspace, TextFormat::Yaml);
        const std::string json = writeWorkspace(workspace, TextFormat::Json);
        const ReadWorkspaceResult fromYaml = readWorkspace(yaml, "a.yaml");
        const ReadWorkspaceResult fromJson = readWorkspace(json, "a.json");
        const std::string where = "seed " + std::to_string(seed);
        QVERIFY2(fromYaml.ok(), (where + ": " + (fromYaml.ok() ? "" : describe(fromYaml.errors().front())) + "\n" + yaml).c_str());
        QVERIFY2(fromJson.ok(), (where + ": " + (fromJson.ok() ? "" : describe(fromJson.errors().front())) + "\n" + json).c_str());
        QVERIFY2(fromYaml.value().workspace == workspace, (where + "\n" + yaml).c_str());
        QVERIFY2(fromJson.value().workspace == workspace, (where + "\n" + json).c_str());
        QVERIFY2(writeWorkspace(fromJson.value().workspace, TextFormat::Yaml) == yaml, where.c_str());
        QVERIFY2(writeWorkspace(fromYaml.value().workspace, TextFormat::Json) == json, where.c_str());
        // JSON is YAML as well, as far as this parser goes.
        const ReadWorkspaceResult jsonAsYaml = readWorkspace(json, "a.yaml");
        QVERIFY2(jsonAsYaml.ok() && jsonAsYaml.value().workspace == workspace, (where + "\n" + json).c_str());
        // Without a name that tells, the text does.
        QVERIFY(textFormatOf(json, "-") == TextFormat::Json);
        QVERIFY(textFormatOf(yaml, "-") == TextFormat::Yaml);
    }
    QVERIFY(parts > seeds());
}

void RoundTripTest::empty()
{
    QCOMPARE(writeWorkspace({}, TextFormat::Yaml), std::string("belay: 1\n"));
    QCOMPARE(writeWorkspace({}, TextFormat::Json), std::string("{\n  \"belay\": 1\n}\n"));
}

void RoundTripTest::textsThatCannotBeWritten()
{
    QCOMPARE(yamlScalar("a\xFF\xC3"), std::string("\"a\xEF\xBF\xBD\xEF\xBF\xBD\""));
    QCOMPARE(jsonString("\xED\xA0\x80"), std::string("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""));
    QCOMPARE(yamlScalar("plain text 1"), std::string("plain text 1"));
    QCOMPARE(yamlScalar("24h"), std::string("24h"));
    QCOMPARE(yamlScalar("24"), std::string("\"24\""));
    QCOMPARE(yamlScalar("No"), std::string("\"No\""));
    QCOMPARE(yamlScalar(""), std::string("\"\""));
}

void RoundTripTest::otherReadersAgree()
{
    // Each text as a value, a key, and inside of a line, read by yaml-cpp.
    for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
        const std::string text = randomTextWorkspace(seed).name;
        if (text.find('\0') != std::string::npos)
            continue; // yaml-cpp ends there.
        const std::string written = yamlScalar(text);
        const YAML::Node node = YAML::Load("a: " + written + "\nb: [" + written + ", {" + written + ": c}]\n" + written + ": d\n");
        QVERIFY2(node["a"].Scalar() == text, written.c_str());
        QVERIFY2(node["b"][0].Scalar() == text, written.c_str());
        QVERIFY2(node["b"][1].begin()->first.Scalar() == text, written.c_str());
        QVERIFY2(node[text].IsDefined(), written.c_str());
    }
}

QTEST_GUILESS_MAIN(RoundTripTest)
#include "roundtriptest.moc"
