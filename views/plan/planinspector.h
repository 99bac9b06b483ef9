// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QStackedWidget;
class QTabBar;

namespace belay::views {

class Button;
class FindingsPanel;
class StepEditor;

/// Right of the plan: Findings | Step.
class PlanInspector final : public QWidget {
    Q_OBJECT
public:
    enum Page { FindingsPage, StepPage };
    explicit PlanInspector(const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] FindingsPanel &findings() { return *m_findings; }
    [[nodiscard]] StepEditor &step() { return *m_step; }
    void showPage(Page page);
    [[nodiscard]] Page page() const;
    /// "Step 5", "Start".
    void setStepTitle(const QString &title);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QTabBar *m_tabs;
    Button *m_filter;
    QStackedWidget *m_pages;
    FindingsPanel *m_findings;
    StepEditor *m_step;
};

} // namespace belay::views
