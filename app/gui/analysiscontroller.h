// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/jobs.h"
#include "views/shell/place.h"

#include <QtCore/QObject>

namespace belay::app {

/// Keeps an analysis of the present workspace: each new snapshot is checked off the GUI thread,
/// older checks are stopped. Where only plans were edited, only what the edit touches is looked at
/// again. The last complete report stays until the next one is there.
class AnalysisController final : public QObject {
    Q_OBJECT
public:
    explicit AnalysisController(Jobs &jobs, QObject *parent = nullptr);
    ~AnalysisController() override;

    /// Null: no document; forgets everything. `today` (ISO) dates drills and suppressions.
    void setWorkspace(std::shared_ptr<const rollback::Workspace> workspace);
    void setToday(const QString &today);
    /// F5: once more, from nothing.
    void verify();
    [[nodiscard]] const views::Analysis &analysis() const { return m_analysis; }

    /// The slot in `Jobs`.
    static const QString slot;

Q_SIGNALS:
    void changed(const belay::views::Analysis &analysis);

private:
    struct Checker;
    void start();
    void fail(Error error);

    Jobs &m_jobs;
    QString m_today;
    std::shared_ptr<const rollback::Workspace> m_workspace;
    std::shared_ptr<Checker> m_checker; ///< Shared with the workers.
    views::Analysis m_analysis;
};

} // namespace belay::app
