// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/layeredlayout_p.h"

#include <limits>

namespace belay::graph::detail {

namespace {

/// Nodes by out-degree minus in-degree, as doubly linked lists in arrays: every step is O(1).
class DegreeBuckets {
public:
    DegreeBuckets(std::size_t nodes, std::span<const Arc> arcs)
        : m_out(nodes, 0), m_in(nodes, 0), m_next(nodes, none), m_previous(nodes, none), m_bucket(nodes, 0)
    {
        for (const Arc &arc : arcs) {
            ++m_out[arc.from];
            ++m_in[arc.to];
        }
        int reach = 0;
        for (std::size_t i = 0; i < nodes; ++i)
            reach = std::max({reach, m_out[i], m_in[i]});
        m_middle = reach + 1;
        m_heads.assign(static_cast<std::size_t>(2 * m_middle + 1), none);
        m_highest = 1;
        // Backwards, so that a list starts with the node of the lowest index.
        for (std::size_t i = nodes; i > 0; --i)
            insert(static_cast<std::uint32_t>(i - 1));
    }
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    [[nodiscard]] std::uint32_t sink() const { return m_heads.front(); }
    [[nodiscard]] std::uint32_t source() const { return m_heads.back(); }
    [[nodiscard]] std::uint32_t steepest()
    {
        while (m_highest > 0 && m_heads[m_highest] == none)
            --m_highest;
        return m_highest > 0 ? m_heads[m_highest] : none;
    }
    void remove(std::uint32_t v)
    {
        if (m_previous[v] != none)
            m_next[m_previous[v]] = m_next[v];
        else
            m_heads[m_bucket[v]] = m_next[v];
        if (m_next[v] != none)
            m_previous[m_next[v]] = m_previous[v];
        m_next[v] = m_previous[v] = none;
    }
    void loseOut(std::uint32_t v) { change(v, -1, 0); }
    void loseIn(std::uint32_t v) { change(v, 0, -1); }

private:
    void change(std::uint32_t v, int out, int in)
    {
        remove(v);
        m_out[v] += out;
        m_in[v] += in;
        insert(v);
    }
    void insert(std::uint32_t v)
    {
        std::size_t bucket = static_cast<std::size_t>(m_out[v] - m_in[v] + m_middle);
        if (m_out[v] == 0)
            bucket = 0;
        else if (m_in[v] == 0)
            bucket = m_heads.size() - 1;
        m_bucket[v] = bucket;
        m_next[v] = m_heads[bucket];
        if (m_next[v] != none)
            m_previous[m_next[v]] = v;
        m_previous[v] = none;
        m_heads[bucket] = v;
        if (bucket < m_heads.size() - 1)
            m_highest = std::max(m_highest, bucket);
    }
    std::vector<int> m_out;
    std::vector<int> m_in;
    std::vector<std::uint32_t> m_next;
    std::vector<std::uint32_t> m_previous;
    std::vector<std::size_t> m_bucket;
    std::vector<std::uint32_t> m_heads;
    std::size_t m_highest = 0;
    int m_middle = 0;
};

} // namespace

std::vector<std::uint32_t> sequenceOf(std::size_t nodes, std::span<const Arc> arcs)
{
    Rows out;
    Rows in;
    out.make(nodes, arcs, false);
    in.make(nodes, arcs, true);
    DegreeBuckets buckets(nodes, arcs);
    std::vector<bool> isTaken(nodes, false);
    std::vector<std::uint32_t> head;
    std::vector<std::uint32_t> tail;
    head.reserve(nodes);
    const auto take = [&](std::uint32_t v) {
        buckets.remove(v);
        isTaken[v] = true;
        for (const Rows::Neighbour &n : out.of(v)) {
            if (!isTaken[n.vertex])
                buckets.loseIn(n.vertex);
        }
        for (const Rows::Neighbour &n : in.of(v)) {
            if (!isTaken[n.vertex])
                buckets.loseOut(n.vertex);
        }
    };
    while (head.size() + tail.size() < nodes) {
        std::uint32_t v = DegreeBuckets::none;
        while ((v = buckets.sink()) != DegreeBuckets::none) {
            take(v);
            tail.push_back(v);
        }
        while ((v = buckets.source()) != DegreeBuckets::none) {
            take(v);
            head.push_back(v);
        }
        if ((v = buckets.steepest()) != DegreeBuckets::none) {
            take(v);
            head.push_back(v);
        }
    }
    head.insert(head.end(), tail.rbegin(), tail.rend());
    return head;
}

std::vector<std::uint32_t> layersOf(std::span<const std::uint32_t> sequence, std::span<const Arc> arcs)
{
    const std::size_t nodes = sequence.size();
    Rows out;
    Rows in;
    out.make(nodes, arcs, false);
    in.make(nodes, arcs, true);
    std::vector<std::uint32_t> layer(nodes, 0);
    std::uint32_t last = 0;
    for (const std::uint32_t v : sequence) {
        for (const Rows::Neighbour &n : in.of(v))
            layer[v] = std::max(layer[v], layer[n.vertex] + 1);
        last = std::max(last, layer[v]);
    }
    // Every move shortens the sum of the arcs, so this ends; few passes do nearly all of it.
    constexpr int passes = 8;
    for (int pass = 0; pass < passes; ++pass) {
        bool isChanged = false;
        for (std::size_t i = nodes; i > 0; --i) {
            const std::uint32_t v = sequence[i - 1];
            const std::size_t ins = in.degree(v);
            const std::size_t outs = out.degree(v);
            if (ins == outs)
                continue;
            std::uint32_t target = layer[v];
            if (outs > ins) {
                std::uint32_t nearest = last + 1;
                for (const Rows::Neighbour &n : out.of(v))
                    nearest = std::min(nearest, layer[n.vertex]);
                target = nearest - 1;
            } else {
                std::uint32_t farthest = 0;
                for (const Rows::Neighbour &n : in.of(v))
                    farthest = std::max(farthest, layer[n.vertex] + 1);
                target = farthest;
            }
            if (target != layer[v]) {
                layer[v] = target;
                isChanged = true;
            }
        }
        if (!isChanged)
            break;
    }
    const std::uint32_t first = nodes == 0 ? 0 : *std::min_element(layer.begin(), layer.end());
    for (std::uint32_t &l : layer)
        l -= first;
    return layer;
}

} // namespace belay::graph::detail
