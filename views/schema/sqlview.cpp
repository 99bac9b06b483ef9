// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/sqlview.h"

#include "views/schema/sqlhighlighter.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtGui/QTextBlock>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace belay::views {

namespace {
constexpr int inset = 7;
}

class SqlView::Gutter final : public QWidget {
public:
    explicit Gutter(SqlView &view) : QWidget(&view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent *event) override { m_view.paintGutter(event); }

private:
    SqlView &m_view;
};

SqlView::SqlView(const Theme &theme, QWidget *parent) : QPlainTextEdit(parent), m_theme(theme), m_gutter(new Gutter(*this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFont(theme.font(Text::Code));
    setTabChangesFocus(true);
    document()->setDocumentMargin(inset);
    viewport()->setAutoFillBackground(false);
    new SqlHighlighter(theme, document());
    connect(this, &QPlainTextEdit::updateRequest, m_gutter, [this] { m_gutter->update(); });
    connect(&theme, &Theme::changed, this, &SqlView::showMarks);
}

void SqlView::setSql(const QString &text, int firstLine, const std::vector<Mark> &marks)
{
    m_firstLine = std::max(1, firstLine);
    m_marks = marks;
    // An empty line at the end says nothing.
    qsizetype end = text.size();
    while (end > 0 && (text[end - 1] == QLatin1Char('\n') || text[end - 1] == QLatin1Char('\r')))
        --end;
    setPlainText(text.left(end));
    QFontMetrics metrics(font());
    const QString last = QString::number(m_firstLine + blockCount() - 1);
    setViewportMargins(metrics.horizontalAdvance(last) + 20, 1, 1, 1);
    fit();
    showMarks();
    // The first mark is in sight, with a little before it.
    if (!marks.empty()) {
        const int line = document()->findBlock(marks.front().begin).blockNumber();
        verticalScrollBar()->setValue(std::max(0, line - 2));
    }
}

SqlView::Mark SqlView::markOfBytes(std::string_view text, std::uint32_t begin, std::uint32_t length)
{
    const std::size_t from = std::min<std::size_t>(begin, text.size());
    const std::size_t size = std::min<std::size_t>(length, text.size() - from);
    const auto utf16 = [](std::string_view part) {
        return static_cast<int>(QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())).size());
    };
    return {utf16(text.substr(0, from)), utf16(text.substr(from, size))};
}

QStringList SqlView::markedTexts() const
{
    QStringList texts;
    const QString all = toPlainText();
    for (const Mark &mark : m_marks)
        texts << all.mid(mark.begin, mark.length);
    return texts;
}

void SqlView::setMostLines(int lines)
{
    m_mostLines = lines;
    fit();
}

void SqlView::fit()
{
    const int lines = std::clamp(blockCount(), 1, m_mostLines);
    const int line = QFontMetrics(font()).lineSpacing();
    setFixedHeight(lines * line + 2 * inset + 4 + (horizontalScrollBar()->maximum() > 0 ? horizontalScrollBar()->sizeHint().height() : 0));
}

void SqlView::showMarks()
{
    QList<QTextEdit::ExtraSelection> selections;
    for (const Mark &mark : m_marks) {
        QTextCursor cursor(document());
        const int last = document()->characterCount() - 1;
        cursor.setPosition(std::min(mark.begin, last));
        // The line's ground first: the word lies on it.
        QTextEdit::ExtraSelection line;
        line.cursor = cursor;
        line.format.setBackground(m_theme.colour(Colour::ClosedTint));
        line.format.setProperty(QTextFormat::FullWidthSelection, true);
        selections << line;
        cursor.setPosition(std::min(mark.begin + mark.length, last), QTextCursor::KeepAnchor);
        QTextEdit::ExtraSelection word;
        word.cursor = cursor;
        word.format.setForeground(m_theme.colour(Colour::ClosedText));
        word.format.setFontWeight(QFont::Bold);
        word.format.setFontUnderline(true);
        word.format.setUnderlineColor(m_theme.colour(Colour::ClosedFill));
        selections << word;
    }
    setExtraSelections(selections);
    m_gutter->update();
}

void SqlView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    m_gutter->setGeometry(1, 1, viewport()->x() - 1, viewport()->height());
    fit();
}

void SqlView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_gutter->update();
}

void SqlView::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(event->rect(), m_theme.colour(Colour::CodeBg));
    }
    QPlainTextEdit::paintEvent(event);
}

void SqlView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), m_theme.colour(Colour::CodeBg));
    painter.setFont(font());
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const double height = blockBoundingRect(block).height();
        const bool marked = std::any_of(m_marks.begin(), m_marks.end(), [&](const Mark &mark) { return block.contains(mark.begin); });
        if (marked)
            painter.fillRect(QRectF(0, top, m_gutter->width(), std::min(height, QFontMetricsF(font()).lineSpacing())), m_theme.colour(Colour::ClosedTint));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        // The last block holds the margin below, too.
        painter.drawText(QRectF(0, top, m_gutter->width() - 8, QFontMetricsF(font()).height()), Qt::AlignRight | Qt::AlignTop,
                         QString::number(m_firstLine + block.blockNumber()));
        top += height;
        block = block.next();
    }
}

} // namespace belay::views
