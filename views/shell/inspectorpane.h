// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QStackedWidget;

namespace belay::views {

/// Holds the inspectors of the places, one shown at a time, on a panel with a line on its left.
class InspectorPane final : public QWidget {
    Q_OBJECT
public:
    explicit InspectorPane(const Theme &theme, QWidget *parent = nullptr);
    void add(QWidget *inspector);
    /// Null: there is nothing to inspect.
    void setCurrent(QWidget *inspector);
    [[nodiscard]] QWidget *current() const { return m_current; }
    QSize sizeHint() const override { return {size::inspector, 400}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_current = nullptr;
};

} // namespace belay::views
