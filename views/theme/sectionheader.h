// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QFrame>

#include <optional>

class QHBoxLayout;
class QLabel;

namespace belay::views {

/// "Releases ............ way back: 1 release": a heading of the inspector with a note on the right.
class SectionHeader final : public QWidget {
    Q_OBJECT
public:
    SectionHeader(const Theme &theme, const QString &title, const QString &note = {}, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setNote(const QString &note);
    /// Adds a widget (a small button) at the right end.
    void addWidget(QWidget *widget);

private:
    QHBoxLayout *m_layout = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_note = nullptr;
};

/// The 54 px strip on top of a place: title, a sentence beside it, then what is added to the right.
class PlaceHeader final : public QWidget {
    Q_OBJECT
public:
    PlaceHeader(const Theme &theme, const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setSubtitle(const QString &subtitle);
    /// Between title and subtitle (a picker, a chip).
    void addAfterTitle(QWidget *widget);
    void addWidget(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QHBoxLayout *m_layout = nullptr;
    QLabel *m_title = nullptr;
    QWidget *m_subtitle = nullptr;
    int m_afterTitle = 1;
};

/// A panel with a border and rounded corners; with a sign it takes the sign's tint and line.
class Card final : public QFrame {
    Q_OBJECT
public:
    explicit Card(const Theme &theme, QWidget *parent = nullptr);
    void setSign(std::optional<Sign> sign);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::optional<Sign> m_sign;
};

/// A one-pixel line in LineDefault or, soft, in LineSubtle.
class Rule final : public QWidget {
    Q_OBJECT
public:
    Rule(const Theme &theme, Qt::Orientation orientation, bool soft = false, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    bool m_soft;
};


} // namespace belay::views
