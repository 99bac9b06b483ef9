// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QAbstractButton>

namespace belay::views {

/// "(eye) Blast radius of checkout ×": says what the canvas is limited to; a click ends that.
class FilterChip final : public QAbstractButton {
    Q_OBJECT
public:
    FilterChip(const Theme &theme, const QString &icon, QWidget *parent = nullptr);
    void setLabel(const QString &label);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const Theme &m_theme;
    QString m_icon;
};

} // namespace belay::views
