// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/schema/sqlview.h"

#include <QtCore/QString>
#include <QtWidgets/QWidget>

#include <functional>

class QHBoxLayout;

namespace belay::views {

class Button;
class ElidedLabel;

/// SQL in a frame; below it where it stands, and what can be done with it.
class CodePanel final : public QWidget {
    Q_OBJECT
public:
    CodePanel(const Theme &theme, const QString &name, int mostLines, QWidget *parent = nullptr);
    [[nodiscard]] SqlView &sql() const { return *m_sql; }
    /// "database/query/profile.sql, line 80". `onDisk`: the same file to open, empty if there is none.
    void setPlace(const QString &place, const QString &onDisk);
    /// Copies what `make` gives; returns the button.
    Button *addCopy(const QString &title, std::function<QString()> make);
    [[nodiscard]] Button &openButton() const { return *m_open; }

Q_SIGNALS:
    void copied(const QString &what);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    SqlView *m_sql;
    ElidedLabel *m_place;
    Button *m_open;
    QHBoxLayout *m_row;
    QString m_onDisk;
};

} // namespace belay::views
