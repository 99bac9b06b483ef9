// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workspace/document.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

/// What the tests of documents share.
namespace belay::workspace::testing {

using namespace rollback;

/// Orders on a database, with a plan of two steps.
[[nodiscard]] Workspace small();
/// As it was before there was any.
[[nodiscard]] Workspace withoutEvidence(Workspace workspace);
[[nodiscard]] Edit renameTo(const Document &document, std::string name);
[[nodiscard]] Edit changeOwner(const Document &document, std::size_t index, std::string owner);
[[nodiscard]] QByteArray bytesOf(const std::string &path);
void writeBytes(const std::string &path, const QByteArray &bytes);
/// Everything beside a document that it may leave only while it is open.
[[nodiscard]] QStringList namesIn(const QTemporaryDir &folder);

/// Counts what a document tells.
struct Recorder {
    std::mutex mutex;
    std::vector<DocumentEvent> events;
    [[nodiscard]] auto listener()
    {
        return [this](const DocumentEvent &event) {
            const std::lock_guard lock(mutex);
            events.push_back(event);
        };
    }
    [[nodiscard]] std::size_t count(DocumentEvent::Kind kind)
    {
        const std::lock_guard lock(mutex);
        return static_cast<std::size_t>(
            std::count_if(events.begin(), events.end(), [kind](const auto &event) { return event.kind == kind; }));
    }
};

// Looks at the result once: most of them are calls that do something.
#define REQUIRE_OK(result)                                                                                             \
    do {                                                                                                               \
        const auto &outcome_ = (result);                                                                               \
        QVERIFY2(outcome_.ok(), outcome_.ok() ? "" : describe(outcome_.error()).c_str());                              \
    } while (false)

/// Each test has an empty folder of its own.
class DocumentFixture : public QObject {
    Q_OBJECT

protected:
    [[nodiscard]] std::string at(const char *name) const { return m_folder->path().toStdString() + '/' + name; }
    /// Path of a new document.
    [[nodiscard]] std::string saved(const char *name, const Workspace &workspace = small()) const;

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init();
    void cleanup();
};

} // namespace belay::workspace::testing
