// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/workspacefile.h"

#include "models/core/nearmiss.h"
#include "models/exchange/readercontext.h"
#include "models/exchange/workspacekeys.h"
#include "models/rollback/codes.h"

#include <algorithm>
#include <array>

namespace belay::exchange {
namespace {

using namespace rollback;

constexpr std::string_view formatVersion = "1";

class WorkspaceReader {
public:
    explicit WorkspaceReader(ReaderContext &context) : m_context(context) {}

    [[nodiscard]] Workspace read(const TreeNode &root);

private:
    /// Calls `read` for every item of a list; `what` names the list.
    template <class Read>
    void each(const std::optional<TreeNode> &node, std::string_view what, Read read)
    {
        if (!node || !m_context.isList(*node, what))
            return;
        std::size_t done = 0;
        for (const TreeNode &item : node->items()) {
            if (!m_context.goOn(what, done++, node->size()))
                return;
            read(item);
        }
    }
    /// The same for the entries of a map.
    template <class Read>
    void eachEntry(const std::optional<TreeNode> &node, std::string_view what, Read read)
    {
        if (!node || !m_context.isMap(*node, what))
            return;
        std::size_t done = 0;
        for (const TreeNode::Entry entry : node->entries()) {
            if (!m_context.goOn(what, done++, node->size()))
                return;
            read(entry.key, entry.value);
        }
    }

    [[nodiscard]] Settings settings(const TreeNode &node);
    [[nodiscard]] Component component(const TreeNode &node);
    [[nodiscard]] Release release(const TreeNode &node);
    [[nodiscard]] Tolerance tolerance(const TreeNode &store, const TreeNode &node);
    [[nodiscard]] Evidence evidence(const TreeNode &node);
    [[nodiscard]] Requirement requirement(const TreeNode &node);
    void alternative(const Fields &fields, const TreeNode &node, Requirement &requirement);
    [[nodiscard]] std::vector<StoreFormats> formats(const std::optional<TreeNode> &node, std::string_view what);
    [[nodiscard]] std::vector<ComponentReleases> releasesOf(const std::optional<TreeNode> &node, std::string_view what,
                                                            bool needsOne);
    [[nodiscard]] Link link(const TreeNode &node);
    [[nodiscard]] Environment environment(const TreeNode &node);
    [[nodiscard]] Plan plan(const TreeNode &node);
    [[nodiscard]] std::optional<Step> step(const TreeNode &node, PlanOrder order);
    void stepFields(Step &step, const Fields &fields, const TreeNode &node, PlanOrder order);
    [[nodiscard]] Suppression suppression(const TreeNode &node);

    [[nodiscard]] std::string optionalText(const std::optional<TreeNode> &node, std::string_view what)
    {
        return node ? m_context.text(*node, what) : std::string();
    }
    [[nodiscard]] std::string optionalName(const std::optional<TreeNode> &node, std::string_view what)
    {
        return node ? m_context.name(*node, what) : std::string();
    }
    [[nodiscard]] std::optional<bool> optionalBoolean(const std::optional<TreeNode> &node)
    {
        return node ? std::optional(m_context.boolean(*node)) : std::nullopt;
    }

    ReaderContext &m_context;
};

Workspace WorkspaceReader::read(const TreeNode &root)
{
    Workspace workspace;
    if (!m_context.isMap(root, "a workspace"))
        return workspace;
    // The version decides what the other keys mean, so it comes before them.
    if (const std::optional<TreeNode> version = root.find("belay")) {
        if (!version->isScalar() || version->text() != formatVersion) {
            const bool isNumber = version->isScalar() && !version->text().empty()
                                  && version->text().find_first_not_of("0123456789") == std::string_view::npos
                                  && version->text().front() != '0';
            if (isNumber) {
                m_context.error(ErrorCode::NewerFile,
                                "format version " + std::string(version->text())
                                    + "; this release of Belay reads version 1",
                                *version);
            } else {
                m_context.error(ErrorCode::BadValue, "expected the format version 1", *version);
            }
            return workspace;
        }
    }
    const Fields fields(m_context, root, KeyPlace::Workspace);
    workspace.name = optionalText(fields["workspace"], "the workspace's name");
    if (const auto node = fields["settings"])
        workspace.settings = settings(*node);

    UniqueIds components(m_context, "component");
    if (const auto node = fields["components"])
        workspace.components.reserve(node->size());
    each(fields["components"], "a list of components", [&](const TreeNode &item) {
        Component value = component(item);
        components.add(value.id, item.find("id").value_or(item));
        workspace.components.emplace_back(std::move(value));
    });
    each(fields["links"], "a list of links",
         [&](const TreeNode &item) { workspace.links.push_back(link(item)); });
    UniqueIds environments(m_context, "environment");
    each(fields["environments"], "a list of environments", [&](const TreeNode &item) {
        workspace.environments.push_back(environment(item));
        environments.add(workspace.environments.back().id, item.find("id").value_or(item));
    });
    UniqueIds plans(m_context, "plan");
    each(fields["plans"], "a list of plans", [&](const TreeNode &item) {
        Plan value = plan(item);
        plans.add(value.id, item.find("id").value_or(item));
        workspace.plans.emplace_back(std::move(value));
    });
    each(fields["suppressions"], "a list of suppressions",
         [&](const TreeNode &item) { workspace.suppressions.push_back(suppression(item)); });
    eachEntry(fields["layout"], "a map of components to places", [&](const TreeNode &key, const TreeNode &value) {
        NodePlace place;
        place.component = m_context.name(key, "a component");
        if (value.isList() && value.size() == 2) {
            auto item = value.items().begin();
            place.x = m_context.number(*item);
            place.y = m_context.number(*++item);
        } else {
            m_context.error(ErrorCode::BadStructure, "expected a place as in `[120, 80]`", value);
        }
        workspace.layout.push_back(std::move(place));
    });
    return workspace;
}

Settings WorkspaceReader::settings(const TreeNode &node)
{
    Settings result;
    const Fields fields(m_context, node, KeyPlace::Settings);
    if (const auto value = fields["commit_after_soak"])
        result.commitAfterSoak_s = m_context.duration(*value);
    if (const auto value = fields["simultaneous"])
        result.simultaneous = value->text() == "all" ? allAtOnce : m_context.wholeNumber(*value, 1);
    return result;
}

Component WorkspaceReader::component(const TreeNode &node)
{
    Component result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Component);
    result.id = optionalName(fields["id"], "a component's id");
    if (const auto value = fields["kind"]) {
        if (const std::optional<ComponentKind> kind = componentKindFrom(value->text())) {
            result.kind = *kind;
        } else if (m_context.isText(*value, "a component's kind")) {
            constexpr std::array<std::string_view, 7> kinds{"service", "database", "flag",    "config",
                                                            "topic",   "client",   "external"};
            const std::string meant = nearMiss(value->text(), kinds);
            m_context.error(ErrorCode::BadValue,
                            shown(value->text()) + ": unknown kind, "
                                + (meant.empty()
                                       ? "expected service, database, flag, config, topic, client or external"
                                       : "did you mean `" + meant + "`?"),
                            *value);
        }
    }
    result.owner = optionalText(fields["owner"], "the owner");
    if (const auto value = fields["rollback_depth"])
        result.rollbackDepth = m_context.wholeNumber(*value, 0);
    result.healthByRelease = optionalBoolean(fields["health_by_release"]);
    if (const auto value = fields["drill"]) {
        const Fields drill(m_context, *value, KeyPlace::Drill);
        DrillRecord record;
        record.mark = markOf(*value);
        if (const auto cadence = drill["cadence"])
            record.cadence_s = m_context.duration(*cadence);
        if (const auto last = drill["last"])
            record.last = m_context.date(*last);
        result.drill = record;
    }
    UniqueIds ids(m_context, "release");
    if (const auto value = fields["releases"])
        result.releases.reserve(value->size());
    each(fields["releases"], "a list of releases", [&](const TreeNode &item) {
        result.releases.push_back(release(item));
        ids.add(result.releases.back().id, item.find("id").value_or(item));
    });
    return result;
}

Release WorkspaceReader::release(const TreeNode &node)
{
    Release result;
    result.mark = markOf(node);
    TreeNode idNode = node;
    std::optional<Fields> fields;
    if (node.isMap()) {
        fields.emplace(m_context, node, KeyPlace::Release);
        if (const auto id = (*fields)["id"]) {
            idNode = *id;
            result.id = m_context.name(*id, "a release's id");
        }
    } else if (node.isList()) {
        m_context.error(ErrorCode::BadStructure, "expected a release, found a list", node);
    } else {
        result.id = m_context.name(node, "a release");
    }
    if (result.id == notDeployed) {
        m_context.error(ErrorCode::BadValue, "`none` stands for \"not deployed\" and cannot be a release", idNode);
    } else if (result.id.find("..") != std::string::npos) {
        m_context.error(ErrorCode::BadValue, shown(result.id) + ": a release cannot contain `..`, which makes a range",
                        idNode);
    } else if (result.id.ends_with('.')) {
        m_context.error(ErrorCode::BadValue,
                        shown(result.id) + ": a release cannot end in `.`, since no range could begin with it", idNode);
    }
    if (!fields)
        return result;
    result.featureFree = optionalBoolean((*fields)["feature_free"]).value_or(false);
    if (const auto offers = (*fields)["offers"])
        result.offers = m_context.names(*offers, "a feature");
    eachEntry((*fields)["tolerates"], "a map of stores to what is tolerated",
              [&](const TreeNode &key, const TreeNode &value) { result.tolerates.push_back(tolerance(key, value)); });
    if (const auto needs = (*fields)["needs"])
        result.needs.reserve(needs->size());
    each((*fields)["needs"], "a list of requirements",
         [&](const TreeNode &item) { result.needs.push_back(requirement(item)); });
    result.writes = formats((*fields)["writes"], "a map of stores to the formats that are written");
    result.reads = formats((*fields)["reads"], "a map of stores to the formats that are read");
    return result;
}

Tolerance WorkspaceReader::tolerance(const TreeNode &store, const TreeNode &node)
{
    Tolerance result;
    result.mark = markOf(store);
    result.store = m_context.name(store, "a store");
    if (!node.isMap()) {
        result.read = m_context.ranges(node);
        result.write = result.read;
        return result;
    }
    const Fields fields(m_context, node, KeyPlace::ToleranceSides);
    if (const auto value = fields["read"])
        result.read = m_context.ranges(*value);
    if (const auto value = fields["write"])
        result.write = m_context.ranges(*value);
    if (node.size() == 0 || (fields["evidence"] && !fields["read"] && !fields["write"]))
        m_context.error(ErrorCode::MissingKey, "a tolerance needs `read`, `write` or both", node);
    if (const auto list = fields["evidence"])
        result.evidence.reserve(list->isList() ? list->size() : 0);
    each(fields["evidence"], "a list of evidence",
         [&](const TreeNode &item) { result.evidence.push_back(evidence(item)); });
    return result;
}

Evidence WorkspaceReader::evidence(const TreeNode &node)
{
    Evidence result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Evidence);
    if (const auto value = fields["versions"]) {
        if (value->isList()) {
            m_context.error(ErrorCode::BadStructure, "expected one range as in `42..43`, found a list", *value);
        } else if (const ReleaseRanges ranges = m_context.ranges(*value); ranges.size() == 1) {
            result.versions = ranges.front();
        }
    }
    if (const auto value = fields["side"]) {
        if (m_context.isText(*value, "a side")) {
            result.writes = value->text() == "write";
            if (!result.writes && value->text() != "read") {
                m_context.error(ErrorCode::BadValue, shown(value->text()) + ": unknown side, expected read or write",
                                *value);
            }
        }
    }
    result.statement = optionalName(fields["statement"], "a statement");
    result.at = optionalText(fields["at"], "a place");
    result.code = optionalText(fields["code"], "a code");
    result.message = optionalText(fields["message"], "a message");
    result.cause = optionalText(fields["cause"], "a place");
    result.found = optionalText(fields["found"], "who found it");
    return result;
}

Requirement WorkspaceReader::requirement(const TreeNode &node)
{
    Requirement result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Requirement);
    const std::optional<TreeNode> any = fields["any"];
    if (!any) {
        alternative(fields, node, result);
        return result;
    }
    for (const std::string_view key : {"feature", "component", "releases"}) {
        if (fields[key]) {
            m_context.error(ErrorCode::BadStructure,
                            "`" + std::string(key) + "` beside `any`: alternatives stand in the list of `any`", node);
            return result;
        }
    }
    each(any, "a list of alternatives", [&](const TreeNode &item) {
        const Fields inner(m_context, item, KeyPlace::Alternative);
        alternative(inner, item, result);
    });
    if (any->isList() && any->size() == 0)
        m_context.error(ErrorCode::BadValue, "`any` needs at least one alternative", *any);
    return result;
}

void WorkspaceReader::alternative(const Fields &fields, const TreeNode &node, Requirement &requirement)
{
    if (!fields.ok())
        return;
    Alternative result;
    result.mark = markOf(node);
    const std::optional<TreeNode> feature = fields["feature"];
    const std::optional<TreeNode> component = fields["component"];
    const std::optional<TreeNode> releases = fields["releases"];
    if (feature && releases) {
        m_context.error(ErrorCode::BadStructure, "`feature` and `releases` exclude each other", *releases);
        return;
    }
    if (component)
        result.component = m_context.name(*component, "a component");
    if (feature) {
        result.feature = m_context.name(*feature, "a feature");
        if (!component && !result.feature.empty()) {
            const std::size_t slash = result.feature.find('/');
            if (slash == std::string::npos || slash == 0 || slash + 1 == result.feature.size()) {
                m_context.error(ErrorCode::BadValue,
                                "expected a feature as in `component/feature`, found " + shown(result.feature),
                                *feature);
                return;
            }
            result.component = result.feature.substr(0, slash);
            result.feature.erase(0, slash + 1);
        }
    } else if (releases) {
        result.releases = m_context.ranges(*releases);
        if (!component)
            m_context.error(ErrorCode::MissingKey, "`releases` needs `component`", node);
    } else if (component) {
        m_context.error(ErrorCode::MissingKey, "`component` needs `releases`", node);
    } else if (node.size() == 0) {
        m_context.error(ErrorCode::MissingKey, "a requirement needs `feature`, or `component` and `releases`, or `any`",
                        node);
    }
    requirement.anyOf.push_back(std::move(result));
}

std::vector<StoreFormats> WorkspaceReader::formats(const std::optional<TreeNode> &node, std::string_view what)
{
    std::vector<StoreFormats> result;
    eachEntry(node, what, [&](const TreeNode &key, const TreeNode &value) {
        StoreFormats entry;
        entry.mark = markOf(key);
        entry.store = m_context.name(key, "a store");
        entry.formats = m_context.names(value, "a format");
        result.push_back(std::move(entry));
    });
    return result;
}

std::vector<ComponentReleases> WorkspaceReader::releasesOf(const std::optional<TreeNode> &node, std::string_view what,
                                                           bool needsOne)
{
    std::vector<ComponentReleases> result;
    if (node && node->isMap())
        result.reserve(node->size());
    eachEntry(node, what, [&](const TreeNode &key, const TreeNode &value) {
        ComponentReleases entry;
        entry.mark = markOf(key);
        entry.component = m_context.name(key, "a component");
        entry.releases = m_context.names(value, "a release");
        if (needsOne && value.isList() && value.size() == 0) {
            m_context.error(ErrorCode::BadValue,
                            "`live` needs at least one release; leave out a component that is not deployed", value);
        }
        result.push_back(std::move(entry));
    });
    return result;
}

Link WorkspaceReader::link(const TreeNode &node)
{
    Link result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Link);
    result.from = optionalName(fields["from"], "a component");
    result.to = optionalName(fields["to"], "a component");
    result.label = optionalText(fields["label"], "a label");
    result.origin = optionalText(fields["origin"], "an origin");
    result.resolved = optionalBoolean(fields["resolved"]).value_or(true);
    return result;
}

Environment WorkspaceReader::environment(const TreeNode &node)
{
    Environment result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Environment);
    result.id = optionalName(fields["id"], "an environment's id");
    result.live = releasesOf(fields["live"], "a map of components to live releases", true);
    result.history = releasesOf(fields["history"], "a map of components to earlier releases", false);
    result.formats = formats(fields["formats"], "a map of stores to the formats that are present");
    return result;
}

Plan WorkspaceReader::plan(const TreeNode &node)
{
    Plan result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Plan);
    result.id = optionalName(fields["id"], "a plan's id");
    result.environment = optionalName(fields["environment"], "an environment");
    if (const auto order = fields["order"]) {
        if (order->text() == "partial") {
            result.order = PlanOrder::Partial;
        } else if (order->text() != "sequence") {
            m_context.error(ErrorCode::BadValue,
                            "expected sequence or partial, found "
                                + (order->isScalar() ? shown(order->text()) : std::string("a list or a map")),
                            *order);
            result.order = PlanOrder::Partial;
        }
    }
    UniqueIds ids(m_context, "step");
    if (const auto steps = fields["steps"])
        result.steps.reserve(steps->size());
    each(fields["steps"], "a list of steps", [&](const TreeNode &item) {
        std::optional<Step> read = step(item, result.order);
        if (!read)
            return;
        ids.add(read->id, item.find("id").value_or(item));
        result.steps.push_back(std::move(*read));
    });
    return result;
}

struct StepRow {
    std::string_view key;
    StepKind kind;
    KeyPlace place;
};
constexpr std::array stepRows{
    StepRow{"move", StepKind::Move, KeyPlace::MoveStep}, StepRow{"purge", StepKind::Purge, KeyPlace::PurgeStep},
    StepRow{"soak", StepKind::Soak, KeyPlace::SoakStep}, StepRow{"commit", StepKind::Commit, KeyPlace::CommitStep},
    StepRow{"checkpoint", StepKind::Checkpoint, KeyPlace::CheckpointStep},
};

std::optional<Step> WorkspaceReader::step(const TreeNode &node, PlanOrder order)
{
    if (!m_context.isMap(node, "a step"))
        return {};
    const StepRow *row = nullptr;
    for (const StepRow &candidate : stepRows) {
        const std::optional<TreeNode> value = node.find(candidate.key);
        if (!value)
            continue;
        if (row) {
            m_context.error(ErrorCode::BadStructure,
                            "`" + std::string(row->key) + "` and `" + std::string(candidate.key)
                                + "`: a step does one thing",
                            node);
            return {};
        }
        row = &candidate;
    }
    if (!row) {
        std::array<std::string_view, stepRows.size()> words;
        std::transform(stepRows.begin(), stepRows.end(), words.begin(), [](const StepRow &r) { return r.key; });
        for (const TreeNode::Entry entry : node.entries()) {
            const std::string meant = nearMiss(entry.key.text(), words);
            if (!meant.empty() && entry.key.text() != "to" && entry.key.text() != "of") {
                m_context.error(ErrorCode::UnknownKey,
                                shown(entry.key.text()) + ": unknown key, did you mean `" + meant + "`?", entry.key);
                return {};
            }
        }
        m_context.error(ErrorCode::MissingKey, "a step needs one of `move`, `purge`, `soak`, `commit`, `checkpoint`",
                        node);
        return {};
    }
    Step result;
    result.kind = row->kind;
    result.mark = markOf(node);
    const Fields fields(m_context, node, row->place);
    result.id = optionalName(fields["id"], "a step's id");
    stepFields(result, fields, node, order);
    return result;
}

void WorkspaceReader::stepFields(Step &step, const Fields &fields, const TreeNode &node, PlanOrder order)
{
    switch (step.kind) {
    case StepKind::Move:
        step.component = optionalName(fields["move"], "a component");
        if (const auto to = fields["to"]) {
            step.to = m_context.names(*to, "a release");
            step.wholeLiveSet = to->isList();
            if (to->isList() && to->size() == 0)
                m_context.error(ErrorCode::BadValue, "`to` needs at least one release, or `none`", *to);
        }
        step.reversible = optionalBoolean(fields["reversible"]);
        step.rolling = optionalBoolean(fields["rolling"]);
        break;
    case StepKind::Purge:
        step.format = optionalName(fields["purge"], "a format");
        step.component = optionalName(fields["from"], "a store");
        break;
    case StepKind::Soak:
        if (const auto value = fields["soak"])
            step.duration_s = m_context.duration(*value);
        step.component = optionalName(fields["of"], "a component");
        break;
    case StepKind::Commit:
        step.component = optionalName(fields["commit"], "a component");
        step.reason = optionalText(fields["reason"], "a reason");
        if (step.reason.empty())
            m_context.warning("a commit without a `reason`", node);
        break;
    case StepKind::Checkpoint:
        step.name = optionalText(fields["checkpoint"], "a checkpoint's name");
        step.reason = optionalText(fields["reason"], "a reason");
        if (step.reason.empty())
            m_context.warning("a checkpoint without a `reason`", node);
        break;
    }
    if (const auto after = fields["after"]) {
        step.after = m_context.names(*after, "a step");
        if (order == PlanOrder::Sequence) {
            m_context.error(ErrorCode::BadStructure, "`after` asks for `order: partial`; here the list is the order",
                            *after);
        }
    }
}

Suppression WorkspaceReader::suppression(const TreeNode &node)
{
    Suppression result;
    result.mark = markOf(node);
    const Fields fields(m_context, node, KeyPlace::Suppression);
    if (const auto code = fields["code"]) {
        result.code = m_context.name(*code, "a code");
        if (!result.code.empty() && !codeFrom(result.code)) {
            std::vector<std::string_view> known;
            for (const Code c : allCodes())
                known.push_back(toText(c));
            const std::string meant = nearMiss(result.code, known);
            m_context.error(ErrorCode::BadValue,
                            shown(result.code) + ": unknown code"
                                + (meant.empty() ? "" : ", did you mean `" + meant + "`?"),
                            *code);
        }
    }
    result.plan = optionalName(fields["plan"], "a plan");
    result.component = optionalName(fields["component"], "a component");
    result.release = optionalName(fields["release"], "a release");
    result.requirement = optionalName(fields["requirement"], "a requirement");
    result.reason = optionalName(fields["reason"], "a reason");
    if (const auto until = fields["until"])
        result.until = m_context.date(*until);
    return result;
}

} // namespace

ReadWorkspaceResult readWorkspace(std::string_view text, const std::string &fileName, std::stop_token stop,
                                  ProgressSink *progress)
{
    const Result<std::vector<Tree>> trees = parseTree(text, fileName, {}, stop, progress);
    if (!trees)
        return std::vector<Error>{trees.error()};
    if (trees->empty())
        return std::vector<Error>{{ErrorCode::BadStructure, "the text is empty", fileName, 1, 1}};
    ReaderContext context(fileName, std::move(stop), progress);
    if (trees->size() > 1) {
        const TreeNode second = (*trees)[1].root();
        context.error(ErrorCode::BadStructure, "a second document; a workspace is one document", second);
        return context.takeErrors();
    }
    ReadWorkspace result;
    result.workspace = WorkspaceReader(context).read(trees->front().root());
    if (context.cancelled())
        return std::vector<Error>{{ErrorCode::Cancelled, "cancelled", fileName, 0, 0}};
    if (context.hasErrors())
        return context.takeErrors();
    result.warnings = context.takeWarnings();
    return result;
}

} // namespace belay::exchange
