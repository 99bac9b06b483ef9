// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planedits.h"
#include "views/theme/theme.h"

#include <QtCore/QStringListModel>
#include <QtWidgets/QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;

namespace belay::views {

class Button;
class TextLabel;

/// The fields of one step. A field that is changed asks for an edit at once if the step is whole
/// then; otherwise the problem stands under the field and nothing is asked.
class StepEditor final : public QWidget {
    Q_OBJECT
public:
    explicit StepEditor(const Theme &theme, QWidget *parent = nullptr);

    /// `index` into the plan's steps; -1: the start, nothing to edit.
    void setStep(std::shared_ptr<const rollback::Workspace> workspace, const rollback::Plan *plan, int index);
    void setReadOnly(bool readOnly, const QString &reason);
    [[nodiscard]] int index() const { return m_index; }
    /// What stands under the fields now, one line each.
    [[nodiscard]] QStringList problems() const;
    void focusFirst();

Q_SIGNALS:
    void editRequested(const belay::rollback::Edit &edit);
    void duplicateRequested();
    void deleteRequested();
    void moveRequested(int by);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Field {
        QWidget *box = nullptr;
        QWidget *editor = nullptr;
        TextLabel *problem = nullptr;
    };
    Field addField(const QString &title, QWidget *editor, const QString &hint = {});
    void fill();
    void fillReleases(const rollback::Step &step);
    void showFields(rollback::StepKind kind);
    [[nodiscard]] std::optional<rollback::Step> read() const;
    void commit();
    void showProblems(const std::vector<items::StepProblem> &problems);

    const Theme &m_theme;
    std::shared_ptr<const rollback::Workspace> m_workspace;
    const rollback::Plan *m_plan = nullptr;
    int m_index = -1;
    bool m_filling = false;
    bool m_readOnly = false;
    QWidget *m_form;
    QLabel *m_nothing;
    QLabel *m_title;
    QLabel *m_subtitle;
    QComboBox *m_kind;
    QComboBox *m_component;
    QStringListModel m_components;     ///< A list: a workspace may have very many.
    QComboBox *m_to;
    QLineEdit *m_toList;               ///< Clients: several releases, comma-separated.
    QComboBox *m_format;
    QComboBox *m_rolling;
    QComboBox *m_reversible;
    QLineEdit *m_duration;
    QLineEdit *m_name;
    QLineEdit *m_reason;
    QListWidget *m_after;
    Field m_kindField, m_componentField, m_toField, m_toListField, m_formatField, m_rollingField, m_reversibleField,
        m_durationField, m_nameField, m_reasonField, m_afterField;
    Button *m_earlier;
    Button *m_later;
    Button *m_duplicate;
    Button *m_delete;
};

} // namespace belay::views
