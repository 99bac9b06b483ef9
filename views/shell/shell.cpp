// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/shell.h"

#include "views/shell/inspectorpane.h"
#include "views/shell/navigationrail.h"
#include "views/shell/noticebar.h"
#include "views/shell/startpage.h"
#include "views/shell/statusbar.h"
#include "views/shell/topbar.h"
#include "views/theme/statepanel.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

Shell::Shell(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    m_rail = new NavigationRail(theme, this);
    m_topBar = new TopBar(theme, this);
    m_notice = new NoticeBar(theme, this);
    m_statusBar = new StatusBar(theme, this);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_stack = new QStackedWidget(m_splitter);
    m_start = new StartPage(theme, m_stack);
    m_state = new StatePanel(theme, m_stack);
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_state);
    m_inspector = new InspectorPane(theme, m_splitter);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);

    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_topBar);
    right->addWidget(m_notice);
    right->addWidget(m_splitter, 1);
    right->addWidget(m_statusBar);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addLayout(right, 1);

    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_inspectorWidth = m_inspector->width(); });
    connect(m_rail, &NavigationRail::placeChosen, this, [this](const QString &id) { setCurrent(place(id)); });
    showContent(Content::Start);
}

Shell::~Shell() = default;

void Shell::addGroup(const QString &title)
{
    m_rail->addGroup(title);
}

void Shell::addPlace(Place *place, const QString &shortcut)
{
    m_places.append(place);
    m_stack->addWidget(place);
    if (QWidget *inspector = place->inspector())
        m_inspector->add(inspector);
    m_rail->addPlace(place->id(), place->title(), place->iconName(), shortcut);
    const auto badge = [this, place] { m_rail->setBadge(place->id(), place->badge()); };
    connect(place, &Place::badgeChanged, this, badge);
    connect(place, &Place::inspectorRequested, this, [this, place] {
        if (current() == place)
            setInspectorShown(true);
    });
    badge();
    if (!m_chosen)
        m_chosen = place;
    showContent(m_content);
}

Place *Shell::place(const QString &id) const
{
    for (Place *candidate : m_places) {
        if (candidate->id() == id)
            return candidate;
    }
    return nullptr;
}

Place *Shell::current() const
{
    return m_content == Content::Place ? m_chosen : nullptr;
}

void Shell::setCurrent(Place *place)
{
    if (!place)
        return;
    m_chosen = place;
    showContent(m_content);
}

void Shell::showContent(Content content)
{
    m_content = content;
    Place *shown = current();
    m_rail->setPlacesEnabled(content == Content::Place);
    m_rail->setCurrent(shown ? shown->id() : QString());
    if (shown)
        m_stack->setCurrentWidget(shown);
    else if (content == Content::State)
        m_stack->setCurrentWidget(m_state);
    else
        m_stack->setCurrentWidget(m_start);
    m_inspector->setCurrent(shown ? shown->inspector() : nullptr);
    m_topBar->setDocumentOpen(content == Content::Place);
    arrange();
    Q_EMIT currentChanged(shown);
}

bool Shell::isInspectorShown() const
{
    return m_inspector->current() && (m_folded ? m_overlaid : m_docked);
}

void Shell::setInspectorShown(bool shown)
{
    if (!m_inspector->current() || shown == isInspectorShown())
        return;
    (m_folded ? m_overlaid : m_docked) = shown;
    if (!shown && m_inspector->isAncestorOf(focusWidget()) && current())
        current()->setFocus(Qt::OtherFocusReason);
    arrange();
    Q_EMIT inspectorShownChanged(shown);
}

void Shell::arrange()
{
    m_rail->setNarrow(width() < size::narrowWidth);
    const bool fold = width() < size::foldWidth;
    if (fold != m_folded) {
        m_folded = fold;
        m_overlaid = false;
        if (fold) {
            m_inspector->setParent(this);
        } else {
            m_splitter->addWidget(m_inspector);
            m_splitter->setStretchFactor(0, 1);
            m_splitter->setStretchFactor(1, 0);
        }
        Q_EMIT inspectorShownChanged(isInspectorShown());
    }
    const bool appears = isInspectorShown() && m_inspector->isHidden();
    m_inspector->setVisible(isInspectorShown());
    if (m_folded)
        placeOverlay();
    else if (appears)
        m_splitter->setSizes({std::max(1, m_splitter->width() - m_inspectorWidth - 1), m_inspectorWidth});
}

void Shell::placeOverlay()
{
    if (!m_folded)
        return;
    const QRect area(m_splitter->mapTo(this, QPoint()), m_splitter->size());
    const int wide = std::min(size::inspector, std::max(size::inspectorMinimum, area.width() / 2));
    m_inspector->setGeometry(area.right() + 1 - wide, area.top(), wide, area.height());
    m_inspector->raise();
}

QByteArray Shell::saveLayout() const
{
    QByteArray layout;
    QDataStream stream(&layout, QIODevice::WriteOnly);
    stream << m_docked << m_inspectorWidth;
    return layout;
}

void Shell::restoreLayout(const QByteArray &layout)
{
    QDataStream stream(layout);
    bool docked = true;
    int wide = 0;
    stream >> docked >> wide;
    if (stream.status() != QDataStream::Ok)
        return;
    m_docked = docked;
    m_inspectorWidth = std::clamp(wide, size::inspectorMinimum, size::inspector);
    m_inspector->hide();
    arrange();
}

void Shell::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgWindow));
}

void Shell::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The splitter gets its size only when the layout runs; the overlay follows that.
    if (layout())
        layout()->activate();
    arrange();
}

} // namespace belay::views
