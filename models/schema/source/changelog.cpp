// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/changelog.h"

#include "models/schema/source/sqllexer.h"

namespace belay::schema {

const ChangelogNode *ChangelogNode::find(std::string_view key) const
{
    if (kind != Kind::Map)
        return nullptr;
    for (const auto &[name, value] : entries) {
        if (name == key)
            return &value;
    }
    return nullptr;
}

std::string ChangelogNode::value(std::string_view key, std::string_view ifAbsent) const
{
    const ChangelogNode *found = find(key);
    return found != nullptr && !found->null ? found->ownText() : std::string(ifAbsent);
}

bool ChangelogNode::flag(std::string_view key, bool ifAbsent) const
{
    const ChangelogNode *found = find(key);
    return found != nullptr && !found->null ? sameWord(found->ownText(), "TRUE") : ifAbsent;
}

std::string ChangelogNode::ownText() const
{
    if (kind == Kind::Scalar)
        return text;
    std::string all;
    for (const auto &[name, value] : entries) {
        if (kind == Kind::Map && name.empty() && value.kind == Kind::Scalar)
            all += value.text;
    }
    return all;
}

} // namespace belay::schema
