// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/palettemodel.h"

#include <QtWidgets/QWidget>

class QLineEdit;
class QListView;
class QLabel;

namespace belay::views {

/// The list under the search field: opens when the field gets the focus or a text, closes on Esc or
/// when the focus leaves. Up, Down, Page Up, Page Down choose, Enter runs. Everything works from
/// the keyboard; the mouse may help.
class CommandPalette final : public QWidget {
    Q_OBJECT
public:
    /// `entries` is called each time the list opens. The palette covers `window`'s content.
    CommandPalette(const Theme &theme, QLineEdit &field, QWidget &window,
                   std::function<QList<PaletteEntry>()> entries);

    /// Ctrl+K: focuses and opens, or closes if it is open.
    void toggle();
    void open();
    /// Gives the focus back to where it was.
    void close();
    [[nodiscard]] bool isOpen() const { return isVisible(); }
    [[nodiscard]] QListView &list() const { return *m_list; }
    [[nodiscard]] const PaletteFilter &filter() const { return *m_filter; }
    void runCurrent();

Q_SIGNALS:
    /// An entry with a target was chosen.
    void targetChosen(const belay::views::Target &target);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();
    void setQuery(const QString &query);

    const Theme &m_theme;
    QLineEdit &m_field;
    std::function<QList<PaletteEntry>()> m_entries;
    PaletteModel *m_model = nullptr;
    PaletteFilter *m_filter = nullptr;
    QListView *m_list = nullptr;
    QLabel *m_nothing = nullptr;
    QPointer<QWidget> m_before;
    bool m_closing = false;
};

} // namespace belay::views
