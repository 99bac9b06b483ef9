// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/findingtext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <charconv>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *source, const char *comment = nullptr)
{
    return QCoreApplication::translate("belay::items::FindingText", source, comment);
}

const RollbackTo *rollbackOf(const Finding &finding, const std::string &component)
{
    const auto it = std::find_if(finding.rollbacks.begin(), finding.rollbacks.end(),
                                 [&](const RollbackTo &rollback) { return rollback.component == component; });
    return it == finding.rollbacks.end() ? nullptr : &*it;
}

QString timeOf(const Finding &finding, const PlanLanes &lanes)
{
    const int column = lanes.columnOf(finding.step);
    if (column < 0)
        return tr("before the plan starts");
    return (finding.window == Window::During ? tr("while %1 rolls") : tr("after %1")).arg(PlanLanes::columnName(column));
}

bool partOfName(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_') || c == QLatin1Char('/');
}

/// Whether the name that ends at `end` ends there: a full stop belongs to it only before a digit or letter.
bool endsAt(const QString &all, qsizetype end)
{
    if (end >= all.size())
        return true;
    if (all[end] == QLatin1Char('.'))
        return end + 1 >= all.size() || !all[end + 1].isLetterOrNumber();
    return !partOfName(all[end]);
}

bool startsAt(const QString &all, qsizetype start)
{
    return start == 0 || !(partOfName(all[start - 1]) || all[start - 1] == QLatin1Char('.'));
}

std::optional<std::size_t> numberAfter(const std::string &requirement, std::string_view prefix)
{
    if (!requirement.starts_with(prefix))
        return std::nullopt;
    std::size_t value = 0;
    const char *first = requirement.data() + prefix.size();
    const char *last = requirement.data() + requirement.size();
    const auto [end, error] = std::from_chars(first, last, value);
    if (error != std::errc() || end != last || value == 0)
        return std::nullopt;
    return value;
}

QString alternativeText(const Alternative &alternative)
{
    return alternative.feature.empty() ? rangesText(alternative.releases) : text(alternative.feature);
}

} // namespace

QString severityWord(Severity severity)
{
    return severity == Severity::Error ? tr("error") : severity == Severity::Warning ? tr("warning") : tr("note");
}

QString rangesText(const ReleaseRanges &ranges)
{
    QStringList parts;
    for (const ReleaseRange &range : ranges) {
        if (range.first == range.last)
            parts << text(range.first);
        else if (range.last.empty())
            parts << tr("%1 or later").arg(text(range.first));
        else if (range.first.empty())
            parts << tr("up to %1").arg(text(range.last));
        else
            parts << tr("%1 to %2").arg(text(range.first), text(range.last));
    }
    return parts.join(QStringLiteral(", "));
}

const Component *findComponent(const Workspace &workspace, const std::string &id)
{
    for (const auto &component : workspace.components) {
        if (component->id == id)
            return &*component;
    }
    return nullptr;
}

const Release *findRelease(const Component &component, const std::string &id)
{
    for (const Release &release : component.releases) {
        if (release.id == id)
            return &release;
    }
    return nullptr;
}

QStringList findingComponents(const Finding &finding)
{
    QStringList names;
    const auto add = [&](const std::string &name) {
        if (const QString shown = text(name); !name.empty() && !names.contains(shown))
            names << shown;
    };
    add(finding.component);
    add(finding.against.component);
    add(finding.against.store);
    for (const std::string &name : finding.together)
        add(name);
    for (const RollbackTo &rollback : finding.rollbacks)
        add(rollback.component);
    return names;
}

QString findingTitle(const Finding &finding, const PlanLanes &lanes)
{
    const QString component = text(finding.component);
    const QString when = timeOf(finding, lanes);
    const int column = lanes.columnOf(finding.step);
    const QString step = PlanLanes::columnName(column);
    switch (finding.code) {
    case Code::LiveNeeds:
    case Code::LiveTolerates:
    case Code::LiveFormat:
    case Code::LiveSelf:
        return column < 0 ? tr("%1 is broken before the plan").arg(component) : tr("%1 breaks %2").arg(component, when);
    case Code::RollbackNeeds:
    case Code::RollbackTolerates:
    case Code::RollbackFormat:
    case Code::RollbackSelf: {
        if (finding.rollbacks.size() > 1) {
            QStringList names;
            for (const RollbackTo &rollback : finding.rollbacks)
                names << text(rollback.component);
            return tr("%1 cannot go back together %2").arg(joinNames(names), when);
        }
        const QString back = finding.rollbacks.empty() ? component : text(finding.rollbacks.front().component);
        return tr("%1 cannot go back %2").arg(back, when);
    }
    case Code::NoWayBack:
        return tr("No way back after %1").arg(step);
    case Code::WayBackAtOnce:
        return tr("Only together after %1").arg(step);
    case Code::WayBackGivenUp:
        return tr("Way back given up at %1").arg(step);
    case Code::PracticeCheckpointWithoutSoak:
        return tr("No soak before the checkpoint");
    case Code::PracticeWaitedOneRelease:
        return tr("%1 waited one release only").arg(component);
    case Code::PracticeDrillOverdue:
        return tr("Drill of %1 is overdue").arg(component);
    case Code::PracticeNotFeatureFree:
        return tr("%1 %2 is not feature-free").arg(component, text(finding.release));
    case Code::PracticeSkippedRelease:
        return tr("%1 skips a release").arg(component);
    case Code::PracticeNoHealthByRelease:
        return tr("%1 has no health by release").arg(component);
    }
    return {};
}

QString withStepNumbers(const std::string &message, const PlanLanes &lanes)
{
    const QString all = text(message);
    QString shown;
    for (qsizetype at = 0; at < all.size();) {
        const qsizetype open = all.indexOf(QLatin1Char('`'), at);
        const qsizetype close = open < 0 ? -1 : all.indexOf(QLatin1Char('`'), open + 1);
        if (close < 0) {
            shown += QStringView(all).mid(at);
            break;
        }
        shown += QStringView(all).mid(at, open - at);
        const QString id = all.mid(open + 1, close - open - 1);
        const int column = lanes.columnOf(id.toStdString());
        // "step `p6`" is one name, and "`p6`" alone is the same.
        if (const QLatin1String said("step "); column >= 0 && shown.endsWith(said, Qt::CaseInsensitive))
            shown += QString::number(column + 1);
        else
            shown += column >= 0 ? PlanLanes::columnName(column) : id;
        at = close + 1;
    }
    return shown;
}

QString findingSentence(const Finding &finding, const PlanLanes &lanes)
{
    QStringList bold = findingComponents(finding);
    const auto add = [&](const std::string &name) {
        if (const QString shown = text(name); !name.empty() && !bold.contains(shown))
            bold << shown;
    };
    add(finding.release);
    add(finding.against.release);
    for (const RollbackTo &rollback : finding.rollbacks)
        add(rollback.to);
    const QString format = text(finding.against.format);
    QStringList names = bold;
    if (!format.isEmpty())
        names << format;
    // Longest first, so that "2.3.1" is not taken for "2.3".
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    const QString all = withStepNumbers(finding.message, lanes);
    QString rich;
    for (qsizetype at = 0; at < all.size();) {
        const auto hit = std::find_if(names.cbegin(), names.cend(), [&](const QString &name) {
            return startsAt(all, at) && QStringView(all).mid(at).startsWith(name) && endsAt(all, at + name.size());
        });
        if (hit == names.cend()) {
            rich += QString(all[at++]).toHtmlEscaped();
            continue;
        }
        rich += (*hit == format ? QStringLiteral("<code>%1</code>") : QStringLiteral("<b>%1</b>"))
                    .arg(hit->toHtmlEscaped());
        at += hit->size();
    }
    return rich;
}

BrokenLink brokenLink(const Workspace &workspace, const Finding &finding)
{
    BrokenLink link;
    const Component *component = findComponent(workspace, finding.component);
    const Release *release = component ? findRelease(*component, finding.release) : nullptr;
    if (const auto number = numberAfter(finding.requirement, "needs/")) {
        link.asks = tr("needs");
        if (release && *number <= release->needs.size()) {
            const Requirement &requirement = release->needs[*number - 1];
            const Alternative *chosen = nullptr;
            for (const Alternative &alternative : requirement.anyOf) {
                if (alternative.component == finding.against.component && !chosen)
                    chosen = &alternative;
            }
            if (!chosen && !requirement.anyOf.empty())
                chosen = &requirement.anyOf.front();
            if (chosen) {
                link.asks = tr("needs %1").arg(alternativeText(*chosen));
                if (!chosen->feature.empty())
                    link.reason = finding.against.release == notDeployed
                                      ? tr("not deployed")
                                      : tr("not in %1").arg(text(finding.against.release));
            }
        }
        if (link.reason.isEmpty() && !finding.against.release.empty()) {
            link.reason = finding.against.release == notDeployed ? tr("not deployed")
                                                                 : tr("meets %1").arg(text(finding.against.release));
        }
    } else if (finding.requirement.starts_with("tolerates/")) {
        link.asks = tr("tolerates");
        if (release) {
            for (const Tolerance &tolerance : release->tolerates) {
                if (tolerance.store != finding.requirement.substr(10))
                    continue;
                if (tolerance.read && tolerance.write && *tolerance.read != *tolerance.write) {
                    link.asks = tr("reads %1; writes %2").arg(rangesText(*tolerance.read), rangesText(*tolerance.write));
                } else {
                    link.asks = tr("tolerates %1").arg(rangesText(tolerance.read    ? *tolerance.read
                                                                  : tolerance.write ? *tolerance.write
                                                                                    : ReleaseRanges()));
                }
                break;
            }
        }
        if (!finding.against.release.empty())
            link.reason = tr("meets %1").arg(text(finding.against.release));
    } else if (finding.requirement.starts_with("reads/")) {
        link.asks = tr("reads");
        if (release) {
            for (const StoreFormats &reads : release->reads) {
                if (reads.store != finding.requirement.substr(6))
                    continue;
                QStringList formats;
                for (const std::string &format : reads.formats)
                    formats << text(format);
                link.asks = formats.isEmpty() ? tr("reads no format") : tr("reads %1").arg(joinNames(formats));
                break;
            }
        }
        if (!finding.against.format.empty())
            link.reason = tr("meets %1").arg(text(finding.against.format));
    }
    return link;
}

FindingPicture findingPicture(const Workspace &workspace, const Finding &finding, const PlanLanes &lanes)
{
    FindingPicture picture;
    const auto node = [&](const std::string &id, const std::string &release) {
        FindingPicture::Node made;
        made.title = text(id);
        if (const Component *component = findComponent(workspace, id))
            made.kind = component->kind;
        if (const RollbackTo *back = rollbackOf(finding, id); back && (release.empty() || back->to == release)) {
            made.goesBack = true;
            made.state = back->to == notDeployed ? tr("not deployed") : tr("back on %1").arg(text(back->to));
        } else if (!release.empty()) {
            made.state = releaseName(made.kind, text(release));
        } else {
            for (const ComponentState &state : finding.state) {
                if (state.component == id && !state.live.empty())
                    made.state = releaseName(made.kind, text(state.live.back()));
            }
        }
        return made;
    };
    switch (finding.check) {
    case Check::Practice:
        return picture;
    case Check::WayBack: {
        if (finding.code == Code::WayBackAtOnce && finding.together.size() > 1) {
            picture.left = node(finding.together[0], {});
            picture.right = node(finding.together[1], {});
            picture.link = FindingPicture::Link::Together;
            picture.above = tr("go back");
            picture.below = finding.together.size() == 2
                                ? tr("only together")
                                : tr("only together, with %1 more").arg(finding.together.size() - 2);
            return picture;
        }
        if (finding.component.empty())
            return picture;
        picture.left = node(finding.component, finding.release);
        const int column = lanes.columnOf(finding.step);
        picture.right.title = PlanLanes::columnName(column <= 0 ? -1 : column - 1);
        picture.right.state = tr("where it stood");
        picture.right.goesBack = true;
        picture.link = FindingPicture::Link::WayBack;
        picture.above = tr("way back");
        picture.below = finding.code == Code::WayBackGivenUp ? tr("given up") : tr("no order works");
        return picture;
    }
    case Check::Live:
    case Check::Rollback:
        break;
    }
    const std::string &other = finding.against.component.empty() ? finding.against.store : finding.against.component;
    if (finding.component.empty() || other.empty())
        return picture;
    picture.left = node(finding.component, finding.release);
    picture.right = node(other, finding.against.release);
    if (finding.against.release.empty() && !finding.against.format.empty())
        picture.right.state = tr("holds %1").arg(text(finding.against.format));
    picture.link = FindingPicture::Link::Broken;
    const BrokenLink link = brokenLink(workspace, finding);
    picture.above = link.asks;
    picture.below = link.reason;
    return picture;
}

QString FindingPicture::sentence() const
{
    if (link == Link::None)
        return {};
    QString said = tr("%1, %2").arg(left.title, left.state);
    if (!above.isEmpty())
        said += tr(", %1").arg(above);
    said += tr(": %1, %2").arg(right.title, right.state);
    if (!below.isEmpty())
        said += tr(", %1").arg(below);
    return said;
}

} // namespace belay::items
