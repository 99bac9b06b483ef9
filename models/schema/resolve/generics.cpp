// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"

#include <algorithm>

// Polymorphic parameters: anyelement, anyarray and the anycompatible family (parse_coerce.c).
namespace belay::schema::analysis {

namespace {

bool isCompatibleFamily(TypeId id)
{
    return id == types::AnyCompatible || id == types::AnyCompatibleArray || id == types::AnyCompatibleNonArray
        || id == types::AnyCompatibleRange || id == types::AnyCompatibleMultirange;
}

} // namespace

bool Analyzer::genericsConsistent(std::span<const TypeId> actual, std::span<const TypeId> declared) const
{
    TypeId element = noType, array = noType, range = noType, multirange = noType;
    TypeId compatibleRange = noType, compatibleRangeElement = noType, compatibleMultirange = noType;
    bool nonArray = false, isEnum = false, compatibleNonArray = false, haveCompatible = false;
    TypeList compatible;
    const auto agree = [](TypeId &known, TypeId now) {
        if (known != noType && known != now)
            return false;
        known = now;
        return true;
    };
    for (std::size_t i = 0; i < declared.size(); ++i) {
        const TypeId want = declared[i];
        TypeId have = actual[i];
        if (!isPolymorphic(want) || have == noType)
            continue;
        switch (want) {
        case types::AnyElement:
        case types::AnyNonArray:
        case types::AnyEnum:
            nonArray |= want == types::AnyNonArray;
            isEnum |= want == types::AnyEnum;
            if (have != types::Unknown && !agree(element, have))
                return false;
            break;
        case types::AnyArray:
            if (have != types::Unknown && !agree(array, baseType(have)))
                return false;
            break;
        case types::AnyRange:
            if (have != types::Unknown && !agree(range, baseType(have)))
                return false;
            break;
        case types::AnyMultirange:
            if (have != types::Unknown && !agree(multirange, baseType(have)))
                return false;
            break;
        case types::AnyCompatible:
        case types::AnyCompatibleNonArray:
            haveCompatible = true;
            compatibleNonArray |= want == types::AnyCompatibleNonArray;
            if (have != types::Unknown)
                compatible.push_back(have);
            break;
        case types::AnyCompatibleArray:
            haveCompatible = true;
            if (have != types::Unknown) {
                const TypeId found = elementOf(baseType(have));
                if (found == noType)
                    return false;
                compatible.push_back(found);
            }
            break;
        case types::AnyCompatibleRange:
            haveCompatible = true;
            if (have != types::Unknown) {
                have = baseType(have);
                if (compatibleRange != noType) {
                    if (compatibleRange != have)
                        return false;
                } else {
                    const Type *known = type(have);
                    if (known == nullptr || known->kind != Type::Kind::Range)
                        return false;
                    compatibleRange = have;
                    compatibleRangeElement = known->range;
                    compatible.push_back(known->range);
                }
            }
            break;
        case types::AnyCompatibleMultirange:
            haveCompatible = true;
            if (have != types::Unknown) {
                have = baseType(have);
                const Type *known = type(have);
                if (known == nullptr || known->kind != Type::Kind::Multirange || !agree(compatibleMultirange, have))
                    return false;
                const Type *over = type(known->range);
                if (over != nullptr && compatibleRange == noType)
                    compatible.push_back(over->range);
            }
            break;
        default:
            break;
        }
    }
    // A column of pg_statistic is an anyarray itself: it fits here, and enforceGenerics says why not.
    if (array != noType && array != types::AnyArray) {
        const TypeId found = elementOf(array);
        if (found == noType || (element != noType && element != found))
            return false;
        element = found;
    }
    if (multirange != noType) {
        const Type *known = type(multirange);
        if (known == nullptr || known->kind != Type::Kind::Multirange || (range != noType && range != known->range))
            return false;
        range = known->range;
    }
    if (range != noType) {
        const Type *known = type(range);
        if (known == nullptr || known->kind != Type::Kind::Range || (element != noType && element != known->range))
            return false;
        element = known->range;
    }
    // An enum parameter takes no argument that is of no type yet, if no other one tells it.
    if (isEnum && element == noType && std::ranges::find(actual, noType) == actual.end())
        return false;
    if (element != noType) {
        if (nonArray && elementOf(element) != noType)
            return false;
        if (isEnum) {
            const Type *known = type(element);
            if (known == nullptr || known->kind != Type::Kind::Enum)
                return false;
        }
    }
    if (haveCompatible && !compatible.empty()) {
        const TypeId common = commonTypeOf(compatible);
        if (common == noType)
            return false;
        for (const TypeId id : compatible) {
            if (!canCoerce(id, common, Context::Implicit))
                return false;
        }
        if (compatibleNonArray && elementOf(common) != noType)
            return false;
        if (compatibleRangeElement != noType && compatibleRangeElement != common)
            return false;
    }
    return true;
}

TypeId Analyzer::enforceGenerics(std::span<const TypeId> actual, std::span<TypeId> declared, TypeId result, bool allowPolymorphic)
{
    TypeId element = noType, array = noType, range = noType, multirange = noType;
    TypeId compatibleType = noType, compatibleArray = noType, compatibleRange = noType, compatibleRangeElement = noType,
           compatibleMultirange = noType;
    bool haveUnknowns = false, haveSimple = false, haveCompatible = false, nonArray = false, isEnum = false, compatibleNonArray = false;
    bool undecided = false;
    TypeList compatible;
    bool compatibleUnknown = false;
    const auto agree = [&](TypeId &known, TypeId now, std::string_view name) {
        if (known != noType && known != now) {
            refuse("type-mismatch", "arguments declared \"" + std::string(name) + "\" are not all alike");
        }
        known = now;
    };
    for (std::size_t i = 0; i < declared.size(); ++i) {
        const TypeId want = declared[i];
        TypeId have = actual[i];
        if (!isPolymorphic(want))
            continue;
        (isCompatibleFamily(want) ? haveCompatible : haveSimple) = true;
        if (have == noType) {
            undecided = true;
            continue;
        }
        const bool unknown = have == types::Unknown;
        switch (want) {
        case types::AnyElement:
        case types::AnyNonArray:
        case types::AnyEnum:
            nonArray |= want == types::AnyNonArray;
            isEnum |= want == types::AnyEnum;
            if (unknown) {
                haveUnknowns = true;
            } else if (!(allowPolymorphic && have == want)) {
                agree(element, have, "anyelement");
            }
            break;
        case types::AnyArray:
            if (unknown)
                haveUnknowns = true;
            else if (!(allowPolymorphic && have == want))
                agree(array, baseType(have), "anyarray");
            break;
        case types::AnyRange:
            if (unknown)
                haveUnknowns = true;
            else if (!(allowPolymorphic && have == want))
                agree(range, baseType(have), "anyrange");
            break;
        case types::AnyMultirange:
            if (unknown)
                haveUnknowns = true;
            else if (!(allowPolymorphic && have == want))
                agree(multirange, baseType(have), "anymultirange");
            break;
        case types::AnyCompatible:
        case types::AnyCompatibleNonArray:
            compatibleNonArray |= want == types::AnyCompatibleNonArray;
            if (unknown)
                compatibleUnknown = true;
            else
                compatible.push_back(have);
            break;
        case types::AnyCompatibleArray:
            if (unknown) {
                compatibleUnknown = true;
            } else {
                const TypeId base = baseType(have);
                const TypeId found = elementOf(base);
                if (found == noType)
                    refuse("type-mismatch", "argument declared anycompatiblearray is not an array but type " + format(base));
                compatible.push_back(found);
            }
            break;
        case types::AnyCompatibleRange:
            if (unknown) {
                compatibleUnknown = true;
            } else {
                have = baseType(have);
                if (compatibleRange != noType) {
                    agree(compatibleRange, have, "anycompatiblerange");
                } else {
                    const Type *known = type(have);
                    if (known == nullptr || known->kind != Type::Kind::Range)
                        refuse("type-mismatch", "argument declared anycompatiblerange is not a range type but type " + format(have));
                    compatibleRange = have;
                    compatibleRangeElement = known->range;
                    compatible.push_back(known->range);
                }
            }
            break;
        case types::AnyCompatibleMultirange:
            if (unknown) {
                compatibleUnknown = true;
            } else {
                have = baseType(have);
                const Type *known = type(have);
                if (known == nullptr || known->kind != Type::Kind::Multirange)
                    refuse("type-mismatch", "argument declared anycompatiblemultirange is not a multirange type but type " + format(have));
                agree(compatibleMultirange, have, "anycompatiblemultirange");
                const Type *over = type(known->range);
                if (over != nullptr && compatibleRange == noType) {
                    compatibleRange = known->range;
                    compatibleRangeElement = over->range;
                    compatible.push_back(over->range);
                }
            }
            break;
        default:
            break;
        }
    }
    const bool resultPolymorphic = isPolymorphic(result);
    if (!haveSimple && !haveCompatible)
        return resultPolymorphic ? noType : result;
    if (undecided) {
        // What is of no known type is told by the others, if anything.
        if (!resultPolymorphic)
            return result;
        return noType;
    }
    if (haveSimple) {
        if (array != noType) {
            TypeId found = noType;
            if (array == types::AnyArray) {
                // It is taken only where nothing else has to agree with its elements.
                const auto simple = std::ranges::count_if(declared, [this](TypeId want) { return isPolymorphic(want) && !isCompatibleFamily(want); });
                if (simple != 1 || (result != types::AnyArray && resultPolymorphic && !isCompatibleFamily(result)))
                    refuse("type-mismatch", "cannot determine element type of \"anyarray\" argument");
                found = types::AnyElement;
            } else {
                found = elementOf(array);
            }
            if (found == noType)
                refuse("type-mismatch", "argument declared anyarray is not an array but type " + format(array));
            if (element == noType)
                element = found;
            else if (element != found)
                refuse("type-mismatch", "argument declared anyarray is not consistent with argument declared anyelement");
        }
        if (multirange != noType) {
            const Type *known = type(multirange);
            if (known == nullptr || known->kind != Type::Kind::Multirange)
                refuse("type-mismatch", "argument declared anymultirange is not a multirange type but type " + format(multirange));
            if (range == noType)
                range = known->range;
            else if (range != known->range)
                refuse("type-mismatch", "argument declared anymultirange is not consistent with argument declared anyrange");
        }
        if (range != noType) {
            const Type *known = type(range);
            if (known == nullptr || known->kind != Type::Kind::Range)
                refuse("type-mismatch", "argument declared anyrange is not a range type but type " + format(range));
            if (element == noType)
                element = known->range;
            else if (element != known->range)
                refuse("type-mismatch", "argument declared anyrange is not consistent with argument declared anyelement");
            if (multirange == noType)
                multirange = multirangeOver(range);
        }
        if (element == noType) {
            if (allowPolymorphic) {
                element = types::AnyElement;
                array = types::AnyArray;
                range = types::AnyRange;
                multirange = types::AnyMultirange;
            } else {
                refuse("type-mismatch", "could not determine polymorphic type because input has type unknown");
            }
        }
        if (nonArray && element != types::AnyElement && elementOf(element) != noType)
            refuse("type-mismatch", "type matched to anynonarray is an array type: " + format(element));
        if (isEnum && element != types::AnyElement) {
            const Type *known = type(element);
            if (known != nullptr && known->kind != Type::Kind::Enum)
                refuse("type-mismatch", "type matched to anyenum is not an enum type: " + format(element));
        }
    }
    if (haveCompatible) {
        if (!compatible.empty()) {
            compatibleType = commonTypeOf(compatible);
            if (compatibleType == noType) {
                // Worded by the first pair that does not fit.
                refuse("type-mismatch", "arguments of anycompatible family cannot be cast to a common type");
            }
            for (const TypeId id : compatible) {
                if (!canCoerce(id, compatibleType, Context::Implicit))
                    refuse("type-mismatch", "arguments of anycompatible family cannot be cast to a common type");
            }
            if (compatibleRangeElement != noType && compatibleRangeElement != compatibleType)
                refuse("type-mismatch", "anycompatiblerange type " + format(compatibleRange) + " does not match anycompatible type " + format(compatibleType));
            if (compatibleNonArray && elementOf(compatibleType) != noType)
                refuse("type-mismatch", "type matched to anycompatiblenonarray is an array type: " + format(compatibleType));
        } else if (allowPolymorphic) {
            compatibleType = types::AnyCompatible;
        } else {
            compatibleType = types::Text;
            (void)compatibleUnknown;
        }
        compatibleArray = compatibleType == types::AnyCompatible ? static_cast<TypeId>(types::AnyCompatibleArray) : arrayOver(compatibleType);
    }
    // What was of unknown type now takes what the others told; the compatible family takes the common type.
    for (std::size_t i = 0; i < declared.size(); ++i) {
        const TypeId have = actual[i];
        switch (declared[i]) {
        case types::AnyElement:
        case types::AnyNonArray:
        case types::AnyEnum:
            if (have == types::Unknown && haveUnknowns)
                declared[i] = element;
            break;
        case types::AnyArray:
            if (have == types::Unknown && haveUnknowns) {
                if (array == noType) {
                    array = arrayOver(element);
                    if (array == noType)
                        refuse("type-mismatch", "could not find array type for data type " + format(element));
                }
                declared[i] = array;
            }
            break;
        case types::AnyRange:
            if (have == types::Unknown && haveUnknowns) {
                if (range == noType)
                    refuse("type-mismatch", "could not determine polymorphic type anyrange because input has type unknown");
                declared[i] = range;
            }
            break;
        case types::AnyMultirange:
            if (have == types::Unknown && haveUnknowns) {
                if (multirange == noType)
                    refuse("type-mismatch", "could not determine polymorphic type anymultirange because input has type unknown");
                declared[i] = multirange;
            }
            break;
        case types::AnyCompatible:
        case types::AnyCompatibleNonArray:
            declared[i] = compatibleType;
            break;
        case types::AnyCompatibleArray:
            if (compatibleArray == noType)
                refuse("type-mismatch", "could not find array type for data type " + format(compatibleType));
            declared[i] = compatibleArray;
            break;
        case types::AnyCompatibleRange:
            if (compatibleRange == noType)
                refuse("type-mismatch", "could not determine polymorphic type anycompatiblerange because input has type unknown");
            declared[i] = compatibleRange;
            break;
        case types::AnyCompatibleMultirange:
            if (compatibleMultirange == noType)
                compatibleMultirange = multirangeOver(compatibleRange);
            if (compatibleMultirange == noType)
                refuse("type-mismatch", "could not determine polymorphic type anycompatiblemultirange because input has type unknown");
            declared[i] = compatibleMultirange;
            break;
        default:
            break;
        }
    }
    switch (result) {
    case types::AnyElement:
    case types::AnyNonArray:
    case types::AnyEnum:
        return element;
    case types::AnyArray:
        if (array == noType) {
            array = arrayOver(element);
            if (array == noType)
                refuse("type-mismatch", "could not find array type for data type " + format(element));
        }
        return array;
    case types::AnyRange:
        if (range == noType)
            refuse("type-mismatch", "could not determine polymorphic type anyrange because input has type unknown");
        return range;
    case types::AnyMultirange:
        if (multirange == noType)
            refuse("type-mismatch", "could not determine polymorphic type anymultirange because input has type unknown");
        return multirange;
    case types::AnyCompatible:
    case types::AnyCompatibleNonArray:
        return compatibleType;
    case types::AnyCompatibleArray:
        return compatibleArray;
    case types::AnyCompatibleRange:
        return compatibleRange;
    case types::AnyCompatibleMultirange:
        return compatibleMultirange != noType ? compatibleMultirange : multirangeOver(compatibleRange);
    default:
        return result;
    }
}

} // namespace belay::schema::analysis
