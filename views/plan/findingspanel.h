// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/findingsmodel.h"
#include "models/items/findingtext.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QScrollArea;
class QVBoxLayout;

namespace belay::views {

class Button;
class FindingPictureView;
class TextLabel;

/// The findings, and all that there is to say about the selected one: its sentence, its picture,
/// how it comes to it, what helps, and the page of its code.
class FindingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(const Theme &theme, QWidget *parent = nullptr);

    /// Keeps the selection if an equal finding is there; `report` may be null.
    void setReport(std::shared_ptr<const rollback::Workspace> workspace, std::shared_ptr<const rollback::Report> report,
                   int plan, const items::PlanLanes &lanes);
    /// Shown when there is no finding: "No finding" or why there is no result.
    void setEmptyText(Sign sign, const QString &title, const QString &sentence);
    /// Null: nothing is selected.
    [[nodiscard]] const rollback::Finding *current() const;
    bool select(const rollback::Finding &finding);
    /// By its place in the plan's report.
    bool selectByNumber(int finding);
    /// +1 or -1; selects the first if nothing is.
    void step(int direction);
    void clearSelection();
    [[nodiscard]] int count() const;
    void setFilterShown(bool shown);
    [[nodiscard]] bool filterShown() const;
    void focusList();

Q_SIGNALS:
    void currentChanged();
    /// Put the cursor where the finding shows.
    void activated();
    void replayRequested();
    /// Show the statement where migrations are checked.
    void evidenceRequested(const belay::rollback::Evidence &evidence);
    void countChanged(int count);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showCurrent();
    void fitList();
    void clearDetails();
    QLabel *addText(const QString &text, Text face, Colour colour, bool rich = false);
    void addSection(const QString &title);
    void addNumbered(const QStringList &lines);
    void addEvidence(const rollback::Finding &finding);
    void addExplanation(rollback::Code code);

    const Theme &m_theme;
    std::shared_ptr<const rollback::Workspace> m_workspace;
    std::shared_ptr<const rollback::Report> m_report;
    int m_plan = -1;
    items::PlanLanes m_lanes;
    items::FindingsModel m_model;
    items::FindingsFilter m_filter;
    QWidget *m_filterRow;
    QLineEdit *m_words;
    QListView *m_list;
    QWidget *m_empty;
    TextLabel *m_emptyTitle;
    TextLabel *m_emptySentence;
    Sign m_emptySign = Sign::Open;
    QScrollArea *m_scroll;
    QWidget *m_details = nullptr;
    QVBoxLayout *m_column = nullptr;
    FindingPictureView *m_picture = nullptr;
    bool m_explained = false;          ///< The page stays open from finding to finding.
};

} // namespace belay::views
