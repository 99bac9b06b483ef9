// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/documentfixture.h"

#include <QDir>
#include <QFile>

namespace belay::workspace::testing {

Workspace small()
{
    Workspace workspace;
    workspace.name = "Orders";
    Component database;
    database.id = "orders-db";
    database.kind = ComponentKind::Database;
    database.releases = {Release{}, Release{}};
    database.releases[0].id = "41";
    database.releases[1].id = "42";
    Component checkout;
    checkout.id = "checkout";
    Release release;
    release.id = "2.3";
    release.tolerates = {Tolerance{"orders-db", ReleaseRanges{{"41", "41"}}, ReleaseRanges{{"41", "41"}}, {}, {}}};
    release.needs = {Requirement{{Alternative{"orders-db", {}, {{"41", ""}}, {}}}, {}}};
    checkout.releases = {release};
    workspace.components = {database, checkout};
    workspace.environments = {Environment{"production", {{"checkout", {"2.3"}, {}}}, {}, {}, {}}};
    Plan plan;
    plan.id = "rollout";
    plan.environment = "production";
    plan.steps.resize(2);
    plan.steps[0].id = "s1";
    plan.steps[1].id = "s2";
    workspace.plans = {plan};
    workspace.layout = {{"checkout", 1.5, -2}};
    return workspace;
}

Workspace withoutEvidence(Workspace workspace)
{
    for (Shared<Component> &component : workspace.components) {
        for (Release &release : component.edit().releases) {
            for (Tolerance &tolerance : release.tolerates)
                tolerance.evidence.clear();
        }
    }
    return workspace;
}

Edit renameTo(const Document &document, std::string name)
{
    return {"Rename", {NameChange{document.snapshot()->name, std::move(name)}}};
}

Edit changeOwner(const Document &document, std::size_t index, std::string owner)
{
    const Shared<Component> before = document.snapshot()->components.at(index);
    Shared<Component> after = before;
    after.edit().owner = std::move(owner);
    return {"Owner", {ComponentChange{before, after, index, index}}};
}

QByteArray bytesOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

void writeBytes(const std::string &path, const QByteArray &bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

QStringList namesIn(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
}

std::string DocumentFixture::saved(const char *name, const Workspace &workspace) const
{
    std::string path = at(name);
    const auto made = Document::create(path, workspace);
    if (!made)
        qFatal("%s", describe(made.error()).c_str());
    return path;
}

void DocumentFixture::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void DocumentFixture::cleanup()
{
    m_folder.reset();
}

} // namespace belay::workspace::testing
