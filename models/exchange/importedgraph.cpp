// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importedgraph.h"

#include "models/exchange/importbackstage.h"
#include "models/exchange/importbuilder.h"
#include "models/exchange/importcompose.h"
#include "models/exchange/importdot.h"
#include "models/exchange/importgraphml.h"
#include "models/exchange/importjaeger.h"
#include "models/exchange/importkubernetes.h"

#include <array>

namespace belay::exchange {

namespace {

constexpr std::array<std::string_view, 4> composePatterns = {"compose*.yaml", "compose*.yml", "docker-compose*.yaml",
                                                             "docker-compose*.yml"};
constexpr std::array<std::string_view, 1> composeCompanions = {".env"};
constexpr std::array<std::string_view, 3> kubernetesPatterns = {"*kubernetes*.yaml", "*manifest*.yaml", "*k8s*.yaml"};
constexpr std::array<std::string_view, 2> backstagePatterns = {"catalog-info*.yaml", "catalog-info*.yml"};
constexpr std::array<std::string_view, 2> dotPatterns = {"*.dot", "*.gv"};
constexpr std::array<std::string_view, 1> graphmlPatterns = {"*.graphml"};
constexpr std::array<std::string_view, 2> jaegerPatterns = {"*dependencies*.json", "*jaeger*.json"};

constexpr std::array<ImportFormat, 6> formats = {{
    {"compose", "Docker Compose", composePatterns, composeCompanions, &importCompose},
    {"kubernetes", "Kubernetes", kubernetesPatterns, {}, &importKubernetes},
    {"backstage", "Backstage", backstagePatterns, {}, &importBackstage},
    {"dot", "Graphviz DOT", dotPatterns, {}, &importDot},
    {"graphml", "GraphML", graphmlPatterns, {}, &importGraphml},
    {"jaeger", "Jaeger", jaegerPatterns, {}, &importJaeger},
}};

} // namespace

std::span<const ImportFormat> importFormats()
{
    return formats;
}

const ImportFormat *importFormat(std::string_view name)
{
    for (const ImportFormat &format : formats) {
        if (format.name == name)
            return &format;
    }
    return nullptr;
}

const ImportFormat *importFormatOf(std::string_view fileName)
{
    const std::string name = lowerCase(baseName(fileName));
    const ImportFormat *found = nullptr;
    for (const ImportFormat &format : formats) {
        for (const std::string_view pattern : format.patterns) {
            if (!fitsPattern(name, pattern))
                continue;
            if (found && found != &format)
                return nullptr;
            found = &format;
        }
    }
    return found;
}

} // namespace belay::exchange
