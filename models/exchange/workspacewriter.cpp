// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/textvalue.h"
#include "models/exchange/workspacefile.h"

#include <array>
#include <charconv>

namespace belay::exchange {
namespace {

using namespace rollback;

TextValue boolean(bool value) { return TextValue::raw(value ? "true" : "false"); }
TextValue number(int value) { return TextValue::raw(std::to_string(value)); }
TextValue duration(std::int64_t value_s) { return textValue(durationToText(value_s)); }

TextValue number(double value)
{
    std::array<char, 40> text{};
    const auto [end, problem] = std::to_chars(text.data(), text.data() + text.size(), value);
    static_cast<void>(problem); // 40 characters hold every double.
    return TextValue::raw(std::string(text.data(), end));
}

TextValue texts(const std::vector<std::string> &values)
{
    TextValue result = TextValue::list();
    for (const std::string &value : values)
        result.add(textValue(value));
    return result;
}

/// A single one without the list.
TextValue oneOrMore(const std::vector<std::string> &values)
{
    return values.size() == 1 ? textValue(values.front()) : texts(values);
}

void addText(TextValue &map, std::string_view key, const std::string &text)
{
    if (!text.empty())
        map.add(key, textValue(text));
}

TextValue ranges(const ReleaseRanges &values)
{
    if (values.size() == 1)
        return textValue(toText(values.front()));
    TextValue result = TextValue::list();
    for (const ReleaseRange &range : values)
        result.add(textValue(toText(range)));
    return result;
}

TextValue formats(const std::vector<StoreFormats> &values)
{
    TextValue result = TextValue::map();
    for (const StoreFormats &value : values)
        result.add(value.store, texts(value.formats));
    return result;
}

TextValue evidence(const Evidence &value)
{
    TextValue result = TextValue::map();
    result.add("versions", textValue(toText(value.versions)));
    result.add("side", textValue(value.writes ? "write" : "read"));
    result.add("statement", textValue(value.statement));
    addText(result, "at", value.at);
    addText(result, "code", value.code);
    addText(result, "message", value.message);
    addText(result, "cause", value.cause);
    addText(result, "found", value.found);
    return result;
}

TextValue tolerance(const Tolerance &value)
{
    if (value.evidence.empty() && value.read && value.write && *value.read == *value.write)
        return ranges(*value.read);
    TextValue result = TextValue::map();
    if (value.read)
        result.add("read", ranges(*value.read));
    if (value.write)
        result.add("write", ranges(*value.write));
    if (!value.evidence.empty()) {
        TextValue all = TextValue::list();
        for (const Evidence &one : value.evidence)
            all.add(evidence(one));
        result.add("evidence", std::move(all));
    }
    return result;
}

TextValue alternative(const Alternative &value)
{
    TextValue result = TextValue::map();
    if (value.feature.empty()) {
        result.add("component", textValue(value.component)).add("releases", ranges(value.releases));
    } else if (value.component.find('/') == std::string::npos) {
        result.add("feature", textValue(value.component + '/' + value.feature));
    } else {
        result.add("component", textValue(value.component)).add("feature", textValue(value.feature));
    }
    return result;
}

TextValue requirement(const Requirement &value)
{
    if (value.anyOf.size() == 1)
        return alternative(value.anyOf.front());
    TextValue all = TextValue::list();
    for (const Alternative &one : value.anyOf)
        all.add(alternative(one));
    return TextValue::map().add("any", std::move(all));
}

TextValue release(const Release &value)
{
    TextValue result = TextValue::map();
    result.add("id", textValue(value.id));
    if (value.featureFree)
        result.add("feature_free", boolean(true));
    if (!value.offers.empty())
        result.add("offers", texts(value.offers));
    if (!value.tolerates.empty()) {
        TextValue stores = TextValue::map();
        for (const Tolerance &one : value.tolerates)
            stores.add(one.store, tolerance(one));
        result.add("tolerates", std::move(stores));
    }
    if (!value.needs.empty()) {
        TextValue all = TextValue::list();
        for (const Requirement &one : value.needs)
            all.add(requirement(one));
        result.add("needs", std::move(all));
    }
    if (!value.writes.empty())
        result.add("writes", formats(value.writes));
    if (!value.reads.empty())
        result.add("reads", formats(value.reads));
    return result.entries.size() == 1 ? textValue(value.id) : result;
}

TextValue component(const Component &value)
{
    TextValue result = TextValue::map();
    result.add("id", textValue(value.id)).add("kind", textValue(toText(value.kind)));
    addText(result, "owner", value.owner);
    if (value.rollbackDepth)
        result.add("rollback_depth", number(*value.rollbackDepth));
    if (value.healthByRelease)
        result.add("health_by_release", boolean(*value.healthByRelease));
    if (value.drill) {
        TextValue drill = TextValue::map();
        drill.add("cadence", duration(value.drill->cadence_s));
        addText(drill, "last", value.drill->last);
        result.add("drill", std::move(drill));
    }
    if (!value.releases.empty()) {
        TextValue releases = TextValue::list();
        for (const Release &one : value.releases)
            releases.add(release(one));
        result.add("releases", std::move(releases));
    }
    return result;
}

TextValue link(const Link &value)
{
    TextValue result = TextValue::map();
    result.add("from", textValue(value.from)).add("to", textValue(value.to));
    addText(result, "label", value.label);
    addText(result, "origin", value.origin);
    if (!value.resolved)
        result.add("resolved", boolean(false));
    return result;
}

TextValue releasesOf(const std::vector<ComponentReleases> &values)
{
    TextValue result = TextValue::map();
    for (const ComponentReleases &value : values)
        result.add(value.component, oneOrMore(value.releases));
    return result;
}

TextValue environment(const Environment &value)
{
    TextValue result = TextValue::map();
    result.add("id", textValue(value.id));
    if (!value.live.empty())
        result.add("live", releasesOf(value.live));
    if (!value.history.empty()) {
        TextValue history = TextValue::map();
        for (const ComponentReleases &one : value.history)
            history.add(one.component, texts(one.releases));
        result.add("history", std::move(history));
    }
    if (!value.formats.empty())
        result.add("formats", formats(value.formats));
    return result;
}

TextValue step(const Step &value)
{
    TextValue result = TextValue::map();
    result.add("id", textValue(value.id));
    switch (value.kind) {
    case StepKind::Move:
        result.add("move", textValue(value.component));
        result.add("to", value.wholeLiveSet ? texts(value.to) : oneOrMore(value.to));
        if (value.reversible)
            result.add("reversible", boolean(*value.reversible));
        if (value.rolling)
            result.add("rolling", boolean(*value.rolling));
        break;
    case StepKind::Purge:
        result.add("purge", textValue(value.format)).add("from", textValue(value.component));
        break;
    case StepKind::Soak:
        result.add("soak", duration(value.duration_s));
        addText(result, "of", value.component);
        break;
    case StepKind::Commit:
        result.add("commit", textValue(value.component));
        addText(result, "reason", value.reason);
        break;
    case StepKind::Checkpoint:
        result.add("checkpoint", textValue(value.name));
        addText(result, "reason", value.reason);
        break;
    }
    if (!value.after.empty())
        result.add("after", texts(value.after));
    return result;
}

TextValue suppression(const Suppression &value)
{
    TextValue result = TextValue::map();
    addText(result, "code", value.code);
    addText(result, "plan", value.plan);
    addText(result, "component", value.component);
    addText(result, "release", value.release);
    addText(result, "requirement", value.requirement);
    result.add("reason", textValue(value.reason)).add("until", textValue(value.until));
    return result;
}

/// Writes the top map piece by piece, so that a large workspace is never a second time in memory.
class WorkspaceWriter {
public:
    explicit WorkspaceWriter(TextFormat format) : m_yaml(format == TextFormat::Yaml)
    {
        if (!m_yaml)
            m_out = "{";
    }

    void value(std::string_view key, const TextValue &value)
    {
        begin(key);
        m_out += ' ';
        if (m_yaml && !value.isScalar() && !value.entries.empty() && key != "settings") {
            m_out.back() = '\n';
            m_out += "  ";
        }
        write(value, 2);
    }
    template <class List, class Convert>
    void list(std::string_view key, const List &items, Convert convert)
    {
        if (items.empty())
            return;
        begin(key);
        if (!m_yaml)
            m_out += " [";
        bool first = true;
        for (const auto &item : items) {
            beginItem(first);
            m_out += m_yaml ? "- " : "";
            write(convert(item), 4);
        }
        if (!m_yaml)
            m_out += "\n  ]";
    }
    void places(std::string_view key, const std::vector<NodePlace> &places)
    {
        if (places.empty())
            return;
        begin(key);
        if (!m_yaml)
            m_out += " {";
        bool first = true;
        for (const NodePlace &place : places) {
            beginItem(first);
            m_out += m_yaml ? yamlScalar(place.component) : jsonString(place.component);
            m_out += ": [" + number(place.x).text + ", " + number(place.y).text + "]";
        }
        if (!m_yaml)
            m_out += "\n  }";
    }
    [[nodiscard]] std::string finish()
    {
        m_out += m_yaml ? "\n" : "\n}\n";
        return std::move(m_out);
    }

private:
    void begin(std::string_view key)
    {
        if (m_yaml)
            m_out.append(m_first ? "" : "\n").append(key);
        else
            m_out.append(m_first ? "\n  " : ",\n  ").append(jsonString(key));
        m_out += ':';
        m_first = false;
    }
    void beginItem(bool &first)
    {
        m_out += m_yaml || first ? "\n" : ",\n";
        m_out += m_yaml ? "  " : "    ";
        first = false;
    }
    void write(const TextValue &value, std::size_t indent)
    {
        if (m_yaml)
            writeYaml(value, indent, m_out);
        else
            writeJson(value, indent, m_out);
    }

    bool m_yaml;
    bool m_first = true;
    std::string m_out;
};

TextValue settings(const Settings &value)
{
    TextValue result = TextValue::map();
    if (value.commitAfterSoak_s)
        result.add("commit_after_soak", duration(*value.commitAfterSoak_s));
    if (value.simultaneous == allAtOnce)
        result.add("simultaneous", textValue("all"));
    else if (value.simultaneous != Settings{}.simultaneous)
        result.add("simultaneous", number(value.simultaneous));
    return result;
}

TextValue plan(const Plan &value)
{
    TextValue result = TextValue::map();
    result.add("id", textValue(value.id)).add("environment", textValue(value.environment));
    result.add("order", textValue(value.order == PlanOrder::Partial ? "partial" : "sequence"));
    TextValue steps = TextValue::list();
    for (const Step &one : value.steps)
        steps.add(step(one));
    return result.add("steps", std::move(steps));
}

} // namespace

std::string writeWorkspace(const Workspace &workspace, TextFormat format)
{
    WorkspaceWriter writer(format);
    writer.value("belay", number(1));
    if (!workspace.name.empty())
        writer.value("workspace", textValue(workspace.name));
    if (const TextValue value = settings(workspace.settings); !value.entries.empty())
        writer.value("settings", value);
    writer.list("components", workspace.components, [](const Shared<Component> &c) { return component(*c); });
    writer.list("links", workspace.links, link);
    writer.list("environments", workspace.environments, environment);
    writer.list("plans", workspace.plans, [](const Shared<Plan> &p) { return plan(*p); });
    writer.list("suppressions", workspace.suppressions, suppression);
    writer.places("layout", workspace.layout);
    return writer.finish();
}

} // namespace belay::exchange
