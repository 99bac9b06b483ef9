// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/treedata.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

namespace belay::exchange {
namespace {

constexpr std::size_t stepsBetweenLooks = 1U << 14U;
constexpr std::string_view coreTagPrefix = "tag:yaml.org,2002:";

/// Ends the parser from inside of its events; the builder holds the reason.
struct Stopped {};

/// Reads the text where it is.
class ViewBuffer : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text)
    {
        // The stream only reads; its interface asks for pointers to what could be written.
        char *begin = const_cast<char *>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

class YamlEvents : public YAML::EventHandler {
public:
    YamlEvents(std::string_view text, TreeBuilder &builder, const TreeOptions &options, std::stop_token stop,
               ProgressSink *progress)
        : m_text(text), m_places(text), m_builder(builder), m_options(options), m_stop(std::move(stop)),
          m_progress(progress)
    {
    }

    void OnDocumentStart(const YAML::Mark &mark) override { need(m_builder.startDocument(placeOf(mark))); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        look(mark);
        need(m_builder.scalar(placeOf(mark), writtenNull(mark), false, idOf(anchor)));
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        look(mark);
        need(m_builder.alias(placeOf(mark), idOf(anchor)));
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        look(mark);
        checkTag(mark, tag);
        need(m_builder.scalar(placeOf(mark), value, tag != "?", idOf(anchor)));
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        look(mark);
        checkTag(mark, tag);
        need(m_builder.startList(placeOf(mark), idOf(anchor)));
    }
    void OnSequenceEnd() override { need(m_builder.end()); }
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        look(mark);
        checkTag(mark, tag);
        need(m_builder.startMap(placeOf(mark), idOf(anchor)));
    }
    void OnMapEnd() override { need(m_builder.end()); }

    TextPlace placeOf(const YAML::Mark &mark)
    {
        return m_places.at(mark.pos < 0 ? m_text.size() : static_cast<std::size_t>(mark.pos));
    }

private:
    static std::uint32_t idOf(YAML::anchor_t anchor) { return static_cast<std::uint32_t>(anchor); }
    static void need(bool ok)
    {
        if (!ok)
            throw Stopped{};
    }
    void look(const YAML::Mark &mark)
    {
        if (++m_steps % stepsBetweenLooks != 0)
            return;
        if (m_progress)
            m_progress->progress("reading", static_cast<std::uint64_t>(std::max(mark.pos, 0)), m_text.size());
        if (m_stop.stop_requested())
            need(m_builder.fail(ErrorCode::Cancelled, "cancelled", {}));
    }
    void checkTag(const YAML::Mark &mark, const std::string &tag)
    {
        if (m_options.tags || tag.size() < 2)
            return;
        const std::string_view name = tag;
        if (name == "tag:yaml.org,2002:str" || name == "tag:yaml.org,2002:map" || name == "tag:yaml.org,2002:seq")
            return;
        const std::string shown = name.starts_with(coreTagPrefix)
                                      ? "!!" + std::string(name.substr(coreTagPrefix.size()))
                                      : std::string(name.substr(0, 60));
        need(m_builder.fail(ErrorCode::BadStructure, "`" + shown + "`: tags are not supported here", placeOf(mark)));
    }
    /// The parser drops how a null was written, which is what a label needs.
    std::string_view writtenNull(const YAML::Mark &mark) const
    {
        if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= m_text.size())
            return {};
        const std::string_view rest = m_text.substr(static_cast<std::size_t>(mark.pos));
        for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
            if (!rest.starts_with(word))
                continue;
            const std::size_t size = word.size();
            if (rest.size() == size || std::string_view(" \t\r\n,]}:#").find(rest[size]) != std::string_view::npos)
                return word;
        }
        return {};
    }

    std::string_view m_text;
    PlaceFinder m_places;
    TreeBuilder &m_builder;
    const TreeOptions &m_options;
    std::stop_token m_stop;
    ProgressSink *m_progress;
    std::size_t m_steps = 0;
};

} // namespace

Result<std::vector<Tree>> parseYaml(std::string_view text, const std::string &fileName, const TreeOptions &options,
                                    std::stop_token stop, ProgressSink *progress)
{
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, "cancelled", fileName, 0, 0};
    const Result<std::string_view> checked = checkText(text, fileName, options.limits);
    if (!checked)
        return checked.error();
    TreeBuilder builder(fileName, options, checked->size());
    YamlEvents events(*checked, builder, options, std::move(stop), progress);
    try {
        ViewBuffer buffer(*checked);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(events)) {
        }
    } catch (const Stopped &) {
        return builder.error();
    } catch (const YAML::DeepRecursion &error) {
        return Error{ErrorCode::LimitExceeded, "lists and maps are nested too deep", fileName,
                     events.placeOf(error.mark).line, events.placeOf(error.mark).column};
    } catch (const YAML::ParserException &error) {
        const TextPlace place = events.placeOf(error.mark);
        return Error{ErrorCode::BadSyntax, "not YAML: " + error.msg, fileName, place.line, place.column};
    } catch (const std::exception &error) {
        return Error{ErrorCode::BadSyntax, std::string("not YAML: ") + error.what(), fileName, 0, 0};
    }
    return builder.take();
}

} // namespace belay::exchange
