// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/graph/edgerisk.h"
#include "views/theme/theme.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtWidgets/QStyledItemDelegate>

namespace belay::views {

/// A risk as glyph and word.
class RiskDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    RiskDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

/// A component's name behind the picture of its kind.
class ComponentDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    ComponentDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

/// Leaves out components below a risk.
class RiskFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setLeast(graph::Risk least);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    graph::Risk m_least = graph::Risk::Unknown;
};

} // namespace belay::views
