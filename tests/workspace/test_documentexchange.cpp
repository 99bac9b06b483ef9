// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/workspacefile.h"
#include "models/workspace/document.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace belay;
using namespace belay::workspace;

/// Text to document and back: nothing is lost on either side.
class TestDocumentExchange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void samplesKeepTheirText();
};

void TestDocumentExchange::samplesKeepTheirText()
{
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    int samples = 0;
    QDirIterator files(QStringLiteral(BELAY_SOURCE_DIR "/tests/rollback/hazards"), {QStringLiteral("*.yaml")},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string text = file.readAll().toStdString();
        const exchange::ReadWorkspaceResult read = exchange::readWorkspace(text, file.fileName().toStdString());
        QVERIFY2(read.ok(), qPrintable(file.fileName()));
        const std::string path = folder.filePath(QString::number(++samples) + QStringLiteral(".belay")).toStdString();
        QVERIFY(Document::create(path, read.value().workspace).ok());
        const auto document = Document::open(path);
        QVERIFY(document.ok());
        const rollback::Workspace stored = *(*document)->snapshot();
        rollback::Workspace expected = read.value().workspace;
        std::sort(expected.layout.begin(), expected.layout.end(),
                  [](const auto &a, const auto &b) { return a.component < b.component; });
        QVERIFY2(stored == expected, qPrintable(file.fileName()));
        for (exchange::TextFormat format : {exchange::TextFormat::Yaml, exchange::TextFormat::Json}) {
            const std::string written = exchange::writeWorkspace(stored, format);
            QCOMPARE(written, exchange::writeWorkspace(expected, format));
            const auto again = exchange::readWorkspace(written, "again");
            QVERIFY(again.ok());
            QVERIFY(again.value().workspace == stored);
        }
    }
    QVERIFY2(samples >= 36, "the samples of the hazard catalogue have moved");
}

QTEST_GUILESS_MAIN(TestDocumentExchange)
#include "test_documentexchange.moc"
