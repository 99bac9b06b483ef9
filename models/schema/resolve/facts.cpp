// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/facts.h"

namespace belay::schema {

namespace {

std::int32_t signedNumber(std::string_view text)
{
    std::int32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Type::Kind typeKind(char letter, std::string_view range)
{
    switch (letter) {
    case 'a':
        return Type::Kind::Array;
    case 'c':
        return Type::Kind::Composite;
    case 'd':
        return Type::Kind::Domain;
    case 'e':
        return Type::Kind::Enum;
    case 'p':
        return Type::Kind::Pseudo;
    case 'r':
        return range == "0" ? Type::Kind::Base : Type::Kind::Range;
    case 'm':
        return Type::Kind::Multirange;
    default:
        return Type::Kind::Base;
    }
}

} // namespace

FactType readTypeFact(const FactReader &row, std::size_t first)
{
    FactType fact;
    fact.id = row.field(first);
    fact.schema = row.field(first + 1);
    fact.name = row.field(first + 2);
    fact.range = row.field(first + 8);
    fact.kind = typeKind(factLetter(row.field(first + 3), 'b'), fact.range);
    fact.category = factLetter(row.field(first + 4), 'U');
    fact.preferred = row.field(first + 5) == "1";
    fact.element = row.field(first + 6);
    fact.array = row.field(first + 7);
    fact.base = row.field(first + 9);
    fact.baseModifier = signedNumber(row.field(first + 10));
    fact.notNull = row.field(first + 11) == "1";
    fact.relation = row.field(first + 12);
    for (const char flag : row.field(first + 13)) {
        fact.traits.ordered |= flag == 'b';
        fact.traits.hashed |= flag == 'h';
        fact.traits.subscripted |= flag == 's';
        fact.traits.collated |= flag == 'c';
    }
    return fact;
}

FactFunction readFunctionFact(const FactReader &row, std::size_t first)
{
    FactFunction fact;
    fact.id = row.field(first);
    fact.schema = row.field(first + 1);
    fact.name = row.field(first + 2);
    switch (factLetter(row.field(first + 3), 'f')) {
    case 'a':
        fact.kind = Function::Kind::Aggregate;
        break;
    case 'w':
        fact.kind = Function::Kind::Window;
        break;
    case 'p':
        fact.kind = Function::Kind::Procedure;
        break;
    default:
        break;
    }
    fact.nature = factLetter(row.field(first + 4), 'n');
    fact.directArguments = static_cast<std::int16_t>(signedNumber(row.field(first + 5)));
    fact.returns = row.field(first + 6);
    fact.returnsSet = row.field(first + 7) == "1";
    const char volatility = factLetter(row.field(first + 8), 'v');
    fact.volatility = volatility == 'i' ? Function::Volatility::Immutable
        : volatility == 's'             ? Function::Volatility::Stable
                                        : Function::Volatility::Volatile;
    fact.strict = row.field(first + 9) == "1";
    fact.defaults = static_cast<std::uint16_t>(signedNumber(row.field(first + 10)));
    fact.variadic = row.field(first + 11);
    fact.arguments = row.field(first + 12);
    fact.allArguments = row.field(first + 13);
    fact.modes = row.field(first + 14);
    fact.names = row.field(first + 15);
    return fact;
}

FactColumn readColumnFact(std::string_view text)
{
    FactColumn fact;
    int at = 0;
    forEachField(text, ':', [&](std::string_view part) {
        switch (at++) {
        case 0:
            fact.name = part;
            break;
        case 1:
            fact.type = part;
            break;
        case 2:
            fact.modifier = signedNumber(part);
            break;
        default:
            fact.notNull = part == "1";
        }
    });
    return fact;
}

Relation::Kind factRelationKind(char letter)
{
    switch (letter) {
    case 'v':
        return Relation::Kind::View;
    case 'm':
        return Relation::Kind::MaterializedView;
    case 'c':
        return Relation::Kind::Composite;
    case 'f':
        return Relation::Kind::ForeignTable;
    default:
        return Relation::Kind::Table;
    }
}

} // namespace belay::schema
