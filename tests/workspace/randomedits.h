// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/edit.h"
#include "models/rollback/workspace.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Workspaces and edits that use every field, with texts of every sort. They need not make sense to
/// the checker: a document also holds what somebody has half finished. The same seed gives the same
/// values everywhere.
namespace belay::workspace::testing {

class RandomEdits {
public:
    explicit RandomEdits(std::uint64_t seed) : m_random(seed), m_evidence(seed) {}

    /// Below `limit`.
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(m_random() % limit); }
    bool oneIn(std::size_t count) { return below(count) == 0; }

    [[nodiscard]] rollback::Workspace workspace();
    /// An edit of up to `most` changes that fits the workspace and leaves every id in use once.
    [[nodiscard]] rollback::Edit edit(const rollback::Workspace &workspace, std::size_t most = 6);

    [[nodiscard]] std::string text();
    [[nodiscard]] std::string freshId(const char *prefix);
    [[nodiscard]] rollback::Component component();
    [[nodiscard]] rollback::Environment environment();
    [[nodiscard]] rollback::Plan plan();
    [[nodiscard]] rollback::Step step();
    [[nodiscard]] rollback::Suppression suppression();
    [[nodiscard]] rollback::Link link();
    [[nodiscard]] rollback::Release release();

private:
    [[nodiscard]] std::vector<std::string> texts();
    [[nodiscard]] rollback::ReleaseRanges ranges();
    [[nodiscard]] std::vector<rollback::Evidence> evidence();
    [[nodiscard]] std::vector<rollback::StoreFormats> formats();
    [[nodiscard]] std::vector<rollback::ComponentReleases> deployed();
    void mutate(rollback::Component &component);
    void mutate(rollback::Environment &environment);
    void mutate(rollback::Plan &plan);
    void mutate(rollback::Step &step);
    void mutate(rollback::Suppression &suppression);
    void mutate(rollback::Link &link);
    template <class T, class Make, class Wrap>
    void changeOf(std::vector<T> &list, Make make, Wrap wrap);

    std::mt19937_64 m_random;
    /// Its own: what came before evidence stays as it was for a seed, as the fixture of version 1 has it.
    std::mt19937_64 m_evidence;
    std::uint64_t m_number = 0;
};

} // namespace belay::workspace::testing
