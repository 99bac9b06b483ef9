// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QRectF>
#include <QtCore/QString>
#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QIcon>
#include <QtGui/QPalette>

#include <cstdint>
#include <memory>

class QPainter;

/// How everything looks. One `Theme` is made in `main` and handed to every widget's constructor by
/// reference; it outlives all widgets. Colours are read while painting, so a widget that paints
/// itself follows a change of mode without doing anything: the change of palette repaints it.
namespace belay::views {

enum class Mode : std::uint8_t { Light, Dark };

/// The tokens' colours, by their names in resources/tokens.json ("bg.window" is BgWindow).
enum class Colour : std::uint8_t {
    BgWindow, BgPanel, BgSubtle, BgSunken, BgRail, BgHover, BgSelected, BgTooltip,
    LineSubtle, LineDefault, LineStrong, LineFocus,
    TextPrimary, TextSecondary, TextTertiary, TextInverse, TextLink,
    AccentFill, AccentHover, AccentOn, AccentTint, AccentText,
    OpenFill, OpenText, OpenTint, OpenLine,
    AfterFill, AfterText, AfterTint, AfterLine,
    ClosedFill, ClosedText, ClosedTint, ClosedLine, ClosedOn,
    LosesFill, LosesText, LosesTint, LosesLine,
    UnknownFill, UnknownText, UnknownTint, UnknownLine,
    CodeBg, CodeKeyword, CodeString, CodeComment,
    Rope,                  ///< The orange line, and nothing else but the environment's dot.
};
inline constexpr int colourCount = static_cast<int>(Colour::Rope) + 1;

/// The type scale. Sizes in pixels: Micro 11, Small 12, Body 13, Label 13 semibold, Button 13
/// medium, Section 11 semibold, Title 15, Page 20 display, Verdict 30, Figure 26, Code 12 mono.
enum class Text : std::uint8_t { Micro, Small, Body, Label, Button, Section, Title, Page, Verdict, Figure, Code };
inline constexpr int textCount = static_cast<int>(Text::Code) + 1;

/// A state or a severity: always shown as colour, glyph and word together.
enum class Sign : std::uint8_t {
    Open,                  ///< Way back open: teal circle with tick.
    After,                 ///< Open after others: amber triangle.
    Closed,                ///< No way back: crimson square with bar.
    Loses,                 ///< Loses data: plum diamond with minus.
    Unknown,               ///< Not decided: grey dashed circle with question mark.
    Error,                 ///< Crimson square with cross.
    Warning,               ///< Amber triangle with exclamation mark.
    Note,                  ///< Grey circle with i.
};
inline constexpr int signCount = static_cast<int>(Sign::Note) + 1;

/// Distances in pixels, on the 4 px half-grid.
namespace space {
inline constexpr int half = 4, one = 8, small = 12, medium = 16, page = 20, large = 24, huge = 32;
}
namespace radius {
inline constexpr int chip = 4, control = 6, card = 8;
}
namespace size {
inline constexpr int rail = 76, railNarrow = 56, topBar = 48, statusBar = 28, header = 54;
inline constexpr int inspectorMinimum = 288, inspector = 376;
inline constexpr int rowDense = 28, row = 36, rowTall = 52;
inline constexpr int control = 30, controlSmall = 24, hit = 24, icon = 16, iconLarge = 20;
inline constexpr int foldWidth = 1180;  ///< Below: the inspector is an overlay.
inline constexpr int narrowWidth = 1000; ///< Below: the rail drops its labels.
}

class Theme : public QObject {
    Q_OBJECT
public:
    /// Reads the built-in tokens. A token that is missing or no colour is a bug of the build and
    /// aborts with its name.
    explicit Theme(Mode mode, QObject *parent = nullptr);
    ~Theme() override;

    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] bool isDark() const { return m_mode == Mode::Dark; }
    /// Emits `changed` if the mode differs.
    void setMode(Mode mode);
    /// Dark if the palette's window is darker than its text.
    [[nodiscard]] static Mode modeOf(const QPalette &palette);

    [[nodiscard]] QColor colour(Colour colour) const;
    /// In another mode than the present one (for prints, which are always light).
    [[nodiscard]] QColor colour(Colour colour, Mode mode) const;
    [[nodiscard]] QPalette palette() const;

    [[nodiscard]] QFont font(Text text) const;
    /// The first of the token's families that is installed.
    [[nodiscard]] QString uiFamily() const { return m_uiFamily; }

    /// resources/icons/NAME.svg, tinted with `colour` (disabled: TextTertiary, half as strong). Follows the mode.
    [[nodiscard]] QIcon icon(const QString &name, Colour colour = Colour::TextSecondary) const;
    /// Paints an icon into `rect` (square, device independent); sharp at every scale, vectors on
    /// vector devices.
    void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour) const;
    [[nodiscard]] static bool hasIcon(const QString &name);

    [[nodiscard]] QColor fill(Sign sign) const;   ///< Glyphs, bars, lines.
    [[nodiscard]] QColor text(Sign sign) const;   ///< Text on panel, window or tint.
    [[nodiscard]] QColor tint(Sign sign) const;   ///< Backgrounds.
    [[nodiscard]] QColor line(Sign sign) const;   ///< Borders of tinted areas.
    /// "open", "after others", "closed", "loses data", "unknown", "error", "warning", "note"; translated.
    [[nodiscard]] static QString word(Sign sign);
    /// The sign's glyph in `rect` (made square around its centre).
    void paintSign(QPainter &painter, const QRectF &rect, Sign sign) const;

    /// 0 if the user asked for reduced motion.
    [[nodiscard]] int fast_ms() const { return m_motion ? 90 : 0; }
    [[nodiscard]] int base_ms() const { return m_motion ? 160 : 0; }
    [[nodiscard]] int slow_ms() const { return m_motion ? 260 : 0; }
    void setMotion(bool on) { m_motion = on; }

Q_SIGNALS:
    void changed();

private:
    struct Tokens;
    std::unique_ptr<Tokens> m_tokens;
    QString m_uiFamily;
    QString m_displayFamily;
    QString m_monoFamily;
    Mode m_mode;
    bool m_motion = true;
};

} // namespace belay::views
