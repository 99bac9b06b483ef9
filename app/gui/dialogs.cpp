// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/dialogs.h"

#include "models/core/version.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"
#include "views/theme/sectionheader.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtPrintSupport/QPrintDialog>
#include <QtPrintSupport/QPrinter>
#include <QtWidgets/QDialog>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

namespace belay::app {

namespace {

using views::Colour;
using views::Text;
using views::TextLabel;

class WidgetDialogs final : public Dialogs {
    Q_DECLARE_TR_FUNCTIONS(belay::app::Dialogs)
public:
    WidgetDialogs(const views::Theme &theme, QWidget &parent) : m_theme(theme), m_parent(parent) {}

    QString fileToOpen(const QString &folder, const QString &filter) override
    {
        return QFileDialog::getOpenFileName(&m_parent, tr("Open a workspace"), folder, filter);
    }

    QString folderToOpen(const QString &title, const QString &folder) override
    {
        return QFileDialog::getExistingDirectory(&m_parent, title, folder);
    }

    QString fileToSave(const QString &title, const QString &suggestion, const QString &filter,
                       const QString &suffix) override
    {
        QFileDialog dialog(&m_parent, title, QFileInfo(suggestion).absolutePath(), filter);
        dialog.setAcceptMode(QFileDialog::AcceptSave);
        dialog.setDefaultSuffix(suffix);
        dialog.selectFile(QFileInfo(suggestion).fileName());
        return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
    }

    QStringList filesToImport(const QString &title, const QString &folder, const QString &filter) override
    {
        return QFileDialog::getOpenFileNames(&m_parent, title, folder, filter);
    }

    Leave leaveUnsaved(const QString &name) override
    {
        QMessageBox box(QMessageBox::NoIcon, tr("Save %1?").arg(name),
                        tr("“%1” has not been saved as a file yet.").arg(name), QMessageBox::NoButton, &m_parent);
        box.setInformativeText(tr("If you do not save it, it will be deleted."));
        QPushButton *save = box.addButton(tr("Save…"), QMessageBox::AcceptRole);
        QPushButton *discard = box.addButton(tr("Delete it"), QMessageBox::DestructiveRole);
        QPushButton *stay = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
        box.setDefaultButton(save);
        box.setEscapeButton(stay);
        box.exec();
        if (box.clickedButton() == save)
            return Leave::Save;
        return box.clickedButton() == discard ? Leave::Discard : Leave::Stay;
    }

    QString workspaceName(const QString &before) override
    {
        return QInputDialog::getText(&m_parent, tr("Rename the workspace"), tr("Name"), QLineEdit::Normal, before)
            .trimmed();
    }

    std::optional<RecordAnswer> whatToRecord(const RecordQuestion &question) override
    {
        RecordDialog dialog(m_theme, question, &m_parent);
        return dialog.exec() == QDialog::Accepted ? std::optional(dialog.answer()) : std::nullopt;
    }

    void print(const QString &title, const std::function<void(QPrinter &)> &draw) override
    {
        QPrinter printer(QPrinter::HighResolution);
        printer.setDocName(title);
        printer.setPageOrientation(QPageLayout::Landscape);
        QPrintDialog dialog(&printer, &m_parent);
        dialog.setWindowTitle(tr("Print %1").arg(title));
        if (dialog.exec() == QDialog::Accepted)
            draw(printer);
    }

    void about() override
    {
        QMessageBox box(QMessageBox::NoIcon, tr("About Belay"), tr("Belay %1").arg(QLatin1String(version)),
                        QMessageBox::Close, &m_parent);
        box.setInformativeText(tr("Releases that can always be taken back.\n\n"
                                  "Free software under the GNU General Public License, version 3 or later. "
                                  "It comes without any warranty."));
        box.exec();
    }

    void keyboardMap(const QList<std::pair<QString, QString>> &keys) override
    {
        QDialog dialog(&m_parent);
        dialog.setWindowTitle(tr("Keyboard"));
        auto *layout = new QVBoxLayout(&dialog);
        layout->setContentsMargins(views::space::page, views::space::medium, views::space::page, views::space::medium);
        auto *scroll = new QScrollArea(&dialog);
        scroll->setFrameShape(QFrame::NoFrame);
        scroll->setWidgetResizable(true);
        auto *page = new QWidget(scroll);
        auto *form = new QFormLayout(page);
        form->setHorizontalSpacing(views::space::large);
        form->setVerticalSpacing(views::space::one);
        for (const auto &[key, what] : keys)
            form->addRow(new TextLabel(m_theme, Text::Code, Colour::TextPrimary, key, page),
                         new TextLabel(m_theme, Text::Body, Colour::TextSecondary, what, page));
        scroll->setWidget(page);
        layout->addWidget(scroll);
        auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
        QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
        layout->addWidget(buttons);
        dialog.resize(460, 520);
        dialog.exec();
    }

private:
    const views::Theme &m_theme;
    QWidget &m_parent;
};

} // namespace

std::unique_ptr<Dialogs> makeDialogs(const views::Theme &theme, QWidget &parent)
{
    return std::make_unique<WidgetDialogs>(theme, parent);
}

} // namespace belay::app
