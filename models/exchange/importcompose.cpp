// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importcompose.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/importimage.h"
#include "models/exchange/importvariables.h"
#include "models/exchange/tree.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace belay::exchange {

using Place = ImportBuilder::Place;

namespace {

/// Of one service that extends one that extends one, …
constexpr std::size_t extendsLimit = 100;
/// Of definitions of services, those that come from `extends` counted each time.
constexpr std::size_t appliedLimit = 1'000'000;
/// Of dependencies, those that come from `extends` counted each time.
constexpr std::size_t dependencyLimit = 4'000'000;

enum class MergeTag : std::uint8_t { None, Reset, Override };

struct File {
    const InputText *input = nullptr;
    std::vector<Tree> documents;
    std::vector<std::size_t> lines;    ///< Where each begins.
    std::unordered_map<std::string_view, std::vector<TreeNode::Entry>> services;
    std::vector<std::string_view> order; ///< Of the services.
    bool baseOnly = false;             ///< Only there for another file's `extends`.
    enum class State : std::uint8_t { New, Reading, Read } state = State::New;
};

struct Dependency {
    std::string name;
    Place place;
};

struct Service {
    Place place;
    std::string image;
    Place imagePlace;
    std::vector<Dependency> dependencies;
    std::unordered_set<std::string> names; ///< Of the dependencies.
};

bool isVariables(std::string_view name)
{
    name = baseName(name);
    return name == ".env" || name.starts_with(".env.") || name.ends_with(".env");
}

class Reader {
public:
    Reader(std::stop_token stop, ProgressSink *progress) : m_stop(std::move(stop)), m_progress(progress) {}

    Result<ImportedGraph> run(std::span<const InputText> inputs)
    {
        for (const InputText &input : inputs) {
            if (!isVariables(input.name))
                continue;
            if (auto read = m_variables.read(input.text, input.name); !read)
                return read.error();
        }
        for (const InputText &input : inputs) {
            if (!isVariables(input.name) && !parse(input))
                return m_error;
        }
        if (m_files.empty()) {
            return Error{ErrorCode::BadUsage, "there are only variables here, and no Compose file", inputs.front().name, 0, 0};
        }
        findBases();
        for (File &file : m_files) {
            if (!readFile(file))
                return m_error;
        }
        return graph();
    }

private:
    static Place placeOf(const File &file, const TreeNode &node)
    {
        return {file.input->name, {node.line(), node.column()}};
    }

    bool fail(ErrorCode code, std::string detail, const Place &place)
    {
        m_error = {code, std::move(detail), place.file, place.mark.line, place.mark.column};
        return false;
    }

    bool parse(const InputText &input)
    {
        auto documents = parseYaml(input.text, input.name, importTreeOptions(), m_stop, m_progress);
        if (!documents) {
            m_error = documents.error();
            return false;
        }
        File &file = m_files.emplace_back();
        file.input = &input;
        m_paths.try_emplace(pathFrom({}, input.name), &file);
        file.documents = std::move(*documents);
        file.lines.push_back(0);
        for (std::size_t i = 0; i < input.text.size(); ++i) {
            if (input.text[i] == '\n')
                file.lines.push_back(i + 1);
        }
        for (const Tree &document : file.documents) {
            const TreeNode root = document.root();
            if (root.isNull())
                continue;
            if (!root.isMap())
                return fail(ErrorCode::BadStructure, "a Compose file is a map with `services`", placeOf(file, root));
            const auto services = root.find("services");
            if (!services || services->isNull())
                continue;
            if (!services->isMap())
                return fail(ErrorCode::BadStructure, "`services` must be a map", placeOf(file, *services));
            for (const auto [key, value] : services->entries()) {
                if (!value.isMap() && !value.isNull() && tagOf(file, value) != MergeTag::Reset) {
                    return fail(ErrorCode::BadStructure, "the service `" + std::string(key.text()) + "` must be a map",
                                placeOf(file, value));
                }
                if (trimmed(key.text()).empty())
                    return fail(ErrorCode::BadValue, "a service has an empty name", placeOf(file, key));
                std::vector<TreeNode::Entry> &definitions = file.services[key.text()];
                if (definitions.empty())
                    file.order.push_back(key.text());
                definitions.push_back({key, value});
            }
        }
        return true;
    }

    /// The tree holds no tags; the text in front of a value does.
    static MergeTag tagOf(const File &file, const TreeNode &node)
    {
        if (node.line() == 0 || node.line() > file.lines.size())
            return MergeTag::None;
        const std::string_view text = file.input->text;
        const std::size_t lineStart = file.lines[node.line() - 1];
        std::size_t at = lineStart;
        for (std::uint32_t column = 1; column < node.column() && at < text.size(); ++column) {
            ++at;
            while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U)
                ++at;
        }
        const auto tagAt = [&](std::size_t begin) {
            const std::string_view rest = text.substr(begin);
            const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n,]}"));
            return word == "!reset" ? MergeTag::Reset : word == "!override" ? MergeTag::Override : MergeTag::None;
        };
        if (at < text.size() && tagAt(at) != MergeTag::None)
            return tagAt(at);
        while (at > 0 && std::string_view(" \t\r\n").find(text[at - 1]) != std::string_view::npos)
            --at;
        std::size_t begin = at;
        while (begin > 0 && std::string_view(" \t\r\n").find(text[begin - 1]) == std::string_view::npos)
            --begin;
        return tagAt(begin);
    }

    File *find(const File &from, std::string_view path)
    {
        const auto found = m_paths.find(pathFrom(from.input->name, path));
        return found == m_paths.end() ? nullptr : found->second;
    }

    /// A value after its variables; empty and a warning if one has no value.
    bool interpolate(const TreeNode &node, const File &file, const std::string &what, std::string &result)
    {
        auto text = m_variables.interpolate(node.text());
        if (!text)
            return fail(text.error().code, what + ": " + text.error().detail, placeOf(file, node));
        if (!text->missing.empty()) {
            m_builder.warn(ErrorCode::UnknownReference, what + " uses `" + text->missing.front() + "`, which has no value; it is left out",
                           placeOf(file, node));
            result.clear();
            return true;
        }
        result = std::move(text->text);
        return true;
    }

    /// Files that others extend from, and that nobody includes, lend their services and have none
    /// of their own.
    void findBases()
    {
        std::unordered_set<const File *> included;
        for (const File &file : m_files) {
            for (const Tree &document : file.documents) {
                const auto include = document.root().find("include");
                if (!include)
                    continue;
                for (const TreeNode item : include->items()) {
                    for (const TreeNode path : pathsOf(item)) {
                        if (const File *other = find(file, path.text()))
                            included.insert(other);
                    }
                }
            }
        }
        for (const File &file : m_files) {
            for (const auto &[name, definitions] : file.services) {
                for (const TreeNode::Entry &definition : definitions) {
                    const auto extends = definition.value.find("extends");
                    const auto path = extends ? extends->find("file") : std::nullopt;
                    File *other = path ? find(file, path->text()) : nullptr;
                    if (other && other != &file && other != &m_files.front() && !included.contains(other))
                        other->baseOnly = true;
                }
            }
        }
    }

    static std::vector<TreeNode> pathsOf(const TreeNode &item)
    {
        if (item.isScalar())
            return {item};
        std::vector<TreeNode> paths;
        if (const auto path = item.find("path")) {
            if (path->isScalar())
                return {*path};
            for (const TreeNode one : path->items())
                paths.push_back(one);
        }
        return paths;
    }

    bool readFile(File &file)
    {
        if (file.state == File::State::Read || file.baseOnly)
            return true;
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, "cancelled", {file.input->name, {}});
        file.state = File::State::Reading;
        for (const Tree &document : file.documents) {
            if (const auto include = document.root().find("include"); include && !readIncludes(file, *include))
                return false;
        }
        for (const std::string_view name : file.order) {
            const std::string key(name);
            for (const TreeNode::Entry &definition : file.services.at(name)) {
                if (tagOf(file, definition.value) == MergeTag::Reset) {
                    remove(key);
                    continue;
                }
                if (!apply(file, key, definition.value, serviceOf(key, placeOf(file, definition.key)), 0))
                    return false;
            }
        }
        file.state = File::State::Read;
        return true;
    }

    bool readIncludes(const File &file, const TreeNode &include)
    {
        if (include.isNull())
            return true;
        if (!include.isList())
            return fail(ErrorCode::BadStructure, "`include` must be a list", placeOf(file, include));
        for (const TreeNode item : include.items()) {
            const std::vector<TreeNode> paths = pathsOf(item);
            if (paths.empty())
                return fail(ErrorCode::BadStructure, "a path, or a map with `path`, is expected here", placeOf(file, item));
            for (const TreeNode &path : paths) {
                std::string text;
                if (!path.isScalar())
                    return fail(ErrorCode::BadStructure, "`path` must be a path or a list of paths", placeOf(file, path));
                if (!interpolate(path, file, "this include", text))
                    return false;
                if (text.empty())
                    continue;
                File *other = find(file, text);
                if (!other) {
                    m_builder.warn(ErrorCode::FileNotFound,
                                   "the included file `" + text + "` is not among the inputs; what it holds is missing",
                                   placeOf(file, path));
                    continue;
                }
                if (other->state == File::State::Reading) {
                    return fail(ErrorCode::Cycle, "`" + other->input->name + "` is included while it is being read: the includes go round in a circle",
                                placeOf(file, path));
                }
                if (!readFile(*other))
                    return false;
            }
        }
        return true;
    }

    Service &serviceOf(const std::string &name, const Place &place)
    {
        const auto [entry, added] = m_index.try_emplace(name, m_services.size());
        if (added) {
            m_services.emplace_back(name, Service{});
            m_services.back().second.place = place;
        }
        return m_services[entry->second].second;
    }

    void remove(const std::string &name)
    {
        const auto entry = m_index.find(name);
        if (entry == m_index.end())
            return;
        // Its place in the order stays empty.
        m_services[entry->second].first.clear();
        m_index.erase(entry);
    }

    bool apply(const File &file, const std::string &name, const TreeNode &node, Service &service, std::size_t depth)
    {
        if (node.isNull())
            return true;
        if (++m_applied > appliedLimit)
            return fail(ErrorCode::LimitExceeded, "services extend each other too often", placeOf(file, node));
        if (const auto extends = node.find("extends"); extends && !extend(file, name, *extends, service, depth))
            return false;
        if (const auto image = node.find("image")) {
            const Place place = placeOf(file, *image);
            if (!image->isScalar())
                return fail(ErrorCode::BadStructure, "`image` must be the name of an image", place);
            const bool none = tagOf(file, *image) == MergeTag::Reset || image->isNull();
            service.image = none ? std::string() : std::string(image->text());
            service.imagePlace = place;
        }
        const auto dependsOn = node.find("depends_on");
        return !dependsOn || depend(file, *dependsOn, service);
    }

    bool depend(const File &file, const TreeNode &dependsOn, Service &service)
    {
        const MergeTag tag = tagOf(file, dependsOn);
        if (tag != MergeTag::None) {
            service.dependencies.clear();
            service.names.clear();
        }
        if (tag == MergeTag::Reset || dependsOn.isNull())
            return true;
        if (dependsOn.isScalar())
            return fail(ErrorCode::BadStructure, "`depends_on` must be a list or a map of services", placeOf(file, dependsOn));
        for (const TreeNode item : dependsOn.items()) {
            if (!dependsOn.isList())
                break;
            if (!item.isScalar() || trimmed(item.text()).empty())
                return fail(ErrorCode::BadStructure, "the name of a service is expected here", placeOf(file, item));
            std::string name;
            if (!interpolate(item, file, "this dependency", name))
                return false;
            if (!name.empty() && !add(service, {std::move(name), placeOf(file, item)}))
                return false;
        }
        for (const auto [key, value] : dependsOn.entries()) {
            const std::string name(key.text());
            if (tagOf(file, value) == MergeTag::Reset) {
                service.names.erase(name);
                std::erase_if(service.dependencies, [&name](const Dependency &one) { return one.name == name; });
                continue;
            }
            if (!value.isMap() && !value.isNull()) {
                return fail(ErrorCode::BadStructure, "a map with `condition` is expected here", placeOf(file, value));
            }
            if (!add(service, {name, placeOf(file, key)}))
                return false;
        }
        return true;
    }

    bool add(Service &service, Dependency dependency)
    {
        if (++m_dependencies > dependencyLimit)
            return fail(ErrorCode::LimitExceeded, "more than " + std::to_string(dependencyLimit) + " dependencies", dependency.place);
        if (service.names.insert(dependency.name).second)
            service.dependencies.push_back(std::move(dependency));
        return true;
    }

    bool extend(const File &file, const std::string &name, const TreeNode &extends, Service &service, std::size_t depth)
    {
        const Place place = placeOf(file, extends);
        if (extends.isNull() || tagOf(file, extends) == MergeTag::Reset)
            return true;
        const auto base = extends.isScalar() ? std::optional(extends) : extends.find("service");
        if (!base || !base->isScalar())
            return fail(ErrorCode::BadStructure, "`extends` must name a `service`", place);
        const File *from = &file;
        if (const auto path = extends.find("file")) {
            std::string text;
            if (!path->isScalar())
                return fail(ErrorCode::BadStructure, "`file` must be a path", placeOf(file, *path));
            if (!interpolate(*path, file, "this file", text))
                return false;
            if (text.empty())
                return true;
            from = find(file, text);
            if (!from) {
                m_builder.warn(ErrorCode::FileNotFound,
                               "`" + name + "` extends a service of `" + text + "`, which is not among the inputs; what it takes from there is missing",
                               placeOf(file, *path));
                return true;
            }
        }
        const auto found = from->services.find(base->text());
        if (found == from->services.end()) {
            return fail(ErrorCode::UnknownReference,
                        "`" + name + "` extends `" + std::string(base->text()) + "`, which is not in `" + from->input->name + "`", place);
        }
        // Longer chains than that are circles, most likely.
        if (depth >= extendsLimit) {
            return fail(ErrorCode::Cycle, "`" + name + "` extends a service that extends it in turn, or more than "
                                              + std::to_string(extendsLimit) + " others", place);
        }
        for (const TreeNode::Entry &definition : found->second) {
            if (!apply(*from, std::string(base->text()), definition.value, service, depth + 1))
                return false;
        }
        return true;
    }

    Result<ImportedGraph> graph()
    {
        for (const auto &[name, service] : m_services) {
            if (name.empty())
                continue;
            ImportedComponent component;
            component.id = name;
            component.file = service.place.file;
            component.mark = service.place.mark;
            component.kind = kindOfImage(name);
            std::string label;
            if (!service.image.empty() && !readImage(name, service, component, label))
                return m_error;
            m_builder.component(std::move(component));
            m_builder.release(name, label, service.imagePlace);
        }
        for (const auto &[name, service] : m_services) {
            if (name.empty())
                continue;
            for (const Dependency &dependency : service.dependencies)
                m_builder.edge(name, dependency.name, "depends_on", dependency.place);
        }
        return m_builder.take({ErrorCode::BadStructure, "there are no services in it", m_files.front().input->name, 0, 0});
    }

    bool readImage(const std::string &name, const Service &service, ImportedComponent &component, std::string &label)
    {
        const auto text = m_variables.interpolate(service.image);
        if (!text)
            return fail(text.error().code, "the image of `" + name + "`: " + text.error().detail, service.imagePlace);
        const auto image = imageNameFrom(text->text);
        if (!image) {
            m_builder.warn(ErrorCode::BadValue, "`" + service.image + "` of `" + name + "` is no name of an image; there is no release of it",
                           service.imagePlace);
            return true;
        }
        if (const auto kind = kindOfImage(image->repository); kind != rollback::ComponentKind::Service)
            component.kind = kind;
        const std::string release = releaseLabelOf(*image);
        // A variable in front of the tag does not matter; one that may hold the tag does.
        const bool unknown = release.find(missingValue) != std::string::npos || (release.empty() && !text->missing.empty());
        if (unknown) {
            m_builder.warn(ErrorCode::UnknownReference,
                           "the image `" + service.image + "` of `" + name + "` uses `" + text->missing.back()
                               + "`, which has no value; there is no release of it",
                           service.imagePlace);
        } else {
            label = release;
        }
        return true;
    }

    std::stop_token m_stop;
    ProgressSink *m_progress;
    Variables m_variables;
    std::deque<File> m_files;
    std::unordered_map<std::string, File *> m_paths; ///< Normalised.
    std::vector<std::pair<std::string, Service>> m_services;
    std::unordered_map<std::string, std::size_t> m_index;
    std::size_t m_applied = 0;
    std::size_t m_dependencies = 0;
    ImportBuilder m_builder;
    Error m_error;
};

} // namespace

Result<ImportedGraph> importCompose(std::span<const InputText> inputs, std::stop_token stop, ProgressSink *progress)
{
    if (auto checked = checkInputs(inputs); !checked)
        return checked.error();
    return Reader(std::move(stop), progress).run(inputs);
}

} // namespace belay::exchange
