// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/jobs.h"
#include "app/gui/recorddialog.h"
#include "models/schema/check/tolerances.h"
#include "views/schema/schemaplace.h"

#include <QtCore/QObject>

namespace belay::app {

class Dialogs;
class DocumentController;
class Settings;

/// Runs what the schema place asks for, off the GUI thread: reading repositories, checks, reports as
/// files, and what releases tolerate for the workspace. Remembers the last check between runs.
class SchemaController final : public QObject {
    Q_OBJECT
public:
    /// All of them outlive the controller.
    SchemaController(Jobs &jobs, Settings &settings, Dialogs &dialogs, DocumentController &documents, views::SchemaPlace &place,
                     QObject *parent = nullptr);

    /// The slots in `Jobs`.
    static const QString checkSlot;
    static const QString readSlot;
    static const QString recordSlot;

private:
    void chooseFolder();
    void read(const QString &folder);
    void check(const items::SchemaRequest &request);
    void write(views::SchemaPlace::ReportFormat format);
    void record(const items::SchemaRequest &request);
    void takeOver(const Result<schema::SchemaTolerances> &tolerances, const RecordAnswer &answer);
    void refuseWhileReadOnly();

    Jobs &m_jobs;
    Settings &m_settings;
    Dialogs &m_dialogs;
    DocumentController &m_documents;
    views::SchemaPlace &m_place;
};

} // namespace belay::app
