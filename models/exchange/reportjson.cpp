// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportjson.h"

#include "models/core/version.h"
#include "models/exchange/reportjsontext.h"
#include "models/exchange/tree.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"
#include "models/rollback/evidence.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace belay::exchange {
namespace {

using namespace rollback;
using Shape = ReportJsonText::Shape;

std::string_view toText(WayBackState state)
{
    switch (state) {
    case WayBackState::Open: return "open";
    case WayBackState::AtOnce: return "at-once";
    case WayBackState::Closed: return "closed";
    case WayBackState::Unknown: return "unknown";
    }
    return {};
}

void writeAgainst(ReportJsonText &json, const Against &against)
{
    json.key("against");
    if (!against.store.empty()) {
        json.beginObject(Shape::Line).key("store").text(against.store);
        json.key("format").text(against.format).endObject();
    } else if (!against.component.empty()) {
        json.beginObject(Shape::Line).key("component").text(against.component);
        json.key("release").textOrNull(against.release).endObject();
    } else {
        json.null();
    }
}

void writeFinding(ReportJsonText &json, const Finding &finding, const EvidenceIndex &evidence, const std::string &witness)
{
    json.beginObject();
    json.key("code").text(rollback::toText(finding.code));
    json.key("check").text(rollback::toText(finding.check));
    json.key("severity").text(rollback::toText(finding.severity));
    json.key("step").textOrNull(finding.step);
    json.key("window").text(rollback::toText(finding.window));
    json.key("order").texts(finding.order);
    json.key("component").textOrNull(finding.component);
    json.key("release").textOrNull(finding.release);
    writeAgainst(json, finding.against);
    json.key("rollbacks").beginList(Shape::Line);
    for (const RollbackTo &rollback : finding.rollbacks) {
        json.beginObject().key("component").text(rollback.component);
        json.key("to").text(rollback.to).endObject();
    }
    json.endList();
    json.key("requirement").textOrNull(finding.requirement);
    json.key("message").text(finding.message);
    json.key("remedies").beginList();
    for (const std::string &remedy : finding.remedies)
        json.text(remedy);
    json.endList();
    if (const auto statements = evidence.of(finding); !statements.empty()) {
        json.key("evidence").beginList();
        for (const Evidence *one : statements)
            writeEvidence(json, *one);
        json.endList();
    }
    json.key("suppressed").textOrNull(finding.suppressedBy);
    json.key("together").texts(finding.together);
    json.key("state").beginList();
    for (const ComponentState &state : finding.state) {
        json.beginObject(Shape::Line).key("component").text(state.component);
        json.key("live").texts(state.live);
        json.key("may_go_back_to").texts(state.mayGoBackTo).endObject();
    }
    json.endList();
    json.key("witness");
    if (witness.empty())
        json.null();
    else
        json.raw(witness);
    json.endObject();
}

void writeMoves(ReportJsonText &json, const StepWayBack &step)
{
    json.beginList(Shape::Line);
    for (const InverseMove &move : step.moves) {
        json.beginObject().key("component").text(move.component);
        json.key("from").text(move.from).key("to").text(move.to).endObject();
    }
    json.endList();
}

void writeWayBackState(ReportJsonText &json, const StepWayBack &step)
{
    json.beginObject(Shape::Line);
    json.key("state").text(toText(step.state));
    json.key("reaches_to").text(step.reachesTo.empty() ? startStep : std::string_view(step.reachesTo));
    json.key("groups").beginList();
    if (step.state == WayBackState::AtOnce) {
        for (const InverseMove &move : step.moves)
            json.number(move.group);
    }
    json.endList().endObject();
}

void writeSummary(ReportJsonText &json, const Report &report, const ReportContext &context)
{
    const ReportSummary sum = summarize(report);
    json.key("summary").beginObject();
    json.key("plans").number(sum.plans);
    json.key("unsafe").number(sum.unsafe);
    json.key("errors").number(sum.errors);
    json.key("warnings").number(sum.warnings);
    json.key("notes").number(sum.notes);
    json.key("suppressed").number(sum.suppressed);
    json.key("expired_suppressions").number(sum.expiredSuppressions);
    json.key("fail_on").text(rollback::toText(context.failOn));
    json.key("exit_code").number(hasFindings(report, context.failOn) ? 1 : 0);
    json.endObject();
}

std::size_t witnessCount(const Workspace &workspace)
{
    std::size_t pass = 1;
    for (const Shared<Component> &component : workspace.components)
        pass += 1 + component->releases.size();
    for (const Shared<Plan> &plan : workspace.plans)
        pass += plan->steps.size();
    return std::clamp<std::size_t>(witnessBudget / pass, 1, witnessLimit);
}

std::string witnessText(const Workspace &workspace, const std::string &plan, const Finding &finding)
{
    const Result<Workspace> witness = witnessOf(workspace, plan, finding);
    return witness ? writeWorkspace(*witness, TextFormat::Json) : std::string();
}

// --- Reading ------------------------------------------------------------------------------------

Error badStructure(const std::string &fileName, const TreeNode &node, std::string detail)
{
    return {ErrorCode::BadStructure, std::move(detail), fileName, node.line(), node.column()};
}

/// A value of the tree, in the shape that a finding has it; the first thing that is wrong is kept.
class FindingReader {
public:
    FindingReader(const std::string &fileName, TreeNode node) : m_fileName(fileName), m_node(node) {}

    std::string text(std::string_view key) { return scalar(m_node, key); }

    std::string scalar(const TreeNode &map, std::string_view key)
    {
        const std::optional<TreeNode> value = map.find(key);
        if (!value || isNothing(*value))
            return {};
        if (!value->isScalar()) {
            fail(*value, '`' + std::string(key) + "` is not a text");
            return {};
        }
        return std::string(value->text());
    }

    std::vector<std::string> texts(const TreeNode &map, std::string_view key)
    {
        std::vector<std::string> all;
        const std::optional<TreeNode> value = map.find(key);
        if (!value || isNothing(*value))
            return all;
        if (!value->isList()) {
            fail(*value, '`' + std::string(key) + "` is not a list");
            return all;
        }
        for (const TreeNode item : value->items()) {
            if (item.isScalar())
                all.emplace_back(item.text());
            else
                fail(item, '`' + std::string(key) + "` holds something that is not a text");
        }
        return all;
    }

    std::vector<std::string> texts(std::string_view key) { return texts(m_node, key); }

    /// Maps of a list.
    std::vector<TreeNode> maps(std::string_view key)
    {
        std::vector<TreeNode> all;
        const std::optional<TreeNode> value = m_node.find(key);
        if (!value || isNothing(*value))
            return all;
        if (!value->isList()) {
            fail(*value, '`' + std::string(key) + "` is not a list");
            return all;
        }
        for (const TreeNode item : value->items()) {
            if (item.isMap())
                all.push_back(item);
            else
                fail(item, '`' + std::string(key) + "` holds something that is not an object");
        }
        return all;
    }

    std::optional<TreeNode> map(std::string_view key)
    {
        const std::optional<TreeNode> value = m_node.find(key);
        if (!value || isNothing(*value))
            return {};
        if (!value->isMap()) {
            fail(*value, '`' + std::string(key) + "` is not an object");
            return {};
        }
        return value;
    }

    /// One of some words; `fallback` if the key is missing.
    template <class Value, std::size_t count>
    Value word(std::string_view key, const std::array<Value, count> &values, Value fallback)
    {
        const std::string found = text(key);
        if (found.empty())
            return fallback;
        for (const Value value : values) {
            if (rollback::toText(value) == found)
                return value;
        }
        fail(*m_node.find(key), '`' + std::string(key) + "` has no value \"" + found + '"');
        return fallback;
    }

    void fail(const TreeNode &node, std::string detail)
    {
        if (!m_error)
            m_error = badStructure(m_fileName, node, std::move(detail));
    }

    const std::optional<Error> &error() const { return m_error; }

private:
    static bool isNothing(const TreeNode &node) { return node.isScalar() && node.isNull() && !node.quoted(); }

    const std::string &m_fileName;
    TreeNode m_node;
    std::optional<Error> m_error;
};

/// The finding that is meant: the object itself, or the one with the number in a report. The path
/// leads to it in the other tree of the same text.
Result<std::pair<TreeNode, nlohmann::json::json_pointer>>
selectFinding(const TreeNode &root, const std::string &fileName, std::size_t number)
{
    using Pointer = nlohmann::json::json_pointer;
    if (!root.isMap())
        return badStructure(fileName, root, "a finding is an object with a `code`");
    if (root.find("code"))
        return std::pair(root, Pointer());
    const std::optional<TreeNode> plans = root.find("plans");
    if (!plans || !plans->isList())
        return badStructure(fileName, root, "neither a finding (it has no `code`) nor a report (it has no `plans`)");
    std::vector<std::pair<TreeNode, Pointer>> all;
    std::size_t planIndex = 0;
    for (const TreeNode plan : plans->items()) {
        const std::optional<TreeNode> findings = plan.isMap() ? plan.find("findings") : std::nullopt;
        std::size_t index = 0;
        if (findings && findings->isList()) {
            for (const TreeNode finding : findings->items()) {
                all.emplace_back(finding, Pointer() / "plans" / planIndex / "findings" / index);
                ++index;
            }
        }
        ++planIndex;
    }
    if (all.empty())
        return badStructure(fileName, root, "the report has no findings");
    if (number == 0 && all.size() > 1)
        return Error{ErrorCode::BadUsage,
                     "the report has " + std::to_string(all.size()) + " findings: pick one with --number 1 to "
                         + std::to_string(all.size()), fileName, 0, 0};
    const std::size_t picked = number == 0 ? 1 : number;
    if (picked > all.size())
        return Error{ErrorCode::BadUsage, "the report has no finding " + std::to_string(picked) + ", its last is "
                                              + std::to_string(all.size()), fileName, 0, 0};
    return all[picked - 1];
}

} // namespace

void writeEvidence(ReportJsonText &json, const Evidence &evidence)
{
    json.beginObject();
    json.key("versions").text(rollback::toText(evidence.versions));
    json.key("side").text(evidence.writes ? "write" : "read");
    json.key("statement").text(evidence.statement);
    json.key("at").textOrNull(evidence.at);
    json.key("code").textOrNull(evidence.code);
    json.key("message").textOrNull(evidence.message);
    json.key("cause").textOrNull(evidence.cause);
    json.key("found").textOrNull(evidence.found);
    json.endObject();
}

std::string writeReportJson(const Report &report, const Workspace &workspace, const ReportContext &context)
{
    ReportJsonText json;
    json.beginObject();
    json.key("tool").text("belay");
    json.key("version").text(belay::version);
    json.key("workspace").text(report.workspace);
    json.key("plans").beginList();
    std::size_t witnessesLeft = witnessCount(workspace);
    const EvidenceIndex evidence(workspace);
    for (const PlanReport &plan : report.plans) {
        json.beginObject();
        json.key("plan").text(plan.plan);
        json.key("environment").text(plan.environment);
        json.key("verdict").text(rollback::toText(plan.verdict));
        json.key("resilience");
        if (plan.resilience)
            json.number(*plan.resilience);
        else
            json.null();
        json.key("findings").beginList();
        for (const Finding &finding : plan.findings) {
            std::string witness;
            if (witnessesLeft > 0) {
                --witnessesLeft;
                witness = witnessText(workspace, plan.plan, finding);
            }
            writeFinding(json, finding, evidence, witness);
        }
        json.endList();
        json.key("points_of_no_return").texts(plan.pointsOfNoReturn);
        json.key("way_back").beginObject();
        for (const StepWayBack &step : plan.wayBack) {
            json.keyText(step.step);
            if (step.state == WayBackState::Closed || step.state == WayBackState::Unknown)
                json.null();
            else
                writeMoves(json, step);
        }
        json.endObject();
        json.key("way_back_state").beginObject();
        for (const StepWayBack &step : plan.wayBack) {
            json.keyText(step.step);
            writeWayBackState(json, step);
        }
        json.endObject();
        json.endObject();
    }
    json.endList();
    json.key("suppressions").beginList();
    for (const SuppressionUse &use : report.suppressions) {
        const Suppression &suppression = use.suppression;
        json.beginObject(Shape::Line);
        json.key("code").textOrNull(suppression.code);
        json.key("plan").textOrNull(suppression.plan);
        json.key("component").textOrNull(suppression.component);
        json.key("release").textOrNull(suppression.release);
        json.key("requirement").textOrNull(suppression.requirement);
        json.key("reason").text(suppression.reason);
        json.key("until").text(suppression.until);
        json.key("findings").number(use.findings);
        json.key("expired").boolean(use.expired);
        json.endObject();
    }
    json.endList();
    writeSummary(json, report, context);
    json.endObject();
    return json.take();
}

std::string writeWayBackJson(const std::vector<PlanWayBack> &plans)
{
    ReportJsonText json;
    json.beginObject();
    json.key("tool").text("belay");
    json.key("version").text(belay::version);
    json.key("plans").beginList();
    for (const PlanWayBack &plan : plans) {
        json.beginObject().key("plan").text(plan.plan);
        json.key("steps").beginList();
        for (const StepWayBack &step : plan.steps) {
            json.beginObject();
            json.key("step").text(step.step);
            json.key("state").text(toText(step.state));
            json.key("point_of_no_return").boolean(step.pointOfNoReturn);
            json.key("reaches_to").text(step.reachesTo.empty() ? startStep : std::string_view(step.reachesTo));
            json.key("moves").beginList();
            for (const InverseMove &move : step.moves) {
                json.beginObject(Shape::Line).key("component").text(move.component);
                json.key("from").text(move.from).key("to").text(move.to);
                json.key("group").number(move.group).endObject();
            }
            json.endList().endObject();
        }
        json.endList().endObject();
    }
    json.endList().endObject();
    return json.take();
}

Result<ReadFinding> readFindingJson(std::string_view text, const std::string &fileName, std::size_t number)
{
    // The bounded reader goes first: it says where something is wrong, and its depth limit makes the
    // other reader safe on the same text.
    const Result<std::vector<Tree>> trees = parseJson(text, fileName);
    if (!trees)
        return trees.error();
    const auto selected = selectFinding(trees->front().root(), fileName, number);
    if (!selected)
        return selected.error();
    const auto &[node, pointer] = *selected;
    if (!node.isMap())
        return badStructure(fileName, node, "a finding is an object with a `code`");

    FindingReader reader(fileName, node);
    ReadFinding read;
    Finding &finding = read.finding;
    const std::string code = reader.text("code");
    if (const std::optional<Code> known = codeFrom(code))
        finding.code = *known;
    else
        reader.fail(node, code.empty() ? "the finding has no `code`" : "no code is named \"" + code + '"');
    finding.check = reader.word("check", std::array{Check::Live, Check::Rollback, Check::WayBack, Check::Practice},
                                Check::Live);
    finding.severity = reader.word("severity", std::array{Severity::Note, Severity::Warning, Severity::Error},
                                   Severity::Error);
    finding.window = reader.word("window", std::array{Window::During, Window::After}, Window::After);
    finding.step = reader.text("step");
    finding.order = reader.texts("order");
    finding.component = reader.text("component");
    finding.release = reader.text("release");
    finding.requirement = reader.text("requirement");
    finding.message = reader.text("message");
    finding.remedies = reader.texts("remedies");
    finding.together = reader.texts("together");
    finding.suppressedBy = reader.text("suppressed");
    if (const std::optional<TreeNode> against = reader.map("against")) {
        finding.against = {reader.scalar(*against, "component"), reader.scalar(*against, "release"),
                           reader.scalar(*against, "store"), reader.scalar(*against, "format")};
    }
    for (const TreeNode &rollback : reader.maps("rollbacks"))
        finding.rollbacks.push_back({reader.scalar(rollback, "component"), reader.scalar(rollback, "to")});
    for (const TreeNode &state : reader.maps("state"))
        finding.state.push_back({reader.scalar(state, "component"), reader.texts(state, "live"),
                                 reader.texts(state, "may_go_back_to")});
    const std::optional<TreeNode> witness = reader.map("witness");
    if (reader.error())
        return *reader.error();
    if (!witness)
        return read;

    const nlohmann::ordered_json parsed = nlohmann::ordered_json::parse(text, nullptr, false);
    if (parsed.is_discarded())
        return badStructure(fileName, *witness, "the witness cannot be read");
    const std::string inner =
        parsed.at(nlohmann::ordered_json::json_pointer((pointer / "witness").to_string())).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    ReadWorkspaceResult workspace = readWorkspace(inner, fileName + " (witness).json");
    if (!workspace) {
        Error error = workspace.errors().front();
        error.detail = "the witness is no workspace: " + error.detail;
        error.file = fileName;
        error.line = witness->line();
        error.column = witness->column();
        return error;
    }
    read.witness = std::move(workspace.value().workspace);
    return read;
}

} // namespace belay::exchange
