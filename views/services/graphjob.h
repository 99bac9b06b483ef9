// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/servicesgraph.h"

#include <QtCore/QObject>

#include <memory>
#include <stop_token>

namespace belay::views {

/// Works out the graph off the GUI thread. A new start makes the one before stale: its result is
/// dropped and its work is stopped. Small graphs are done at once, which spares a flicker.
class GraphJob final : public QObject {
    Q_OBJECT
public:
    /// Components plus requirements up to which the work is done within `start`: some milliseconds.
    static constexpr std::size_t atOnceLimit = 1500;

    explicit GraphJob(QObject *parent = nullptr) : QObject(parent) {}
    ~GraphJob() override;

    void start(const items::ServicesInput &input);
    /// Emits `cancelled` if there was something to stop.
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void started();
    /// At most every 100 ms.
    void progressed(quint64 done, quint64 total);
    void finished(std::shared_ptr<const belay::items::ServicesGraph> graph);
    void failed(const QString &why);
    void cancelled();

private:
    void stop();
    std::stop_source m_stop;
    quint64 m_generation = 0;
    bool m_running = false;
};

} // namespace belay::views
