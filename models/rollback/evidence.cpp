// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/evidence.h"

#include <charconv>
#include <optional>

namespace belay::rollback {
namespace {

std::optional<std::size_t> positionOf(const Component &component, std::string_view label)
{
    for (std::size_t i = 0; i < component.releases.size(); ++i) {
        if (component.releases[i].id == label)
            return i;
    }
    return std::nullopt;
}

/// A range with a label that the store has not holds nothing.
bool holds(const Component &store, const ReleaseRange &range, std::size_t position)
{
    const auto first = range.first.empty() ? std::optional<std::size_t>(0) : positionOf(store, range.first);
    const auto last = range.last.empty() ? std::optional(store.releases.size()) : positionOf(store, range.last);
    return first && last && *first <= position && position <= *last;
}

bool misses(const Component &store, const std::optional<ReleaseRanges> &side, std::size_t position)
{
    if (!side)
        return false;
    for (const ReleaseRange &range : *side) {
        if (holds(store, range, position))
            return false;
    }
    return true;
}

bool isAboutAStore(const Finding &finding)
{
    return finding.code == Code::LiveTolerates || finding.code == Code::RollbackTolerates;
}

std::vector<const Evidence *> evidenceOf(const Component &owner, const Component &store, const Finding &finding)
{
    std::vector<const Evidence *> found;
    const std::optional<std::size_t> position = positionOf(store, finding.against.release);
    const std::optional<std::size_t> release = positionOf(owner, finding.release);
    if (!position || !release)
        return found;
    for (const Tolerance &tolerance : owner.releases[*release].tolerates) {
        if (tolerance.store != store.id || tolerance.evidence.empty())
            continue;
        const bool read = misses(store, tolerance.read, *position);
        const bool write = misses(store, tolerance.write, *position);
        for (const Evidence &one : tolerance.evidence) {
            if ((one.writes ? write : read) && holds(store, one.versions, *position))
                found.push_back(&one);
        }
    }
    return found;
}

} // namespace

EvidenceIndex::EvidenceIndex(const Workspace &workspace)
{
    m_components.reserve(workspace.components.size());
    for (const Shared<Component> &component : workspace.components)
        m_components.emplace(component->id, &*component);
}

std::vector<const Evidence *> EvidenceIndex::of(const Finding &finding) const
{
    if (!isAboutAStore(finding))
        return {};
    const auto owner = m_components.find(finding.component);
    const auto store = m_components.find(finding.against.component);
    if (owner == m_components.end() || store == m_components.end())
        return {};
    return evidenceOf(*owner->second, *store->second, finding);
}

std::vector<const Evidence *> evidenceFor(const Workspace &workspace, const Finding &finding)
{
    if (!isAboutAStore(finding))
        return {};
    const Component *owner = nullptr;
    const Component *store = nullptr;
    for (const Shared<Component> &component : workspace.components) {
        if (component->id == finding.component && owner == nullptr)
            owner = &*component;
        if (component->id == finding.against.component && store == nullptr)
            store = &*component;
    }
    return owner != nullptr && store != nullptr ? evidenceOf(*owner, *store, finding) : std::vector<const Evidence *>();
}

std::string toText(const Evidence &evidence)
{
    // What has no place may be no statement of its own: "any read".
    std::string text = evidence.statement;
    if (!evidence.at.empty())
        text = (evidence.writes ? "The write " : "The read ") + text + " (" + evidence.at + ')';
    text += " fails at " + toText(evidence.versions);
    if (!evidence.message.empty()) {
        text += ": " + evidence.message;
        if (text.ends_with('.'))
            text.pop_back();
    }
    if (!evidence.code.empty())
        text += " (" + evidence.code + ')';
    text += '.';
    if (!evidence.cause.empty())
        text += " Made so by " + evidence.cause + '.';
    if (!evidence.found.empty())
        text += " Found by " + evidence.found + '.';
    return text;
}

SourcePlace sourcePlaceOf(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    std::uint32_t line = 0;
    if (colon != std::string_view::npos && colon > 0) {
        const std::string_view digits = text.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), line);
        if (error == std::errc{} && end == digits.data() + digits.size() && line > 0)
            return {std::string(text.substr(0, colon)), line};
    }
    return {std::string(text), 0};
}

} // namespace belay::rollback
