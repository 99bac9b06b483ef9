// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/shots.h"

#include "app/gui/mainwindow.h"
#include "views/theme/elidedlabel.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QThreadPool>
#include <QtGui/QTextDocument>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include <cmath>

namespace belay::app {

namespace {

QString pathOf(const QWidget *widget)
{
    QStringList names;
    for (; widget; widget = widget->parentWidget()) {
        const QString name = widget->objectName();
        names.prepend(QString::fromLatin1(widget->metaObject()->className())
                      + (name.isEmpty() ? QString() : QLatin1Char('#') + name));
    }
    return names.mid(std::max<qsizetype>(0, names.size() - 5)).join(QLatin1Char('/'));
}

QString complaint(const QWidget *widget, const QString &text, QSize needs, QSize has)
{
    return QStringLiteral("%1 '%2' needs %3x%4, has %5x%6 (%7)")
        .arg(QString::fromLatin1(widget->metaObject()->className()), text.left(60))
        .arg(needs.width())
        .arg(needs.height())
        .arg(has.width())
        .arg(has.height())
        .arg(pathOf(widget));
}

void lookAt(const QWidget *widget, QStringList &clipped)
{
    if (qobject_cast<const views::ElidedLabel *>(widget)) {
        const auto *label = static_cast<const QLabel *>(widget);
        const int needs = widget->fontMetrics().height();
        if (!label->text().isEmpty() && widget->height() < needs)
            clipped << complaint(widget, label->text(), {widget->width(), needs}, widget->size());
    } else if (const auto *label = qobject_cast<const QLabel *>(widget)) {
        if (label->text().isEmpty())
            return;
        const QSize has = label->contentsRect().size();
        QSize needs;
        const bool rich = label->textFormat() == Qt::RichText
            || (label->textFormat() == Qt::AutoText && Qt::mightBeRichText(label->text()));
        if (rich) {
            QTextDocument document;
            document.setDefaultFont(label->font());
            document.setDocumentMargin(0);
            document.setHtml(label->text());
            if (label->wordWrap())
                document.setTextWidth(has.width());
            needs = QSize(int(std::floor(document.idealWidth())), int(std::floor(document.size().height())));
        } else {
            const int flags = label->wordWrap() ? Qt::TextWordWrap : 0;
            needs = label->fontMetrics()
                        .boundingRect(QRect(0, 0, label->wordWrap() ? has.width() : 100000, 100000), flags, label->text())
                        .size();
        }
        if (needs.width() > has.width() + 1 || needs.height() > has.height() + 1)
            clipped << complaint(widget, label->text(), needs, has);
    } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
        if (button->text().isEmpty())
            return;
        // Buttons that elide or draw two lines say what they need by their minimum.
        const QSize needs = button->minimumSizeHint().isValid() ? button->minimumSizeHint() : button->sizeHint();
        if (needs.width() > button->width() + 1 || needs.height() > button->height() + 1)
            clipped << complaint(widget, button->text(), needs, button->size());
    } else if (const auto *field = qobject_cast<const QLineEdit *>(widget)) {
        const int needs = field->fontMetrics().height();
        if (field->height() < needs)
            clipped << complaint(widget, field->placeholderText(), {field->width(), needs}, field->size());
    }
}

} // namespace

void settle(MainWindow &window)
{
    // Each round may start the next one's work: a layout after an analysis, a probe after that.
    constexpr int rounds = 8;
    for (int i = 0; i < rounds; ++i) {
        window.jobs().waitForAll();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

QStringList clippedTexts(const QWidget &root)
{
    QStringList clipped;
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        // What is scrolled out of sight is not clipped: only its own size counts.
        if (widget->isVisible())
            lookAt(widget, clipped);
    }
    return clipped;
}

} // namespace belay::app
