// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/place.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

/// A place that only records what the shell tells it.
class TestPlace final : public belay::views::Place {
public:
    TestPlace(const belay::views::Theme &theme, QString placeId, bool withInspector = true)
        : Place(theme), name(std::move(placeId)), field(new QLineEdit(this)),
          side(withInspector ? new QLabel(QStringLiteral("side")) : nullptr),
          command(new QAction(QStringLiteral("Command of %1").arg(name), this))
    {
        auto *layout = new QVBoxLayout(this);
        layout->addWidget(field);
        setFocusPolicy(Qt::StrongFocus);
    }

    QString id() const override { return name; }
    QString title() const override { return name.left(1).toUpper() + name.mid(1); }
    QString iconName() const override { return QStringLiteral("plan"); }
    QWidget *inspector() override { return side; }
    QList<QAction *> commands() const override { return {command}; }
    int badge() const override { return count; }
    void setWorkspace(std::shared_ptr<const belay::rollback::Workspace> fresh) override { workspace = std::move(fresh); }
    void setAnalysis(const belay::views::Analysis &fresh) override { analysis = fresh; }
    void setEnvironment(const QString &fresh) override { environment = fresh; }
    void setReadOnly(bool on, const QString &why) override
    {
        readOnly = on;
        reason = why;
    }
    bool reveal(const belay::views::Target &target) override
    {
        if (!target.component.empty() && name != QLatin1String("services"))
            return false;
        revealed = target;
        return true;
    }
    void stepFinding(int direction) override { findingSteps += direction; }
    bool cancel() override { return std::exchange(cancellable, false); }
    int zoom_percent() const override { return zoom; }
    void setZoom_percent(int percent) override
    {
        zoom = percent;
        Q_EMIT zoomChanged(percent);
    }
    QSizeF pictureSize() const override { return {300, 200}; }
    void paintPicture(QPainter &painter, const QRectF &target) override
    {
        painter.setPen(Qt::red);
        painter.drawEllipse(target);
    }

    QString name;
    QLineEdit *field;
    QLabel *side;
    QAction *command;
    int count = 0;
    std::shared_ptr<const belay::rollback::Workspace> workspace;
    belay::views::Analysis analysis;
    QString environment;
    bool readOnly = false;
    QString reason;
    std::optional<belay::views::Target> revealed;
    int findingSteps = 0;
    bool cancellable = false;
    int zoom = 100;
};
