// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

namespace belay {

/// A value that is cheap to copy: copies share it until one of them is edited. Reading is safe from
/// any thread; `edit` wants the only owner of this handle. Keeps a snapshot of a large workspace at
/// the price of its pointers.
template <class T>
class Shared {
public:
    Shared() : m_value(std::make_shared<T>()) {}
    Shared(T value) : m_value(std::make_shared<T>(std::move(value))) {}

    const T &operator*() const { return *m_value; }
    const T *operator->() const { return m_value.get(); }
    /// The value, no longer shared with other copies.
    T &edit()
    {
        if (m_value.use_count() != 1)
            m_value = std::make_shared<T>(*m_value);
        return *m_value;
    }
    /// True if both handles hold the very same object (equal without comparing).
    [[nodiscard]] bool same(const Shared &other) const { return m_value == other.m_value; }
    friend bool operator==(const Shared &a, const Shared &b)
    {
        return a.m_value == b.m_value || *a.m_value == *b.m_value;
    }

private:
    std::shared_ptr<T> m_value;
};

} // namespace belay
