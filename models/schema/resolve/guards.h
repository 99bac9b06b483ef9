// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/resolve/analyzer.h"

namespace belay::schema::analysis {

/// Bounds the recursion into nested nodes: PostgreSQL's stack is deeper than ours has to be.
class Analyzer::DepthGuard {
public:
    explicit DepthGuard(Analyzer &analyzer) : m_analyzer(analyzer)
    {
        if (++m_analyzer.m_depth > 600) {
            --m_analyzer.m_depth;
            throw Undecided{"the statement is nested too deeply", -1};
        }
    }
    ~DepthGuard() { --m_analyzer.m_depth; }
    DepthGuard(const DepthGuard &) = delete;
    DepthGuard &operator=(const DepthGuard &) = delete;

private:
    Analyzer &m_analyzer;
};

/// Sets a scope's place for as long as it lives.
class Analyzer::PlaceGuard {
public:
    PlaceGuard(Scope &scope, Place place) : m_scope(scope), m_before(scope.place) { scope.place = place; }
    ~PlaceGuard() { m_scope.place = m_before; }
    PlaceGuard(const PlaceGuard &) = delete;
    PlaceGuard &operator=(const PlaceGuard &) = delete;

private:
    Scope &m_scope;
    Place m_before;
};

} // namespace belay::schema::analysis
