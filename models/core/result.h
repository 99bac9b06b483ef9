// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace belay {

/// What went wrong, as a kind. Only the command line and the views turn a kind into a sentence's
/// frame; `Error::detail` is the part that names the thing.
enum class ErrorCode {
    Cancelled,          ///< The caller asked to stop.
    FileNotFound,
    FileUnreadable,     ///< Permission or I/O while reading.
    FileUnwritable,     ///< Permission, read-only folder, full disk.
    FileLocked,         ///< Another instance holds it.
    FileTooLarge,
    NotABelayFile,
    DamagedFile,
    NewerFile,          ///< Written by a release of Belay that this one cannot read.
    BadEncoding,        ///< Not UTF-8.
    BadSyntax,          ///< Not YAML, JSON, DOT, ...
    BadStructure,       ///< A value of the wrong type or shape.
    UnknownKey,
    MissingKey,
    BadValue,           ///< Right type, impossible value.
    Duplicate,          ///< An id used twice.
    UnknownReference,   ///< Names something that is not declared.
    Cycle,
    Race,               ///< Unordered steps that the model forbids.
    LimitExceeded,      ///< Depth, aliases, count, budget.
    BadUsage,           ///< Command line.
    Internal,
};

/// An error with its place. `line` and `column` count from 1; 0 means unknown.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string detail;
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const Error &, const Error &) = default;
};

/// "file:line:column: detail", leaving out what is unknown. Not translated: for logs and the
/// command line.
[[nodiscard]] std::string describe(const Error &error);

/// Either a value or an Error. Never throws; reading the wrong side is a bug.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_data(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_data(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return m_data.index() == 0; }
    bool ok() const { return m_data.index() == 0; }
    const T &value() const & { assert(ok()); return *std::get_if<0>(&m_data); }
    T &value() & { assert(ok()); return *std::get_if<0>(&m_data); }
    T &&value() && { assert(ok()); return std::move(*std::get_if<0>(&m_data)); }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }
    const Error &error() const { assert(!ok()); return *std::get_if<1>(&m_data); }

private:
    std::variant<T, Error> m_data;
};

/// Success without a value.
struct Done {
    friend bool operator==(Done, Done) = default;
};

} // namespace belay
