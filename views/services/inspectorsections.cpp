// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the inspector that are edited row by row.
#include "views/services/componentinspector.h"

#include "models/items/findingtext.h"
#include "views/services/releaseline.h"
#include "views/services/rowform.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <set>

namespace belay::views {

using namespace items;
using rollback::Alternative;
using rollback::Component;
using rollback::Release;
using rollback::Requirement;
using rollback::StoreFormats;
using rollback::Tolerance;

namespace {

QString fromStd(const std::string &text) { return QString::fromStdString(text); }

QString joined(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list.append(fromStd(name));
    return list.join(QStringLiteral(", "));
}

QString rangesAsTyped(const rollback::ReleaseRanges &ranges) { return fromStd(graph::rangesToText(ranges)); }

/// The statements, a line each.
QString evidenceTip(const Tolerance &tolerance)
{
    constexpr std::size_t most = 12;
    QStringList lines;
    for (const rollback::Evidence &one : tolerance.evidence) {
        if (lines.size() == qsizetype(most)) {
            lines << ComponentInspector::tr("and %1 more").arg(tolerance.evidence.size() - most);
            break;
        }
        const QString versions = rangesText({one.versions});
        const QString name = fromStd(one.statement).simplified();
        QString line = one.writes ? ComponentInspector::tr("%1, a write, fails at %2").arg(name, versions)
                                  : ComponentInspector::tr("%1, a read, fails at %2").arg(name, versions);
        if (!one.at.empty())
            line += QStringLiteral(" (%1)").arg(fromStd(one.at));
        lines << line.toHtmlEscaped();
    }
    return QStringLiteral("<p>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

QStringList featuresOf(const rollback::Workspace &workspace, const std::string &component)
{
    std::set<std::string> names;
    for (const auto &one : workspace.components) {
        if (!component.empty() && one->id != component)
            continue;
        for (const Release &release : one->releases)
            names.insert(release.offers.begin(), release.offers.end());
    }
    QStringList list;
    for (const std::string &name : names)
        list.append(fromStd(name));
    return list;
}

/// "1.0 to now", "2.4, planned", by the releases that offer it.
QString offeredBy(const Component &component, const std::string &feature)
{
    rollback::ReleaseRanges ranges;
    const auto offers = [&feature](const Release &release) {
        return std::find(release.offers.begin(), release.offers.end(), feature) != release.offers.end();
    };
    for (std::size_t i = 0; i < component.releases.size(); ++i) {
        if (!offers(component.releases[i]))
            continue;
        const std::size_t first = i;
        while (i + 1 < component.releases.size() && offers(component.releases[i + 1]))
            ++i;
        rollback::ReleaseRange range{component.releases[first].id, component.releases[i].id};
        if (i + 1 == component.releases.size())
            range.last.clear();
        ranges.push_back(range);
    }
    return rangesText(ranges);
}

QStringList usersOf(const rollback::Workspace &workspace, const std::string &component, const std::string &feature)
{
    QStringList users;
    for (const auto &one : workspace.components) {
        const bool uses = std::any_of(one->releases.begin(), one->releases.end(), [&](const Release &release) {
            return std::any_of(release.needs.begin(), release.needs.end(), [&](const Requirement &need) {
                return std::any_of(need.anyOf.begin(), need.anyOf.end(), [&](const Alternative &a) {
                    return a.component == component && a.feature == feature;
                });
            });
        });
        if (uses)
            users.append(fromStd(one->id));
    }
    return users;
}

} // namespace

void ComponentInspector::buildReleases(QVBoxLayout *column)
{
    const Component &of = *component();
    const ServiceNode &node = m_services->nodes[static_cast<std::size_t>(m_node)];
    const graph::NodeId id(static_cast<std::uint32_t>(m_node));
    const auto live = m_services->blast->liveOf(id);
    const auto targets = m_services->blast->targetsOf(id);
    const QString note = targets.empty()   ? tr("no way back")
        : targets.size() == 1 ? tr("way back: 1 release")
                              : tr("way back: %1 releases").arg(targets.size());
    QVBoxLayout *section = addSection(column, tr("Releases"), of.releases.empty() ? tr("none yet") : note, tr("Add a release"),
                                      [this](QVBoxLayout *to) {
        auto *form = new RowForm(m_theme, {{tr("Release"), {}, tr("2.5, 20260311_add_address"), {}, false}}, false);
        openForm(to, nullptr, form, [this](const QStringList &values) {
            Proposal proposal = addRelease(workspace(), componentId(), values[0]);
            if (proposal.ok())
                m_release = values[0];
            return proposal;
        }, {});
    });
    if (of.releases.empty()) {
        auto *text = new TextLabel(m_theme, Text::Small, Colour::TextTertiary, tr("Add the releases, oldest first."));
        text->setContentsMargins(space::medium, 0, space::medium, 6);
        section->addWidget(text);
        return;
    }
    std::vector<ReleaseLine::Station> stations;
    int chosen = -1;
    for (const Release &one : of.releases) {
        const auto isIn = [&one](const std::vector<std::string> &list) {
            return std::find(list.begin(), list.end(), one.id) != list.end();
        };
        stations.push_back({fromStd(one.id), isIn(live), fromStd(one.id) == node.planned, isIn(targets)});
        if (one.id == releaseId())
            chosen = static_cast<int>(stations.size()) - 1;
    }
    auto *line = new ReleaseLine(m_theme);
    line->setStations(stations, chosen);
    connect(line, &ReleaseLine::chosenChanged, this, [this, stations](int station) {
        chooseRelease(stations[static_cast<std::size_t>(station)].label);
    }, Qt::QueuedConnection);
    section->addWidget(line);

    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(space::medium, 2, space::small, 4);
    row->setSpacing(2);
    auto *featureFree = new QCheckBox(tr("Feature-free"), tools);
    featureFree->setToolTip(tr("It tolerates the new side but uses nothing of it: a bridge between two releases."));
    const Release *shown = release();
    featureFree->setChecked(shown && shown->featureFree);
    featureFree->setEnabled(!m_readOnly && shown);
    connect(featureFree, &QCheckBox::clicked, this, [this](bool on) {
        ask(setFeatureFree(workspace(), componentId(), releaseId(), on), nullptr);
    });
    row->addWidget(featureFree);
    row->addStretch(1);
    const auto addTool = [&](const QString &icon, const QString &name, bool enabled, const std::function<void()> &run) {
        auto *button = Button::iconOnly(m_theme, icon, name, tools);
        button->setSmall(true);
        button->setEnabled(enabled && !m_readOnly);
        if (m_readOnly)
            button->setToolTip(m_readOnlyReason);
        connect(button, &QAbstractButton::clicked, this, run);
        row->addWidget(button);
    };
    const QString label = m_release;
    addTool(QStringLiteral("play"), tr("%1 is what runs in %2").arg(label, m_services->environment),
            shown && !m_services->environment.isEmpty() && live != std::vector<std::string>{releaseId()},
            [this] { ask(setLive(workspace(), m_services->environment.toStdString(), componentId(), releaseId()), nullptr); });
    addTool(QStringLiteral("arrow-left"), tr("Move %1 earlier").arg(label), chosen > 0,
            [this] { ask(moveRelease(workspace(), componentId(), releaseId(), -1), nullptr); });
    addTool(QStringLiteral("arrow-right"), tr("Move %1 later").arg(label), chosen >= 0 && chosen + 1 < static_cast<int>(stations.size()),
            [this] { ask(moveRelease(workspace(), componentId(), releaseId(), 1), nullptr); });
    addTool(QStringLiteral("edit"), tr("Rename or delete %1").arg(label), shown != nullptr, [this, section, tools] {
        auto *form = new RowForm(m_theme, {{tr("Release"), m_release, {}, {}, false}}, true);
        openForm(section, tools, form, [this](const QStringList &values) {
            Proposal proposal = renameRelease(workspace(), componentId(), releaseId(), values[0]);
            if (proposal.ok())
                m_release = values[0];
            return proposal;
        }, [this] { return deleteRelease(workspace(), componentId(), releaseId()); });
    });
    section->addWidget(tools);
}

void ComponentInspector::buildRequires(QVBoxLayout *column)
{
    const Release &at = *release();
    const auto count = at.needs.size();
    QVBoxLayout *section = addSection(column, tr("Requires"), tr("%1 asks for %2").arg(m_release, count == 0 ? tr("nothing") : QString::number(count)),
                                      tr("Add a requirement of %1").arg(m_release),
                                      [this](QVBoxLayout *to) { editNeed(to, nullptr, release()->needs.size()); });
    for (std::size_t n = 0; n < count; ++n) {
        const Requirement &need = at.needs[n];
        FactRow::Content content;
        content.sign = signOfRequirement("needs/" + std::to_string(n + 1));
        content.strong = content.sign != Sign::Open && content.sign != Sign::Unknown;
        if (need.anyOf.size() == 1) {
            const Alternative &one = need.anyOf.front();
            content.name = one.feature.empty() ? fromStd(one.component) : fromStd(one.feature);
            content.middle = one.feature.empty() ? QString() : fromStd(one.component);
            if (one.feature.empty()) {
                content.right = rangesText(one.releases);
            } else if (const Component *provider = findComponent(workspace(), one.component)) {
                content.right = offeredBy(*provider, one.feature);
            }
        } else {
            QStringList names;
            for (const Alternative &one : need.anyOf)
                names.append(fromStd(one.feature.empty() ? one.component : one.feature));
            content.name = names.join(tr(" or "));
            content.right = tr("any of %1").arg(need.anyOf.size());
        }
        auto *row = new FactRow(m_theme, content);
        row->setEnabled(!m_readOnly);
        connect(row, &QAbstractButton::clicked, this, [this, section, row, n] { editNeed(section, row, n); });
        section->addWidget(row);
    }
}

void ComponentInspector::editNeed(QVBoxLayout *section, QWidget *row, std::size_t index)
{
    const Release &at = *release();
    Requirement need = index < at.needs.size() ? at.needs[index] : Requirement{};
    const bool isNew = index >= at.needs.size();
    std::vector<RowForm::Field> fields;
    // One empty alternative more than there are: leaving it empty leaves it out.
    for (std::size_t a = 0; a <= need.anyOf.size(); ++a) {
        const Alternative one = a < need.anyOf.size() ? need.anyOf[a] : Alternative{};
        fields.push_back({a == 0 ? tr("Component") : tr("Or component"), fromStd(one.component), a < need.anyOf.size() || isNew ? QString() : tr("none"),
                          componentNames(false), false});
        fields.push_back({tr("Feature"), fromStd(one.feature), tr("or releases below"), featuresOf(workspace(), {}) << QString(), false});
        fields.push_back({tr("Releases"), rangesAsTyped(one.releases), tr("41, 41..43, 41.. or ..43"), {}, false});
        if (isNew)
            break;
    }
    auto *form = new RowForm(m_theme, fields, !isNew);
    openForm(section, row, form, [this, index](const QStringList &values) {
        Requirement wanted;
        for (qsizetype i = 0; i + 2 < values.size(); i += 3) {
            if (values[i].isEmpty() && values[i + 1].isEmpty() && values[i + 2].isEmpty())
                continue;
            Alternative one;
            one.component = values[i].toStdString();
            one.feature = values[i + 1].toStdString();
            if (!values[i + 2].isEmpty()) {
                QString problem;
                auto ranges = readRanges(workspace(), one.component, values[i + 2], &problem);
                if (!ranges)
                    return Proposal{{}, problem};
                one.releases = *std::move(ranges);
            }
            wanted.anyOf.push_back(std::move(one));
        }
        return setNeed(workspace(), componentId(), releaseId(), index, wanted);
    }, isNew ? Remove() : Remove([this, index] { return setNeed(workspace(), componentId(), releaseId(), index, std::nullopt); }));
}

void ComponentInspector::buildTolerates(QVBoxLayout *column)
{
    const auto edit = [this](QVBoxLayout *section, QWidget *row, std::size_t index) {
        const Release &at = *release();
        const bool isNew = index >= at.tolerates.size();
        const Tolerance one = isNew ? Tolerance{} : at.tolerates[index];
        auto *form = new RowForm(m_theme, {{tr("Store"), fromStd(one.store), {}, componentNames(true) << QString(), false},
                                           {tr("Reads at"), one.read ? rangesAsTyped(*one.read) : QString(), tr("41, 41..43, 41..; empty: does not read"), {}, false},
                                           {tr("Writes at"), one.write ? rangesAsTyped(*one.write) : QString(), tr("41, 41..43, 41..; empty: does not write"), {}, false}},
                                 !isNew);
        openForm(section, row, form, [this, index](const QStringList &values) {
            Tolerance wanted;
            wanted.store = values[0].toStdString();
            QString problem;
            for (const auto &[text, side] : {std::pair(values[1], &wanted.read), std::pair(values[2], &wanted.write)}) {
                if (text.isEmpty())
                    continue;
                *side = readRanges(workspace(), wanted.store, text, &problem);
                if (!*side)
                    return Proposal{{}, problem};
            }
            // What was found about a side goes with its versions: nobody found it about others.
            if (index < release()->tolerates.size() && release()->tolerates[index].store == wanted.store) {
                const Tolerance &before = release()->tolerates[index];
                for (const rollback::Evidence &evidence : before.evidence) {
                    if (evidence.writes ? before.write == wanted.write : before.read == wanted.read)
                        wanted.evidence.push_back(evidence);
                }
            }
            return setTolerance(workspace(), componentId(), releaseId(), index, wanted);
        }, isNew ? Remove() : Remove([this, index] { return setTolerance(workspace(), componentId(), releaseId(), index, std::nullopt); }));
    };
    const Release &at = *release();
    QVBoxLayout *section = addSection(column, tr("Tolerates"), at.tolerates.empty() ? tr("no store") : tr("versions of stores"),
                                      tr("Add a store that %1 tolerates").arg(m_release),
                                      [this, edit](QVBoxLayout *to) { edit(to, nullptr, release()->tolerates.size()); });
    for (std::size_t i = 0; i < at.tolerates.size(); ++i) {
        const Tolerance &one = at.tolerates[i];
        FactRow::Content content;
        content.sign = signOfRequirement("tolerates/" + one.store);
        content.strong = content.sign != Sign::Open && content.sign != Sign::Unknown;
        content.name = fromStd(one.store);
        if (one.read && one.write && *one.read == *one.write)
            content.right = rangesText(*one.read);
        else
            content.right = one.read && one.write ? tr("read %1, write %2").arg(rangesText(*one.read), rangesText(*one.write))
                : one.read                        ? tr("read %1").arg(rangesText(*one.read))
                                                  : tr("write %1").arg(rangesText(*one.write));
        if (!one.evidence.empty())
            content.middle = one.evidence.size() == 1 ? tr("1 statement as evidence") : tr("%1 statements as evidence").arg(one.evidence.size());
        auto *row = new FactRow(m_theme, content);
        row->setEnabled(!m_readOnly);
        if (!one.evidence.empty())
            row->setToolTip(evidenceTip(one));
        connect(row, &QAbstractButton::clicked, this, [section, row, i, edit] { edit(section, row, i); });
        section->addWidget(row);
    }
}

void ComponentInspector::buildFormats(QVBoxLayout *column, FormatSide side)
{
    const auto listOf = [side](const Release &at) -> const std::vector<StoreFormats> & {
        return side == FormatSide::Reads ? at.reads : at.writes;
    };
    const auto edit = [this, side, listOf](QVBoxLayout *section, QWidget *row, std::size_t index) {
        const auto &list = listOf(*release());
        const bool isNew = index >= list.size();
        const StoreFormats one = isNew ? StoreFormats{} : list[index];
        auto *form = new RowForm(m_theme, {{tr("Store"), fromStd(one.store), {}, componentNames(true) << QString(), false},
                                           {tr("Formats"), joined(one.formats), tr("address-v1, address-v2"), {}, false}}, !isNew);
        openForm(section, row, form, [this, side, index](const QStringList &values) {
            StoreFormats wanted;
            wanted.store = values[0].toStdString();
            wanted.formats = readNames(values[1]);
            return setFormats(workspace(), componentId(), releaseId(), side, index, wanted);
        }, isNew ? Remove() : Remove([this, side, index] { return setFormats(workspace(), componentId(), releaseId(), side, index, std::nullopt); }));
    };
    const auto &list = listOf(*release());
    const bool reads = side == FormatSide::Reads;
    QVBoxLayout *section = addSection(column, reads ? tr("Reads") : tr("Writes"), list.empty() ? tr("nothing") : tr("formats in stores"),
                                      reads ? tr("Add a store that %1 reads").arg(m_release) : tr("Add a store that %1 writes").arg(m_release),
                                      [this, edit, listOf](QVBoxLayout *to) { edit(to, nullptr, listOf(*release()).size()); });
    for (std::size_t i = 0; i < list.size(); ++i) {
        FactRow::Content content;
        if (reads)
            content.sign = signOfRequirement("reads/" + list[i].store);
        content.strong = content.sign && *content.sign != Sign::Open && *content.sign != Sign::Unknown;
        content.name = fromStd(list[i].store);
        content.right = list[i].formats.empty() ? tr("no format") : joined(list[i].formats);
        auto *row = new FactRow(m_theme, content);
        row->setEnabled(!m_readOnly);
        connect(row, &QAbstractButton::clicked, this, [section, row, i, edit] { edit(section, row, i); });
        section->addWidget(row);
    }
}

void ComponentInspector::buildProvides(QVBoxLayout *column)
{
    const Component &of = *component();
    std::vector<std::string> features;
    for (const Release &one : of.releases) {
        for (const std::string &feature : one.offers) {
            if (std::find(features.begin(), features.end(), feature) == features.end())
                features.push_back(feature);
        }
    }
    QVBoxLayout *section = addSection(column, tr("Provides"),
                                      features.empty() ? tr("no feature") : features.size() == 1 ? tr("1 feature") : tr("%1 features").arg(features.size()),
                                      tr("Add a feature that %1 offers").arg(m_release), [this](QVBoxLayout *to) {
        auto *form = new RowForm(m_theme, {{tr("Feature"), {}, tr("rate-table"), {}, false}}, false);
        openForm(to, nullptr, form, [this](const QStringList &values) { return addFeature(workspace(), componentId(), releaseId(), values[0]); }, {});
    });
    const Release &at = *release();
    for (const std::string &feature : features) {
        const QStringList users = usersOf(workspace(), componentId(), feature);
        FactRow::Content content;
        content.name = fromStd(feature);
        content.middle = offeredBy(of, feature);
        content.right = users.isEmpty() ? tr("nobody yet") : users.size() == 1 ? users.front() : tr("%1 users").arg(users.size());
        auto *row = new FactRow(m_theme, content);
        row->setEnabled(!m_readOnly);
        const bool isOffered = std::find(at.offers.begin(), at.offers.end(), feature) != at.offers.end();
        connect(row, &QAbstractButton::clicked, this, [this, section, row, feature, isOffered] {
            // The chosen release offers it or does not: that is all there is to edit.
            auto *form = new RowForm(m_theme, {{tr("%1 offers it").arg(m_release), isOffered ? tr("yes") : tr("no"), {}, {tr("yes"), tr("no")}, true}}, false);
            openForm(section, row, form, [this, feature, isOffered](const QStringList &values) {
                const bool wanted = values[0] == tr("yes");
                if (wanted == isOffered)
                    return Proposal{};
                return wanted ? addFeature(workspace(), componentId(), releaseId(), fromStd(feature))
                              : removeFeature(workspace(), componentId(), releaseId(), feature);
            }, {});
        });
        section->addWidget(row);
    }
}

void ComponentInspector::buildLinks(QVBoxLayout *column)
{
    std::vector<std::size_t> mine;
    for (std::size_t i = 0; i < workspace().links.size(); ++i) {
        const rollback::Link &link = workspace().links[i];
        if (link.from == componentId() || link.to == componentId())
            mine.push_back(i);
    }
    QVBoxLayout *section = addSection(column, tr("Links"), mine.empty() ? tr("none") : tr("%1, without releases").arg(mine.size()),
                                      tr("Link to another component"), [this](QVBoxLayout *to) {
        auto *form = new RowForm(m_theme, {{tr("Direction"), tr("depends on"), {}, {tr("depends on"), tr("is used by")}, true},
                                           {tr("Component"), {}, {}, componentNames(false) << QString(), false},
                                           {tr("Label"), {}, tr("calls"), {}, false}}, false);
        openForm(to, nullptr, form, [this](const QStringList &values) {
            const bool out = values[0] == tr("depends on");
            return addLink(workspace(), out ? m_name : values[1], out ? values[1] : m_name, values[2]);
        }, {});
    });
    constexpr std::size_t linksShown = 60;
    for (std::size_t k = 0; k < mine.size() && k < linksShown; ++k) {
        const std::size_t index = mine[k];
        const rollback::Link &link = workspace().links[index];
        const bool out = link.from == componentId();
        FactRow::Content content;
        content.sign = Sign::Unknown;
        content.mono = false;
        content.name = out ? tr("\u2192 %1").arg(fromStd(link.to)) : tr("\u2190 %1").arg(fromStd(link.from));
        content.middle = fromStd(link.label);
        content.right = link.resolved ? tr("no range") : tr("not found");
        auto *row = new FactRow(m_theme, content);
        connect(row, &QAbstractButton::clicked, this, [this, section, row, index, out] {
            const rollback::Link &at = workspace().links[index];
            const QString other = fromStd(out ? at.to : at.from);
            if (m_readOnly) {
                Q_EMIT componentRequested(other);
                return;
            }
            auto *form = new RowForm(m_theme, {{tr("Go to"), other, {}, {other}, true}}, true);
            openForm(section, row, form, [this, other](const QStringList &) {
                Q_EMIT componentRequested(other);
                return Proposal{};
            }, [this, index] { return deleteLink(workspace(), index); });
        });
        section->addWidget(row);
    }
    if (mine.size() > linksShown) {
        auto *more = new TextLabel(m_theme, Text::Small, Colour::TextTertiary, tr("and %1 more").arg(mine.size() - linksShown));
        more->setContentsMargins(space::medium, 6, space::medium, 0);
        section->addWidget(more);
    }
}

void ComponentInspector::buildSettings(QVBoxLayout *column)
{
    const Component &of = *component();
    const int usual = rollback::defaultRollbackDepth(of.kind);
    const auto edit = [this, usual](QVBoxLayout *section, QWidget *row) {
        const Component &at = *component();
        QStringList kinds;
        for (int k = 0; k <= static_cast<int>(rollback::ComponentKind::External); ++k)
            kinds.append(kindWord(static_cast<rollback::ComponentKind>(k)));
        QStringList depths{tr("the usual (%1)").arg(usual)};
        for (int d = 0; d <= 5; ++d)
            depths.append(QString::number(d));
        const QString depth = at.rollbackDepth ? QString::number(*at.rollbackDepth) : depths.front();
        if (!depths.contains(depth))
            depths.append(depth);
        auto *form = new RowForm(m_theme, {{tr("Kind"), kindWord(at.kind), {}, kinds, true},
                                           {tr("Owner"), fromStd(at.owner), tr("nobody"), {}, false},
                                           {tr("Rollback depth"), depth, {}, depths, true}}, false);
        openForm(section, row, form, [this, kinds, depths](const QStringList &values) {
            // One form, one edit: the three changes are one value of the component.
            const rollback::Workspace &before = workspace();
            rollback::Workspace step = before;
            const auto kind = static_cast<rollback::ComponentKind>(kinds.indexOf(values[0]));
            const std::optional<int> wanted = values[2] == depths.front() ? std::nullopt : std::optional(values[2].toInt());
            for (std::size_t i = 0; i < step.components.size(); ++i) {
                if (step.components[i]->id != componentId())
                    continue;
                Component after = *step.components[i];
                after.kind = kind;
                after.owner = values[1].toStdString();
                after.rollbackDepth = wanted;
                if (after == *before.components[i])
                    return Proposal{};
                return Proposal{rollback::Edit{tr("Change %1").arg(m_name).toStdString(),
                                               {rollback::ComponentChange{before.components[i], Shared<Component>(std::move(after)), i, i}}}, {}};
            }
            return Proposal{};
        }, {});
    };
    QVBoxLayout *section = addSection(column, tr("Component"), {}, {}, {});
    const QString depth = of.rollbackDepth ? QString::number(*of.rollbackDepth) : tr("%1, as usual").arg(usual);
    for (const auto &[name, value] : {std::pair(tr("Kind"), kindWord(of.kind)), std::pair(tr("Owner"), of.owner.empty() ? tr("nobody") : fromStd(of.owner)),
                                      std::pair(tr("Rollback depth"), depth)}) {
        auto *row = new FactRow(m_theme, {std::nullopt, name, {}, value, false, false});
        row->setEnabled(!m_readOnly);
        connect(row, &QAbstractButton::clicked, this, [section, row, edit] { edit(section, row); });
        section->addWidget(row);
    }
}

} // namespace belay::views
