// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemaevidencemodel.h"
#include "models/items/schemagridmodel.h"
#include "views/theme/theme.h"

#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QWidget>

class QLabel;
class QListView;

namespace belay::views {

class ElidedLabel;

class EvidenceDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    EvidenceDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    static constexpr int rowHeight = 31;

private:
    const Theme &m_theme;
};

/// A box with a number for each migration, its own number below.
class StripDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    StripDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return cell; }
    QSize cell;                        ///< Set by who knows how much room there is.

private:
    const Theme &m_theme;
};

/// Left: the statements that fail after the selected migration, and below them how many fail after
/// each one.
class EvidencePane final : public QWidget {
    Q_OBJECT
public:
    EvidencePane(const Theme &theme, items::SchemaGridModel &grid, QWidget *parent = nullptr);

    void showMigration(const std::shared_ptr<const schema::SchemaReport> &report, int migration, std::optional<items::SchemaState> state);
    [[nodiscard]] const items::SchemaEvidenceModel &evidence() const { return m_evidence; }
    [[nodiscard]] int currentRow() const;
    void setCurrentRow(int row);
    [[nodiscard]] QListView &strip() const { return *m_strip; }

Q_SIGNALS:
    /// -1: nothing.
    void entryChosen(int row);
    void migrationChosen(int row);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fitStrip();

    const Theme &m_theme;
    items::SchemaEvidenceModel m_evidence;
    ElidedLabel *m_title;
    QLabel *m_counts;
    QListView *m_list;
    QLabel *m_none;
    QLabel *m_stripTitle;
    QListView *m_strip;
    StripDelegate *m_boxes;
    QLabel *m_stripNote;
    bool m_setting = false;
};

} // namespace belay::views
