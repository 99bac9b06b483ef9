// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/mainwindow.h"
#include "app/gui/settings.h"
#include "app/gui/shots.h"
#include "tests/views/shell/testplace.h"
#include "views/shell/noticebar.h"
#include "views/shell/shell.h"
#include "views/theme/statepanel.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

/// A window on places that only record, with dialogs that the test answers.
namespace belay::app::testing {

/// Answers every question with what the test has put there.
struct TestDialogs final : Dialogs {
    QString open, save, name, folder;
    QStringList import;
    Leave leave = Leave::Stay;
    int asked = 0;
    int printed = 0;
    QList<std::pair<QString, QString>> keys;
    std::optional<RecordAnswer> record;
    RecordQuestion recordQuestion;     ///< The last one.

    QString fileToOpen(const QString &, const QString &) override { return open; }
    QString folderToOpen(const QString &, const QString &) override { return folder; }
    QString fileToSave(const QString &, const QString &, const QString &, const QString &) override { return save; }
    QStringList filesToImport(const QString &, const QString &, const QString &) override { return import; }
    Leave leaveUnsaved(const QString &) override
    {
        ++asked;
        return leave;
    }
    QString workspaceName(const QString &) override { return name; }
    std::optional<RecordAnswer> whatToRecord(const RecordQuestion &question) override
    {
        recordQuestion = question;
        return record;
    }
    void print(const QString &, const std::function<void(QPrinter &)> &) override { ++printed; }
    void about() override {}
    void keyboardMap(const QList<std::pair<QString, QString>> &map) override { keys = map; }
};

struct Fixture {
    QTemporaryDir folder;
    views::Theme theme{views::Mode::Light};
    Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    TestDialogs *dialogs = nullptr;
    TestPlace *services = nullptr;
    TestPlace *plan = nullptr;
    std::unique_ptr<MainWindow> window;

    Fixture() { make(); }
    void make()
    {
        window.reset();
        auto answers = std::make_unique<TestDialogs>();
        dialogs = answers.get();
        auto first = std::make_unique<TestPlace>(theme, QStringLiteral("services"));
        auto second = std::make_unique<TestPlace>(theme, QStringLiteral("plan"));
        services = first.get();
        plan = second.get();
        std::vector<std::unique_ptr<views::Place>> places;
        places.push_back(std::move(first));
        places.push_back(std::move(second));
        window = std::make_unique<MainWindow>(MainWindow::Parts{theme, settings, recovery(), QStringLiteral("2026-01-31"),
                                                                std::move(answers), std::move(places)});
        window->show();
    }
    QString recovery() const { return folder.filePath(QStringLiteral("unsaved")); }
    QString file(const char *name, const QByteArray &content = {}) const
    {
        const QString path = folder.filePath(QString::fromLatin1(name));
        if (!content.isNull()) {
            QFile out(path);
            if (out.open(QIODevice::WriteOnly))
                out.write(content);
        }
        return path;
    }
    void openSample(const char *name = "orders")
    {
        window->documents().openSample(QString::fromLatin1(name));
        settle(*window);
    }
    /// What a place asks for when somebody edits.
    void edit(const char *name)
    {
        rollback::Edit made;
        made.title = std::string("Rename to ") + name;
        made.changes.push_back(rollback::NameChange{plan->workspace->name, name});
        Q_EMIT plan->editRequested(made);
    }
    QString notice() const { return window->shell().notice().isVisible() ? window->shell().notice().text() : QString(); }
    /// The error card; empty if it is not shown.
    QString card() const
    {
        const views::Shell &shell = window->shell();
        if (shell.content() != views::Shell::Content::State)
            return {};
        return shell.statePanel().title() + QLatin1Char('\n') + shell.statePanel().sentence();
    }
    QString name() const { return QString::fromStdString(plan->workspace->name); }
};

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace belay::app::testing
