// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/placelist.h"

#include "views/plan/planplace.h"
#include "views/schema/schemaplace.h"
#include "views/services/componentinspector.h" // The place points at one.
#include "views/services/servicesplace.h"

namespace belay::app {

std::vector<std::unique_ptr<views::Place>> makePlaces(const views::Theme &theme)
{
    std::vector<std::unique_ptr<views::Place>> places;
    places.push_back(std::make_unique<views::ServicesPlace>(theme));
    places.push_back(std::make_unique<views::PlanPlace>(theme));
    places.push_back(std::make_unique<views::SchemaPlace>(theme));
    return places;
}

} // namespace belay::app
