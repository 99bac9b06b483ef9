// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/recorddialog.h"

#include "views/theme/elidedlabel.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace belay::app {

using views::Colour;
using views::Text;
using views::TextLabel;

namespace {

constexpr int dialogWidth = 460;

/// The name that goes with the repository's. Another one is not proposed: releases would land in the
/// wrong component with one key.
QString guess(const QStringList &names, const QString &repository)
{
    for (const QString &name : names) {
        if (name == repository || name.startsWith(repository + QLatin1Char('-')) || repository.endsWith(QLatin1Char('-') + name))
            return name;
    }
    return {};
}

} // namespace

RecordDialog::RecordDialog(const views::Theme &theme, const RecordQuestion &question, QWidget *parent)
    : QDialog(parent)
    , m_services(question.services)
    , m_stores(question.stores)
    , m_service(new QComboBox(this))
    , m_store(new QComboBox(this))
    , m_tags(new QLineEdit(QStringLiteral("*"), this))
    , m_replace(new QCheckBox(tr("Replace ranges that people wrote"), this))
    , m_hint(new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, this))
    , m_record(nullptr)
{
    setWindowTitle(tr("Record in workspace"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(views::space::page, views::space::medium, views::space::page, views::space::medium);
    layout->setSpacing(views::space::medium);
    auto *sentence = new TextLabel(theme, Text::Body, Colour::TextSecondary,
                                   tr("The migrations of %1 become versions of a database, its tags releases of a service. Each release gets "
                                      "the versions on which its own SQL works, with the statements that fail elsewhere.")
                                       .arg(question.repository),
                                   this);
    sentence->setWordWrap(true);
    layout->addWidget(sentence);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(views::space::large);
    layout->addLayout(form);
    const auto add = [&](const QString &label, QWidget *field) {
        auto *name = new TextLabel(theme, Text::Small, Colour::TextSecondary, label, this);
        name->setBuddy(field);
        field->setAccessibleName(label);
        form->addRow(name, field);
    };
    const auto fill = [&](QComboBox *box, const QStringList &names, const QString &fallback) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->addItems(names);
        const QString guessed = guess(names, question.repository);
        box->setCurrentText(guessed.isEmpty() ? fallback : guessed);
        connect(box, &QComboBox::currentTextChanged, this, &RecordDialog::refresh);
    };
    fill(m_service, question.services, question.repository);
    fill(m_store, question.stores, question.repository + QStringLiteral("-db"));
    add(tr("Service"), m_service);
    add(tr("Database"), m_store);
    add(tr("Tags"), m_tags);
    m_tags->setToolTip(tr("Tags that match this pattern and hold a version, such as v1.*"));
    m_replace->setToolTip(tr("Without this, a range that people wrote stays where the statements say something else."));
    form->addRow(QString(), m_replace);
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_record = buttons->addButton(tr("Record"), QDialogButtonBox::AcceptRole);
    m_record->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_tags, &QLineEdit::textChanged, this, &RecordDialog::refresh);
    layout->addWidget(buttons);
    setMinimumWidth(dialogWidth);
    refresh();
}

RecordAnswer RecordDialog::answer() const
{
    return {m_service->currentText().trimmed(), m_store->currentText().trimmed(), m_tags->text().trimmed(), m_replace->isChecked()};
}

void RecordDialog::refresh()
{
    const RecordAnswer now = answer();
    QStringList hints;
    if (!now.service.isEmpty() && now.service == now.store)
        hints << tr("The service and the database need two names.");
    else if (m_stores.contains(now.service))
        hints << tr("%1 is a database.").arg(now.service);
    else if (m_services.contains(now.store))
        hints << tr("%1 is no database.").arg(now.store);
    m_record->setEnabled(hints.isEmpty() && !now.service.isEmpty() && !now.store.isEmpty() && !now.tags.isEmpty());
    if (hints.isEmpty()) {
        if (!now.service.isEmpty() && !m_services.contains(now.service))
            hints << tr("The service %1 will be added.").arg(now.service);
        if (!now.store.isEmpty() && !m_stores.contains(now.store))
            hints << tr("The database %1 will be added.").arg(now.store);
    }
    m_hint->setText(hints.join(QLatin1Char(' ')));
}

} // namespace belay::app
