// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/findingtext.h"
#include "views/theme/theme.h"

#include <QtWidgets/QWidget>

namespace belay::views {

/// A finding in two nodes: who asks, who does not answer, and the broken link between them.
class FindingPictureView final : public QWidget {
    Q_OBJECT
public:
    explicit FindingPictureView(const Theme &theme, QWidget *parent = nullptr);
    /// Hidden if the picture has no link.
    void setPicture(const items::FindingPicture &picture);
    [[nodiscard]] const items::FindingPicture &picture() const { return m_picture; }
    [[nodiscard]] QSize sizeHint() const override { return {340, 96}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 96}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintNode(QPainter &painter, const QRectF &rect, const items::FindingPicture::Node &node) const;

    const Theme &m_theme;
    items::FindingPicture m_picture;
};

} // namespace belay::views
