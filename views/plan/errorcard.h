// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace belay::views {

class Button;

/// Above the lanes when the plan could not be checked: why, what still holds, and Try again. The
/// steps stay in sight and can be repaired.
class ErrorCard final : public QWidget {
    Q_OBJECT
public:
    explicit ErrorCard(const Theme &theme, QWidget *parent = nullptr);
    void setError(const Error &error);
    [[nodiscard]] QString reason() const;

Q_SIGNALS:
    void tryAgainRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_title;
    QLabel *m_reason;
    QLabel *m_details;
    Button *m_more;
};

} // namespace belay::views
