// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtWidgets/QPlainTextEdit>

#include <vector>

namespace belay::views {

/// SQL to read: line numbers as in its file, keywords in colour, and what a finding is about marked by
/// a tinted line and an underlined name. Text can be selected by mouse and keyboard, not changed.
class SqlView final : public QPlainTextEdit {
    Q_OBJECT
public:
    /// A stretch of characters (UTF-16). Length 0 marks its line only.
    struct Mark {
        int begin = 0;
        int length = 0;
        friend bool operator==(const Mark &, const Mark &) = default;
    };
    explicit SqlView(const Theme &theme, QWidget *parent = nullptr);

    /// `firstLine` is the number of the text's first line in its file.
    void setSql(const QString &text, int firstLine, const std::vector<Mark> &marks);
    [[nodiscard]] const std::vector<Mark> &marks() const { return m_marks; }
    /// The marked words.
    [[nodiscard]] QStringList markedTexts() const;
    [[nodiscard]] int firstLine() const { return m_firstLine; }
    /// As high as its lines need, at least one and at most `lines`; scrolls beyond.
    void setMostLines(int lines);
    /// For a span in bytes of a UTF-8 text.
    [[nodiscard]] static Mark markOfBytes(std::string_view text, std::uint32_t begin, std::uint32_t length);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Gutter;
    void paintGutter(QPaintEvent *event);
    void showMarks();
    void fit();

    const Theme &m_theme;
    Gutter *m_gutter;
    int m_firstLine = 1;
    int m_mostLines = 14;
    std::vector<Mark> m_marks;
};

} // namespace belay::views
