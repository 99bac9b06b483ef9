// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/stepsmodel.h"
#include "views/theme/theme.h"

#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTableView>

namespace belay::views {

/// The plan as a table: what the lanes say, in words. Its row is the cursor's step.
class StepsTable final : public QTableView {
    Q_OBJECT
public:
    StepsTable(const Theme &theme, items::StepsModel &model, QWidget *parent = nullptr);
    /// -1: no row.
    void setCurrentColumn(int column);

Q_SIGNALS:
    void cursorRequested(int columnsDone);
    void stepActivated(int column);
    void deleteRequested();
    void moveRequested(int by);
    void addRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    bool m_setting = false;
};

class StepsDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    StepsDelegate(const Theme &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace belay::views
