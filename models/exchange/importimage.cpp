// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importimage.h"

#include "models/exchange/importbuilder.h"

#include <algorithm>
#include <array>

namespace belay::exchange {

using rollback::ComponentKind;

namespace {

constexpr std::array<std::string_view, 37> databases = {
    "postgres", "postgresql", "postgis", "pgvector", "timescaledb", "spilo", "mysql", "mariadb", "percona", "galera",
    "mongo", "mongodb", "redis", "valkey", "keydb", "dragonfly", "cassandra", "scylla", "scylladb", "cockroach",
    "cockroachdb", "yugabyte", "clickhouse", "elasticsearch", "opensearch", "influxdb", "neo4j", "couchdb",
    "couchbase", "arangodb", "mssql", "db2", "etcd", "rethinkdb", "tidb", "questdb", "surrealdb",
};
constexpr std::array<std::string_view, 10> topics = {
    "kafka", "redpanda", "rabbitmq", "nats", "pulsar", "activemq", "artemis", "mosquitto", "emqx", "rocketmq",
};
/// Words beside such a name that leave it what it is; others ("ui", "exporter") make it a tool.
constexpr std::array<std::string_view, 24> plainWords = {
    "server", "cluster", "alpine", "db", "database", "native", "cp", "community", "enterprise", "repmgr", "ha",
    "standalone", "replica", "primary", "sharded", "stack", "management", "oss", "broker", "edge", "official", "debian",
    "image", "streaming",
};

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N> &words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

std::optional<ImageName> imageNameFrom(std::string_view text)
{
    text = trimmed(text);
    ImageName image;
    if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
        image.digest = text.substr(at + 1);
        if (image.digest.find(':') == std::string::npos)
            return {};
        text = text.substr(0, at);
    }
    // A colon before the last slash divides a registry from its port.
    const std::size_t slash = text.rfind('/');
    const std::size_t colon = text.rfind(':');
    if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
        image.tag = text.substr(colon + 1);
        if (image.tag.empty())
            return {};
        text = text.substr(0, colon);
    }
    image.repository = text;
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\'; };
    if (image.repository.empty() || image.repository.ends_with('/') || std::any_of(text.begin(), text.end(), bad)
        || std::any_of(image.tag.begin(), image.tag.end(), bad))
        return {};
    return image;
}

std::string releaseLabelOf(const ImageName &image)
{
    if (!image.tag.empty())
        return image.tag;
    if (image.digest.empty())
        return {};
    return image.digest.substr(0, image.digest.find(':') + 1 + 12);
}

ComponentKind kindOfImage(std::string_view repository)
{
    std::string name = lowerCase(baseName(repository));
    // Microsoft names its database "mssql/server".
    if (name == "server" && repository.size() > name.size())
        name = lowerCase(baseName(repository.substr(0, repository.size() - name.size() - 1)));
    ComponentKind kind = ComponentKind::Service;
    std::size_t begin = 0;
    while (begin <= name.size()) {
        const std::size_t end = std::min(name.find_first_of("-_.", begin), name.size());
        const std::string_view word = std::string_view(name).substr(begin, end - begin);
        begin = end + 1;
        if (isOneOf(word, databases))
            kind = ComponentKind::Database;
        else if (isOneOf(word, topics))
            kind = ComponentKind::Topic;
        else if (!isOneOf(word, plainWords) && word.find_first_not_of("0123456789") != std::string_view::npos)
            return ComponentKind::Service;
    }
    return kind;
}

} // namespace belay::exchange
