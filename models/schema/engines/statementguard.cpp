// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/statementguard.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace belay::schema {

namespace {

bool ofServer(std::string_view objectType)
{
    return objectType == "OBJECT_DATABASE" || objectType == "OBJECT_ROLE" || objectType == "OBJECT_TABLESPACE" ||
           objectType == "OBJECT_PARAMETER_ACL" || objectType == "OBJECT_SUBSCRIPTION";
}

/// EXPLAIN (ANALYZE) and PREPARE carry a statement inside.
Node innermost(Node tree)
{
    for (int depth = 0; depth < 4 && (tree.is("ExplainStmt") || tree.is("PrepareStmt")); ++depth)
        tree = tree["query"];
    return tree;
}

} // namespace

std::string reachesOutside(const ParsedStatement &statement)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kinds{{
        {"CreatedbStmt", "it makes a database"},
        {"DropdbStmt", "it drops a database"},
        {"AlterDatabaseStmt", "it changes a database's settings"},
        {"AlterDatabaseSetStmt", "it changes a database's settings"},
        {"AlterDatabaseRefreshCollStmt", "it changes a database's settings"},
        {"CreateTableSpaceStmt", "it makes a tablespace"},
        {"DropTableSpaceStmt", "it drops a tablespace"},
        {"AlterTableSpaceOptionsStmt", "it changes a tablespace"},
        {"AlterSystemStmt", "it changes the server's settings"},
        {"CreateRoleStmt", "it makes a role"},
        {"AlterRoleStmt", "it changes a role"},
        {"AlterRoleSetStmt", "it changes a role"},
        {"DropRoleStmt", "it drops a role"},
        {"GrantRoleStmt", "it changes who is member of a role"},
        {"DropOwnedStmt", "it drops what a role owns"},
        {"ReassignOwnedStmt", "it changes what a role owns"},
        {"LoadStmt", "it loads a library into the server"},
        {"CreateSubscriptionStmt", "it subscribes to another server"},
        {"AlterSubscriptionStmt", "it subscribes to another server"},
        {"DropSubscriptionStmt", "it changes a subscription to another server"},
        {"ImportForeignSchemaStmt", "it reads another server"},
        {"CheckPointStmt", "it works on the whole server"},
        {"CreateUserMappingStmt", "it holds a login to another server"},
        {"AlterUserMappingStmt", "it holds a login to another server"},
    }};
    const Node tree = innermost(statement.tree);
    const std::string_view type = tree.type();
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto &kind) { return kind.first == type; });
    if (found != kinds.end())
        return std::string(found->second);
    if (type == "CopyStmt") {
        if (tree.flag("is_program"))
            return "it runs a program on the server";
        if (!tree.text("filename").empty())
            return "it reads or writes a file of the server";
        return {};
    }
    if ((type == "RenameStmt" && ofServer(tree.text("renameType"))) || (type == "AlterOwnerStmt" && ofServer(tree.text("objectType"))) ||
        ((type == "CommentStmt" || type == "SecLabelStmt" || type == "GrantStmt") && ofServer(tree.text("objtype"))))
        return "it changes a database, a role or a tablespace";
    return {};
}

bool wantsNoTransaction(const ParsedStatement &statement)
{
    const Node tree = statement.tree;
    const std::string_view type = tree.type();
    if (type == "IndexStmt" || type == "DropStmt")
        return tree.flag("concurrent");
    if (type == "AlterEnumStmt")
        return tree.text("oldVal").empty() && !tree.text("newVal").empty();
    if (type == "VacuumStmt")
        return tree.flag("is_vacuumcmd");
    if (type == "ReindexStmt") {
        if (tree.text("kind") == "REINDEX_OBJECT_DATABASE" || tree.text("kind") == "REINDEX_OBJECT_SYSTEM" || tree.text("kind") == "REINDEX_OBJECT_SCHEMA")
            return true;
        for (const Node parameter : tree.list("params")) {
            if (parameter.text("defname") == "concurrently")
                return true;
        }
        return false;
    }
    if (type == "AlterTableStmt") {
        for (const Node command : tree.list("cmds")) {
            if (command["def"].flag("concurrent"))
                return true;
        }
        return false;
    }
    return false;
}

bool controlsTransaction(const ParsedStatement &statement) { return statement.tree.is("TransactionStmt"); }

bool onlyAdds(const ParsedStatement &statement)
{
    const Node tree = statement.tree;
    const std::string_view type = tree.type();
    if (type == "ViewStmt" || type == "CreateFunctionStmt" || type == "CreateTrigStmt" || type == "RuleStmt")
        return !tree.flag("replace");
    static constexpr std::array<std::string_view, 22> adding{
        "CreateStmt",      "CreateTableAsStmt", "IndexStmt",       "CreateEnumStmt", "CreateDomainStmt", "CompositeTypeStmt", "CreateRangeStmt",
        "CreateSeqStmt",   "CreateSchemaStmt",  "CreateExtensionStmt", "DefineStmt", "CommentStmt",      "GrantStmt",         "GrantRoleStmt",
        "CreateRoleStmt",  "InsertStmt",        "SelectStmt",      "VariableSetStmt", "CreateStatsStmt", "CreatePolicyStmt",  "CreateCastStmt",
        "RefreshMatViewStmt"};
    return std::find(adding.begin(), adding.end(), type) != adding.end();
}

} // namespace belay::schema
