// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QComboBox;

namespace belay::views {

class Button;
class ElidedLabel;
class PlaceHeader;

/// What the glyphs of the grid mean.
class SchemaLegend final : public QWidget {
    Q_OBJECT
public:
    explicit SchemaLegend(const Theme &theme, QWidget *parent = nullptr);
};

/// Title, repository, the two releases, what was checked, legend, Replay. On a narrow window sentence
/// and legend take a line of their own.
class SchemaHeader final : public QWidget {
    Q_OBJECT
public:
    explicit SchemaHeader(const Theme &theme, QWidget *parent = nullptr);

    /// Empty: nothing was opened; then only the title is shown.
    void setRepository(const QString &name, const QString &path);
    void setReleases(const QStringList &tags, const QString &from, const QString &to);
    void setSentence(const QString &sentence);
    /// While a check runs over an older result, the button cancels it.
    void setRunning(bool running);
    [[nodiscard]] QString from() const;
    [[nodiscard]] QString to() const;

Q_SIGNALS:
    void repositoryRequested();
    void releasesChosen(const QString &from, const QString &to);
    void replayRequested();
    void cancelRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fold();

    const Theme &m_theme;
    PlaceHeader *m_header;
    Button *m_repository;
    QComboBox *m_from;
    QComboBox *m_to;
    QWidget *m_arrow;
    SchemaLegend *m_legend;
    Button *m_replay;
    QWidget *m_second;
    ElidedLabel *m_secondSentence;
    QString m_sentence;
    bool m_any = false;
    bool m_running = false;
};

} // namespace belay::views
