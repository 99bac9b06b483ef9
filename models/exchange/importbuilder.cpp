// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importbuilder.h"

#include "models/exchange/tree.h"
#include "models/exchange/treedata.h"

#include <algorithm>

namespace belay::exchange {

namespace {

constexpr std::string_view whiteSpace = " \t\r\n\f\v";

TreeLimits importLimits()
{
    TreeLimits limits;
    limits.bytes = importByteLimit;
    limits.nodes = 8'000'000;
    limits.depth = 100;
    limits.aliasNodes = 1'000'000;
    limits.scalarBytes = importByteLimit;
    limits.documents = 100'000;
    return limits;
}

} // namespace

TreeOptions importTreeOptions()
{
    TreeOptions options;
    options.limits = importLimits();
    options.mergeKeys = true;
    options.tags = true;
    return options;
}

Result<Done> checkInputs(std::span<const InputText> inputs)
{
    if (inputs.empty())
        return Error{ErrorCode::BadUsage, "there is no input to import", {}, 0, 0};
    if (inputs.size() > importInputLimit) {
        return Error{ErrorCode::LimitExceeded,
                     "more than " + std::to_string(importInputLimit) + " inputs", {}, 0, 0};
    }
    std::size_t bytes = 0;
    for (const InputText &input : inputs) {
        bytes += input.text.size();
        if (bytes > importByteLimit) {
            return Error{ErrorCode::LimitExceeded,
                         "the inputs are larger than " + std::to_string(importByteLimit >> 20) + " MiB", input.name,
                         0, 0};
        }
        if (auto text = checkText(input.text, input.name, importLimits()); !text)
            return text.error();
    }
    return Done{};
}

std::string_view withoutMark(std::string_view text)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::string_view baseName(std::string_view path)
{
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string pathFrom(std::string_view fromFile, std::string_view path)
{
    std::string whole;
    if (!path.starts_with('/')) {
        if (const std::size_t slash = fromFile.rfind('/'); slash != std::string_view::npos)
            whole = fromFile.substr(0, slash + 1);
    }
    whole += path;
    std::vector<std::string_view> parts;
    const bool absolute = whole.starts_with('/');
    std::size_t begin = 0;
    const std::string_view view = whole;
    while (begin <= view.size()) {
        const std::size_t end = std::min(view.find('/', begin), view.size());
        const std::string_view part = view.substr(begin, end - begin);
        begin = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else
            parts.push_back(part);
    }
    std::string result;
    for (const std::string_view part : parts) {
        if (!result.empty() || absolute)
            result += '/';
        result += part;
    }
    return result;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string oneLine(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        if (whiteSpace.find(c) == std::string_view::npos)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    if (line.ends_with(' '))
        line.pop_back();
    return line;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(whiteSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(whiteSpace) - first + 1);
}

bool fitsPattern(std::string_view name, std::string_view pattern)
{
    // The usual greedy match: on a mismatch the last star takes one more character.
    std::size_t n = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t taken = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = n;
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

void ImportBuilder::component(ImportedComponent component)
{
    const auto [entry, added] = m_index.try_emplace(component.id, m_graph.components.size());
    if (added) {
        if (m_graph.components.size() >= importComponentLimit && !m_failure) {
            m_failure = Error{ErrorCode::LimitExceeded,
                              "more than " + std::to_string(importComponentLimit) + " components", component.file,
                              component.mark.line, component.mark.column};
        }
        if (m_failure) {
            m_index.erase(entry);
            return;
        }
        m_graph.components.push_back(std::move(component));
        return;
    }
    ImportedComponent &known = m_graph.components[entry->second];
    for (std::string &label : component.releases) {
        if (std::find(known.releases.begin(), known.releases.end(), label) == known.releases.end())
            known.releases.push_back(std::move(label));
    }
    if (known.owner.empty())
        known.owner = std::move(component.owner);
}

void ImportBuilder::release(const std::string &component, const std::string &label, const Place &place)
{
    const auto entry = m_index.find(component);
    if (entry == m_index.end() || label.empty())
        return;
    if (label == rollback::notDeployed || label.find("..") != std::string::npos) {
        warn(ErrorCode::BadValue,
             "the tag `" + label + "` of `" + component + "` cannot be the name of a release; it is left out", place);
        return;
    }
    std::vector<std::string> &releases = m_graph.components[entry->second].releases;
    if (std::find(releases.begin(), releases.end(), label) == releases.end())
        releases.push_back(label);
}

void ImportBuilder::edge(std::string from, std::string to, std::string label, const Place &place)
{
    reference();
    std::string key;
    key.reserve(from.size() + to.size() + label.size() + 2);
    key.append(from).append("\n").append(to).append("\n").append(label);
    if (m_failure || !m_edges.insert(std::move(key)).second)
        return;
    if (m_graph.edges.size() >= importEdgeLimit) {
        m_failure = Error{ErrorCode::LimitExceeded, "more than " + std::to_string(importEdgeLimit) + " edges",
                          place.file, place.mark.line, place.mark.column};
        return;
    }
    rollback::Link link;
    link.from = std::move(from);
    link.to = std::move(to);
    link.label = std::move(label);
    link.mark = place.mark;
    m_graph.edges.push_back(std::move(link));
    m_edgeFiles.push_back(place.file);
}

void ImportBuilder::warn(ErrorCode code, std::string detail, const Place &place)
{
    if (m_graph.warnings.size() >= importWarningLimit - 1) {
        ++m_moreWarnings;
        return;
    }
    m_graph.warnings.push_back({code, std::move(detail), place.file, place.mark.line, place.mark.column});
}

Result<ImportedGraph> ImportBuilder::take(Error nothing)
{
    if (m_failure)
        return *m_failure;
    if (m_graph.components.empty())
        return nothing;
    std::unordered_set<std::string_view> missing;
    for (std::size_t i = 0; i < m_graph.edges.size(); ++i) {
        rollback::Link &link = m_graph.edges[i];
        link.resolved = has(link.to);
        if (link.resolved || !missing.insert(link.to).second)
            continue;
        warn(ErrorCode::UnknownReference,
             "`" + link.from + "` refers to `" + link.to + "` (" + link.label + "), which is not in the input",
             {m_edgeFiles[i], link.mark});
    }
    m_graph.unresolved = missing.size();
    if (m_moreWarnings > 0) {
        m_graph.warnings.push_back({ErrorCode::LimitExceeded,
                                    std::to_string(m_moreWarnings) + " more warnings are left out", {}, 0, 0});
    }
    return std::move(m_graph);
}

} // namespace belay::exchange
