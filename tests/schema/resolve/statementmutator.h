// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace belay::schema::test {

/// Makes new statements out of good ones: words, literals and operators are exchanged for others from
/// the same corpus, joins change their kind. Deterministic for a seed.
class StatementMutator {
public:
    StatementMutator(const std::vector<std::string> &corpus, std::uint32_t seed);
    std::string next();

private:
    std::uint32_t random(std::uint32_t below);

    std::vector<std::vector<std::string>> m_corpus;
    std::map<char, std::vector<std::string>> m_pool;
    std::uint64_t m_state;
};

} // namespace belay::schema::test
