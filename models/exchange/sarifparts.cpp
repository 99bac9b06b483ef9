// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/sarifparts.h"

#include <cstdint>

namespace belay::exchange {

std::string uriReference(std::string_view path)
{
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    constexpr std::string_view digits = "0123456789ABCDEF";
    while (path.substr(0, 2) == "./")
        path.remove_prefix(2);
    std::string uri = path.substr(0, 1) == "/" ? "file://" : "";
    for (const char c : path) {
        if (plain.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            uri += '%';
            uri += digits[byte >> 4];
            uri += digits[byte & 0xfU];
        }
    }
    return uri;
}

std::string textFingerprint(std::string_view text)
{
    // FNV-1a, 64 bits.
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4)
        out += digits[hash >> static_cast<unsigned>(shift) & 0xfU];
    return out;
}

} // namespace belay::exchange
