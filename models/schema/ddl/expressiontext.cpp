// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/expressiontext.h"

namespace belay::schema {

namespace {

constexpr int deepest = 500;

std::string joined(const NodeList &list, std::string_view separator, int depth);
std::string write(Node node, int depth);

std::string quotedName(std::string_view name)
{
    bool plain = !name.empty() && !(name.front() >= '0' && name.front() <= '9');
    for (const char c : name)
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    if (plain)
        return std::string(name);
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"')
            result += '"';
        result += c;
    }
    return result + '"';
}

std::string quotedText(std::string_view text)
{
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'')
            result += '\'';
        result += c;
    }
    return result + '\'';
}

std::string names(const NodeList &list)
{
    std::string result;
    for (const Node item : list) {
        if (!result.empty())
            result += '.';
        if (item.is("A_Star"))
            result += '*';
        else if (item.string() != "pg_catalog" || list.size() == 1)
            result += quotedName(item.string());
    }
    return !result.empty() && result.front() == '.' ? result.substr(1) : result;
}

std::string operatorName(const NodeList &list) { return list.empty() ? std::string() : std::string(list.back().string()); }

std::string typeName(Node node, int depth)
{
    std::string result = names(node.list("names"));
    if (!result.empty() && result.front() == '.')
        result.erase(0, 1);
    const NodeList modifiers = node.list("typmods");
    if (!modifiers.empty())
        result += '(' + joined(modifiers, ",", depth) + ')';
    for (std::size_t i = 0; i < node.list("arrayBounds").size(); ++i)
        result += "[]";
    return result;
}

std::string constant(Node node)
{
    if (node.flag("isnull"))
        return "null";
    if (const Node text = node["sval"])
        return quotedText(text.text("sval"));
    if (const Node number = node["ival"])
        return std::to_string(number.number("ival"));
    if (const Node number = node["fval"])
        return std::string(number.text("fval"));
    if (const Node truth = node["boolval"])
        return truth.flag("boolval") ? "true" : "false";
    return "b" + quotedText(node["bsval"].text("bsval"));
}

std::string operation(Node node, int depth)
{
    const std::string_view kind = node.text("kind");
    const std::string left = node.has("lexpr") ? write(node["lexpr"], depth) : std::string();
    const Node rightNode = node["rexpr"];
    const std::string right = rightNode.is("List") ? '(' + joined(rightNode.list("items"), ",", depth) + ')' : write(rightNode, depth);
    const std::string name = operatorName(node.list("name"));
    if (kind == "AEXPR_OP")
        return '(' + (left.empty() ? name : left + ' ' + name) + ' ' + right + ')';
    return '(' + left + ' ' + std::string(kind) + ' ' + name + ' ' + right + ')';
}

std::string call(Node node, int depth)
{
    std::string result = names(node.list("funcname")) + '(';
    if (node.flag("agg_distinct"))
        result += "distinct ";
    result += node.flag("agg_star") ? std::string("*") : joined(node.list("args"), ",", depth);
    result += ')';
    if (node.has("agg_filter") || node.has("over") || node.has("agg_order"))
        result += '@' + std::to_string(node.location());
    return result;
}

std::string caseExpression(Node node, int depth)
{
    std::string result = "case";
    if (node.has("arg"))
        result += ' ' + write(node["arg"], depth);
    for (const Node when : node.list("args"))
        result += " when " + write(when["expr"], depth) + " then " + write(when["result"], depth);
    if (node.has("defresult"))
        result += " else " + write(node["defresult"], depth);
    return result + " end";
}

std::string boolean(Node node, int depth)
{
    const std::string_view kind = node.text("boolop");
    if (kind == "NOT_EXPR")
        return "(not " + joined(node.list("args"), " ", depth) + ')';
    return '(' + joined(node.list("args"), kind == "AND_EXPR" ? " and " : " or ", depth) + ')';
}

std::string indirection(Node node, int depth)
{
    std::string result = write(node["arg"], depth);
    for (const Node part : node.list("indirection")) {
        if (part.is("A_Indices"))
            result += '[' + (part.has("lidx") ? write(part["lidx"], depth) + ':' : std::string()) + write(part["uidx"], depth) + ']';
        else if (part.is("A_Star"))
            result += ".*";
        else
            result += '.' + quotedName(part.string());
    }
    return result;
}

std::string write(Node node, int depth)
{
    if (!node.valid())
        return {};
    if (depth <= 0)
        return "deep@" + std::to_string(node.location());
    --depth;
    const std::string_view kind = node.type();
    if (kind == "ColumnRef")
        return names(node.list("fields"));
    if (kind == "A_Const")
        return constant(node);
    if (kind == "A_Expr")
        return operation(node, depth);
    if (kind == "FuncCall")
        return call(node, depth);
    if (kind == "TypeCast")
        return write(node["arg"], depth) + "::" + typeName(node["typeName"], depth);
    if (kind == "BoolExpr")
        return boolean(node, depth);
    if (kind == "NullTest")
        return '(' + write(node["arg"], depth) + (node.text("nulltesttype") == "IS_NULL" ? " is null)" : " is not null)");
    if (kind == "BooleanTest")
        return '(' + write(node["arg"], depth) + ' ' + std::string(node.text("booltesttype")) + ')';
    if (kind == "CaseExpr")
        return caseExpression(node, depth);
    if (kind == "CoalesceExpr")
        return "coalesce(" + joined(node.list("args"), ",", depth) + ')';
    if (kind == "MinMaxExpr")
        return std::string(node.text("op")) + '(' + joined(node.list("args"), ",", depth) + ')';
    if (kind == "A_ArrayExpr")
        return "array[" + joined(node.list("elements"), ",", depth) + ']';
    if (kind == "RowExpr")
        return "row(" + joined(node.list("args"), ",", depth) + ')';
    if (kind == "A_Indirection")
        return indirection(node, depth);
    if (kind == "CollateClause")
        return write(node["arg"], depth) + " collate " + names(node.list("collname"));
    if (kind == "SQLValueFunction")
        return std::string(node.text("op"));
    if (kind == "NamedArgExpr")
        return quotedName(node.text("name")) + "=>" + write(node["arg"], depth);
    if (kind == "ParamRef")
        return '$' + std::to_string(node.number("number"));
    if (kind == "List")
        return '(' + joined(node.list("items"), ",", depth) + ')';
    return std::string(kind) + '@' + std::to_string(node.location());
}

std::string joined(const NodeList &list, std::string_view separator, int depth)
{
    std::string result;
    bool first = true;
    for (const Node item : list) {
        if (!first)
            result += separator;
        first = false;
        result += write(item, depth);
    }
    return result;
}

std::string figureName(Node node, int depth)
{
    if (depth <= 0)
        return {};
    const std::string_view kind = node.type();
    if (kind == "ColumnRef") {
        const NodeList fields = node.list("fields");
        return fields.empty() || fields.back().is("A_Star") ? std::string() : std::string(fields.back().string());
    }
    if (kind == "FuncCall")
        return operatorName(node.list("funcname"));
    if (kind == "TypeCast") {
        std::string name = figureName(node["arg"], depth - 1);
        return name.empty() ? operatorName(node["typeName"].list("names")) : name;
    }
    if (kind == "CollateClause")
        return figureName(node["arg"], depth - 1);
    if (kind == "A_Indirection") {
        std::string name;
        for (const Node part : node.list("indirection")) {
            if (part.is("String"))
                name = part.string();
        }
        return name.empty() ? figureName(node["arg"], depth - 1) : name;
    }
    if (kind == "A_Expr" && node.text("kind") == "AEXPR_NULLIF")
        return "nullif";
    if (kind == "CaseExpr") {
        std::string name = node.has("defresult") ? figureName(node["defresult"], depth - 1) : std::string();
        return name.empty() ? "case" : name;
    }
    if (kind == "A_ArrayExpr")
        return "array";
    if (kind == "RowExpr")
        return "row";
    if (kind == "CoalesceExpr")
        return "coalesce";
    if (kind == "MinMaxExpr")
        return node.text("op") == "IS_GREATEST" ? "greatest" : "least";
    return {};
}

void visit(Node node, const std::function<void(Node)> &visitor, int depth)
{
    if (!node.valid() || depth <= 0)
        return;
    --depth;
    if (node.is("ColumnRef")) {
        visitor(node);
        return;
    }
    for (const std::string_view field : {"lexpr", "rexpr", "arg", "expr", "result", "defresult", "uidx", "lidx"})
        visit(node[field], visitor, depth);
    for (const std::string_view field : {"args", "elements", "indirection", "items"}) {
        for (const Node item : node.list(field))
            visit(item, visitor, depth);
    }
}

} // namespace

std::string normalExpression(Node expression) { return write(expression, deepest); }

std::string normalIndexElement(Node element)
{
    const std::string_view name = element.text("name");
    if (!name.empty())
        return std::string(name);
    const Node expression = element["expr"];
    if (expression.is("ColumnRef") && expression.list("fields").size() == 1)
        return std::string(expression.list("fields")[0].string());
    std::string text = normalExpression(expression);
    const bool enclosed = text.size() >= 2 && text.front() == '(' && (expression.is("A_Expr") || expression.is("BoolExpr") || expression.is("NullTest") || expression.is("BooleanTest"));
    return enclosed ? text : '(' + text + ')';
}

std::string indexColumnName(Node expression) { return figureName(expression, deepest); }

void visitColumnRefs(Node expression, const std::function<void(Node columnRef)> &visitor) { visit(expression, visitor, deepest); }

} // namespace belay::schema
