// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/focusring.h"

#include "views/theme/painting.h"

#include <QtCore/QEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QAbstractScrollArea>
#include <QtWidgets/QAbstractSpinBox>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>

namespace belay::views {

namespace {

constexpr int room = 4;

bool showsItsOwnFocus(const QWidget *widget)
{
    return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget)
        || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QMenu *>(widget)
        || widget->isWindow();
}

} // namespace

class FocusRing::Overlay final : public QWidget {
public:
    Overlay(const Theme &theme, QWidget *window) : QWidget(window), m_theme(theme)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setFocusPolicy(Qt::NoFocus);
    }
    double corner = radius::control;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintFocusRing(painter, m_theme, QRectF(rect()).adjusted(room, room, -room, -room).adjusted(1, 1, -1, -1),
                       corner);
    }

private:
    const Theme &m_theme;
};

FocusRing::FocusRing(const Theme &theme, QObject *parent) : QObject(parent), m_theme(theme)
{
    qApp->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { follow(now); });
}

FocusRing::~FocusRing()
{
    delete m_overlay;
}

void FocusRing::follow(QWidget *target)
{
    m_target = m_byKeyboard && target && !showsItsOwnFocus(target) ? target : nullptr;
    place();
}

void FocusRing::place()
{
    if (!m_target || !m_target->isVisible()) {
        if (m_overlay)
            m_overlay->hide();
        return;
    }
    QWidget *window = m_target->window();
    if (!m_overlay || m_overlay->parentWidget() != window) {
        delete m_overlay;
        m_overlay = new Overlay(m_theme, window);
    }
    QRect rect(m_target->mapTo(window, QPoint()), m_target->size());
    const bool inside = qobject_cast<QAbstractScrollArea *>(m_target) != nullptr;
    // Large areas fill their pane to its edges: their ring goes inside.
    const int outset = inside ? 0 : room;
    m_overlay->setGeometry(rect.adjusted(-outset, -outset, outset, outset));
    static_cast<Overlay *>(m_overlay.data())->corner = inside ? 2 : radius::control;
    m_overlay->raise();
    m_overlay->show();
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress: {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Tab || key == Qt::Key_Backtab) {
            m_byKeyboard = true;
        }
        break;
    }
    case QEvent::MouseButtonPress:
        if (m_byKeyboard) {
            m_byKeyboard = false;
            m_target = nullptr;
            place();
        }
        break;
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Hide:
    case QEvent::Show:
        if (m_target && watched->isWidgetType()
            && (watched == m_target || static_cast<QWidget *>(watched)->isAncestorOf(m_target)))
            place();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace belay::views
