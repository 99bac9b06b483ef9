// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

/// What a folder may include. Paths of ours by prefix; Qt by module prefix of its class headers.
struct Rule {
    QString folder;
    QStringList ours;
    enum Qt { None, CoreInSources, CoreAndGui, Widgets, CoreSqlNetwork } qt = None;
};

const QStringList engines{QStringLiteral("models/core"), QStringLiteral("models/rollback"), QStringLiteral("models/graph"),
                          QStringLiteral("models/schema"), QStringLiteral("models/health"),
                          QStringLiteral("models/stories"), QStringLiteral("models/journeys")};

QList<Rule> rules()
{
    QList<Rule> list;
    const QString core = QStringLiteral("models/core");
    const QString rollback = QStringLiteral("models/rollback");
    for (const QString &engine : engines)
        list.append({engine, {core, engine, engine == core ? core : rollback}, Rule::None});
    QStringList storage = engines;
    list.append({QStringLiteral("models/exchange"), storage + QStringList{QStringLiteral("models/exchange")}, Rule::CoreInSources});
    list.append({QStringLiteral("models/workspace"), storage + QStringList{QStringLiteral("models/workspace")}, Rule::CoreInSources});
    const QStringList items = engines + QStringList{QStringLiteral("models/items"), QStringLiteral("models/exchange")};
    list.append({QStringLiteral("models/items"), items, Rule::CoreAndGui});
    list.append({QStringLiteral("views"), engines + QStringList{QStringLiteral("models/items"), QStringLiteral("views")}, Rule::Widgets});
    list.append({QStringLiteral("app/cli"),
                 storage + QStringList{QStringLiteral("models/exchange"), QStringLiteral("models/workspace"), QStringLiteral("app/cli")},
                 Rule::CoreSqlNetwork});
    return list;
}

bool isQt(const QString &header)
{
    static const QRegularExpression qt(QStringLiteral("^(Q[A-Z]|Qt[A-Z]|q[a-z]+\\.h$|private/q)"));
    return qt.match(header).hasMatch();
}

/// The module of a Qt class header, found where Qt keeps them.
QString moduleOf(const QString &header)
{
    if (header.contains(QLatin1Char('/')))
        return header.section(QLatin1Char('/'), 0, 0);
    static QHash<QString, QString> known;
    if (known.isEmpty()) {
        for (const QString &root : {QStringLiteral(BELAY_QT_HEADERS)}) {
            QDirIterator modules(root, {QStringLiteral("Qt*")}, QDir::Dirs);
            while (modules.hasNext()) {
                const QDir module(modules.next());
                for (const QString &name : module.entryList(QDir::Files))
                    known.insert(name, module.dirName());
            }
        }
    }
    return known.value(header);
}

struct Include {
    QString file;
    int line = 0;
    QString header;
    bool system = false;
};

QList<Include> includesOf(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
    QList<Include> list;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return list;
    int line = 0;
    while (!file.atEnd()) {
        ++line;
        const auto match = pattern.match(QString::fromUtf8(file.readLine()));
        if (match.hasMatch())
            list.append({path, line, match.captured(2), match.captured(1) == QLatin1String("<")});
    }
    return list;
}

QString complaint(const Rule &rule, const Include &include, bool header)
{
    if (isQt(include.header)) {
        const QString module = moduleOf(include.header);
        if (module.isEmpty())
            return QStringLiteral("Qt header of an unknown module");
        switch (rule.qt) {
        case Rule::None: return QStringLiteral("Qt in an engine");
        case Rule::CoreInSources:
            if (header)
                return QStringLiteral("Qt in a header of the storage side");
            return QStringList{QStringLiteral("QtCore"), QStringLiteral("QtSql"), QStringLiteral("QtNetwork")}.contains(module)
                ? QString() : module;
        case Rule::CoreAndGui:
            return QStringList{QStringLiteral("QtCore"), QStringLiteral("QtGui")}.contains(module) ? QString() : module;
        case Rule::CoreSqlNetwork:
            return QStringList{QStringLiteral("QtCore"), QStringLiteral("QtSql"), QStringLiteral("QtNetwork")}.contains(module)
                ? QString() : module;
        case Rule::Widgets: return module == QLatin1String("QtSql") ? module : QString();
        }
    }
    static const QRegularExpression ours(QStringLiteral("^(models|views|app|tests)/"));
    if (!ours.match(include.header).hasMatch())
        return {};
    for (const QString &allowed : rule.ours) {
        if (include.header.startsWith(allowed + QLatin1Char('/')))
            return {};
    }
    return QStringLiteral("not allowed for %1").arg(rule.folder);
}

} // namespace

/// Qt's headers all lie in one folder, so linking does not keep an engine free of it. This does.
class TestIncludes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rulesFindWhatTheyForbid();
    void everyFolderKeepsItsRule();
    void everySourceNamesItsLicence();
};

void TestIncludes::rulesFindWhatTheyForbid()
{
    const QList<Rule> all = rules();
    QVERIFY(!complaint(all.at(1), {{}, 1, QStringLiteral("QString"), true}, false).isEmpty());
    QVERIFY(!complaint(all.at(1), {{}, 1, QStringLiteral("views/theme/theme.h"), false}, false).isEmpty());
    QVERIFY(complaint(all.at(1), {{}, 1, QStringLiteral("models/core/result.h"), false}, false).isEmpty());
    QCOMPARE(moduleOf(QStringLiteral("QWidget")), QStringLiteral("QtWidgets"));
    QCOMPARE(moduleOf(QStringLiteral("QString")), QStringLiteral("QtCore"));
}

void TestIncludes::everyFolderKeepsItsRule()
{
    const QDir root(QStringLiteral(BELAY_SOURCE_DIR));
    int files = 0;
    QStringList complaints;
    for (const Rule &rule : rules()) {
        QDirIterator it(root.filePath(rule.folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            ++files;
            for (const Include &include : includesOf(path)) {
                const QString text = complaint(rule, include, path.endsWith(QLatin1String(".h")));
                if (!text.isEmpty())
                    complaints.append(QStringLiteral("%1:%2: %3 (%4)").arg(root.relativeFilePath(path)).arg(include.line)
                                          .arg(include.header, text));
            }
        }
    }
    QVERIFY(files > 50);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
}

void TestIncludes::everySourceNamesItsLicence()
{
    const QDir root(QStringLiteral(BELAY_SOURCE_DIR));
    QStringList missing;
    for (const QString &folder : {QStringLiteral("models"), QStringLiteral("views"), QStringLiteral("app"), QStringLiteral("tests")}) {
        QDirIterator it(root.filePath(folder),
                        {QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("CMakeLists.txt")}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly) || !file.readLine().contains("SPDX-License-Identifier: GPL-3.0-or-later"))
                missing.append(root.relativeFilePath(path));
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(TestIncludes)
#include "test_includes.moc"
