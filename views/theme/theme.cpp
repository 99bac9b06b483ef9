// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme.h"

#include "views/theme/iconengine.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtGui/QFontDatabase>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <array>

// Q_INIT_RESOURCE must stand outside of any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(belay);
}

namespace belay::views {

namespace {

constexpr std::array<const char *, colourCount> colourNames = {
    "bg.window", "bg.panel", "bg.subtle", "bg.sunken", "bg.rail", "bg.hover", "bg.selected", "bg.tooltip",
    "line.subtle", "line.default", "line.strong", "line.focus",
    "text.primary", "text.secondary", "text.tertiary", "text.inverse", "text.link",
    "accent.fill", "accent.hover", "accent.on", "accent.tint", "accent.text",
    "open.fill", "open.text", "open.tint", "open.line",
    "after.fill", "after.text", "after.tint", "after.line",
    "closed.fill", "closed.text", "closed.tint", "closed.line", "closed.on",
    "loses.fill", "loses.text", "loses.tint", "loses.line",
    "unknown.fill", "unknown.text", "unknown.tint", "unknown.line",
    "code.bg", "code.keyword", "code.string", "code.comment",
    nullptr, // Rope: the categorical orange.
};

constexpr std::array<const char *, textCount> textNames = {
    "micro", "small", "body", "label", nullptr, "section", "title", "page", "verdict", "figure", "code",
};
constexpr int buttonWeight = 500;

QColor colourFrom(const QJsonValue &value, const QString &what)
{
    const QColor colour(value.toString());
    if (!colour.isValid())
        qFatal("tokens.json: %s is missing or no colour", qPrintable(what));
    return colour;
}

QString installedFamily(const QStringList &wanted, QFontDatabase::SystemFont fallback)
{
    for (const QString &family : wanted) {
        if (QFontDatabase::hasFamily(family))
            return family;
    }
    return QFontDatabase::systemFont(fallback).family();
}

} // namespace

struct Theme::Tokens {
    std::array<std::array<QColor, colourCount>, 2> colours;
    struct Face {
        int pixels = 13;
        int weight = 400;
        double tracking_px = 0;
        enum { Ui, Display, Mono } family = Ui;
    };
    std::array<Face, textCount> faces;
};

Theme::Theme(Mode mode, QObject *parent) : QObject(parent), m_tokens(std::make_unique<Tokens>()), m_mode(mode)
{
    initResources();
    QFile file(QStringLiteral(":/belay/tokens.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("tokens.json is not built in");
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();

    const std::array<QString, 2> modes = {QStringLiteral("light"), QStringLiteral("dark")};
    for (std::size_t m = 0; m < modes.size(); ++m) {
        const QJsonObject colours = root[QLatin1String("colour")][modes[m]].toObject();
        for (std::size_t i = 0; i < colourNames.size(); ++i) {
            if (!colourNames[i])
                continue;
            const QString name = QString::fromLatin1(colourNames[i]);
            m_tokens->colours[m][i] = colourFrom(colours[name], modes[m] + QLatin1Char(' ') + name);
        }
        for (const QJsonValueRef entry : root[QLatin1String("categorical")][modes[m]].toArray()) {
            if (entry[QLatin1String("name")].toString() == QLatin1String("orange"))
                m_tokens->colours[m][static_cast<std::size_t>(Colour::Rope)]
                    = colourFrom(entry[QLatin1String("hex")], modes[m] + QStringLiteral(" orange"));
        }
    }

    const QJsonObject font = root[QLatin1String("font")].toObject();
    QStringList families{font[QLatin1String("ui")].toString()};
    for (const QJsonValueRef fallback : font[QLatin1String("ui_fallback")].toArray())
        families << fallback.toString();
    m_uiFamily = installedFamily(families, QFontDatabase::GeneralFont);
    m_displayFamily = installedFamily({font[QLatin1String("display")].toString(), m_uiFamily},
                                      QFontDatabase::GeneralFont);
    m_monoFamily = installedFamily({font[QLatin1String("mono")].toString()}, QFontDatabase::FixedFont);

    for (std::size_t i = 0; i < textNames.size(); ++i) {
        const char *name = textNames[i] ? textNames[i] : "label";
        const QJsonObject face = root[QLatin1String("type")][QLatin1String(name)].toObject();
        Tokens::Face &out = m_tokens->faces[i];
        out.pixels = face[QLatin1String("px")].toInt(out.pixels);
        out.weight = textNames[i] ? face[QLatin1String("weight")].toInt(out.weight) : buttonWeight;
        out.tracking_px = face[QLatin1String("tracking_px")].toDouble();
        const QString family = face[QLatin1String("family")].toString();
        if (family == QLatin1String("display"))
            out.family = Tokens::Face::Display;
        else if (family == QLatin1String("mono"))
            out.family = Tokens::Face::Mono;
    }
}

Theme::~Theme() = default;

void Theme::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    Q_EMIT changed();
}

Mode Theme::modeOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness()
        ? Mode::Dark : Mode::Light;
}

QColor Theme::colour(Colour colour) const
{
    return this->colour(colour, m_mode);
}

QColor Theme::colour(Colour colour, Mode mode) const
{
    return m_tokens->colours[static_cast<std::size_t>(mode)][static_cast<std::size_t>(colour)];
}

QPalette Theme::palette() const
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Colour normal) { palette.setColor(role, colour(normal)); };
    set(QPalette::Window, Colour::BgWindow);
    set(QPalette::WindowText, Colour::TextPrimary);
    set(QPalette::Base, Colour::BgPanel);
    set(QPalette::AlternateBase, Colour::BgSubtle);
    set(QPalette::Text, Colour::TextPrimary);
    set(QPalette::PlaceholderText, Colour::TextTertiary);
    set(QPalette::Button, Colour::BgPanel);
    set(QPalette::ButtonText, Colour::TextPrimary);
    set(QPalette::BrightText, Colour::ClosedText);
    set(QPalette::Highlight, Colour::BgSelected);
    set(QPalette::HighlightedText, Colour::TextPrimary);
    set(QPalette::ToolTipBase, Colour::BgTooltip);
    set(QPalette::ToolTipText, Colour::TextInverse);
    set(QPalette::Link, Colour::TextLink);
    set(QPalette::LinkVisited, Colour::TextLink);
    set(QPalette::Light, Colour::BgPanel);
    set(QPalette::Midlight, Colour::LineSubtle);
    set(QPalette::Mid, Colour::LineDefault);
    set(QPalette::Dark, Colour::LineStrong);
    set(QPalette::Shadow, Colour::LineStrong);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour(Colour::TextTertiary));
    return palette;
}

QFont Theme::font(Text text) const
{
    const Tokens::Face &face = m_tokens->faces[static_cast<std::size_t>(text)];
    QFont font(face.family == Tokens::Face::Mono          ? m_monoFamily
                   : face.family == Tokens::Face::Display ? m_displayFamily
                                                          : m_uiFamily);
    font.setPixelSize(face.pixels);
    font.setWeight(static_cast<QFont::Weight>(face.weight));
    if (face.tracking_px > 0)
        font.setLetterSpacing(QFont::AbsoluteSpacing, face.tracking_px);
    // Hinting moves glyphs to whole pixels and makes small text of different weights uneven.
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QIcon Theme::icon(const QString &name, Colour colour) const
{
    return QIcon(new IconEngine(*this, name, colour));
}

void Theme::paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour) const
{
    IconEngine::paintSvg(painter, rect, name, colour);
}

bool Theme::hasIcon(const QString &name)
{
    initResources();
    return QFile::exists(IconEngine::path(name));
}

namespace {
struct SignColours {
    Colour fill, text, tint, line;
};
constexpr std::array<SignColours, signCount> signColours = {{
    {Colour::OpenFill, Colour::OpenText, Colour::OpenTint, Colour::OpenLine},
    {Colour::AfterFill, Colour::AfterText, Colour::AfterTint, Colour::AfterLine},
    {Colour::ClosedFill, Colour::ClosedText, Colour::ClosedTint, Colour::ClosedLine},
    {Colour::LosesFill, Colour::LosesText, Colour::LosesTint, Colour::LosesLine},
    {Colour::UnknownFill, Colour::UnknownText, Colour::UnknownTint, Colour::UnknownLine},
    {Colour::ClosedFill, Colour::ClosedText, Colour::ClosedTint, Colour::ClosedLine},
    {Colour::AfterFill, Colour::AfterText, Colour::AfterTint, Colour::AfterLine},
    {Colour::UnknownFill, Colour::UnknownText, Colour::UnknownTint, Colour::UnknownLine},
}};
const SignColours &coloursOf(Sign sign)
{
    return signColours[static_cast<std::size_t>(sign)];
}
} // namespace

QColor Theme::fill(Sign sign) const { return colour(coloursOf(sign).fill); }
QColor Theme::text(Sign sign) const { return colour(coloursOf(sign).text); }
QColor Theme::tint(Sign sign) const { return colour(coloursOf(sign).tint); }
QColor Theme::line(Sign sign) const { return colour(coloursOf(sign).line); }

QString Theme::word(Sign sign)
{
    switch (sign) {
    case Sign::Open: return tr("open");
    case Sign::After: return tr("after others");
    case Sign::Closed: return tr("closed");
    case Sign::Loses: return tr("loses data");
    case Sign::Unknown: return tr("unknown");
    case Sign::Error: return tr("error");
    case Sign::Warning: return tr("warning");
    case Sign::Note: return tr("note");
    }
    return {};
}

void Theme::paintSign(QPainter &painter, const QRectF &rect, Sign sign) const
{
    const double side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2);
    painter.scale(side / 16, side / 16);
    const QColor ground = fill(sign);
    // What stands on the glyph: the panel shows through, amber needs ink.
    const QColor ink = colour(m_mode == Mode::Light ? Colour::BgPanel : Colour::BgRail);
    const auto stroke = [&](const QColor &colour, double width) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    switch (sign) {
    case Sign::Open:
        painter.drawEllipse(QPointF(8, 8), 6.5, 6.5);
        stroke(ink, 1.7);
        painter.drawPolyline(QPolygonF{{5.2, 8.3}, {7.2, 10.3}, {10.9, 6.1}});
        break;
    case Sign::After:
    case Sign::Warning: {
        QPainterPath path;
        path.moveTo(8, 2.2);
        path.lineTo(14.4, 13.4);
        path.lineTo(1.6, 13.4);
        path.closeSubpath();
        painter.setPen(QPen(ground, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(path);
        stroke(m_mode == Mode::Light ? colour(Colour::TextPrimary) : ink, 1.6);
        painter.drawLine(QPointF(8, 6.4), QPointF(8, 9.2));
        painter.drawPoint(QPointF(8, 11.7));
        break;
    }
    case Sign::Closed:
        painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2.5, 2.5);
        stroke(ink, 2);
        painter.drawLine(QPointF(5, 8), QPointF(11, 8));
        break;
    case Sign::Error:
        painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2.5, 2.5);
        stroke(ink, 1.7);
        painter.drawLine(QPointF(5.5, 5.5), QPointF(10.5, 10.5));
        painter.drawLine(QPointF(10.5, 5.5), QPointF(5.5, 10.5));
        break;
    case Sign::Loses:
        painter.setPen(QPen(ground, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolygon(QPolygonF{{8, 1.6}, {14.4, 8}, {8, 14.4}, {1.6, 8}});
        stroke(ink, 1.7);
        painter.drawLine(QPointF(5.4, 8), QPointF(10.6, 8));
        break;
    case Sign::Unknown: {
        QPen pen(text(sign), 1.2);
        pen.setDashPattern({1.9, 1.9});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(8, 8), 6.3, 6.3);
        stroke(text(sign), 1.3);
        QPainterPath hook;
        hook.moveTo(6.3, 6.4);
        hook.arcTo(QRectF(6.3, 4.6, 3.4, 3.4), 180, -215);
        hook.lineTo(8, 9);
        painter.drawPath(hook);
        painter.drawPoint(QPointF(8, 11.2));
        break;
    }
    case Sign::Note:
        painter.drawEllipse(QPointF(8, 8), 6.5, 6.5);
        stroke(ink, 1.7);
        painter.drawLine(QPointF(8, 7.6), QPointF(8, 11));
        painter.drawPoint(QPointF(8, 5.1));
        break;
    }
    painter.restore();
}

} // namespace belay::views
