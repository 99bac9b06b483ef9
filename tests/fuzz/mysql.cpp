// SPDX-License-Identifier: GPL-3.0-or-later
// MySQL's and MariaDB's DDL. Parts: scripts, applied one after the other.
#include "models/schema/engines/mysqlddl.h"
#include "tests/fuzz/fuzzing.h"

#include <algorithm>
#include <span>

using namespace belay;
using namespace belay::schema;
using belay::fuzzing::require;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzzing::CutInput input = fuzzing::cutInput(data, size);
    MySqlSchema schema;
    std::vector<Migration> migrations;
    for (const fuzzing::Part &part : input.parts) {
        ++schema.epoch;
        const MySqlReading reading = applyMySql(schema, part.text);
        for (const OperationVerdict &operation : reading.operations) {
            require(operation.span.begin <= part.text.size() && operation.span.length <= part.text.size() - operation.span.begin,
                    "an operation lies in the text");
            require(!operation.code.empty() && !operation.kind.empty(), "an operation has a code and a kind");
        }
        for (const LintRemark &remark : reading.remarks)
            require(!remark.code.empty() && !remark.message.empty(), "a remark has a code and a message");
        migrations.push_back({});
        migrations.back().version = std::to_string(migrations.size());
        migrations.back().up = MigrationScript{part.name, part.text, true, false, {}};
    }
    NoProgress progress;
    const Result<std::vector<MigrationVerdict>> verdicts = judgeMySqlMigrations(migrations, {}, progress);
    require(verdicts.ok() && verdicts->size() == migrations.size(), "each migration is judged");
    for (const auto &[name, table] : schema.tables) {
        const std::span some(table.columns.data(), std::min<std::size_t>(table.columns.size(), 30));
        for (const MySqlSchema::Column &column : some) {
            for (const MySqlSchema::Column &other : some) {
                (void)mySqlTypeChange(column.type, other.type);
                (void)mySqlTypeChangeInPlace(column.type, other.type);
            }
            require(mySqlTypeChangeInPlace(column.type, column.type), "a type that stays is not copied");
        }
    }
    return 0;
}
