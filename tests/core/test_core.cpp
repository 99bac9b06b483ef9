// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/core/nameindex.h"
#include "models/core/nearmiss.h"
#include "models/core/result.h"
#include "models/core/shared.h"
#include "models/rollback/workspace.h"

#include <QTest>

#include <array>
#include <map>
#include <string>
#include <vector>

using namespace belay;
using namespace belay::rollback;

class TestCore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearMissFindsMisspellings();
    void nearMissStaysSilentWithoutOne();
    void nameIndexFindsWhatAMapFinds();
    void sharedValuesAreSharedUntilEdited();
    void errorsNameTheirPlace();
    void durationsRoundTrip();
    void badDurations();
    void ranges();
};

void TestCore::nearMissFindsMisspellings()
{
    const std::array<std::string_view, 4> keys{"rollback_depth", "releases", "requires", "kind"};
    QCOMPARE(nearMiss("roolback_depth", keys), std::string("rollback_depth"));
    QCOMPARE(nearMiss("rollbackdepth", keys), std::string("rollback_depth"));
    QCOMPARE(nearMiss("relaeses", keys), std::string("releases"));
    QCOMPARE(nearMiss("knid", keys), std::string("kind"));
}

void TestCore::nearMissStaysSilentWithoutOne()
{
    const std::array<std::string_view, 2> keys{"rollback_depth", "kind"};
    QCOMPARE(nearMiss("", keys), std::string());
    QCOMPARE(nearMiss("zzzz", keys), std::string());
    QCOMPARE(nearMiss(std::string(100000, 'k'), keys), std::string());
    QCOMPARE(nearMiss("kind", std::span<const std::string>()), std::string());
}

void TestCore::nameIndexFindsWhatAMapFinds()
{
    std::vector<std::string> names;
    for (int i = 0; i < 5000; ++i)
        names.push_back("name-" + std::to_string(i * 7919 % 5000));
    NameIndex index(names.size());
    std::map<std::string_view, std::uint32_t> map;
    for (std::uint32_t i = 0; i < names.size(); ++i)
        QCOMPARE(index.insert(names[i], i), map.emplace(names[i], i).second);
    QVERIFY(!index.insert(names.front(), 7));
    for (const auto &[name, value] : map) {
        const std::uint32_t *found = index.find(name);
        QVERIFY(found != nullptr);
        QCOMPARE(*found, value);
    }
    QVERIFY(index.find("name-5000") == nullptr);
    QVERIFY(index.find("") == nullptr);
    QVERIFY(NameIndex().find("anything") == nullptr);
}

void TestCore::sharedValuesAreSharedUntilEdited()
{
    Shared<std::string> a(std::string("one"));
    Shared<std::string> b = a;
    QVERIFY(a.same(b));
    b.edit() = "two";
    QVERIFY(!a.same(b));
    QCOMPARE(*a, std::string("one"));
    QVERIFY(!(a == b));
    b.edit() = "one";
    QVERIFY(a == b);
}

void TestCore::errorsNameTheirPlace()
{
    QCOMPARE(describe({ErrorCode::BadValue, "wrong", "a.yaml", 3, 7}), std::string("a.yaml:3:7: wrong"));
    QCOMPARE(describe({ErrorCode::BadValue, "wrong", "a.yaml", 0, 0}), std::string("a.yaml: wrong"));
    QCOMPARE(describe({ErrorCode::BadValue, "wrong", {}, 0, 0}), std::string("wrong"));
}

void TestCore::durationsRoundTrip()
{
    for (const std::string_view text : {"1s", "90s", "5m", "24h", "3d", "2w", "36h", "10d"}) {
        const auto seconds = durationFromText(text);
        QVERIFY(seconds.has_value());
        QCOMPARE(durationFromText(durationToText(*seconds)), seconds);
    }
    QCOMPARE(*durationFromText("24h"), 86400);
    QCOMPARE(durationToText(604800), std::string("1w"));
    QCOMPARE(durationToText(0), std::string("0s"));
}

void TestCore::badDurations()
{
    for (const std::string_view text : {"", "h", "24", "24 h", "-1h", "1.5h", "24H", "99999999999999999999s", "9223372036854775807w"})
        QVERIFY2(!durationFromText(text).has_value(), std::string(text).c_str());
}

void TestCore::ranges()
{
    QCOMPARE(toText(*releaseRangeFrom("1.2")), std::string("1.2"));
    QCOMPARE(toText(*releaseRangeFrom("1.2..")), std::string("1.2.."));
    QCOMPARE(toText(*releaseRangeFrom("..42")), std::string("..42"));
    QCOMPARE(toText(*releaseRangeFrom("41..42")), std::string("41..42"));
    QCOMPARE(toText(*releaseRangeFrom("42..42")), std::string("42"));
    QVERIFY(!releaseRangeFrom("").has_value());
    QVERIFY(!releaseRangeFrom("..").has_value());
    QVERIFY(!releaseRangeFrom("a..b..c").has_value());
}

QTEST_GUILESS_MAIN(TestCore)
#include "test_core.moc"
