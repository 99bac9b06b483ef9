// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QString>

#include <functional>
#include <memory>
#include <stop_token>

namespace belay::app {

/// Runs long work off the GUI thread. Work belongs to a slot ("analysis", "open"): starting another
/// one in the slot stops the former, whose result is dropped however far it had come. Exceptions
/// end here. All functions are called from the GUI thread.
class Jobs final : public QObject {
    Q_OBJECT
public:
    /// Runs on a worker thread. What it returns is called on the GUI thread, unless the job was
    /// cancelled or replaced meanwhile.
    using Work = std::function<std::function<void()>(std::stop_token, ProgressSink &)>;

    explicit Jobs(QObject *parent = nullptr);
    /// Stops everything and waits for it.
    ~Jobs() override;

    /// `name` is what the status bar says while it runs: "Verifying".
    void start(const QString &slot, const QString &name, Work work);
    /// Asks the work to stop and drops its result; `cancelled` follows at once.
    void cancel(const QString &slot);
    void cancelAll();
    [[nodiscard]] bool isRunning(const QString &slot) const;
    [[nodiscard]] bool isAnyRunning() const { return !m_running.isEmpty(); }
    /// Blocks until every started job has ended and its result is delivered. For tests and closing.
    void waitForAll();

    /// Progress reaches the GUI thread at most this often.
    static constexpr int throttle_ms = 100;
    /// Shorter work is not announced at all.
    static constexpr int quiet_ms = 300;

Q_SIGNALS:
    /// Work runs for longer than `quiet_ms`. `total` 0: unknown.
    void progressed(const QString &slot, const QString &name, quint64 done, quint64 total);
    /// The slot is free again, after the delivery.
    void ended(const QString &slot);
    void cancelled(const QString &slot);
    /// The work threw: a bug. Nothing is delivered.
    void crashed(const QString &slot, const QString &what);

private:
    struct Running;
    void finish(const QString &slot, quint64 generation);
    void report(const QString &slot, quint64 generation, quint64 done, quint64 total);

    QHash<QString, std::shared_ptr<Running>> m_running;
    QList<std::shared_ptr<Running>> m_replaced; ///< Still on their thread; their results are dropped.
    quint64 m_generation = 0;
};

} // namespace belay::app
