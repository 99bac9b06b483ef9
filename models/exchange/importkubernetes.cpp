// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importkubernetes.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/importimage.h"
#include "models/exchange/tree.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace belay::exchange {

using Place = ImportBuilder::Place;

namespace {

constexpr std::size_t valueLimit = std::size_t{1} << 16;
/// Of comparisons of selectors with workloads.
constexpr std::size_t selectionLimit = 20'000'000;

using Labels = std::map<std::string, std::string>;

struct Variable {
    std::string name;
    std::string value;
    Place place;
};

struct Container {
    std::string name;
    std::string image;
    Place imagePlace;
    std::vector<Variable> variables;
    std::unordered_map<std::string, std::size_t> index; ///< Of the last variable of a name.
};

struct Workload {
    std::string kind;
    std::string name;
    std::string nameSpace;
    Labels labels;                     ///< Of its pods.
    std::vector<Container> containers; ///< The ones that init come last.
    std::size_t running = 0;           ///< How many do not init.
    Place place;
    std::string id;
};

struct Service {
    std::string name;
    std::string nameSpace;
    Labels selector;
    std::unordered_set<int> ports;
    std::vector<std::size_t> workloads;
};

/// A host and a port that a text names.
struct Address {
    std::string host;
    int port = 0;                      ///< 0: the default of a URL's scheme.
    bool url = false;
};

bool isHostPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Every `host:port`, and the host of every `scheme://host`, in a text such as
/// "jdbc:postgresql://user:secret@db:5432/shop" or "kafka-0.kafka:9092,kafka-1.kafka:9092".
std::vector<Address> addressesIn(std::string_view text)
{
    std::vector<Address> addresses;
    for (std::size_t i = 0; i < text.size();) {
        if (!isHostPart(text[i])) {
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (i < text.size() && isHostPart(text[i]))
            ++i;
        // A user and a password, or a path, are no hosts.
        const bool url = begin >= 3 && text.substr(begin - 3, 3) == "://";
        const bool free = begin == 0 || url || std::string_view("@,; \t\n\"'=[({|").find(text[begin - 1]) != std::string_view::npos;
        std::size_t end = i;
        int port = 0;
        if (end + 1 < text.size() && text[end] == ':' && isDigit(text[end + 1])) {
            std::size_t digits = end + 1;
            while (digits < text.size() && isDigit(text[digits]))
                ++digits;
            const auto [last, problem] = std::from_chars(text.data() + end + 1, text.data() + digits, port);
            const bool whole = problem == std::errc{} && last == text.data() + digits && port > 0 && port < 65536
                               && (digits == text.size() || (!isHostPart(text[digits]) && text[digits] != ':' && text[digits] != '_'
                                                             && text[digits] != '@'));
            if (!whole)
                port = 0;
            else
                end = digits;
        }
        const bool user = end < text.size() && text[end] == '@';
        const bool bareUrl = url && port == 0 && (end == text.size() || std::string_view("/?#,; \"'").find(text[end]) != std::string_view::npos);
        if (free && !user && (port != 0 || bareUrl)) {
            std::string host = lowerCase(text.substr(begin, i - begin));
            if (host.ends_with('.'))
                host.pop_back();
            const bool letters = std::any_of(host.begin(), host.end(), [](char c) { return c >= 'a' && c <= 'z'; });
            if (letters && !host.starts_with('.') && !host.starts_with('-'))
                addresses.push_back({std::move(host), port, url});
        }
        i = std::max(i, end);
    }
    return addresses;
}

class Reader {
public:
    Reader(std::stop_token stop, ProgressSink *progress) : m_stop(std::move(stop)), m_progress(progress) {}

    Result<ImportedGraph> run(std::span<const InputText> inputs)
    {
        std::vector<std::vector<Tree>> files;
        for (const InputText &input : inputs) {
            auto documents = parseYaml(input.text, input.name, importTreeOptions(), m_stop, m_progress);
            if (!documents)
                return documents.error();
            files.push_back(std::move(*documents));
        }
        // First what others refer to.
        for (const bool settings : {true, false}) {
            for (std::size_t i = 0; i < files.size(); ++i) {
                m_file = inputs[i].name;
                for (const Tree &document : files[i]) {
                    if (!readResource(document.root(), settings, 0))
                        return m_error;
                }
            }
        }
        return graph(inputs.front().name);
    }

private:
    Place placeOf(const TreeNode &node) const { return {m_file, {node.line(), node.column()}}; }

    bool fail(ErrorCode code, std::string detail, const TreeNode &node)
    {
        m_error = {code, std::move(detail), m_file, node.line(), node.column()};
        return false;
    }

    static std::string textOf(const TreeNode &map, std::string_view key)
    {
        const auto value = map.find(key);
        return value && value->isScalar() && !(value->isNull() && !value->quoted()) ? std::string(value->text()) : std::string();
    }

    /// A map inside of maps; an empty view if it is not there.
    static TreeNode inside(TreeNode map, std::initializer_list<std::string_view> keys)
    {
        for (const std::string_view key : keys)
            map = map.find(key).value_or(TreeNode());
        return map;
    }

    Labels labelsOf(const TreeNode &map) const
    {
        Labels labels;
        for (const auto [key, value] : map.entries())
            labels.emplace(key.text(), value.text());
        return labels;
    }

    bool readResource(const TreeNode &root, bool settings, int depth)
    {
        if (root.isScalar() && trimmed(root.text()).empty())
            return true;
        if (root.isNull())
            return true;
        if (!root.isMap())
            return fail(ErrorCode::BadStructure, "a Kubernetes object is a map with `kind` and `metadata`", root);
        const std::string kind = textOf(root, "kind");
        if (kind.empty())
            return fail(ErrorCode::MissingKey, "this object has no `kind`", root);
        const auto items = root.find("items");
        if (kind == "List" || (kind.ends_with("List") && items && items->isList())) {
            if (depth > 5)
                return fail(ErrorCode::LimitExceeded, "lists of lists of objects", root);
            if (items && !items->isList() && !items->isNull())
                return fail(ErrorCode::BadStructure, "`items` must be a list", *items);
            if (items) {
                for (const TreeNode item : items->items()) {
                    if (!readResource(item, settings, depth + 1))
                        return false;
                }
            }
            return true;
        }
        const TreeNode metadata = inside(root, {"metadata"});
        const std::string name = textOf(metadata, "name");
        const std::string nameSpace = textOf(metadata, "namespace");
        const bool workload = kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet";
        if ((workload || kind == "Service") && name.empty())
            return fail(ErrorCode::MissingKey, "this " + kind + " has no `metadata.name`", root);
        if (settings) {
            if (kind == "ConfigMap")
                keep(name, root);
            return true;
        }
        if (kind == "Service")
            return readService(root, name, nameSpace);
        if (workload)
            return readWorkload(root, kind, name, nameSpace);
        if (kind == "Job" || kind == "CronJob" || kind == "Pod" || kind == "ReplicaSet") {
            m_builder.warn(ErrorCode::BadStructure,
                           "the " + kind + " `" + name + "` is left out: only Deployments, StatefulSets and DaemonSets are read", placeOf(root));
        }
        return true;
    }

    void keep(const std::string &name, const TreeNode &root)
    {
        std::unordered_map<std::string, std::string> &values = m_values[name];
        for (const auto [key, value] : inside(root, {"data"}).entries()) {
            if (value.isScalar() && value.text().size() <= valueLimit)
                values.insert_or_assign(std::string(key.text()), std::string(value.text()));
        }
    }

    bool readService(const TreeNode &root, const std::string &name, const std::string &nameSpace)
    {
        Service service;
        service.name = name;
        service.nameSpace = nameSpace;
        const TreeNode spec = inside(root, {"spec"});
        service.selector = labelsOf(inside(spec, {"selector"}));
        const TreeNode ports = inside(spec, {"ports"});
        if (!ports.isList() && !ports.isNull() && !ports.text().empty())
            return fail(ErrorCode::BadStructure, "`ports` must be a list", ports);
        for (const TreeNode port : ports.items()) {
            const std::string text = textOf(port, "port");
            int number = 0;
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (problem != std::errc{} || end != text.data() + text.size() || number < 1 || number > 65535)
                return fail(ErrorCode::BadValue, "`port` must be a number from 1 to 65535", port);
            service.ports.insert(number);
        }
        m_services.push_back(std::move(service));
        return true;
    }

    bool readWorkload(const TreeNode &root, const std::string &kind, const std::string &name, const std::string &nameSpace)
    {
        Workload workload;
        workload.kind = kind;
        workload.name = name;
        workload.nameSpace = nameSpace;
        workload.place = placeOf(root);
        const TreeNode pod = inside(root, {"spec", "template"});
        if (!pod.isMap())
            return fail(ErrorCode::MissingKey, "the " + kind + " `" + name + "` has no `spec.template`", root);
        workload.labels = labelsOf(inside(pod, {"metadata", "labels"}));
        const TreeNode containers = inside(pod, {"spec", "containers"});
        if (!containers.isList())
            return fail(ErrorCode::BadStructure, "the " + kind + " `" + name + "` must have a list of containers", pod);
        if (!readContainers(containers, workload))
            return false;
        workload.running = workload.containers.size();
        if (const auto init = inside(pod, {"spec"}).find("initContainers"); init && !init->isNull()) {
            if (!init->isList())
                return fail(ErrorCode::BadStructure, "`initContainers` must be a list", *init);
            if (!readContainers(*init, workload))
                return false;
        }
        m_workloads.push_back(std::move(workload));
        return true;
    }

    bool readContainers(const TreeNode &list, Workload &workload)
    {
        for (const TreeNode node : list.items()) {
            if (!node.isMap())
                return fail(ErrorCode::BadStructure, "a container is a map", node);
            Container container;
            container.name = textOf(node, "name");
            container.imagePlace = placeOf(node);
            if (const auto image = node.find("image")) {
                if (!image->isScalar())
                    return fail(ErrorCode::BadStructure, "`image` must be the name of an image", *image);
                container.image = image->text();
                container.imagePlace = placeOf(*image);
            }
            if (!readEnvironment(node, container))
                return false;
            workload.containers.push_back(std::move(container));
        }
        return true;
    }

    bool readEnvironment(const TreeNode &container, Container &result)
    {
        if (const auto from = container.find("envFrom"); from && !from->isNull()) {
            if (!from->isList())
                return fail(ErrorCode::BadStructure, "`envFrom` must be a list", *from);
            for (const TreeNode source : from->items()) {
                const auto values = m_values.find(textOf(inside(source, {"configMapRef"}), "name"));
                if (values == m_values.end())
                    continue;
                const std::map<std::string, std::string> ordered(values->second.begin(), values->second.end());
                for (const auto &[name, value] : ordered) {
                    if (!addVariable({textOf(source, "prefix") + name, value, placeOf(source)}, result, source))
                        return false;
                }
            }
        }
        const auto env = container.find("env");
        if (!env || env->isNull())
            return true;
        if (!env->isList())
            return fail(ErrorCode::BadStructure, "`env` must be a list", *env);
        for (const TreeNode entry : env->items()) {
            const std::string name = textOf(entry, "name");
            if (!entry.isMap() || name.empty())
                return fail(ErrorCode::BadStructure, "a variable is a map with a `name`", entry);
            const auto value = entry.find("value");
            if (value && !value->isScalar())
                return fail(ErrorCode::BadStructure, "the value of `" + name + "` must be a text", *value);
            Variable variable{name, value ? std::string(value->text().substr(0, valueLimit)) : std::string(), placeOf(value.value_or(entry))};
            const TreeNode reference = inside(entry, {"valueFrom", "configMapKeyRef"});
            if (const auto values = m_values.find(textOf(reference, "name")); reference.isMap() && values != m_values.end()) {
                if (const auto found = values->second.find(textOf(reference, "key")); found != values->second.end())
                    variable.value = found->second;
            }
            variable.value = expanded(variable.value, result);
            if (!addVariable(std::move(variable), result, entry))
                return false;
        }
        return true;
    }

    bool addVariable(Variable variable, Container &container, const TreeNode &node)
    {
        m_bytes += variable.name.size() + variable.value.size();
        if (m_bytes > 2 * importByteLimit)
            return fail(ErrorCode::LimitExceeded, "the values of all variables together are too large", node);
        container.index.insert_or_assign(variable.name, container.variables.size());
        container.variables.push_back(std::move(variable));
        return true;
    }

    /// `$(NAME)` of an earlier variable, as the kubelet does it.
    static std::string expanded(const std::string &value, const Container &container)
    {
        std::string text;
        for (std::size_t i = 0; i < value.size() && text.size() <= valueLimit; ++i) {
            if (value[i] != '$' || i + 1 == value.size() || (value[i + 1] != '(' && value[i + 1] != '$')) {
                text += value[i];
                continue;
            }
            if (value[i + 1] == '$') {
                text += '$';
                ++i;
                continue;
            }
            const std::size_t end = value.find(')', i);
            const std::string name = end == std::string::npos ? std::string() : value.substr(i + 2, end - i - 2);
            const auto known = container.index.find(name);
            if (known == container.index.end()) {
                text += value[i];
                continue;
            }
            text += container.variables[known->second].value;
            i = end;
        }
        return text.substr(0, valueLimit);
    }

    /// By name; by namespace and name where several have the name, and by kind, too, where even
    /// that is not enough.
    void nameWorkloads()
    {
        std::map<std::string, int> names;
        std::map<std::string, int> full;
        for (const Workload &workload : m_workloads) {
            ++names[workload.name];
            ++full[fullName(workload)];
        }
        for (Workload &workload : m_workloads) {
            workload.id = names[workload.name] == 1 ? workload.name : fullName(workload);
            if (full[fullName(workload)] > 1)
                workload.id = lowerCase(workload.kind) + "/" + workload.id;
        }
    }

    static std::string fullName(const Workload &workload)
    {
        return (workload.nameSpace.empty() ? "default" : workload.nameSpace) + "/" + workload.name;
    }

    bool selectWorkloads()
    {
        std::unordered_map<std::string, std::vector<std::size_t>> byLabel;
        for (std::size_t i = 0; i < m_workloads.size(); ++i) {
            for (const auto &[key, value] : m_workloads[i].labels)
                byLabel[key + '\n' + value].push_back(i);
        }
        std::size_t compared = 0;
        for (std::size_t s = 0; s < m_services.size(); ++s) {
            Service &service = m_services[s];
            m_serviceIndex[service.name].push_back(s);
            if (service.selector.empty())
                continue;
            // The label that the fewest pods have is enough to look at.
            const std::vector<std::size_t> *candidates = nullptr;
            static const std::vector<std::size_t> none;
            for (const auto &[key, value] : service.selector) {
                const auto found = byLabel.find(key + '\n' + value);
                const std::vector<std::size_t> *here = found == byLabel.end() ? &none : &found->second;
                if (!candidates || here->size() < candidates->size())
                    candidates = here;
            }
            compared += candidates->size();
            if (compared > selectionLimit) {
                m_error = {ErrorCode::LimitExceeded, "the Services select too many workloads", m_file, 0, 0};
                return false;
            }
            for (const std::size_t candidate : *candidates) {
                const Workload &workload = m_workloads[candidate];
                if (sameNamespace(service.nameSpace, workload.nameSpace)
                    && std::includes(workload.labels.begin(), workload.labels.end(), service.selector.begin(), service.selector.end()))
                    service.workloads.push_back(candidate);
            }
        }
        return true;
    }

    static bool sameNamespace(const std::string &a, const std::string &b)
    {
        return (a.empty() ? "default" : a) == (b.empty() ? "default" : b);
    }

    /// The Service of a host name as a pod of `workload` sees it: "name", "name.namespace",
    /// "name.namespace.svc…", and the same behind a pod's own name.
    const Service *serviceOf(const Address &address, const Workload &workload) const
    {
        std::string_view rest = address.host;
        for (int skipped = 0; skipped < 2; ++skipped) {
            const std::size_t dot = rest.find('.');
            const std::string name(rest.substr(0, dot));
            std::string_view behind = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
            const std::string nameSpace(behind.substr(0, behind.find('.')));
            behind = behind.size() > nameSpace.size() ? behind.substr(nameSpace.size() + 1) : std::string_view();
            const bool cluster = behind.empty() || behind == "svc" || behind.starts_with("svc.");
            if (const auto found = m_serviceIndex.find(name); found != m_serviceIndex.end() && cluster) {
                const Service *anywhere = nullptr;
                for (const std::size_t index : found->second) {
                    const Service &service = m_services[index];
                    if (sameNamespace(service.nameSpace, nameSpace.empty() ? workload.nameSpace : nameSpace))
                        return &service;
                    // Manifests often leave the namespace to whoever applies them. "redis.io:443" is no such thing.
                    const bool sure = !behind.empty() || (skipped == 0 && service.ports.contains(address.port));
                    if (service.nameSpace.empty() && !nameSpace.empty() && sure)
                        anywhere = &service;
                }
                if (anywhere)
                    return anywhere;
            }
            if (dot == std::string_view::npos)
                break;
            rest = rest.substr(dot + 1);
        }
        return nullptr;
    }

    bool addEdges(const Workload &workload)
    {
        std::unordered_set<std::string> seen; ///< One edge for each other workload, however often it is named.
        for (const Container &container : workload.containers) {
            for (const Variable &variable : container.variables) {
                for (const Address &address : addressesIn(variable.value)) {
                    const Service *service = serviceOf(address, workload);
                    if (!service) {
                        if (!address.url && address.host.find('.') == std::string::npos && address.host != "localhost"
                            && m_missing.insert(address.host).second) {
                            m_builder.warn(ErrorCode::UnknownReference,
                                           "`" + variable.name + "` of `" + workload.id + "` names `" + address.host + ":"
                                               + std::to_string(address.port) + "`, and there is no Service of that name",
                                           variable.place);
                        }
                        continue;
                    }
                    if (address.port != 0 && !service->ports.empty() && !service->ports.contains(address.port)) {
                        m_builder.warn(ErrorCode::BadValue,
                                       "`" + variable.name + "` of `" + workload.id + "` names port " + std::to_string(address.port)
                                           + ", which the Service `" + service->name + "` does not have",
                                       variable.place);
                    }
                    m_targets += service->workloads.size();
                    if (m_targets > selectionLimit) {
                        m_error = {ErrorCode::LimitExceeded, "the addresses stand for too many workloads", variable.place.file,
                                   variable.place.mark.line, variable.place.mark.column};
                        return false;
                    }
                    for (const std::size_t target : service->workloads) {
                        const std::string &to = m_workloads[target].id;
                        if (to == workload.id)
                            continue;
                        if (seen.insert(to).second)
                            m_builder.edge(workload.id, to, variable.name, variable.place);
                    }
                }
            }
        }
        return true;
    }

    Result<ImportedGraph> graph(const std::string &firstFile)
    {
        nameWorkloads();
        if (!selectWorkloads())
            return m_error;
        for (const Workload &workload : m_workloads)
            addComponent(workload);
        for (const Workload &workload : m_workloads) {
            if (m_stop.stop_requested())
                return Error{ErrorCode::Cancelled, "cancelled", firstFile, 0, 0};
            if (m_builder.failure())
                break;
            if (!addEdges(workload))
                return m_error;
        }
        return m_builder.take({ErrorCode::BadStructure, "there is no Deployment, StatefulSet or DaemonSet in it", firstFile, 0, 0});
    }

    /// The image that stands for the workload: of the container of its name, otherwise of the first.
    void addComponent(const Workload &workload)
    {
        ImportedComponent component;
        component.id = workload.id;
        component.file = workload.place.file;
        component.mark = workload.place.mark;
        const Container *main = nullptr;
        for (std::size_t i = 0; i < workload.running; ++i) {
            if (!main || (workload.containers[i].name == workload.name && main->name != workload.name))
                main = &workload.containers[i];
        }
        std::string label;
        if (main && !main->image.empty()) {
            if (const auto image = imageNameFrom(main->image)) {
                component.kind = kindOfImage(image->repository);
                label = releaseLabelOf(*image);
            } else {
                m_builder.warn(ErrorCode::BadValue, "`" + main->image + "` of `" + workload.id + "` is no name of an image; there is no release of it",
                               main->imagePlace);
            }
        }
        m_builder.component(std::move(component));
        if (main)
            m_builder.release(workload.id, label, main->imagePlace);
    }

    std::stop_token m_stop;
    ProgressSink *m_progress;
    std::string m_file;
    std::vector<Workload> m_workloads;
    std::vector<Service> m_services;
    std::unordered_map<std::string, std::vector<std::size_t>> m_serviceIndex;
    std::unordered_map<std::string, std::unordered_map<std::string, std::string>> m_values; ///< Of ConfigMaps.
    std::unordered_set<std::string> m_missing;
    std::size_t m_bytes = 0;           ///< Of all variables.
    std::size_t m_targets = 0;         ///< That all addresses stand for.
    ImportBuilder m_builder;
    Error m_error;
};

} // namespace

Result<ImportedGraph> importKubernetes(std::span<const InputText> inputs, std::stop_token stop, ProgressSink *progress)
{
    if (auto checked = checkInputs(inputs); !checked)
        return checked.error();
    return Reader(std::move(stop), progress).run(inputs);
}

} // namespace belay::exchange
