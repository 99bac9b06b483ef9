// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QScrollArea>

class QAction;
class QVBoxLayout;

namespace belay::views {

class SectionHeader;

/// What stands in the window while no document is open: what Belay does, how to begin, samples,
/// and the documents of before.
class StartPage final : public QScrollArea {
    Q_OBJECT
public:
    struct Entry {
        QString key;                   ///< Given back by the signal: a sample's name, a path.
        QString title;
        QString detail;
    };

    /// The first action is the primary button.
    StartPage(const Theme &theme, QWidget *parent = nullptr);
    void setActions(const QList<QAction *> &actions);
    void setSamples(const QList<Entry> &samples);
    void setRecent(const QList<Entry> &recent);
    /// Work that was not saved when Belay ended; above everything.
    void setUnsaved(const QList<Entry> &unsaved);

Q_SIGNALS:
    void sampleChosen(const QString &name);
    void recentChosen(const QString &path);
    void unsavedChosen(const QString &path);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fill(QWidget *section, QVBoxLayout *list, const QString &icon, const QList<Entry> &entries,
              void (StartPage::*chosen)(const QString &));
    void arrange();

    const Theme &m_theme;
    QWidget *m_page = nullptr;
    QWidget *m_column = nullptr;
    QWidget *m_outline = nullptr;
    QWidget *m_buttons = nullptr;
    QWidget *m_unsaved = nullptr;
    QWidget *m_samples = nullptr;
    QWidget *m_recent = nullptr;
    QVBoxLayout *m_unsavedList = nullptr;
    QVBoxLayout *m_samplesList = nullptr;
    QVBoxLayout *m_recentList = nullptr;
};

} // namespace belay::views
