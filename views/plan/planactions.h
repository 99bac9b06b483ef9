// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plan/planplace.h"

#include <QtGui/QAction>

namespace belay::views {

/// The commands of the plan. Those with keys that lists and fields need themselves work only while
/// the lanes have the focus.
struct PlanPlace::Actions {
    QAction *previous = nullptr;
    QAction *next = nullptr;
    QAction *first = nullptr;
    QAction *last = nullptr;
    QList<QAction *> compare;
    QAction *endComparison = nullptr;
    QAction *play = nullptr;
    QAction *openFinding = nullptr;
    QAction *verify = nullptr;
    QAction *showLanes = nullptr;
    QAction *showSteps = nullptr;
    QAction *editStep = nullptr;
    // Editing
    QList<QAction *> add;
    QAction *insert = nullptr;
    QAction *duplicate = nullptr;
    QAction *remove = nullptr;
    QAction *earlier = nullptr;
    QAction *later = nullptr;
    QAction *newPlan = nullptr;
    QAction *rename = nullptr;
    QAction *duplicatePlan = nullptr;
    QAction *removePlan = nullptr;
    QAction *order = nullptr;

    [[nodiscard]] QList<QAction *> editing() const
    {
        return add + QList<QAction *>{insert, duplicate, remove, earlier, later, newPlan, rename, duplicatePlan, removePlan, order};
    }
    [[nodiscard]] QList<QAction *> all() const
    {
        return QList<QAction *>{previous, next, first, last} + compare
               + QList<QAction *>{endComparison, play, openFinding, verify, showLanes, showSteps, editStep} + editing();
    }
};

} // namespace belay::views
