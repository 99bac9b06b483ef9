// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/evidencelist.h"

#include "models/items/planlanes.h"
#include "views/schema/longwords.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace belay::views {

using items::text;

EvidenceList::EvidenceList(const Theme &theme, const std::vector<const rollback::Evidence *> &evidence, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    for (std::size_t i = 0; i < std::min(evidence.size(), most); ++i) {
        if (i > 0)
            column->addSpacing(10);
        add(*evidence[i], column);
    }
    if (evidence.size() > most) {
        column->addSpacing(8);
        const std::size_t left = evidence.size() - most;
        column->addWidget(new TextLabel(theme, Text::Small, Colour::TextTertiary,
                                        left == 1 ? tr("1 more statement fails there.") : tr("%1 more statements fail there.").arg(left),
                                        this));
    }
}

void EvidenceList::add(const rollback::Evidence &evidence, QVBoxLayout *column)
{
    const QString name = text(evidence.statement).simplified();
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new ElidedLabel(m_theme, Text::Code, Colour::TextPrimary, name, this));
    head->addWidget(new TextLabel(m_theme, Text::Small, Colour::TextTertiary, evidence.writes ? tr("write") : tr("read"), this));
    head->addStretch(1);
    auto *open = new Button(m_theme, ButtonKind::Link, tr("Open in Schema"), {}, this);
    open->setSmall(true);
    open->setAccessibleName(tr("Open %1 in Schema").arg(name));
    connect(open, &Button::clicked, this, [this, evidence] { Q_EMIT openRequested(evidence); });
    head->addWidget(open);
    column->addLayout(head);
    const auto line = [&](const QString &words, Colour colour) {
        auto *label = new TextLabel(m_theme, Text::Small, colour, {}, this);
        label->setTextFormat(Qt::PlainText);
        label->setText(breakable(words));
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
        return label;
    };
    if (!evidence.message.empty())
        line(text(evidence.message), Colour::TextPrimary)->setToolTip(text(evidence.code));
    else if (!evidence.code.empty())
        line(text(evidence.code), Colour::TextPrimary);
    if (!evidence.at.empty())
        line(tr("At %1").arg(text(evidence.at)), Colour::TextSecondary);
    if (!evidence.cause.empty())
        line(tr("Made so by %1").arg(text(evidence.cause)), Colour::TextSecondary);
    if (!evidence.found.empty())
        line(tr("Found by %1").arg(text(evidence.found)), Colour::TextTertiary);
}

} // namespace belay::views
