// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

class QAbstractButton;
class QVBoxLayout;

namespace belay::views {

/// The column of places on the left, in named groups, with Belay's sign on top. Holds only places
/// that exist. Up and Down move between them; Enter and Space open one.
class NavigationRail final : public QWidget {
    Q_OBJECT
public:
    explicit NavigationRail(const Theme &theme, QWidget *parent = nullptr);

    void addGroup(const QString &title);
    /// `shortcut` is shown in the tool tip.
    void addPlace(const QString &id, const QString &title, const QString &icon, const QString &shortcut);
    [[nodiscard]] QString current() const;
    /// Empty: none (no document is open).
    void setCurrent(const QString &id);
    void setPlacesEnabled(bool enabled);
    /// A number over the icon, crimson; 0 hides it.
    void setBadge(const QString &id, int count);
    /// Without labels, for narrow windows.
    void setNarrow(bool narrow);
    [[nodiscard]] bool isNarrow() const { return m_narrow; }

Q_SIGNALS:
    void placeChosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Item;
    [[nodiscard]] Item *item(const QString &id) const;

    const Theme &m_theme;
    QVBoxLayout *m_layout = nullptr;
    QList<Item *> m_items;
    QList<QWidget *> m_groups;
    bool m_narrow = false;
};

/// Belay's sign: a carabiner and the rope through it.
void paintLogo(QPainter &painter, const Theme &theme, const QRectF &rect);

} // namespace belay::views
