// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/place.h"

#include <QtWidgets/QWidget>

class QSplitter;
class QStackedWidget;

namespace belay::views {

class InspectorPane;
class NavigationRail;
class NoticeBar;
class StartPage;
class StatePanel;
class StatusBar;
class TopBar;

/// The frame of the window: rail, top bar, the shown place beside its inspector, status bar. Knows
/// nothing of documents; the window puts its parts to use.
///
/// Below `size::foldWidth` the inspector is an overlay over the place; below `size::narrowWidth` the
/// rail drops its labels.
class Shell final : public QWidget {
    Q_OBJECT
public:
    explicit Shell(const Theme &theme, QWidget *parent = nullptr);
    ~Shell() override;

    void addGroup(const QString &title);
    /// Takes the place and its inspector.
    void addPlace(Place *place, const QString &shortcut);
    [[nodiscard]] const QList<Place *> &places() const { return m_places; }
    [[nodiscard]] Place *place(const QString &id) const;

    /// The place that is shown; null while the start page or a state is.
    [[nodiscard]] Place *current() const;
    /// The place that is or will be shown when a document is.
    [[nodiscard]] Place *chosen() const { return m_chosen; }
    void setCurrent(Place *place);
    enum class Content : std::uint8_t { Start, State, Place };
    void showContent(Content content);
    [[nodiscard]] Content content() const { return m_content; }

    [[nodiscard]] NavigationRail &rail() const { return *m_rail; }
    [[nodiscard]] TopBar &topBar() const { return *m_topBar; }
    [[nodiscard]] StatusBar &statusBar() const { return *m_statusBar; }
    [[nodiscard]] NoticeBar &notice() const { return *m_notice; }
    [[nodiscard]] StartPage &startPage() const { return *m_start; }
    /// Loading and failed documents.
    [[nodiscard]] StatePanel &statePanel() const { return *m_state; }

    [[nodiscard]] bool isInspectorShown() const;
    void setInspectorShown(bool shown);
    [[nodiscard]] bool isFolded() const { return m_folded; }
    [[nodiscard]] QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);

Q_SIGNALS:
    void currentChanged(belay::views::Place *place);
    void inspectorShownChanged(bool shown);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void placeOverlay();

    const Theme &m_theme;
    NavigationRail *m_rail = nullptr;
    TopBar *m_topBar = nullptr;
    StatusBar *m_statusBar = nullptr;
    NoticeBar *m_notice = nullptr;
    StartPage *m_start = nullptr;
    StatePanel *m_state = nullptr;
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_splitter = nullptr;
    InspectorPane *m_inspector = nullptr;
    QList<Place *> m_places;
    Place *m_chosen = nullptr;
    Content m_content = Content::Start;
    bool m_folded = false;
    bool m_docked = true;              ///< Wanted while there is room.
    bool m_overlaid = false;           ///< Wanted while there is none.
    int m_inspectorWidth = size::inspector; ///< While docked.
};

} // namespace belay::views
