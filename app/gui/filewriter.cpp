// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/filewriter.h"

#include <QtCore/QSaveFile>

#include <algorithm>

namespace belay::app {

Result<Done> writeFile(const QString &path, std::string_view bytes, const std::stop_token &stop, ProgressSink &progress)
{
    constexpr std::size_t chunk = std::size_t(1) << 20;
    const std::string name = path.toStdString();
    QSaveFile file(path);
    bool good = file.open(QIODevice::WriteOnly);
    for (std::size_t written = 0; good && written < bytes.size(); written += chunk) {
        if (stop.stop_requested())
            break;
        progress.progress("Writing", written, bytes.size());
        const auto length = qint64(std::min(chunk, bytes.size() - written));
        good = file.write(bytes.data() + written, length) == length;
    }
    // The last moment: once it has the name it is done.
    if (good && stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, name, 0, 0};
    if (!good || !file.commit())
        return Error{ErrorCode::FileUnwritable, file.errorString().toStdString(), name, 0, 0};
    return Done{};
}

} // namespace belay::app
