// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/dotprocess.h"

namespace belay::views {

DotProcess::DotProcess(QObject *parent) : QObject(parent)
{
    connect(&m_process, &QProcess::finished, this, &DotProcess::readResult);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart && !m_isCancelled) {
            Q_EMIT failed(tr("Tidy needs the program dot of Graphviz, which was not found. Install the package "
                             "graphviz. Belay's own layout stays."));
        }
    });
}

DotProcess::~DotProcess()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(1000);
}

void DotProcess::start(const graph::LayoutInput &input)
{
    if (isRunning())
        return;
    m_input = input;
    m_isCancelled = false;
    m_process.start(m_program, {QStringLiteral("-Tplain")});
    m_process.write(QByteArray::fromStdString(graph::dotInput(input)));
    m_process.closeWriteChannel();
}

void DotProcess::cancel()
{
    if (!isRunning())
        return;
    m_isCancelled = true;
    m_process.kill();
}

void DotProcess::readResult()
{
    if (m_isCancelled) {
        Q_EMIT cancelled();
        return;
    }
    if (m_process.exitStatus() != QProcess::NormalExit || m_process.exitCode() != 0) {
        const QString said = QString::fromUtf8(m_process.readAllStandardError()).trimmed().section(QLatin1Char('\n'), 0, 0);
        Q_EMIT failed(said.isEmpty() ? tr("Graphviz ended without a result. Belay's own layout stays.")
                                     : tr("Graphviz said: %1. Belay's own layout stays.").arg(said));
        return;
    }
    const auto places = graph::readPlain(m_process.readAllStandardOutput().toStdString(), m_input);
    if (places)
        Q_EMIT finished(*places);
    else
        Q_EMIT failed(tr("Graphviz answered in a form that Belay cannot read. Belay's own layout stays."));
}

} // namespace belay::views
