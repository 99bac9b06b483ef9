// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/edit.h"
#include "models/rollback/report.h"
#include "models/rollback/workspace.h"
#include "views/theme/theme.h"

#include <QtCore/QList>
#include <QtCore/QSizeF>
#include <QtWidgets/QWidget>

#include <cstddef>
#include <memory>
#include <optional>

class QAction;

namespace belay::views {

/// What another part of the window asks a place to show. Empty fields ask nothing.
struct Target {
    std::string component;
    std::string release;
    std::string plan;
    std::string step;
    std::optional<rollback::Finding> finding;
    std::optional<rollback::Evidence> evidence; ///< A statement that a finding rests on.
};

/// How the analysis of the present workspace stands. A report that was set before stays shown while
/// a new one is made; it is stale then.
struct Analysis {
    enum class State : std::uint8_t { None, Running, Done, Failed };
    State state = State::None;
    std::shared_ptr<const rollback::Report> report; ///< The last complete one; null if there was none.
    bool stale = false;                ///< `report` is of an older state of the workspace.
    std::optional<Error> error;        ///< Failed: why (the first of validate's errors).
    double elapsed_ms = 0;
};

/// One entry of the navigation rail. The shell calls the setters on the GUI thread: workspace first,
/// then environment, then analysis. A place never changes the workspace itself: it asks by
/// `editRequested` and gets the new one by `setWorkspace` before the signal returns (or the old one
/// stays, and the shell says why).
class Place : public QWidget {
    Q_OBJECT
public:
    explicit Place(const Theme &theme, QWidget *parent = nullptr) : QWidget(parent), m_theme(theme) {}

    /// Stable, lower case: "services". Used in settings and on the command line.
    [[nodiscard]] virtual QString id() const = 0;
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual QString iconName() const = 0;
    /// The widget for the inspector area, or null. Made with the place; the shell reparents it and
    /// deletes it with itself.
    [[nodiscard]] virtual QWidget *inspector() { return nullptr; }
    /// Commands for the palette; their shortcuts work while the place is shown.
    [[nodiscard]] virtual QList<QAction *> commands() const { return {}; }
    /// What the rail counts in a badge; 0 shows none.
    [[nodiscard]] virtual int badge() const { return 0; }

    /// Never null; called after every change of the document.
    virtual void setWorkspace(std::shared_ptr<const rollback::Workspace> workspace) = 0;
    /// Called when the analysis starts, ends or fails.
    virtual void setAnalysis(const Analysis &analysis) = 0;
    /// The id of the environment that the top bar shows; empty if there is none.
    virtual void setEnvironment(const QString &environment) = 0;
    /// Editing commands are disabled and say `reason` on hover.
    virtual void setReadOnly(bool readOnly, const QString &reason) = 0;

    /// Selects and scrolls to what is asked; false if this place does not show such a thing.
    virtual bool reveal(const Target &target) { Q_UNUSED(target); return false; }
    /// Alt+Down and Alt+Up: the next (+1) or previous (-1) finding.
    virtual void stepFinding(int direction) { Q_UNUSED(direction); }
    /// Esc: ends a drag, closes a search or clears the selection; false if there was nothing.
    virtual bool cancel() { return false; }
    /// Zoom in percent for the status bar; 0 if the place has no zoom.
    [[nodiscard]] virtual int zoom_percent() const { return 0; }
    virtual void setZoom_percent(int percent) { Q_UNUSED(percent); }
    virtual void zoomToFit() {}

    /// For export and print: the natural size of the whole view (not only of its visible part), and
    /// its picture scaled into `target`.
    [[nodiscard]] virtual QSizeF pictureSize() const { return size(); }
    virtual void paintPicture(QPainter &painter, const QRectF &target) = 0;

    [[nodiscard]] const Theme &theme() const { return m_theme; }

Q_SIGNALS:
    /// One user action. The title is translated ("Move step 4").
    void editRequested(const belay::rollback::Edit &edit);
    /// Verify again (F5).
    void analysisRequested();
    /// A short sentence for the status bar; stays for some seconds.
    void statusMessage(const QString &text);
    /// Show this in the place that can: "step 5" in Plan from Services, say.
    void revealRequested(const belay::views::Target &target);
    void zoomChanged(int percent);
    void badgeChanged();
    /// Open the inspector if it is folded.
    void inspectorRequested();

private:
    const Theme &m_theme;
};

} // namespace belay::views
