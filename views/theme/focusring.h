// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QPointer>
#include <QtWidgets/QWidget>

namespace belay::views {

/// Draws the 2 px ring around the widget that has the keyboard focus, over its neighbours, in every
/// window. Only after the keyboard has moved the focus: a click shows where it went by itself.
/// Fields show their focus in their own border and get no ring. One per application.
class FocusRing final : public QObject {
    Q_OBJECT
public:
    FocusRing(const Theme &theme, QObject *parent);
    ~FocusRing() override;

    /// The widget that is ringed now; null if none.
    [[nodiscard]] QWidget *target() const { return m_target; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Overlay;
    void follow(QWidget *target);
    void place();

    const Theme &m_theme;
    QPointer<QWidget> m_target;
    QPointer<QWidget> m_overlay;
    bool m_byKeyboard = false;
};

} // namespace belay::views
