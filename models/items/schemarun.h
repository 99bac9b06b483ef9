// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/check/schemareport.h"
#include "models/schema/source/changelog.h"
#include "models/schema/source/filetree.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <map>
#include <memory>
#include <optional>
#include <stop_token>

/// Checking a schema for the window: what people choose, what comes out. Every function here reads
/// files and belongs on a worker thread.
namespace belay::items {

/// Two releases to compare, and how.
struct SchemaRequest {
    QString repository;                ///< Folder of a git repository; empty: `from` and `to` are folders.
    QString from;
    QString to;
    QString migrations;                ///< Folder or file in both trees.
    QStringList queries;               ///< Patterns; none: no statements are read.
    std::optional<schema::Layout> layout;
    schema::Engine engine = schema::Engine::Static;

    [[nodiscard]] bool isComplete() const { return !from.isEmpty() && !to.isEmpty() && !migrations.isEmpty(); }
    friend bool operator==(const SchemaRequest &, const SchemaRequest &) = default;
};

/// A check that ended well, with the text of each migration that it judged.
struct SchemaRun {
    SchemaRequest request;
    schema::SchemaReport report;
    std::map<std::string, std::string> scripts; ///< By MigrationVerdict::file; one that cannot be read is left out.
};

/// What a repository offers to choose from.
struct SchemaRepository {
    QString path;
    QStringList tags;                  ///< Newest version first.
    QString migrations;                ///< A guess; empty: nothing in the newest tag looks like it.
    QStringList queries;               ///< A guess.
};

/// Tags, and where migrations and statements seem to lie in the newest one. Cost: one walk over that
/// tag's tree. Fails if there is no repository or its newest revision is not there.
[[nodiscard]] Result<SchemaRepository> readSchemaRepository(const QString &path);
/// Folder of migrations by usual names: the one with the most SQL below it. Empty: none.
[[nodiscard]] QString guessMigrations(const std::vector<schema::FileEntry> &files);
/// Patterns of generated queries, else of SQL files in folders with usual names, migrations left out.
[[nodiscard]] QStringList guessQueries(const std::vector<schema::FileEntry> &files, const QString &migrations);

/// `documents` reads changelogs of XML and YAML; null: those are an error.
[[nodiscard]] Result<std::shared_ptr<const SchemaRun>> runSchemaCheck(const SchemaRequest &request,
                                                                      const schema::ChangelogReader *documents,
                                                                      std::stop_token stop, ProgressSink &progress);
/// The same on trees that the caller opened.
[[nodiscard]] Result<std::shared_ptr<const SchemaRun>> checkTrees(const SchemaRequest &request, const schema::FileTree &from,
                                                                  const schema::FileTree &to,
                                                                  const schema::ChangelogReader *documents, std::stop_token stop,
                                                                  ProgressSink &progress);

} // namespace belay::items
