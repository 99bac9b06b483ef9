// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/graph/dottidy.h"

#include <QtCore/QProcess>

#include <vector>

namespace belay::views {

/// Asks Graphviz's `dot` for places, as a child process that can be stopped.
class DotProcess final : public QObject {
    Q_OBJECT
public:
    explicit DotProcess(QObject *parent = nullptr);
    ~DotProcess() override;

    /// Another program than "dot" in the path, for tests.
    void setProgram(const QString &program) { m_program = program; }
    void start(const graph::LayoutInput &input);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
    /// Upper left corners, in the order of the input's nodes.
    void finished(const std::vector<belay::graph::Point> &places);
    /// A sentence: what failed and what still holds.
    void failed(const QString &why);
    void cancelled();

private:
    void readResult();
    QProcess m_process;
    QString m_program = QStringLiteral("dot");
    graph::LayoutInput m_input;
    bool m_isCancelled = false;
};

} // namespace belay::views
