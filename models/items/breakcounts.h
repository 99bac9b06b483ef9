// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/graph/blastradius.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace belay::items {

/// What breaks if one component goes back as far as its depth allows.
struct BreakCount {
    int others = 0;
    bool itself = false;               ///< It cannot run at the release that it goes back to.
    bool canGoBack = false;            ///< False: there is no release to go back to.
    friend bool operator==(const BreakCount &, const BreakCount &) = default;
};

/// Asks the blast radius of every component off the GUI thread and keeps the answers as long as the
/// analysis, which is made anew with every revision of the workspace, stays the same.
class BreakCounts : public QObject {
    Q_OBJECT
public:
    explicit BreakCounts(QObject *parent = nullptr);
    ~BreakCounts() override;

    /// Forgets all answers unless it is the same one. May be null.
    void setAnalysis(std::shared_ptr<const graph::BlastAnalysis> analysis);
    /// Starts unless it runs or is done. Answers come from the event loop, in the order of the nodes.
    void request();
    /// Nothing: not known yet.
    [[nodiscard]] std::optional<BreakCount> of(std::size_t node) const;
    [[nodiscard]] bool isComplete() const;

Q_SIGNALS:
    /// Of these nodes, both inclusive, the answer is known now.
    void known(int first, int last);

private:
    void take(std::uint64_t generation, std::size_t first, const std::vector<BreakCount> &counts);

    std::shared_ptr<const graph::BlastAnalysis> m_analysis;
    std::vector<BreakCount> m_counts;  ///< Of the first nodes.
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_running = false;
    QThreadPool m_pool;
};

} // namespace belay::items
