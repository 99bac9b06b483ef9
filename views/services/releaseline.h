// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

#include <vector>

namespace belay::views {

/// A component's releases as stations on a line: those that may be gone back to, what is live, what
/// is planned. The chosen one has a ring; a click or Left and Right choose.
class ReleaseLine final : public QWidget {
    Q_OBJECT
public:
    struct Station {
        QString label;
        bool live = false;
        bool planned = false;
        bool target = false;           ///< The rollback depth reaches it.
    };
    explicit ReleaseLine(const Theme &theme, QWidget *parent = nullptr);
    void setStations(const std::vector<Station> &stations, int chosen);
    [[nodiscard]] int chosen() const { return m_chosen; }
    [[nodiscard]] QSize sizeHint() const override { return {240, 62}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 62}; }

Q_SIGNALS:
    void chosenChanged(int station);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Range {
        int first = 0;
        int count = 0;
    };
    [[nodiscard]] Range visible() const;
    [[nodiscard]] double xOf(int station) const;
    [[nodiscard]] QString wordOf(const Station &station) const;
    void choose(int station);
    void updateName();

    const Theme &m_theme;
    std::vector<Station> m_stations;
    int m_chosen = -1;
};

} // namespace belay::views
