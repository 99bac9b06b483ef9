// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"

#include <optional>
#include <string>
#include <string_view>

/// Inside of the importers: the names of container images.
namespace belay::exchange {

struct ImageName {
    std::string repository;            ///< With the registry: "ghcr.io/shop/cart".
    std::string tag;
    std::string digest;                ///< "sha256:…".
    friend bool operator==(const ImageName &, const ImageName &) = default;
};

/// "[registry[:port]/]path[:tag][@digest]"; nothing if it is not of that form.
[[nodiscard]] std::optional<ImageName> imageNameFrom(std::string_view text);
/// What the release is called: the tag; without one the first 12 digits of the digest; else empty.
[[nodiscard]] std::string releaseLabelOf(const ImageName &image);
/// A database or a topic if the last part of the repository is a well-known one ("bitnami/postgresql",
/// "cp-kafka", but not "kafka-ui"); otherwise, and for any text that is no such name, a service.
[[nodiscard]] rollback::ComponentKind kindOfImage(std::string_view repository);

} // namespace belay::exchange
