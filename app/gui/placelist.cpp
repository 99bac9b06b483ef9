// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/placelist.h"

#if __has_include("views/services/servicesplace.h")
#include "views/services/servicesplace.h"
#define BELAY_HAS_SERVICES
#endif
#if __has_include("views/plan/planplace.h")
#include "views/plan/planplace.h"
#define BELAY_HAS_PLAN
#endif

namespace belay::app {

std::vector<std::unique_ptr<views::Place>> makePlaces(const views::Theme &theme)
{
    std::vector<std::unique_ptr<views::Place>> places;
    (void)theme;
#ifdef BELAY_HAS_SERVICES
    places.push_back(std::make_unique<views::ServicesPlace>(theme));
#endif
#ifdef BELAY_HAS_PLAN
    places.push_back(std::make_unique<views::PlanPlace>(theme));
#endif
    return places;
}

} // namespace belay::app
