// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace belay::app {

/// What can be chosen from.
struct RecordQuestion {
    QString repository;                ///< Its name.
    QStringList services;              ///< In the workspace.
    QStringList stores;
};

struct RecordAnswer {
    QString service;
    QString store;
    QString tags;                      ///< A pattern, never empty.
    bool replaceRanges = false;
};

/// Asks whose releases a repository's tags are, and which database its migrations make. New names are
/// added to the workspace.
class RecordDialog final : public QDialog {
    Q_OBJECT
public:
    RecordDialog(const views::Theme &theme, const RecordQuestion &question, QWidget *parent = nullptr);

    [[nodiscard]] RecordAnswer answer() const;

private:
    void refresh();

    QStringList m_services;
    QStringList m_stores;
    QComboBox *m_service;
    QComboBox *m_store;
    QLineEdit *m_tags;
    QCheckBox *m_replace;
    QLabel *m_hint;
    QPushButton *m_record;
};

} // namespace belay::app
