// SPDX-License-Identifier: GPL-3.0-or-later
// Importers that read YAML: Docker Compose, Kubernetes, Backstage.
#include "tests/exchange/importtesting.h"

#include <stop_token>

using namespace belay;
using namespace belay::exchange;
using namespace belay::exchange::testing;

class ImportManifestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badInput_data();
    void badInput();
    void cancelled();
    void limits();

    void composeForms();
    void composeOverrides();
    void composeTags();
    void composeIncludes();
    void composeExtends();
    void composeImages();
    void composeVariables();
    void composeUnresolved();
    void composeKinds();

    void kubernetesEdges();
    void kubernetesNames();
    void kubernetesAddresses_data();
    void kubernetesAddresses();
    void kubernetesConfigMaps();
    void kubernetesReleases();

    void backstageReferences();
    void backstagePeople();
    void backstageNamespaces();
    void backstageLocations();
};

void ImportManifestsTest::badInput_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("says");

    const auto row = [](const char *name, const char *format, const QByteArray &input, ErrorCode code, int line, const char *says) {
        QTest::newRow(name) << QString::fromLatin1(format) << input << int(code) << line << QString::fromLatin1(says);
    };
    for (const char *format : {"compose", "kubernetes", "backstage"}) {
        const std::string name = format;
        row((name + " empty").c_str(), format, "", ErrorCode::BadStructure, 0, "");
        row((name + " only comments").c_str(), format, "# nothing\n", ErrorCode::BadStructure, 0, "");
        row((name + " truncated").c_str(), format, "a: 1\nb: [1, 2\n", ErrorCode::BadSyntax, -1, "");
        row((name + " not UTF-8").c_str(), format, "a: 1\nb: \"\xff\xfe\"\n", ErrorCode::BadEncoding, 2, "");
        row((name + " nested").c_str(), format, "a: " + QByteArray(100'000, '['), ErrorCode::LimitExceeded, 1, "");
        row((name + " a list").c_str(), format, "- a\n- b\n", ErrorCode::BadStructure, 1, "map");
        row((name + " a key twice").c_str(), format, "a: 1\na: 2\n", ErrorCode::Duplicate, 2, "a");
    }
    QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const QByteArray before = "*a" + QByteArray::number(i - 1);
        bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + (before + ", ").repeated(9) + before + "]\n";
    }
    row("compose alias bomb", "compose", bomb, ErrorCode::LimitExceeded, -1, "");

    row("compose no services", "compose", "version: '3'\n", ErrorCode::BadStructure, 0, "no services");
    row("compose services a list", "compose", "services:\n  - web\n", ErrorCode::BadStructure, 2, "`services`");
    row("compose service a text", "compose", "services:\n  web: nginx\n", ErrorCode::BadStructure, 2, "`web`");
    row("compose image a map", "compose", "services:\n  web:\n    image: {a: b}\n", ErrorCode::BadStructure, 3, "`image`");
    row("compose depends_on a text", "compose", "services:\n  web:\n    depends_on: db\n", ErrorCode::BadStructure, 3, "`depends_on`");
    row("compose depends_on of maps", "compose", "services:\n  web:\n    depends_on:\n      - {a: b}\n", ErrorCode::BadStructure, 4, "service");
    row("compose condition a text", "compose", "services:\n  web:\n    depends_on: {db: started}\n", ErrorCode::BadStructure, 3, "condition");
    row("compose include a text", "compose", "include: a.yaml\nservices: {a: {}}\n", ErrorCode::BadStructure, 1, "`include`");
    row("compose include itself", "compose", "services: {a: {}}\ninclude: [input]\n", ErrorCode::Cycle, 2, "circle");
    row("compose extends itself", "compose", "services:\n  a: {extends: b}\n  b: {extends: {service: a}}\n", ErrorCode::Cycle, -1, "extends");
    row("compose extends nothing", "compose", "services:\n  a: {extends: b}\n", ErrorCode::UnknownReference, 2, "`b`");
    row("compose bad variable", "compose", "services:\n  a:\n    image: a:${B\n", ErrorCode::BadSyntax, 3, "`${`");

    row("kubernetes no kind", "kubernetes", "metadata: {name: a}\n", ErrorCode::MissingKey, 1, "kind");
    row("kubernetes no workload", "kubernetes", "kind: Secret\nmetadata: {name: a}\n", ErrorCode::BadStructure, 0, "Deployment");
    row("kubernetes no name", "kubernetes", "---\nkind: Deployment\nspec: {}\n", ErrorCode::MissingKey, 2, "metadata.name");
    row("kubernetes no template", "kubernetes", "kind: Deployment\nmetadata: {name: a}\n", ErrorCode::MissingKey, 1, "spec.template");
    row("kubernetes containers a map", "kubernetes",
        "kind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers: {}\n", ErrorCode::BadStructure, 5, "containers");
    row("kubernetes env a map", "kubernetes",
        "kind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n      - env: {A: b}\n",
        ErrorCode::BadStructure, 7, "`env`");
    row("kubernetes value a map", "kubernetes",
        "kind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n      - env: [{name: A, value: {b: c}}]\n",
        ErrorCode::BadStructure, 7, "`A`");
    row("kubernetes port a word", "kubernetes", "kind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - port: http\n", ErrorCode::BadValue, 5, "`port`");
    row("kubernetes items a text", "kubernetes", "kind: List\nitems: x\n", ErrorCode::BadStructure, 2, "`items`");

    row("backstage no name", "backstage", "kind: Component\nmetadata: {title: a}\n", ErrorCode::MissingKey, 2, "metadata.name");
    row("backstage no metadata", "backstage", "kind: Component\nspec: {}\n", ErrorCode::MissingKey, 1, "metadata");
    row("backstage bad reference", "backstage", "kind: Component\nmetadata: {name: a}\nspec:\n  dependsOn:\n    - 'b c'\n", ErrorCode::BadValue, 5, "b c");
    row("backstage reference a map", "backstage", "kind: Component\nmetadata: {name: a}\nspec:\n  dependsOn: [{a: b}]\n", ErrorCode::BadStructure, 4, "reference");
    row("backstage owner a list", "backstage", "kind: Component\nmetadata: {name: a}\nspec:\n  owner: [b]\n", ErrorCode::BadStructure, 4, "`owner`");
}

void ImportManifestsTest::badInput()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, input);
    QFETCH(int, code);
    QFETCH(int, line);
    QFETCH(QString, says);
    const auto graph = import(format.toLatin1().constData(), {{"input", input.toStdString()}});
    QVERIFY(!graph);
    const QByteArray error = QByteArray::fromStdString(describe(graph.error()));
    QVERIFY2(int(graph.error().code) == code, error.constData());
    QCOMPARE(text(graph.error().file), QStringLiteral("input"));
    if (line >= 0)
        QVERIFY2(int(graph.error().line) == line, error.constData());
    else
        QVERIFY2(graph.error().line > 0, error.constData());
    QVERIFY2(error.contains(says.toUtf8()), error.constData());
}

void ImportManifestsTest::cancelled()
{
    std::stop_source source;
    source.request_stop();
    const std::vector<InputText> inputs = {{"a", "services: {a: {}}\n"}};
    for (const char *format : {"compose", "kubernetes", "backstage"}) {
        const auto graph = importFormat(format)->read(inputs, source.get_token(), nullptr);
        QVERIFY(!graph);
        QCOMPARE(int(graph.error().code), int(ErrorCode::Cancelled));
    }
}

void ImportManifestsTest::limits()
{
    const auto none = import("compose", {});
    QVERIFY(!none);
    QCOMPARE(int(none.error().code), int(ErrorCode::BadUsage));

    const auto many = import("compose", std::vector<InputText>(importInputLimit + 1, InputText{"a", ""}));
    QVERIFY(!many);
    QCOMPARE(int(many.error().code), int(ErrorCode::LimitExceeded));

    const std::vector<InputText> large = {{"large", std::string(importByteLimit + 1, ' ')}};
    const auto tooLarge = import("kubernetes", large);
    QVERIFY(!tooLarge);
    QCOMPARE(int(tooLarge.error().code), int(ErrorCode::LimitExceeded));
    QCOMPARE(text(tooLarge.error().file), QStringLiteral("large"));

    // Two bases each, thirty levels: a thousand million definitions if nobody counted.
    std::string bases;
    for (int i = 0; i < 60; ++i) {
        bases += "services:\n  s" + std::to_string(i) + ": {extends: s" + std::to_string(i + 1) + "}\n---\n";
        bases += "services:\n  s" + std::to_string(i) + ": {extends: s" + std::to_string(i + 1) + "}\n---\n";
    }
    bases += "services: {s60: {}}\n";
    const auto doubled = import("compose", {{"bases", bases}});
    QVERIFY(!doubled);
    QCOMPARE(int(doubled.error().code), int(ErrorCode::LimitExceeded));

    // Each value holds the one before twice.
    std::string variables = "A0=0123456789abcdef\n";
    for (int i = 1; i < 60; ++i)
        variables += "A" + std::to_string(i) + "=${A" + std::to_string(i - 1) + "}$A" + std::to_string(i - 1) + "\n";
    const auto grown = import("compose", {{".env", variables}, {"a", "services: {a: {}}"}});
    QVERIFY(!grown);
    QCOMPARE(int(grown.error().code), int(ErrorCode::LimitExceeded));
    QCOMPARE(text(grown.error().file), QStringLiteral(".env"));

    // Warnings are bounded and say so.
    std::string warned = "services:\n";
    for (std::size_t i = 0; i < importWarningLimit + 50; ++i)
        warned += "  s" + std::to_string(i) + ": {image: 'a:${NONE}'}\n";
    IMPORT(graph, "compose", {{"warned", warned}});
    QCOMPARE(graph.warnings.size(), importWarningLimit);
    QVERIFY(graph.warnings.back().detail.starts_with("51 more"));
    QCOMPARE(graph.components.size(), importWarningLimit + 50);
}

void ImportManifestsTest::composeForms()
{
    IMPORT(graph, "compose", {{"compose.yaml", R"(
x-shared: &shared
  restart: always
  depends_on: [broker]
services:
  shop:
    image: shop/web:2.1
    depends_on:
      basket:
        condition: service_healthy
      broker: {condition: service_started, required: false}
  basket:
    <<: *shared
    image: "shop/basket:1.9"
  mail:
    depends_on:
      - broker
      - broker
  broker: {image: kafka:3.8, profiles: [full]}
  idle:
)"}});
    QCOMPARE(components(graph), lines(R"(shop service 2.1
        basket service 1.9
        mail service
        broker topic 3.8
        idle service)"));
    QCOMPARE(edges(graph), lines(R"(shop -> basket (depends_on)
        shop -> broker (depends_on)
        basket -> broker (depends_on)
        mail -> broker (depends_on))"));
    QCOMPARE(warnings(graph), QStringList());
    QCOMPARE(graph.components[0].mark.line, 6U);
    QCOMPARE(text(graph.components[0].file), QStringLiteral("compose.yaml"));
}

void ImportManifestsTest::composeOverrides()
{
    const InputText base{"base.yaml", "services:\n  web: {image: 'web:1', depends_on: [db]}\n  db: {image: 'postgres:16'}\n"};
    const InputText more{"more.yaml", "services:\n  cache: {image: 'redis:7'}\n  web: {image: 'web:2', depends_on: {cache: {condition: service_started}}}\n"};
    IMPORT(forth, "compose", {base, more});
    QCOMPARE(components(forth), lines("web service 2\ndb database 16\ncache database 7"));
    QCOMPARE(edges(forth), lines("web -> db (depends_on)\nweb -> cache (depends_on)"));
    IMPORT(back, "compose", {more, base});
    QCOMPARE(components(back), lines("cache database 7\nweb service 1\ndb database 16"));
    QCOMPARE(edges(back), lines("web -> cache (depends_on)\nweb -> db (depends_on)"));
    // A file that only patches is no error beside others.
    IMPORT(beside, "compose", {base, InputText{"none.yaml", "# nothing yet\n"}});
    QCOMPARE(components(beside).size(), 2);
}

void ImportManifestsTest::composeTags()
{
    IMPORT(graph, "compose", {{"a.yaml", R"(services:
  web: {image: web:1, depends_on: [db, cache]}
  api: {image: api:1, depends_on: [db, cache]}
  jobs: {image: jobs:1, depends_on: {db: {condition: service_started}, cache: {condition: service_started}}}
  mail: {image: mail:1, depends_on: [db]}
  old: {image: old:1, depends_on: [db]}
  db: {image: mysql:8}
  cache: {image: memcached:1}
)"},
                              {"b.yaml", R"(services:
  web:
    depends_on: !override
      - cache
  api:
    depends_on: !reset []
    image: !reset null
  jobs:
    depends_on: {db: !reset null}
  mail: {depends_on: !override {cache: {condition: service_started}}}
  old: !reset null
)"}});
    QCOMPARE(edges(graph), lines("web -> cache (depends_on)\njobs -> cache (depends_on)\nmail -> cache (depends_on)"));
    QCOMPARE(components(graph), lines("web service 1\napi service\njobs service 1\nmail service 1\ndb database 8\ncache service 1"));
}

void ImportManifestsTest::composeIncludes()
{
    const InputText store{"infra/store.yaml", "services: {db: {image: 'postgres:15'}}\n"};
    const InputText log{"infra/log.yaml", "services: {log: {image: 'log:1'}}\ninclude: [store.yaml]\n"};
    const InputText root{"compose.yaml", R"(
include:
  - infra/log.yaml
  - path: [./infra/../infra/store.yaml, elsewhere/more.yaml]
services:
  web: {image: 'web:1', depends_on: [db, log]}
  db: {image: 'postgres:16'}
)"};
    // In whatever order they are named, what is included comes first.
    IMPORT(first, "compose", {root, store, log});
    IMPORT(last, "compose", {store, log, root});
    QCOMPARE(edges(first), lines("web -> db (depends_on)\nweb -> log (depends_on)"));
    QCOMPARE(edges(last), edges(first));
    QCOMPARE(components(first), lines("db database 16\nlog service 1\nweb service 1"));
    QCOMPARE(components(last), components(first));
    QCOMPARE(warnings(first).size(), 1);
    QVERIFY(warnings(first)[0].startsWith(QLatin1String("compose.yaml:4:")));
    QVERIFY(warnings(first)[0].contains(QLatin1String("`elsewhere/more.yaml`")));

    const auto round = import("compose", {{"a.yaml", "include: [b.yaml]\nservices: {a: {}}\n"}, {"b.yaml", "include: [a.yaml]\n"}});
    QVERIFY(!round);
    QCOMPARE(int(round.error().code), int(ErrorCode::Cycle));
    QCOMPARE(text(round.error().file), QStringLiteral("b.yaml"));
    QCOMPARE(round.error().line, 1U);
}

void ImportManifestsTest::composeExtends()
{
    const InputText common{"common.yaml", "services:\n  base: {image: 'base:7', depends_on: [db]}\n  mid: {extends: {service: base}, image: 'mid:8'}\n"};
    const InputText root{"compose.yaml", R"(services:
  one: {extends: {file: common.yaml, service: mid}, depends_on: [two]}
  two: {extends: three}
  three: {image: 'three:3'}
  four: {extends: {file: gone.yaml, service: base}}
  db: {image: 'mongo:7'}
)"};
    IMPORT(graph, "compose", {root, common});
    // The common file lends its services and has none of its own.
    QCOMPARE(components(graph), lines("one service 8\ntwo service 3\nthree service 3\nfour service\ndb database 7"));
    QCOMPARE(edges(graph), lines("one -> db (depends_on)\none -> two (depends_on)"));
    QCOMPARE(warnings(graph).size(), 1);
    QVERIFY(warnings(graph)[0].contains(QLatin1String("`gone.yaml`")));
}

void ImportManifestsTest::composeImages()
{
    IMPORT(graph, "compose", {{"compose.yaml", R"(services:
  a: {image: "registry.example:5000/shop/a"}
  b: {image: "registry.example:5000/shop/b:1.2"}
  c: {image: "shop/c:1.3@sha256:0123456789abcdef0123456789abcdef"}
  d: {image: "shop/d@sha256:0123456789abcdef0123456789abcdef"}
  e: {image: "shop/e:none"}
  f: {image: "shop/f:1..2"}
  g: {image: "shop g"}
  h: {build: .}
  i: {image: "shop/i:"}
)"}});
    QCOMPARE(components(graph), lines(R"(a service
        b service 1.2
        c service 1.3
        d service sha256:0123456789ab
        e service
        f service
        g service
        h service
        i service)"));
    QCOMPARE(warnings(graph).size(), 4);
    for (const QString &warning : warnings(graph))
        QVERIFY2(warning.startsWith(QLatin1String("compose.yaml:")), qPrintable(warning));
}

void ImportManifestsTest::composeVariables()
{
    const InputText compose{"compose.yaml", R"(services:
  a: {image: "${REPO}/shop:${VERSION}-a"}
  b: {image: "${REPO:-local}/b:${B_VERSION:-1.${MINOR:-0}}"}
  c: {image: "$REPO/c:$VERSION"}
  d: {image: "${EMPTY:-full}:${EMPTY-1}2"}
  e: {image: "e:${VERSION:+set}"}
  f: {image: "$${REPO}/f:3"}
  g: {image: "${DB_IMAGE}"}
  h: {image: "h:${VERSION:?say which}"}
)"};
    const InputText env{"deploy/.env", R"(# what runs
export REPO=ghcr.io/shop
VERSION = 2.4   # the current one
EMPTY=
DB_IMAGE="postgres:${PG}"
PG=16
QUOTED='$VERSION
over lines'
LATER=${REPO}
)"};
    const InputText override{".env.override", "PG=17\nDB_IMAGE=postgres:${PG}\n"};
    IMPORT(with, "compose", {env, compose, override});
    QCOMPARE(components(with), lines(R"(a service 2.4-a
        b service 1.0
        c service 2.4
        d service 2
        e service set
        f service 3
        g database 17
        h service 2.4)"));
    QCOMPARE(warnings(with), QStringList());

    IMPORT(without, "compose", {compose});
    QCOMPARE(components(without), lines(R"(a service
        b service 1.0
        c service
        d service 12
        e service
        f service 3
        g service
        h service)"));
    // Four miss a variable; `e` is left with "e:", which names no image.
    QCOMPARE(warnings(without).size(), 5);
    QVERIFY(warnings(without)[0].contains(QLatin1String("`VERSION`")));
    QVERIFY(warnings(without)[0].startsWith(QLatin1String("compose.yaml:2:")));
    QVERIFY(warnings(without).join(QLatin1Char('\n')).contains(QLatin1String("say which")));

    for (const char *bad : {"1A=b\n=c\n", "A='x\n", "a b c\n"}) {
        const auto graph = import("compose", {{".env", bad}, compose});
        QVERIFY2(!graph, bad);
        QCOMPARE(int(graph.error().code), int(ErrorCode::BadSyntax));
        QVERIFY(graph.error().line > 0);
    }
    const auto onlyEnv = import("compose", {env});
    QVERIFY(!onlyEnv);
    QCOMPARE(int(onlyEnv.error().code), int(ErrorCode::BadUsage));
}

void ImportManifestsTest::composeUnresolved()
{
    IMPORT(graph, "compose", {{"compose.yaml", "services:\n  a: {depends_on: [gone, b]}\n  b: {depends_on: [gone]}\n"}});
    QCOMPARE(edges(graph), lines("a -> ?gone (depends_on)\na -> b (depends_on)\nb -> ?gone (depends_on)"));
    QCOMPARE(graph.references, std::size_t{3});
    QCOMPARE(graph.unresolved, std::size_t{1});
    QCOMPARE(warnings(graph).size(), 1);
    QVERIFY(warnings(graph)[0].startsWith(QLatin1String("compose.yaml:2:")));
}

void ImportManifestsTest::composeKinds()
{
    IMPORT(graph, "compose", {{"compose.yaml", R"(services:
  a: {image: "bitnami/postgresql:16"}
  b: {image: "confluentinc/cp-kafka:7"}
  c: {image: "provectuslabs/kafka-ui:1"}
  d: {image: "mongo-express:1"}
  e: {image: "mcr.microsoft.com/mssql/server:2022"}
  f: {image: "valkey/valkey:8"}
  g: {image: "rabbitmq:3-management"}
  h: {image: "nats:2"}
  i: {image: "mariadb:11"}
  j: {image: "oliver006/redis_exporter:1"}
  kafka: {image: "shop/all:1-kafka"}
)"}});
    QStringList kinds;
    for (const ImportedComponent &component : graph.components)
        kinds << text(std::string(rollback::toText(component.kind)));
    QCOMPARE(kinds, lines("database\ntopic\nservice\nservice\ndatabase\ndatabase\ntopic\ntopic\ndatabase\nservice\ntopic"));
}

namespace {

/// A workload whose pods carry the label app=NAME.
std::string workload(const std::string &kind, const std::string &name, const std::string &environment,
                     const std::string &nameSpace = {}, const std::string &more = {})
{
    return "---\napiVersion: apps/v1\nkind: " + kind + "\nmetadata:\n  name: " + name + "\n"
           + (nameSpace.empty() ? "" : "  namespace: " + nameSpace + "\n")
           + "spec:\n  template:\n    metadata: {labels: {app: " + name + ", tier: x}}\n    spec:\n" + more
           + "      containers:\n      - name: main\n        image: shop/" + name + ":1.0\n        env: [" + environment + "]\n";
}

std::string service(const std::string &name, const std::string &app, int port, const std::string &nameSpace = {})
{
    return "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: " + name + "\n"
           + (nameSpace.empty() ? "" : "  namespace: " + nameSpace + "\n") + "spec:\n  selector: {app: " + app
           + "}\n  ports:\n  - {port: " + std::to_string(port) + ", targetPort: 8080}\n";
}

} // namespace

void ImportManifestsTest::kubernetesEdges()
{
    const std::string init = "      initContainers:\n      - name: wait\n        image: busybox:1\n        env: [{name: WAIT_FOR, value: 'store-svc:5432'}]\n";
    IMPORT(graph, "kubernetes", {{"all.yaml",
        workload("Deployment", "web", "{name: LISTEN_ADDR, value: 'web-svc:80'}, {name: BIND, value: '0.0.0.0:80'}, {name: CART, value: 'cart-svc:7070'},"
                                      " {name: CART_AGAIN, value: 'cart-svc:7070'}, {name: GONE, value: 'gone-svc:9'}, {name: COUNT, value: 80}")
        + workload("DaemonSet", "cart", "{name: LISTEN_ADDR, value: ':7070'}, {name: SELF, value: 'cart-svc:7070'}, {name: LOCAL, value: 'localhost:99'}", {}, init)
        + workload("StatefulSet", "store", "{name: FROM, valueFrom: {secretKeyRef: {name: s, key: k}}}")
        + service("web-svc", "web", 80) + service("cart-svc", "cart", 7070) + service("store-svc", "store", 5432)
        + "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\n"}});
    QCOMPARE(components(graph), lines("web service 1.0\ncart service 1.0\nstore service 1.0"));
    QCOMPARE(edges(graph), lines("web -> cart (CART)\ncart -> store (WAIT_FOR)"));
    QCOMPARE(graph.references, std::size_t{2});
    QCOMPARE(warnings(graph).size(), 2);
    QVERIFY(warnings(graph)[0].contains(QLatin1String("nightly")));
    QVERIFY(warnings(graph)[1].contains(QLatin1String("gone-svc:9")));
}

void ImportManifestsTest::kubernetesNames()
{
    // The same in a List and over two files; the same name in two namespaces.
    const std::string list = "kind: List\napiVersion: v1\nitems:\n"
                             "- kind: Service\n  metadata: {name: db, namespace: a}\n  spec: {selector: {app: db}, ports: [{port: 5432}]}\n"
                             "- kind: Service\n  metadata: {name: db, namespace: b}\n  spec: {selector: {app: db}, ports: [{port: 5432}]}\n";
    IMPORT(graph, "kubernetes",
           {{"services.yaml", list},
            {"pods.yaml", workload("StatefulSet", "db", "", "a") + workload("StatefulSet", "db", "", "b")
                              + workload("Deployment", "web", "{name: DB, value: 'db:5432'}", "b")
                              + workload("Deployment", "web-a", "{name: DB, value: 'db.a.svc.cluster.local:5432'}", "b")}});
    QCOMPARE(components(graph), lines("a/db service 1.0\nb/db service 1.0\nweb service 1.0\nweb-a service 1.0"));
    QCOMPARE(edges(graph), lines("web -> b/db (DB)\nweb-a -> a/db (DB)"));
}

void ImportManifestsTest::kubernetesAddresses_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("edge");
    QTest::addColumn<int>("warnings");
    const auto row = [](const char *value, bool edge, int count = 0) {
        QTest::newRow(value) << QString::fromLatin1(value) << edge << count;
    };
    row("db:5432", true);
    row("db.prod:5432", true);
    row("db.prod.svc:5432", true);
    row("db.prod.svc.cluster.local:5432", true);
    row("db.prod.svc.cluster.local.:5432", true);
    row("db-0.db:5432", true);
    row("db-0.db.prod.svc.cluster.local:5432", true);
    row("DB:5432", true);
    row("postgres://db:5432/shop?ssl=off", true);
    row("postgres://user:secret@db:5432/shop", true);
    row("postgres://user:secret@db/shop", false);
    row("jdbc:postgresql://db:5432/shop", true);
    row("http://db/health", true);
    row("http://db", true);
    row("tcp://other.example:1,db:5432", true);
    row("host=db:5432 user=x", true);
    row("$(HOST):$(PORT)", true);
    row("db:5433", true, 1);
    row("db", false);
    row("db:", false);
    row("db:http", false);
    row("db:0", false);
    row("db:99999", false);
    row("db:5432:1", false);
    row("my_db:5432", false);
    row("http://example.com/db:5432", false);
    row("db.staging:5432", false);
    row("db.io:443", false);
    row("xdb:5432", false, 1);
    row("10.0.0.1:5432", false);
    row("$(NONE):5432", false);
}

void ImportManifestsTest::kubernetesAddresses()
{
    QFETCH(QString, value);
    QFETCH(bool, edge);
    QFETCH(int, warnings);
    const std::string environment = "{name: HOST, value: db}, {name: PORT, value: '5432'}, {name: URL, value: '" + value.toStdString() + "'}";
    IMPORT(graph, "kubernetes", {{"all.yaml", workload("Deployment", "web", environment, "prod") + workload("StatefulSet", "store", "", "prod")
                                                  + service("db", "store", 5432, "prod")}});
    QCOMPARE(graph.edges.size(), std::size_t(edge ? 1 : 0));
    QCOMPARE(int(graph.warnings.size()), warnings);
}

void ImportManifestsTest::kubernetesConfigMaps()
{
    const std::string config = "---\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {CART: 'cart:80', db_host: store}\n";
    const std::string pods = workload("Deployment", "web", "{name: DB, valueFrom: {configMapKeyRef: {name: settings, key: db_host}}}, {name: DB_ADDR, value: '$(DB):5432'}")
                             + "        envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: other}}]\n"
                             + workload("Deployment", "cart", "") + workload("Deployment", "store", "");
    IMPORT(graph, "kubernetes", {{"pods.yaml", pods + service("cart", "cart", 80) + service("store", "store", 5432)}, {"config.yaml", config}});
    QCOMPARE(edges(graph), lines("web -> cart (CART)\nweb -> store (DB_ADDR)"));
}

void ImportManifestsTest::kubernetesReleases()
{
    IMPORT(graph, "kubernetes", {{"all.yaml", R"(
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: sidecar, image: "mesh/proxy:9"}
      - {name: web, image: "shop/web:2.2@sha256:00"}
---
kind: Deployment
metadata: {name: plain}
spec: {template: {spec: {containers: [{name: x, image: "shop/plain"}]}}}
---
kind: StatefulSet
metadata: {name: cache}
spec: {template: {spec: {containers: [{name: x, image: "redis:7-alpine"}, {name: metrics, image: "redis-exporter:1"}]}}}
)"}});
    QCOMPARE(components(graph), lines("web service 2.2\nplain service\ncache database 7-alpine"));
    QCOMPARE(warnings(graph), QStringList());
}

void ImportManifestsTest::backstageReferences()
{
    IMPORT(graph, "backstage", {{"catalog-info.yaml", R"(apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: Shop}
spec: {owner: team-a}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, annotations: {a: b}}
spec:
  type: service
  owner: group:team-a
  system: shop
  providesApis: [cart-api]
  consumesApis: [price-api, api:default/cart-api]
  dependsOn: ['resource:orders', component:mail]
  dependencyOf: [web, gone]
  subcomponentOf: web
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: cart-api}
spec: {type: openapi, owner: team-a, definition: x}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: web}
spec: {type: website}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders}
spec: {type: postgres-database}
)"}});
    QCOMPARE(components(graph), lines(R"(system:Shop service @team-a
        cart service @team-a
        api:cart-api service @team-a
        web service
        resource:orders database)"));
    QCOMPARE(edges(graph), lines(R"(system:Shop -> ?group:team-a (owner)
        cart -> resource:orders (dependsOn)
        cart -> ?mail (dependsOn)
        web -> cart (dependsOn)
        cart -> ?gone (dependencyOf)
        api:cart-api -> cart (apiProvidedBy)
        cart -> ?api:price-api (consumesApis)
        cart -> api:cart-api (consumesApis)
        cart -> web (subcomponentOf)
        cart -> system:Shop (system)
        cart -> ?group:team-a (owner)
        api:cart-api -> ?group:team-a (owner))"));
    QCOMPARE(graph.references, std::size_t{12});
    QCOMPARE(graph.unresolved, std::size_t{4});
    QCOMPARE(warnings(graph).size(), 4);
}

void ImportManifestsTest::backstagePeople()
{
    IMPORT(graph, "backstage", {{"catalog-info.yaml", R"(kind: Group
metadata: {name: team-a}
spec: {type: team, children: []}
---
kind: User
metadata: {name: jane}
spec: {memberOf: [team-a]}
---
kind: Component
metadata: {name: cart}
spec: {owner: team-a}
---
kind: Component
metadata: {name: mail}
spec: {owner: user:jane}
---
kind: Template
metadata: {name: t}
)"}});
    QCOMPARE(components(graph), lines("cart service @team-a\nmail service @jane"));
    QCOMPARE(edges(graph), QStringList());
    QCOMPARE(graph.references, std::size_t{2});
    QCOMPARE(graph.unresolved, std::size_t{0});
}

void ImportManifestsTest::backstageNamespaces()
{
    IMPORT(graph, "backstage", {{"a.yaml", "kind: Component\nmetadata: {name: cart, namespace: eu}\nspec: {dependsOn: [mail, 'component:default/mail', default/log]}\n"},
                                {"b.yaml", "kind: Component\nmetadata: {name: mail}\n---\nkind: Component\nmetadata: {name: Mail}\n"}});
    QCOMPARE(components(graph), lines("eu/cart service\nmail service"));
    QCOMPARE(edges(graph), lines("eu/cart -> ?eu/mail (dependsOn)\neu/cart -> mail (dependsOn)\neu/cart -> ?log (dependsOn)"));
    QCOMPARE(warnings(graph).size(), 3); // The second mail, and two that are missing.
}

void ImportManifestsTest::backstageLocations()
{
    IMPORT(graph, "backstage", {{"all.yaml", "kind: Location\nmetadata: {name: all}\nspec: {targets: [./cart/catalog-info.yaml, ./gone.yaml]}\n"},
                                {"cart/catalog-info.yaml", "kind: Component\nmetadata: {name: cart}\n"}});
    QCOMPARE(components(graph), lines("cart service"));
    QCOMPARE(warnings(graph).size(), 1);
    QVERIFY(warnings(graph)[0].contains(QLatin1String("./gone.yaml")));
    QVERIFY(warnings(graph)[0].startsWith(QLatin1String("all.yaml:3:")));
}

QTEST_GUILESS_MAIN(ImportManifestsTest)
#include "importmanifeststest.moc"
