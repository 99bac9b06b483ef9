// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/gobackmodel.h"
#include "models/items/statecomparison.h"
#include "views/theme/theme.h"

#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QWidget>

class QLabel;
class QStackedWidget;
class QTableView;

namespace belay::views {

class Button;
class SegmentedControl;

[[nodiscard]] Sign signOf(items::GoBack verdict);

/// Under the lanes: what going back does from the state at the cursor, and what that state is; or what
/// differs between two states.
class GoBackPanel final : public QWidget {
    Q_OBJECT
public:
    explicit GoBackPanel(const Theme &theme, QWidget *parent = nullptr);

    /// "from the state after step 5".
    void setWhere(const QString &where, const QString &counts);
    [[nodiscard]] items::GoBackModel &goBack() { return m_goBack; }
    [[nodiscard]] items::StateModel &state() { return m_state; }
    [[nodiscard]] items::StateComparisonModel &comparison() { return m_comparison; }
    /// Two states, by their names, take the place of the one.
    void showComparison(std::vector<items::StateDifference> rows, const QString &a, const QString &b);
    void hideComparison();
    [[nodiscard]] bool isComparing() const { return m_comparing; }
    /// Instead of the tables; empty: shows the tables.
    void setMessage(const QString &message);

Q_SIGNALS:
    void findingActivated(int finding);
    void componentActivated(const QString &component);
    void comparisonEnded();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QTableView *makeTable(QAbstractItemModel *model, const QString &name);
    void fitColumns();
    void showPage();
    void fitHeader();
    void resizeEvent(QResizeEvent *event) override;

    const Theme &m_theme;
    items::GoBackModel m_goBack;
    items::StateModel m_state;
    items::StateComparisonModel m_comparison;
    bool m_comparing = false;
    QLabel *m_title;
    QLabel *m_where;
    QLabel *m_hint;
    SegmentedControl *m_kind;
    Button *m_end;
    QStackedWidget *m_pages;
    QTableView *m_goBackTable;
    QTableView *m_stateTable;
    QTableView *m_comparisonTable;
    QLabel *m_message;
};

/// Rows of GoBackModel and StateModel.
class GoBackDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    GoBackDelegate(const Theme &theme, bool verdicts, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    bool m_verdicts;
};

} // namespace belay::views
