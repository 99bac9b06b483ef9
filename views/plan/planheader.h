// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QAction;
class QLineEdit;
class QMenu;

namespace belay::views {

class Button;
class Chip;
class PlaceHeader;
class SegmentedControl;

/// The plan's name with its picker, what it counts, which view is shown, + Step, Verify.
class PlanHeader final : public QWidget {
    Q_OBJECT
public:
    struct Entry {
        QString id;
        QString environment;
    };
    explicit PlanHeader(const Theme &theme, QWidget *parent = nullptr);

    /// The entries of the picker; `current` -1: none.
    void setPlans(const QList<Entry> &plans, int current);
    void setCounts(const QString &chip, const QString &counts);
    /// Below the plans in the picker.
    void setPlanActions(const QList<QAction *> &actions);
    void setStepActions(const QList<QAction *> &actions);
    void setVerifyAction(QAction *action);
    void setHasPlan(bool has);
    /// Puts a field in the place of the name.
    void startRename();
    [[nodiscard]] int viewIndex() const;
    void setViewIndex(int index);
    void openPicker();

Q_SIGNALS:
    void planChosen(const QString &id);
    void renamed(const QString &id);
    void viewChanged(int index);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fillPicker();

    const Theme &m_theme;
    QList<Entry> m_plans;
    int m_current = -1;
    QList<QAction *> m_planActions;
    PlaceHeader *m_header;
    QMenu *m_picker;
    Button *m_pick;
    QLineEdit *m_name;
    Chip *m_chip;
    SegmentedControl *m_view;
    Button *m_add;
    QMenu *m_addMenu;
    Button *m_verify;
};

} // namespace belay::views
