// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QAbstractButton;
class QButtonGroup;

namespace belay::views {

/// One of a few: "Layers | Matrix | List". Left and Right move between the segments.
class SegmentedControl final : public QWidget {
    Q_OBJECT
public:
    SegmentedControl(const Theme &theme, const QStringList &segments, QWidget *parent = nullptr);
    [[nodiscard]] int current() const;
    /// Emits `currentChanged` if it differs.
    void setCurrent(int index);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QButtonGroup *m_group = nullptr;
};

} // namespace belay::views
