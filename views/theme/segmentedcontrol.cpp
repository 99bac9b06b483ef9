// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/segmentedcontrol.h"

#include "views/theme/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>

namespace belay::views {

namespace {

class Segment final : public QAbstractButton {
public:
    Segment(const Theme &theme, const QString &text, QWidget *parent) : QAbstractButton(parent), m_theme(theme)
    {
        setText(text);
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
        setFont(theme.font(Text::Button));
        setFocusPolicy(Qt::StrongFocus);
    }
    QSize sizeHint() const override { return {fontMetrics().horizontalAdvance(text()) + 24, size::control - 4}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (isChecked())
            paintBox(painter, rect(), m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault),
                     radius::control - 1);
        painter.setPen(m_theme.colour(isChecked() || underMouse() ? Colour::TextPrimary : Colour::TextSecondary));
        painter.setFont(font());
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    const Theme &m_theme;
};

} // namespace

SegmentedControl::SegmentedControl(const Theme &theme, const QStringList &segments, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_group(new QButtonGroup(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->setSpacing(0);
    for (int i = 0; i < segments.size(); ++i) {
        auto *segment = new Segment(theme, segments[i], this);
        m_group->addButton(segment, i);
        layout->addWidget(segment);
    }
    if (!segments.isEmpty())
        m_group->button(0)->setChecked(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked)
            Q_EMIT currentChanged(id);
    });
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

int SegmentedControl::current() const
{
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index)
{
    if (QAbstractButton *button = m_group->button(index))
        button->setChecked(true);
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), m_theme.colour(Colour::BgSunken), m_theme.colour(Colour::LineDefault), radius::control);
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    QAbstractButton *next = step ? m_group->button(current() + step) : nullptr;
    if (!next) {
        QWidget::keyPressEvent(event);
        return;
    }
    next->setChecked(true);
    next->setFocus(Qt::TabFocusReason);
}

} // namespace belay::views
