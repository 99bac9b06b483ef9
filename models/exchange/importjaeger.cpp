// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importjaeger.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/tree.h"

#include <charconv>
#include <limits>
#include <map>
#include <unordered_map>

namespace belay::exchange {

namespace {

Error errorAt(ErrorCode code, std::string detail, const std::string &file, const TreeNode &node)
{
    return {code, std::move(detail), file, node.line(), node.column()};
}

/// "1,204 calls". Not translated: it is stored in the workspace.
std::string callsText(std::uint64_t calls)
{
    std::string digits = std::to_string(calls);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return digits + (calls == 1 ? " call" : " calls");
}

class Reader {
public:
    std::optional<Error> add(const TreeNode &root, const std::string &file)
    {
        TreeNode list = root;
        if (root.isMap()) {
            if (const auto errors = root.find("errors"); errors && errors->isList() && errors->size() > 0)
                return errorAt(ErrorCode::BadStructure, "this is an answer of Jaeger that reports errors", file, *errors);
            const auto data = root.find("data");
            if (!data)
                return errorAt(ErrorCode::MissingKey, "there is no list `data` in it", file, root);
            list = *data;
        }
        if (!list.isList())
            return errorAt(ErrorCode::BadStructure, "a list of {parent, child, callCount} is expected here", file, list);
        for (const TreeNode item : list.items()) {
            if (auto error = addItem(item, file))
                return error;
        }
        return {};
    }

    Result<ImportedGraph> take(const std::string &file)
    {
        for (const Pair &pair : m_pairs)
            m_builder.edge(pair.parent, pair.child, pair.counted ? callsText(pair.calls) : std::string(), pair.place);
        for (std::size_t i = m_pairs.size(); i < m_items; ++i)
            m_builder.reference();
        return m_builder.take({ErrorCode::BadStructure, "there is no dependency in it", file, 0, 0});
    }

    const std::optional<Error> &failure() const { return m_builder.failure(); }

private:
    struct Pair {
        std::string parent;
        std::string child;
        std::uint64_t calls = 0;
        bool counted = false;
        ImportBuilder::Place place;
    };

    std::optional<Error> addItem(const TreeNode &item, const std::string &file)
    {
        if (!item.isMap())
            return errorAt(ErrorCode::BadStructure, "{parent, child, callCount} is expected here", file, item);
        std::string names[2];
        for (const int side : {0, 1}) {
            const char *key = side == 0 ? "parent" : "child";
            const auto name = item.find(key);
            if (!name)
                return errorAt(ErrorCode::MissingKey, std::string("`") + key + "` is missing", file, item);
            if (!name->isScalar() || !name->quoted() || trimmed(name->text()).empty())
                return errorAt(ErrorCode::BadStructure, std::string("`") + key + "` must be the name of a service", file, *name);
            names[side] = name->text();
            ImportedComponent component;
            component.id = names[side];
            component.file = file;
            component.mark = {name->line(), name->column()};
            m_builder.component(std::move(component));
        }
        ++m_items;
        const auto [entry, added] = m_index.try_emplace(names[0] + '\n' + names[1], m_pairs.size());
        if (added) {
            if (m_pairs.size() >= importEdgeLimit) {
                return errorAt(ErrorCode::LimitExceeded, "more than " + std::to_string(importEdgeLimit) + " dependencies",
                               file, item);
            }
            m_pairs.push_back({names[0], names[1], 0, false, {file, {item.line(), item.column()}}});
        }
        const auto count = item.find("callCount");
        if (!count || (count->isNull() && !count->quoted()))
            return {};
        std::uint64_t calls = 0;
        const std::string_view text = count->text();
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), calls);
        if (!count->isScalar() || count->quoted() || problem != std::errc{} || end != text.data() + text.size()) {
            return errorAt(ErrorCode::BadValue, "`callCount` must be a whole number that is not negative", file, *count);
        }
        Pair &pair = m_pairs[entry->second];
        const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - pair.calls;
        pair.calls += std::min(calls, room);
        pair.counted = true;
        return {};
    }

    ImportBuilder m_builder;
    std::vector<Pair> m_pairs;
    std::unordered_map<std::string, std::size_t> m_index;
    std::size_t m_items = 0;
};

} // namespace

Result<ImportedGraph> importJaeger(std::span<const InputText> inputs, std::stop_token stop, ProgressSink *progress)
{
    if (auto checked = checkInputs(inputs); !checked)
        return checked.error();
    Reader reader;
    for (const InputText &input : inputs) {
        auto trees = parseJson(input.text, input.name, importTreeOptions(), stop, progress);
        if (!trees)
            return trees.error();
        for (const Tree &tree : *trees) {
            if (auto error = reader.add(tree.root(), input.name))
                return *error;
        }
        if (reader.failure())
            return *reader.failure();
    }
    return reader.take(inputs.front().name);
}

} // namespace belay::exchange
