// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/componentedits.h"
#include "models/items/servicesgraph.h"
#include "views/theme/theme.h"

#include <QtWidgets/QScrollArea>

#include <functional>
#include <memory>
#include <optional>

class QLineEdit;
class QVBoxLayout;

namespace belay::views {

class RowForm;

/// What is known of the selected component, and everything about it that can be edited. Without a
/// selection: the graph in a few figures. Each change is asked for as one edit.
class ComponentInspector final : public QScrollArea {
    Q_OBJECT
public:
    explicit ComponentInspector(const Theme &theme, QWidget *parent = nullptr);

    /// `node` -1: nothing is selected. Keeps the chosen release and the scroll position of a
    /// component that stays.
    void show(std::shared_ptr<const items::ServicesGraph> services, int node,
              const std::optional<graph::BlastRadius> &blast);
    void setReadOnly(bool readOnly, const QString &reason);
    /// Puts the cursor into the name.
    void startRename();
    void chooseRelease(const QString &release);
    [[nodiscard]] QString chosenRelease() const { return m_release; }

Q_SIGNALS:
    void editRequested(const belay::rollback::Edit &edit);
    void findingRequested(int finding);
    void componentRequested(const QString &name);
    /// "", or "none".
    void blastTargetRequested(const QString &target);
    void deleteRequested();

private:
    using Submit = std::function<items::Proposal(const QStringList &)>;
    using Remove = std::function<items::Proposal()>;
    struct FormField;

    void rebuild();
    void buildOverview(QVBoxLayout *column);
    void buildReference(QVBoxLayout *column);
    void buildHeader(QVBoxLayout *column);
    void buildRisks(QVBoxLayout *column);
    void buildReleases(QVBoxLayout *column);
    void buildRequires(QVBoxLayout *column);
    void buildTolerates(QVBoxLayout *column);
    void buildFormats(QVBoxLayout *column, items::FormatSide side);
    void buildProvides(QVBoxLayout *column);
    void buildLinks(QVBoxLayout *column);
    void buildBlast(QVBoxLayout *column);
    void buildSettings(QVBoxLayout *column);

    [[nodiscard]] QVBoxLayout *addSection(QVBoxLayout *column, const QString &title, const QString &note,
                                          const QString &addName, const std::function<void(QVBoxLayout *)> &add);
    /// A form right under `after` (null: at the end of the section).
    RowForm *openForm(QVBoxLayout *section, QWidget *after, RowForm *form, const Submit &submit, const Remove &remove);
    bool ask(const items::Proposal &proposal, RowForm *form);
    [[nodiscard]] const rollback::Component *component() const;
    [[nodiscard]] const rollback::Release *release() const;
    [[nodiscard]] const rollback::Workspace &workspace() const { return *m_services->workspace; }
    [[nodiscard]] std::string componentId() const;
    [[nodiscard]] std::string releaseId() const { return m_release.toStdString(); }
    [[nodiscard]] QStringList componentNames(bool storesOnly) const;
    [[nodiscard]] Sign signOfRequirement(const std::string &requirement) const;
    void editNeed(QVBoxLayout *section, QWidget *row, std::size_t index);

    const Theme &m_theme;
    std::shared_ptr<const items::ServicesGraph> m_services;
    int m_node = -1;
    QString m_name;
    QString m_release;
    bool m_gone = false;               ///< The blast radius is that of the component being gone.
    std::optional<graph::BlastRadius> m_blast;
    bool m_readOnly = false;
    QString m_readOnlyReason;
    QLineEdit *m_nameEdit = nullptr;
    QWidget *m_nameLabel = nullptr;
};

} // namespace belay::views
