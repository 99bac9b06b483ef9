// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemarun.h"

#include <QtTest/QTest>

/// Two releases of a small shop, whose second one drops a table that the first one reads.
namespace belay::tests {

inline schema::MemoryTree::Files oldShop()
{
    return {{"db/migrations/000001_customers.up.sql",
             "CREATE TABLE customers (id uuid PRIMARY KEY, name text NOT NULL);\n"
             "CREATE TABLE basket_lines (id uuid PRIMARY KEY, customer uuid NOT NULL REFERENCES customers (id), article text NOT NULL, "
             "amount int NOT NULL);\n"
             "CREATE TABLE basket_notes (basket uuid NOT NULL, note text NOT NULL);\n"},
            {"db/migrations/000001_customers.down.sql", "DROP TABLE basket_notes;\nDROP TABLE basket_lines;\nDROP TABLE customers;\n"},
            {"db/query/baskets.sql",
             "-- name: ListBasketLines :many\n"
             "SELECT b.id, b.article, b.amount, n.note\n"
             "FROM basket_lines b\n"
             "    LEFT JOIN basket_notes n ON n.basket = b.id\n"
             "WHERE b.customer = $1\n"
             "ORDER BY b.article;\n"
             "\n"
             "-- name: AddBasketLine :exec\n"
             "INSERT INTO basket_lines (id, customer, article, amount)\n"
             "VALUES ($1, $2, $3, $4);\n"
             "\n"
             "-- name: AddNote :exec\n"
             "INSERT INTO basket_notes (basket, note) VALUES ($1, $2);\n"
             "\n"
             "-- name: CustomerName :one\n"
             "SELECT name FROM customers WHERE id = $1;\n"
             "\n"
             "-- name: CountVisits :one\n"
             "SELECT count(*) FROM visits;\n"}};
}

inline schema::MemoryTree::Files newShop()
{
    schema::MemoryTree::Files files = oldShop();
    files["db/migrations/000002_basket_state.up.sql"] =
        "-- What a basket waits for.\n"
        "CREATE TABLE basket_states (basket uuid PRIMARY KEY, state text NOT NULL DEFAULT 'open');\n"
        "ALTER TABLE customers ADD COLUMN phone text;\n";
    files["db/migrations/000002_basket_state.down.sql"] = "ALTER TABLE customers DROP COLUMN phone;\nDROP TABLE basket_states;\n";
    files["db/migrations/000003_customer_index.up.sql"] = "CREATE INDEX customers_name ON customers (name);\n";
    files["db/migrations/000003_customer_index.down.sql"] = "DROP INDEX customers_name;\n";
    files["db/migrations/000004_orders.up.sql"] =
        "BEGIN;\n"
        "CREATE TABLE order_lines (id uuid PRIMARY KEY, customer uuid NOT NULL REFERENCES customers (id), article text NOT NULL);\n"
        "INSERT INTO order_lines (id, customer, article) SELECT id, customer, article FROM basket_lines;\n"
        "DROP TABLE basket_notes;\n"
        "DROP TABLE basket_lines;\n"
        "COMMIT;\n";
    files["db/migrations/000004_orders.down.sql"] =
        "CREATE TABLE basket_lines (id uuid PRIMARY KEY, customer uuid NOT NULL REFERENCES customers (id), article text NOT NULL, "
        "amount int NOT NULL);\n"
        "CREATE TABLE basket_notes (basket uuid NOT NULL, note text NOT NULL);\n"
        "DROP TABLE order_lines;\n";
    files["db/migrations/000005_customer_mail.up.sql"] = "ALTER TABLE customers ADD COLUMN mail text NOT NULL DEFAULT '';\n";
    files["db/migrations/000005_customer_mail.down.sql"] = "ALTER TABLE customers DROP COLUMN mail;\n";
    files["db/query/baskets.sql"] =
        "-- name: ListOrderLines :many\n"
        "SELECT id, article FROM order_lines WHERE customer = $1;\n"
        "\n"
        "-- name: CustomerName :one\n"
        "SELECT name FROM customers WHERE id = $1;\n"
        "\n"
        "-- name: CountVisits :one\n"
        "SELECT count(*) FROM visits;\n";
    return files;
}

inline items::SchemaRequest shopRequest()
{
    items::SchemaRequest request;
    request.repository = QStringLiteral("/srv/git/shop.git");
    request.from = QStringLiteral("v1.4.0");
    request.to = QStringLiteral("v1.5.0");
    request.migrations = QStringLiteral("db/migrations");
    request.queries = QStringList{QStringLiteral("db/query/*.sql")};
    return request;
}

/// The real check of the two.
inline std::shared_ptr<const items::SchemaRun> shopRun(schema::MemoryTree::Files now = newShop())
{
    const schema::MemoryTree from(oldShop());
    const schema::MemoryTree to(std::move(now));
    NoProgress progress;
    const auto run = items::checkTrees(shopRequest(), from, to, nullptr, {}, progress);
    if (!run) {
        qCritical("the shop cannot be checked: %s", describe(run.error()).c_str());
        return nullptr;
    }
    return *run;
}

/// The same where nothing harms the old release.
inline std::shared_ptr<const items::SchemaRun> quietRun()
{
    schema::MemoryTree::Files files = oldShop();
    files["db/migrations/000002_customer_index.up.sql"] = "CREATE INDEX customers_name ON customers (name);\n";
    files["db/migrations/000002_customer_index.down.sql"] = "DROP INDEX customers_name;\n";
    return shopRun(std::move(files));
}

} // namespace belay::tests
