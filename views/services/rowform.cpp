// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/rowform.h"

#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>

namespace belay::views {

namespace {
constexpr int rowHeight = 27;
constexpr int signSize = 14;
} // namespace

FactRow::FactRow(const Theme &theme, const Content &content, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_content(content)
{
    setFocusPolicy(Qt::StrongFocus);
    QStringList parts;
    if (content.sign)
        parts.append(Theme::word(*content.sign));
    for (const QString &part : {content.name, content.middle, content.right}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    setAccessibleName(parts.join(QStringLiteral(", ")));
    setToolTip(QStringList{content.name, content.middle, content.right}.join(QStringLiteral("  ")).simplified());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize FactRow::sizeHint() const { return {240, rowHeight}; }
QSize FactRow::minimumSizeHint() const { return {120, rowHeight}; }

void FactRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF area = rect();
    if (underMouse() || isChecked())
        painter.fillRect(area, m_theme.colour(Colour::BgHover));
    painter.fillRect(QRectF(0, area.bottom() - 0.5, area.width(), 1), m_theme.colour(Colour::LineSubtle));
    double x = space::medium;
    if (m_content.sign) {
        m_theme.paintSign(painter, QRectF(x, (area.height() - signSize) / 2, signSize, signSize), *m_content.sign);
        x += signSize + 8;
    }
    const double right = area.right() - space::medium;
    const QFont small = m_theme.font(Text::Small);
    QFont nameFont = m_content.mono ? m_theme.font(Text::Code) : small;
    if (m_content.mono)
        nameFont.setPixelSize(11);
    // The range is what people compare, so it keeps its room; then the name.
    const double rangeWidth = std::min(QFontMetricsF(small).horizontalAdvance(m_content.right) + 2, (right - x) * (m_content.mono ? 0.55 : 0.46));
    const double room = right - x - rangeWidth - 10;
    const double nameWidth = m_content.middle.isEmpty()
        ? room
        : std::min(std::max(room * 0.56, room - QFontMetricsF(small).horizontalAdvance(m_content.middle) - 12),
                   std::max(QFontMetricsF(nameFont).horizontalAdvance(m_content.name) + 12,
                            std::min(room * 0.5, room - QFontMetricsF(small).horizontalAdvance(m_content.middle) - 2)));
    painter.setFont(nameFont);
    painter.setPen(m_theme.colour(Colour::TextPrimary));
    painter.drawText(QRectF(x, 0, nameWidth, area.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(nameFont).elidedText(m_content.name, Qt::ElideRight, nameWidth - 4));
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    painter.setPen(m_theme.colour(Colour::TextSecondary));
    painter.drawText(QRectF(x + nameWidth, 0, room - nameWidth, area.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_content.middle, Qt::ElideRight, room - nameWidth));
    painter.setPen(m_content.sign && m_content.strong ? m_theme.text(*m_content.sign) : m_theme.colour(Colour::TextTertiary));
    painter.drawText(QRectF(right - rangeWidth, 0, rangeWidth, area.height()), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(m_content.right, Qt::ElideRight, rangeWidth));
}

void FactRow::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void FactRow::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

RowForm::RowForm(const Theme &theme, const std::vector<Field> &fields, bool removable, QWidget *parent)
    : QWidget(parent), m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::medium, 10, space::medium, space::small);
    column->setSpacing(space::one);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space::one);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const Field &field : fields) {
        auto *label = new TextLabel(theme, Text::Small, Colour::TextSecondary, field.label, this);
        QWidget *editor = nullptr;
        if (field.choices.isEmpty()) {
            auto *line = new QLineEdit(field.value, this);
            line->setPlaceholderText(field.hint);
            connect(line, &QLineEdit::textEdited, this, [this, row] {
                setProblem({});
                Q_EMIT changed(row);
            });
            editor = line;
        } else {
            auto *box = new QComboBox(this);
            box->setEditable(!field.fixed);
            box->addItems(field.choices);
            box->setInsertPolicy(QComboBox::NoInsert);
            box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            box->setMinimumContentsLength(8);
            if (field.fixed) {
                box->setCurrentIndex(std::max(0, static_cast<int>(field.choices.indexOf(field.value))));
            } else {
                box->setCurrentText(field.value);
                box->lineEdit()->setPlaceholderText(field.hint);
                box->completer()->setFilterMode(Qt::MatchContains);
                box->completer()->setCompletionMode(QCompleter::PopupCompletion);
            }
            connect(box, &QComboBox::currentTextChanged, this, [this, row] {
                setProblem({});
                Q_EMIT changed(row);
            });
            editor = box;
        }
        editor->setAccessibleName(field.label);
        label->setBuddy(editor);
        grid->addWidget(label, row, 0);
        grid->addWidget(editor, row, 1);
        m_editors.push_back(editor);
        ++row;
    }
    column->addLayout(grid);
    m_problem = new TextLabel(theme, Text::Small, Colour::ClosedText, {}, this);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::half);
    auto *save = new Button(theme, ButtonKind::Primary, tr("Save"), {}, this);
    auto *close = new Button(theme, ButtonKind::Ghost, tr("Cancel"), {}, this);
    save->setSmall(true);
    close->setSmall(true);
    connect(save, &QAbstractButton::clicked, this, [this] { Q_EMIT submitted(values()); });
    connect(close, &QAbstractButton::clicked, this, &RowForm::closed);
    buttons->addWidget(save);
    buttons->addWidget(close);
    buttons->addStretch(1);
    if (removable) {
        auto *remove = new Button(theme, ButtonKind::Ghost, tr("Remove"), QStringLiteral("trash"), this);
        remove->setSmall(true);
        connect(remove, &QAbstractButton::clicked, this, &RowForm::removed);
        buttons->addWidget(remove);
    }
    column->addLayout(buttons);
}

QStringList RowForm::values() const
{
    QStringList values;
    for (QWidget *editor : m_editors) {
        if (auto *line = qobject_cast<QLineEdit *>(editor))
            values.append(line->text().trimmed());
        else
            values.append(static_cast<QComboBox *>(editor)->currentText().trimmed());
    }
    return values;
}

void RowForm::setValue(int field, const QString &value)
{
    QWidget *editor = m_editors[static_cast<std::size_t>(field)];
    if (auto *line = qobject_cast<QLineEdit *>(editor))
        line->setText(value);
    else
        static_cast<QComboBox *>(editor)->setCurrentText(value);
}

void RowForm::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

QString RowForm::problem() const { return m_problem->text(); }

void RowForm::focusFirst()
{
    if (!m_editors.empty())
        m_editors.front()->setFocus(Qt::OtherFocusReason);
}

void RowForm::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgSubtle));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colour(Colour::LineSubtle));
}

void RowForm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT submitted(values());
    } else {
        event->ignore();
        return;
    }
    event->accept();
}

} // namespace belay::views
