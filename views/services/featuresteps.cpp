// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/featuresteps.h"

#include "models/items/findingtext.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cstdlib>

namespace belay::views {

namespace {

/// The feature of the alternative that the finding is about; empty if it is about releases.
std::string featureOf(const rollback::Workspace &workspace, const rollback::Finding &finding)
{
    const rollback::Component *component = items::findComponent(workspace, finding.component);
    const rollback::Release *release = component ? items::findRelease(*component, finding.release) : nullptr;
    const auto slash = finding.requirement.find('/');
    if (!release || slash == std::string::npos)
        return {};
    const long number = std::strtol(finding.requirement.c_str() + slash + 1, nullptr, 10);
    if (number < 1 || static_cast<std::size_t>(number) > release->needs.size())
        return {};
    for (const rollback::Alternative &alternative : release->needs[static_cast<std::size_t>(number) - 1].anyOf) {
        if (alternative.component == finding.against.component)
            return alternative.feature;
    }
    return {};
}

} // namespace

FeatureSteps *FeatureSteps::of(const Theme &theme, const rollback::Workspace &workspace,
                               const rollback::Finding &finding, QWidget *parent)
{
    if (finding.code != rollback::Code::RollbackNeeds)
        return nullptr;
    const std::string feature = featureOf(workspace, finding);
    const rollback::Component *provider = items::findComponent(workspace, finding.against.component);
    if (feature.empty() || !provider)
        return nullptr;
    const auto first = std::find_if(provider->releases.begin(), provider->releases.end(), [&feature](const rollback::Release &r) {
        return std::find(r.offers.begin(), r.offers.end(), feature) != r.offers.end();
    });
    if (first == provider->releases.begin() || first == provider->releases.end())
        return nullptr;
    const std::array<Box, 3> boxes{{
        {QString::fromStdString(std::prev(first)->id), QStringLiteral("r"), tr("without it")},
        {QString::fromStdString(first->id), QStringLiteral("r+1"), tr("new here")},
        {std::next(first) == provider->releases.end() ? tr("next") : QString::fromStdString(std::next(first)->id),
         QStringLiteral("r+2"), tr("safe to need")},
    }};
    return new FeatureSteps(theme, boxes, parent);
}

FeatureSteps::FeatureSteps(const Theme &theme, const std::array<Box, 3> &boxes, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_boxes(boxes)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QStringList parts;
    for (const Box &box : boxes)
        parts.append(QStringLiteral("%1 %2: %3").arg(box.release, box.rank, box.word));
    setAccessibleName(parts.join(QStringLiteral("; ")));
}

void FeatureSteps::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    constexpr double boxHeight = 23;
    constexpr double arrow = 26;
    const double column = std::min(92.0, width() / 3.0);
    const double boxWidth = std::max(30.0, column - arrow);
    const double left = (width() - 3 * column) / 2;
    const std::array<QColor, 3> fills{m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::BgPanel), m_theme.tint(Sign::Open)};
    const std::array<QColor, 3> lines{m_theme.colour(Colour::LineStrong), m_theme.fill(Sign::After), m_theme.fill(Sign::Open)};
    const std::array<QColor, 3> words{m_theme.colour(Colour::TextSecondary), m_theme.text(Sign::After), m_theme.text(Sign::Open)};
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        const double middle = left + column * (static_cast<double>(i) + 0.5);
        const QRectF box(middle - boxWidth / 2, 4, boxWidth, boxHeight);
        painter.setPen(QPen(lines[i], i == 1 ? 2 : 1.2));
        painter.setBrush(fills[i]);
        painter.drawRoundedRect(box, 4, 4);
        if (i > 0) {
            const QPointF end(box.left() - 2, box.center().y());
            painter.setPen(QPen(m_theme.colour(Colour::TextSecondary), 1.3, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(QPointF(box.left() - arrow + 3, end.y()), end);
            painter.drawLine(end, end + QPointF(-4, -3.5));
            painter.drawLine(end, end + QPointF(-4, 3.5));
        }
        QFont font = m_theme.font(Text::Small);
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(m_theme.colour(Colour::TextPrimary));
        painter.drawText(box, Qt::AlignCenter, QFontMetricsF(font).elidedText(m_boxes[i].release, Qt::ElideMiddle, boxWidth - 6));
        painter.setFont(m_theme.font(Text::Micro));
        painter.setPen(words[i]);
        painter.drawText(QRectF(middle - column / 2, 30, column, 15), Qt::AlignCenter, m_boxes[i].rank);
        QFont wordFont = m_theme.font(Text::Micro);
        if (i > 0)
            wordFont.setWeight(QFont::DemiBold);
        painter.setFont(wordFont);
        painter.drawText(QRectF(middle - column / 2 + 1, 45, column - 2, 15), Qt::AlignCenter,
                         QFontMetricsF(wordFont).elidedText(m_boxes[i].word, Qt::ElideRight, column - 2));
    }
}

} // namespace belay::views
