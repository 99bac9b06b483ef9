// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/workspacefile.h"
#include "models/exchange/workspacekeys.h"
#include "models/rollback/workspace.h"
#include "randomtextworkspace.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace belay;
using namespace belay::exchange;
using Json = nlohmann::json;

namespace {

QString sourceDir() { return QStringLiteral(BELAY_SOURCE_DIR); }

QByteArray contentsOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString schemaName() { return sourceDir() + QStringLiteral("/resources/schema/belay-workspace-1.schema.json"); }

bool write(const QString &name, const std::string &text)
{
    QFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
}

/// Validates files against the schema; prints the names of those that do not fit.
const char *const validator = R"(
import json, sys
import jsonschema
with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
check = jsonschema.Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        if not check.is_valid(json.load(file)):
            print(name.rsplit("/", 1)[-1])
)";

} // namespace

/// The schema says what the reader does.
class SchemaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameKeys();
    void sameWords();
    void everyPartIsExplained();
    void acceptsWhatIsWritten();
    void refusesWhatTheReaderRefuses();

private:
    /// Names of the files that do not fit; nothing if there is no validator.
    std::optional<QStringList> refused(const QStringList &files);

    Json m_schema;
    QTemporaryDir m_dir;
};

void SchemaTest::initTestCase()
{
    m_schema = Json::parse(contentsOf(schemaName()).toStdString(), nullptr, false);
    QVERIFY(m_schema.is_object());
    QVERIFY(m_dir.isValid());
}

void SchemaTest::sameKeys()
{
    std::set<std::string> withKeys;
    for (const KeyTable &table : workspaceKeyTables()) {
        const std::string name(table.definition);
        withKeys.insert(name);
        QVERIFY2(name.empty() || m_schema["$defs"].contains(name), name.c_str());
        const Json &definition = name.empty() ? m_schema : m_schema["$defs"][name];
        QVERIFY2(definition.value("additionalProperties", true) == false, name.c_str());
        std::set<std::string> inReader;
        std::set<std::string> requiredByReader;
        for (const WorkspaceKey &key : table.keys) {
            inReader.emplace(key.name);
            if (key.required)
                requiredByReader.emplace(key.name);
        }
        std::set<std::string> inSchema;
        for (const auto &[key, value] : definition["properties"].items())
            inSchema.insert(key);
        QVERIFY2(inReader == inSchema, name.c_str());
        const auto required = definition.value("required", std::vector<std::string>{});
        QVERIFY2(requiredByReader == std::set<std::string>(required.begin(), required.end()), name.c_str());
    }
    for (const auto &[name, definition] : m_schema["$defs"].items())
        QVERIFY2(!definition.contains("properties") || withKeys.contains(name), name.c_str());
}

void SchemaTest::sameWords()
{
    for (const Json &kind : m_schema["$defs"]["component"]["properties"]["kind"]["enum"])
        QVERIFY(rollback::componentKindFrom(kind.get<std::string>()));
    QCOMPARE(m_schema["$defs"]["component"]["properties"]["kind"]["enum"].size(), std::size_t{7});
}

void SchemaTest::everyPartIsExplained()
{
    const std::function<void(const Json &, const std::string &)> look = [&](const Json &value, const std::string &path) {
        if (value.contains("properties")) {
            QVERIFY2(value.contains("description"), path.c_str());
            for (const auto &[key, inner] : value["properties"].items()) {
                QVERIFY2(inner.contains("description") || inner.contains("$ref"), (path + "/" + key).c_str());
                look(inner, path + "/" + key);
            }
        }
    };
    look(m_schema, "");
    for (const auto &[name, definition] : m_schema["$defs"].items())
        look(definition, name);
}

std::optional<QStringList> SchemaTest::refused(const QStringList &files)
{
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty())
        return {};
    QProcess probe;
    probe.start(python, {QStringLiteral("-c"), QStringLiteral("import jsonschema; jsonschema.Draft202012Validator")});
    if (!probe.waitForFinished() || probe.exitCode() != 0)
        return {};
    QProcess process;
    process.start(python, QStringList{QStringLiteral("-c"), QString::fromUtf8(validator), schemaName()} + files);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0) {
        qWarning("%s", process.readAllStandardError().constData());
        return QStringList{QStringLiteral("the validator failed")};
    }
    return QString::fromUtf8(process.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

void SchemaTest::acceptsWhatIsWritten()
{
    QStringList files;
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        files << m_dir.filePath(QStringLiteral("random-%1.json").arg(seed));
        QVERIFY(write(files.last(), writeWorkspace(randomTextWorkspace(seed), TextFormat::Json)));
    }
    int samples = 0;
    const QDir folder(sourceDir() + QStringLiteral("/resources/samples"));
    for (const QString &name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files)) {
        const ReadWorkspaceResult read = readWorkspace(contentsOf(folder.filePath(name)).toStdString(), name.toStdString());
        QVERIFY2(read.ok(), read.ok() ? "" : describe(read.errors().front()).c_str());
        files << m_dir.filePath(name + QStringLiteral(".json"));
        QVERIFY(write(files.last(), writeWorkspace(read.value().workspace, TextFormat::Json)));
        ++samples;
    }
    QVERIFY(samples > 0);
    const std::optional<QStringList> result = refused(files);
    if (!result)
        QSKIP("python3 with the jsonschema package is not installed");
    QCOMPARE(result->join(QLatin1Char(' ')), QString());
}

void SchemaTest::refusesWhatTheReaderRefuses()
{
    const std::vector<std::string> bad{
        R"({})",
        R"({"belay": 2})",
        R"({"belay": 1, "x": 1})",
        R"({"belay": 1, "components": [{"id": "a"}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "b"}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "rollback_depth": -1}]})",
        R"({"belay": 1, "components": [{"id": "", "kind": "flag"}]})",
        R"({"belay": 1, "settings": {"commit_after_soak": "1 day"}})",
        R"({"belay": 1, "settings": {"simultaneous": "any"}})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": ".."}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {"evidence": []}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {"read": "1", "evidence": {}}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {"read": "1", "evidence": [{"versions": "2", "side": "read"}]}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {"read": "1", "evidence": [{"versions": ["2"], "side": "read", "statement": "c"}]}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {"read": "1", "evidence": [{"versions": "2", "side": "both", "statement": "c"}]}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "tolerates": {"b": {"read": "1", "evidence": [{"versions": "2", "side": "read", "statement": ""}]}}}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "needs": [{"any": []}]}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "needs": [{"component": "b"}]}]}]})",
        R"({"belay": 1, "components": [{"id": "a", "kind": "flag", "releases": [{"id": "1", "needs": [{"component": "b", "feature": "c", "releases": "1"}]}]}]})",
        R"({"belay": 1, "environments": [{"id": "a", "live": {"b": []}}]})",
        R"({"belay": 1, "plans": [{"id": "a", "environment": "b", "steps": [{"id": "c"}]}]})",
        R"({"belay": 1, "plans": [{"id": "a", "environment": "b", "steps": [{"id": "c", "move": "d", "to": "1", "soak": "1h"}]}]})",
        R"({"belay": 1, "plans": [{"id": "a", "environment": "b", "steps": [{"id": "c", "move": "d", "to": []}]}]})",
        R"({"belay": 1, "suppressions": [{"code": "live-needs", "until": "2026-01-01"}]})",
        R"({"belay": 1, "suppressions": [{"reason": "a", "until": "soon"}]})",
        R"({"belay": 1, "layout": {"a": [1]}})",
    };
    QStringList files;
    QStringList names;
    for (const std::string &text : bad) {
        QVERIFY2(!readWorkspace(text, "a.json").ok(), text.c_str());
        names << QStringLiteral("bad-%1.json").arg(names.size() + 1);
        files << m_dir.filePath(names.last());
        QVERIFY(write(files.last(), text));
    }
    const std::optional<QStringList> result = refused(files);
    if (!result)
        QSKIP("python3 with the jsonschema package is not installed");
    QCOMPARE(result->join(QLatin1Char(' ')), names.join(QLatin1Char(' ')));
}

QTEST_GUILESS_MAIN(SchemaTest)
#include "schematest.moc"
