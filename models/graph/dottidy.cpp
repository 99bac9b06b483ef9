// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/dottidy.h"

#include <charconv>
#include <cmath>

namespace belay::graph {

namespace {

constexpr double pointsPerInch = 72;

/// Always with a point, whatever the locale.
std::string decimal(double value)
{
    const auto thousandths = static_cast<long long>(std::llround(value * 1000));
    std::string rest = std::to_string(thousandths % 1000);
    rest.insert(0, 3 - std::min<std::size_t>(3, rest.size()), '0');
    return std::to_string(thousandths / 1000) + "." + rest;
}

std::string_view nextWord(std::string_view &line)
{
    const std::size_t start = line.find_first_not_of(' ');
    if (start == std::string_view::npos) {
        line = {};
        return {};
    }
    line.remove_prefix(start);
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

template <class T>
bool read(std::string_view word, T &value)
{
    const auto result = std::from_chars(word.data(), word.data() + word.size(), value);
    return result.ec == std::errc() && result.ptr == word.data() + word.size();
}

} // namespace

std::string dotInput(const LayoutInput &input, const LayoutOptions &options)
{
    std::string out = "digraph g {\nrankdir=LR;\nnodesep=" + decimal(options.nodeGap / pointsPerInch) + ";\nranksep="
        + decimal(options.layerGap / pointsPerInch) + ";\nnode [shape=box, fixedsize=true, label=\"\"];\n";
    for (std::size_t i = 0; i < input.nodes.size(); ++i) {
        out += std::to_string(i) + " [width=" + decimal(input.nodes[i].width / pointsPerInch) + ", height="
            + decimal(input.nodes[i].height / pointsPerInch) + "];\n";
    }
    for (const auto &[from, to] : input.edges) {
        if (from != to)
            out += std::to_string(from) + " -> " + std::to_string(to) + ";\n";
    }
    return out + "}\n";
}

Result<std::vector<Point>> readPlain(std::string_view plain, const LayoutInput &input)
{
    std::vector<Point> places(input.nodes.size());
    std::vector<bool> isPlaced(input.nodes.size(), false);
    double height = -1;
    std::uint32_t lineNumber = 0;
    const auto badLine = [&lineNumber] { return Error{ErrorCode::BadSyntax, "not Graphviz's plain format", {}, lineNumber, 0}; };
    while (!plain.empty()) {
        ++lineNumber;
        const std::size_t end = std::min(plain.find('\n'), plain.size());
        std::string_view line = plain.substr(0, end);
        plain.remove_prefix(std::min(end + 1, plain.size()));
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        const std::string_view word = nextWord(line);
        if (word == "graph") {
            double scale = 0;
            double width = 0;
            if (!read(nextWord(line), scale) || !read(nextWord(line), width) || !read(nextWord(line), height))
                return badLine();
        } else if (word == "node") {
            std::uint32_t node = 0;
            double x = 0;
            double y = 0;
            if (height < 0 || !read(nextWord(line), node) || node >= places.size() || !read(nextWord(line), x)
                || !read(nextWord(line), y) || !std::isfinite(x) || !std::isfinite(y))
                return badLine();
            places[node] = {x * pointsPerInch - input.nodes[node].width / 2,
                            (height - y) * pointsPerInch - input.nodes[node].height / 2};
            isPlaced[node] = true;
        } else if (word != "edge" && word != "stop" && !word.empty()) {
            return badLine();
        }
    }
    for (std::size_t i = 0; i < isPlaced.size(); ++i) {
        if (!isPlaced[i])
            return Error{ErrorCode::BadStructure, "Graphviz placed no node " + std::to_string(i), {}, 0, 0};
    }
    return places;
}

} // namespace belay::graph
