// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemagridmodel.h"
#include "views/theme/theme.h"

#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTableView>

namespace belay::views {

/// Works: teal tick. Depends: amber. Unknown: grey. Loses data: plum. Breaks: crimson cross.
[[nodiscard]] Sign signOf(schema::Outcome outcome);
[[nodiscard]] Sign signOf(items::SchemaWayBack wayBack);

/// Heads of two lines, in the middle over the states.
class SchemaHeads final : public QHeaderView {
    Q_OBJECT
public:
    SchemaHeads(const Theme &theme, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    const Theme &m_theme;
};

/// Paints a state as a glyph in a tinted cell; the word is in the accessible text and the tool tip.
class SchemaDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    SchemaDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

/// One row for each migration, one cell for each mixed state. Arrow keys walk over the cells.
class SchemaGrid final : public QTableView {
    Q_OBJECT
public:
    SchemaGrid(const Theme &theme, items::SchemaGridModel &model, QWidget *parent = nullptr);
    /// High enough for its rows, at most `rows` of them.
    [[nodiscard]] int heightFor(int rows) const;

Q_SIGNALS:
    /// -1: nothing is selected.
    void cellChosen(int row, int column);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    const Theme &m_theme;
};

} // namespace belay::views
