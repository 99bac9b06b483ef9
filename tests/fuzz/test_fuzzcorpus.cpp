// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTest>

#include <map>

#define BELAY_FUZZ_TARGET(name) extern "C" int belayFuzz_##name(const std::uint8_t *data, std::size_t size);
BELAY_FUZZ_TARGET(sql)
BELAY_FUZZ_TARGET(layouts)
BELAY_FUZZ_TARGET(queries)
BELAY_FUZZ_TARGET(mysql)
BELAY_FUZZ_TARGET(sqlite)
BELAY_FUZZ_TARGET(workspace)
BELAY_FUZZ_TARGET(document)
#undef BELAY_FUZZ_TARGET

namespace {

using Target = int (*)(const std::uint8_t *, std::size_t);

const std::map<QString, Target> &targets()
{
    static const std::map<QString, Target> all{
        {QStringLiteral("sql"), belayFuzz_sql},         {QStringLiteral("layouts"), belayFuzz_layouts},     {QStringLiteral("queries"), belayFuzz_queries},
        {QStringLiteral("mysql"), belayFuzz_mysql},     {QStringLiteral("sqlite"), belayFuzz_sqlite},       {QStringLiteral("workspace"), belayFuzz_workspace},
        {QStringLiteral("document"), belayFuzz_document}};
    return all;
}

int run(Target target, const QByteArray &bytes)
{
    return target(reinterpret_cast<const std::uint8_t *>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
}

} // namespace

/// Replays the inputs that are kept with the fuzz targets. A target that finds something ends the process.
class TestFuzzCorpus : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyTargetTakesAnything_data();
    void anyTargetTakesAnything();
    void corpus_data();
    void corpus();
    void corpusIsSmall();

private:
    static QDir folder() { return QDir(QStringLiteral(BELAY_SOURCE_DIR "/tests/fuzz/corpus")); }
};

void TestFuzzCorpus::anyTargetTakesAnything_data()
{
    QTest::addColumn<QString>("target");
    for (const auto &[name, target] : targets())
        QTest::newRow(qPrintable(name)) << name;
}

void TestFuzzCorpus::anyTargetTakesAnything()
{
    QFETCH(QString, target);
    const QList<QByteArray> inputs{QByteArray(), QByteArray("\0", 1), QByteArray("\n"), QByteArray("=== "), QByteArray("a\n=== \n=== x"), QByteArray("\xff\xfe=== \n=== "),
                                   QByteArray(3000, '('), QByteArray(3000, '\''), QByteArray(3000, '[')};
    for (const QByteArray &input : inputs)
        QCOMPARE(run(targets().at(target), input), 0);
}

void TestFuzzCorpus::corpus_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("path");
    for (const auto &[name, target] : targets()) {
        const QDir inputs(folder().filePath(name));
        const QStringList files = inputs.entryList(QDir::Files, QDir::Name);
        QVERIFY2(!files.isEmpty(), qPrintable(name));
        for (const QString &file : files)
            QTest::addRow("%s/%s", qPrintable(name), qPrintable(file)) << name << inputs.filePath(file);
    }
}

void TestFuzzCorpus::corpus()
{
    QFETCH(QString, target);
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(run(targets().at(target), file.readAll()), 0);
}

void TestFuzzCorpus::corpusIsSmall()
{
    int files = 0;
    qint64 bytes = 0;
    for (const QString &name : folder().entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QVERIFY2(targets().count(name) == 1, qPrintable(name));
        for (const QFileInfo &file : QDir(folder().filePath(name)).entryInfoList(QDir::Files)) {
            ++files;
            bytes += file.size();
        }
    }
    QVERIFY(files > 0);
    QVERIFY2(files <= 250 && bytes <= 400'000, qPrintable(QStringLiteral("%1 files, %2 bytes").arg(files).arg(bytes)));
}

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "test_fuzzcorpus.moc"
