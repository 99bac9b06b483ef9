// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QStyledItemDelegate>

namespace belay::views {

/// Rows of StateComparisonModel: what is the same in both states is quiet, what changed is "old → new".
class ComparisonDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    ComparisonDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace belay::views
