// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/topbar.h"

#include "views/theme/button.h"
#include "views/theme/painting.h"
#include "views/theme/sectionheader.h"

#include <QtGui/QActionGroup>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

namespace belay::views {

namespace {
constexpr int searchWidth = 372;
constexpr int searchMinimum = 150;
constexpr int nameMaximum = 260;
constexpr int sideGap = 16;
} // namespace

/// The workspace's name in the title face, with a chevron.
class TopBar::NameButton final : public QPushButton {
public:
    NameButton(const Theme &theme, QWidget *parent) : QPushButton(parent), m_theme(theme)
    {
        setFont(theme.font(Text::Title));
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        return {std::min(fontMetrics().horizontalAdvance(text()) + 1, nameMaximum) + 16 + 24, size::control};
    }
    QSize minimumSizeHint() const override { return {std::min(80, sizeHint().width()), size::control}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (underMouse() || isDown())
            paintBox(painter, rect(), m_theme.colour(Colour::BgHover), Qt::transparent, radius::control);
        painter.setFont(font());
        painter.setPen(m_theme.colour(Colour::TextPrimary));
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideMiddle, width() - 40);
        painter.drawText(QRect(8, 0, width() - 36, height()), Qt::AlignLeft | Qt::AlignVCenter, shown);
        m_theme.paintIcon(painter, QRectF(8 + fontMetrics().horizontalAdvance(shown) + 10, height() / 2.0 - 6, 12, 12),
                          QStringLiteral("chevron-down"), m_theme.colour(Colour::TextSecondary));
    }

private:
    const Theme &m_theme;
};

/// The environment with the rope's orange dot.
class TopBar::EnvironmentButton final : public QPushButton {
public:
    EnvironmentButton(const Theme &theme, QWidget *parent) : QPushButton(parent), m_theme(theme)
    {
        setFont(theme.font(Text::Button));
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        return {std::min(fontMetrics().horizontalAdvance(text()) + 1, nameMaximum) + 22 + 30, 26};
    }
    QSize minimumSizeHint() const override { return {std::min(90, sizeHint().width()), 26}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintBox(painter, rect(), m_theme.colour(underMouse() ? Colour::BgHover : Colour::BgPanel),
                 m_theme.colour(Colour::LineDefault), radius::control);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.colour(Colour::Rope));
        painter.drawEllipse(QPointF(13, height() / 2.0), 4, 4);
        painter.setFont(font());
        painter.setPen(m_theme.colour(Colour::TextPrimary));
        const QRect area(22, 0, width() - 22 - 28, height());
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideMiddle, area.width()));
        m_theme.paintIcon(painter, QRectF(width() - 22, height() / 2.0 - 6, 12, 12), QStringLiteral("chevron-down"),
                          m_theme.colour(Colour::TextSecondary));
    }

private:
    const Theme &m_theme;
};

/// The line edit in its box with the magnifier and the key.
class TopBar::SearchField final : public QWidget {
public:
    SearchField(const Theme &theme, QWidget *parent) : QWidget(parent), edit(new QLineEdit(this)), m_theme(theme)
    {
        edit->setFrame(false);
        edit->setFont(theme.font(Text::Body));
        edit->setPlaceholderText(TopBar::tr("Search or run a command"));
        edit->setAccessibleName(TopBar::tr("Search or run a command"));
        edit->setAttribute(Qt::WA_MacShowFocusRect, false);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(26, 1, 8, 1);
        layout->addWidget(edit);
        QPalette colours = edit->palette();
        colours.setColor(QPalette::Base, Qt::transparent);
        edit->setPalette(colours);
        QObject::connect(&theme, &Theme::changed, edit, [this] {
            QPalette fresh = m_theme.palette();
            fresh.setColor(QPalette::Base, Qt::transparent);
            edit->setPalette(fresh);
        });
        edit->installEventFilter(this);
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
            update();
        return QWidget::eventFilter(watched, event);
    }

    QLineEdit *edit;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const bool focus = edit->hasFocus();
        paintBox(painter, rect(), m_theme.colour(focus ? Colour::BgPanel : Colour::BgSubtle),
                 m_theme.colour(focus ? Colour::LineFocus : Colour::LineDefault), radius::control, focus ? 2 : 1);
        m_theme.paintIcon(painter, QRectF(11, height() / 2.0 - 7, 14, 14), QStringLiteral("search"),
                          m_theme.colour(Colour::TextTertiary));
        if (focus || width() < 230)
            return;
        const QString key = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText).replace(
            QLatin1Char('+'), QLatin1Char(' '));
        painter.setFont(m_theme.font(Text::Micro));
        const double advance = painter.fontMetrics().horizontalAdvance(key) + 10;
        const QRectF cap(width() - advance - 7, height() / 2.0 - 9, advance, 18);
        paintBox(painter, cap, m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineDefault), radius::chip);
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        painter.drawText(cap, Qt::AlignCenter, key);
    }

private:
    const Theme &m_theme;
};

TopBar::TopBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(size::topBar);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::one, 0, space::medium, 1);
    layout->setSpacing(0);

    m_leftSide = new QWidget(this);
    auto *left = new QHBoxLayout(m_leftSide);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(space::one);
    m_name = new NameButton(theme, m_leftSide);
    m_nameRule = new Rule(theme, Qt::Vertical, false, m_leftSide);
    m_nameRule->setFixedHeight(20);
    m_environmentButton = new EnvironmentButton(theme, m_leftSide);
    m_environmentMenu = new QMenu(this);
    m_environmentButton->setMenu(m_environmentMenu);
    left->addWidget(m_name);
    left->addWidget(m_nameRule);
    left->addSpacing(space::half);
    left->addWidget(m_environmentButton);

    m_rightSide = new QWidget(this);
    auto *right = new QHBoxLayout(m_rightSide);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(space::half);
    m_undo = Button::iconOnly(theme, QStringLiteral("undo"), tr("Undo"), m_rightSide);
    m_redo = Button::iconOnly(theme, QStringLiteral("redo"), tr("Redo"), m_rightSide);
    m_exportRule = new Rule(theme, Qt::Vertical, false, m_rightSide);
    m_exportRule->setFixedHeight(20);
    m_export = new Button(theme, ButtonKind::Secondary, tr("Export"), QStringLiteral("export"), m_rightSide);
    right->addWidget(m_undo);
    right->addWidget(m_redo);
    right->addSpacing(space::half);
    right->addWidget(m_exportRule);
    right->addSpacing(space::half);
    right->addWidget(m_export);

    m_searchField = new SearchField(theme, this);
    m_search = m_searchField->edit;
    layout->addWidget(m_leftSide);
    layout->addStretch(1);
    layout->addWidget(m_rightSide);
    setTabOrder(m_name, m_environmentButton);
    setTabOrder(m_environmentButton, m_search);
    setTabOrder(m_search, m_undo);
    setTabOrder(m_undo, m_redo);
    setTabOrder(m_redo, m_export);
    setWorkspaceName(tr("Belay"));
    setEnvironments({}, {});
    setDocumentOpen(false);
}

void TopBar::setWorkspaceName(const QString &name)
{
    m_name->setText(name);
    m_name->setAccessibleName(tr("Workspace %1, menu").arg(name));
    m_name->setToolTip(name);
    m_name->updateGeometry();
    placeSearch();
}

void TopBar::setWorkspaceMenu(QMenu *menu)
{
    m_name->setMenu(menu);
}

void TopBar::setEnvironments(const QStringList &environments, const QString &current)
{
    m_environment = current;
    m_environmentMenu->clear();
    delete m_environmentMenu->findChild<QActionGroup *>();
    auto *group = new QActionGroup(m_environmentMenu);
    for (const QString &environment : environments) {
        QAction *action = m_environmentMenu->addAction(environment);
        // "&" in an environment's name is no mnemonic.
        action->setText(QString(environment).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(environment == current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, environment] {
            if (environment != m_environment)
                Q_EMIT environmentChosen(environment);
        });
    }
    const bool some = !environments.isEmpty();
    m_environmentButton->setVisible(some);
    m_nameRule->setVisible(some);
    m_environmentButton->setText(current);
    m_environmentButton->setAccessibleName(tr("Environment %1").arg(current));
    m_environmentButton->setToolTip(tr("Environment: %1").arg(current));
    m_environmentButton->updateGeometry();
    placeSearch();
}

void TopBar::setUndoRedo(QAction *undo, QAction *redo)
{
    m_undo->setAction(undo);
    m_redo->setAction(redo);
}

void TopBar::setExportMenu(QMenu *menu)
{
    m_export->setMenu(menu);
    placeSearch();
}

void TopBar::setDocumentOpen(bool open)
{
    m_documentOpen = open;
    m_rightSide->setVisible(open);
    placeSearch();
}

void TopBar::placeSearch()
{
    // In the middle of the bar if there is room, else between the two sides.
    const int left = m_leftSide->sizeHint().width() + sideGap + space::one;
    const int right = width() - (m_rightSide->isVisibleTo(this) ? m_rightSide->sizeHint().width() + space::medium : 0)
        - sideGap;
    const int room = right - left;
    const int wide = std::clamp(room, searchMinimum, searchWidth);
    int x = (width() - wide) / 2;
    x = std::clamp(x, left, std::max(left, right - wide));
    m_searchField->setGeometry(x, (size::topBar - 1 - size::control) / 2, wide, size::control);
    m_searchField->raise();
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colour(Colour::LineDefault));
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeSearch();
}

} // namespace belay::views
