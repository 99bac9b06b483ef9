// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QStringList>
#include <QtWidgets/QAbstractButton>

#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace belay::views {

/// A row of the inspector: a sign, a name in mono, who it is about, and a range on the right. It is a
/// button that opens its form.
class FactRow final : public QAbstractButton {
    Q_OBJECT
public:
    struct Content {
        std::optional<Sign> sign;
        QString name;
        QString middle;
        QString right;
        bool strong = false;           ///< The right side in the sign's colour.
        bool mono = true;
    };
    FactRow(const Theme &theme, const Content &content, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const Theme &m_theme;
    Content m_content;
};

/// A few fields under a row, with Save, Cancel and perhaps Remove. What is wrong stands under the
/// fields, in words. Enter saves, Escape closes.
class RowForm final : public QWidget {
    Q_OBJECT
public:
    struct Field {
        QString label;
        QString value;
        QString hint;                  ///< Shown while the field is empty.
        QStringList choices;           ///< Not empty: a list to choose from, or to type into.
        bool fixed = false;            ///< Only the choices.
    };
    RowForm(const Theme &theme, const std::vector<Field> &fields, bool removable, QWidget *parent = nullptr);

    [[nodiscard]] QStringList values() const;
    void setValue(int field, const QString &value);
    void setProblem(const QString &sentence);
    [[nodiscard]] QString problem() const;
    void focusFirst();

Q_SIGNALS:
    void submitted(const QStringList &values);
    void removed();
    void closed();
    void changed(int field);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    std::vector<QWidget *> m_editors;
    QLabel *m_problem = nullptr;
};

} // namespace belay::views
