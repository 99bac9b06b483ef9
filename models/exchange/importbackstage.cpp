// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importbackstage.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/tree.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace belay::exchange {

using Place = ImportBuilder::Place;
using rollback::ComponentKind;

namespace {

constexpr std::string_view defaultNamespace = "default";


struct Field {
    std::string_view name;
    std::string_view kind;             ///< That a reference has if it names none.
    bool list = false;
    std::string_view back;             ///< What the link is called the other way round, if that is its direction.
};

/// The fields of Backstage's descriptor format that refer to other entities, of all its kinds.
constexpr std::array<Field, 9> fields = {{
    {"dependsOn", "component", true, {}},
    {"dependencyOf", "component", true, "dependsOn"},
    // Who uses an interface depends on who provides it.
    {"providesApis", "api", true, "apiProvidedBy"},
    {"consumesApis", "api", true, {}},
    {"subcomponentOf", "component", false, {}},
    {"system", "system", false, {}},
    {"domain", "domain", false, {}},
    {"subdomainOf", "domain", false, {}},
    {"owner", "group", false, {}},
}};

struct Reference {
    std::string kind;
    std::string nameSpace;
    std::string name;

    /// As Backstage compares them: without regard to case.
    [[nodiscard]] std::string key() const { return lowerCase(kind + ':' + nameSpace + '/' + name); }
    /// What the component is called: components by their name, others with their kind before it,
    /// and a namespace only if it is not the default one. So an id does not depend on what else
    /// there is, and a reference that cannot be resolved is called as its entity will be.
    [[nodiscard]] std::string id() const
    {
        const std::string lowerKind = lowerCase(kind);
        const std::string full = lowerCase(nameSpace) == defaultNamespace ? name : nameSpace + '/' + name;
        return lowerKind == "component" ? full : lowerKind + ':' + full;
    }
};

/// "[kind:][namespace/]name".
std::optional<Reference> referenceFrom(std::string_view text, std::string_view kind, const std::string &nameSpace)
{
    text = trimmed(text);
    Reference reference;
    reference.kind = kind;
    reference.nameSpace = nameSpace;
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        reference.kind = text.substr(0, colon);
        text = text.substr(colon + 1);
    }
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        reference.nameSpace = text.substr(0, slash);
        text = text.substr(slash + 1);
    }
    reference.name = text;
    const auto bad = [](std::string_view part) {
        return part.empty() || part.find_first_of(" \t\r\n:/") != std::string_view::npos;
    };
    if (bad(reference.kind) || bad(reference.nameSpace) || bad(reference.name))
        return {};
    return reference;
}

/// Whether one of the words is a part of the type: "kafka-topic" is a topic.
bool hasWord(std::string_view type, std::initializer_list<std::string_view> words)
{
    const std::string lower = lowerCase(type);
    return std::any_of(words.begin(), words.end(), [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

ComponentKind kindOf(const std::string &kind, const std::string &type)
{
    if (kind != "resource")
        return ComponentKind::Service;
    if (hasWord(type, {"database", "postgres", "mysql", "mariadb", "mongo", "redis", "cache", "dynamo", "bigtable", "spanner", "sql"}))
        return ComponentKind::Database;
    if (hasWord(type, {"topic", "queue", "kafka", "stream", "pubsub", "event"}))
        return ComponentKind::Topic;
    return ComponentKind::External;
}

struct Entity {
    Reference reference;
    std::string kind;                  ///< Lower case.
    std::string id;
    TreeNode spec;
    std::string file;
    rollback::SourceMark mark;
};

class Reader {
public:
    Reader(std::stop_token stop, ProgressSink *progress) : m_stop(std::move(stop)), m_progress(progress) {}

    Result<ImportedGraph> run(std::span<const InputText> inputs)
    {
        std::vector<Tree> documents; // The entities look into them.
        for (const InputText &input : inputs) {
            auto read = parseYaml(input.text, input.name, importTreeOptions(), m_stop, m_progress);
            if (!read)
                return read.error();
            for (Tree &document : *read) {
                if (!readEntity(document.root(), input.name))
                    return m_error;
                documents.push_back(std::move(document));
            }
        }
        for (const InputText &input : inputs)
            m_inputs.insert(pathFrom({}, input.name));
        for (const Entity &entity : m_entities) {
            if (entity.kind == "location")
                reportTargets(entity);
            else if (!isPeople(entity.kind))
                addComponent(entity);
        }
        for (const Entity &entity : m_entities) {
            if (entity.kind != "location" && !isPeople(entity.kind) && !addReferences(entity))
                return m_error;
            if (m_builder.failure())
                break;
        }
        return m_builder.take({ErrorCode::BadStructure, "there is no entity of Backstage in it", inputs.front().name, 0, 0});
    }

private:
    /// They own components, and have no releases.
    static bool isPeople(const std::string &kind) { return kind == "group" || kind == "user"; }

    static Place placeOf(const std::string &file, const TreeNode &node) { return {file, {node.line(), node.column()}}; }

    bool fail(ErrorCode code, std::string detail, const std::string &file, const TreeNode &node)
    {
        m_error = {code, std::move(detail), file, node.line(), node.column()};
        return false;
    }

    static std::string textOf(const TreeNode &map, std::string_view key)
    {
        const auto value = map.find(key);
        return value && value->isScalar() && !(value->isNull() && !value->quoted()) ? std::string(trimmed(value->text())) : std::string();
    }

    bool readEntity(const TreeNode &root, const std::string &file)
    {
        if (root.isNull())
            return true;
        if (!root.isMap())
            return fail(ErrorCode::BadStructure, "an entity is a map with `kind` and `metadata`", file, root);
        Entity entity;
        entity.reference.kind = textOf(root, "kind");
        entity.kind = lowerCase(entity.reference.kind);
        if (entity.kind.empty())
            return fail(ErrorCode::MissingKey, "this entity has no `kind`", file, root);
        const std::string version = textOf(root, "apiVersion");
        if (!version.empty() && version.find("backstage") == std::string::npos && version.find('/') != std::string::npos && !isKnown(entity.kind)) {
            m_builder.warn(ErrorCode::BadStructure, "`" + entity.reference.kind + "` of " + version + " is no entity of Backstage; it is left out",
                           placeOf(file, root));
            return true;
        }
        if (entity.kind == "template" || entity.kind == "location")
            return readOther(entity, root, file);
        const auto metadata = root.find("metadata");
        if (!metadata || !metadata->isMap())
            return fail(ErrorCode::MissingKey, "this entity has no `metadata`", file, root);
        entity.reference.name = textOf(*metadata, "name");
        entity.reference.nameSpace = textOf(*metadata, "namespace");
        if (entity.reference.name.empty())
            return fail(ErrorCode::MissingKey, "this entity has no `metadata.name`", file, *metadata);
        if (entity.reference.nameSpace.empty())
            entity.reference.nameSpace = defaultNamespace;
        if (const auto spec = root.find("spec")) {
            if (!spec->isMap() && !spec->isNull())
                return fail(ErrorCode::BadStructure, "`spec` must be a map", file, *spec);
            entity.spec = *spec;
        }
        entity.id = entity.reference.id();
        entity.file = file;
        entity.mark = {root.line(), root.column()};
        const auto [entry, added] = m_index.try_emplace(entity.reference.key(), m_entities.size());
        if (!added) {
            m_builder.warn(ErrorCode::Duplicate, "`" + entity.id + "` is described twice; the second description is left out", placeOf(file, root));
            return true;
        }
        m_entities.push_back(std::move(entity));
        return true;
    }

    static bool isKnown(const std::string &kind)
    {
        static constexpr std::array<std::string_view, 9> kinds = {"component", "api", "resource", "system", "domain", "group", "user",
                                                                  "location", "template"};
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }

    bool readOther(Entity &entity, const TreeNode &root, const std::string &file)
    {
        if (entity.kind == "template")
            return true;
        entity.spec = root.find("spec").value_or(TreeNode());
        entity.file = file;
        entity.mark = {root.line(), root.column()};
        m_entities.push_back(std::move(entity));
        return true;
    }

    void reportTargets(const Entity &location)
    {
        std::vector<TreeNode> targets;
        if (const auto target = location.spec.find("target"))
            targets.push_back(*target);
        if (const auto list = location.spec.find("targets")) {
            for (const TreeNode target : list->items())
                targets.push_back(target);
        }
        for (const TreeNode &target : targets) {
            const std::string path(target.text());
            if (!m_inputs.contains(pathFrom(location.file, path))) {
                m_builder.warn(ErrorCode::FileNotFound, "the location names `" + path + "`, which is not among the inputs",
                               placeOf(location.file, target));
            }
        }
    }

    void addComponent(const Entity &entity)
    {
        ImportedComponent component;
        component.id = entity.id;
        component.kind = kindOf(entity.kind, textOf(entity.spec, "type"));
        component.file = entity.file;
        component.mark = entity.mark;
        if (const auto owner = referenceFrom(textOf(entity.spec, "owner"), "group", entity.reference.nameSpace))
            component.owner = lowerCase(owner->nameSpace) == defaultNamespace ? owner->name : owner->nameSpace + '/' + owner->name;
        m_builder.component(std::move(component));
    }

    bool addReferences(const Entity &entity)
    {
        for (const Field &field : fields) {
            const auto value = entity.spec.find(field.name);
            if (!value || value->isNull())
                continue;
            const std::string name(field.name);
            // Everybody writes a list where it is one; a single reference is accepted as well.
            if (value->isMap() || (value->isList() && !field.list)) {
                return fail(ErrorCode::BadStructure, "`" + name + "` must be " + (field.list ? "a list of references" : "a reference"),
                            entity.file, *value);
            }
            if (value->isScalar()) {
                if (!addReference(entity, field, *value))
                    return false;
                continue;
            }
            for (const TreeNode item : value->items()) {
                if (!item.isScalar())
                    return fail(ErrorCode::BadStructure, "a reference `[kind:][namespace/]name` is expected here", entity.file, item);
                if (!addReference(entity, field, item))
                    return false;
            }
        }
        return true;
    }

    bool addReference(const Entity &entity, const Field &field, const TreeNode &node)
    {
        const auto reference = referenceFrom(node.text(), field.kind, entity.reference.nameSpace);
        if (!reference) {
            return fail(ErrorCode::BadValue, "`" + std::string(node.text().substr(0, 100)) + "` is no reference `[kind:][namespace/]name`",
                        entity.file, node);
        }
        const Place place = placeOf(entity.file, node);
        const auto found = m_index.find(reference->key());
        if (found == m_index.end()) {
            m_builder.edge(entity.id, reference->id(), std::string(field.name), place);
            return true;
        }
        const Entity &target = m_entities[found->second];
        // Known people are the component's owner and no component.
        if (isPeople(target.kind))
            m_builder.reference();
        else if (field.back.empty())
            m_builder.edge(entity.id, target.id, std::string(field.name), place);
        else
            m_builder.edge(target.id, entity.id, std::string(field.back), place);
        return true;
    }

    std::stop_token m_stop;
    ProgressSink *m_progress;
    std::vector<Entity> m_entities;
    std::unordered_map<std::string, std::size_t> m_index; ///< By `Reference::key`.
    std::unordered_set<std::string> m_inputs;
    ImportBuilder m_builder;
    Error m_error;
};

} // namespace

Result<ImportedGraph> importBackstage(std::span<const InputText> inputs, std::stop_token stop, ProgressSink *progress)
{
    if (auto checked = checkInputs(inputs); !checked)
        return checked.error();
    return Reader(std::move(stop), progress).run(inputs);
}

} // namespace belay::exchange
