<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>belay::app::DocumentController</name>
    <message numerus="yes">
        <source>%n edit(s) could not be stored and were taken back.</source>
        <translation>
            <numerusform>%n edit could not be stored and was taken back.</numerusform>
            <numerusform>%n edits could not be stored and were taken back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported from %1: %n new component(s)</source>
        <translation>
            <numerusform>Imported from %1: %n new component</numerusform>
            <numerusform>Imported from %1: %n new components</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n known</source>
        <translation>
            <numerusform>, %n known</numerusform>
            <numerusform>, %n known</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n new edge(s).</source>
        <translation>
            <numerusform>, %n new edge.</numerusform>
            <numerusform>, %n new edges.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n reference(s) could not be resolved.</source>
        <translation>
            <numerusform> %n reference could not be resolved.</numerusform>
            <numerusform> %n references could not be resolved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::app::SchemaController</name>
    <message numerus="yes">
        <source>%n release(s) of %1 recorded on %2.</source>
        <translation>
            <numerusform>%n release of %1 recorded on %2.</numerusform>
            <numerusform>%n releases of %1 recorded on %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n range(s) that people wrote and that differ were kept.</source>
        <translation>
            <numerusform>%n range that people wrote and that differs was kept.</numerusform>
            <numerusform>%n ranges that people wrote and that differ were kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::app::StartEntries</name>
    <message numerus="yes">
        <source>%n component(s)</source>
        <translation>
            <numerusform>%n component</numerusform>
            <numerusform>%n components</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n plan(s)</source>
        <translation>
            <numerusform>%n plan</numerusform>
            <numerusform>%n plans</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::views::NavigationRail</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::items::SchemaWords</name>
    <message numerus="yes">
        <source>creates %n table(s)</source>
        <translation>
            <numerusform>creates %n table</numerusform>
            <numerusform>creates %n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n table(s)</source>
        <translation>
            <numerusform>drops %n table</numerusform>
            <numerusform>drops %n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>renames %n table(s)</source>
        <translation>
            <numerusform>renames %n table</numerusform>
            <numerusform>renames %n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adds %n column(s)</source>
        <translation>
            <numerusform>adds %n column</numerusform>
            <numerusform>adds %n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n column(s)</source>
        <translation>
            <numerusform>drops %n column</numerusform>
            <numerusform>drops %n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>renames %n column(s)</source>
        <translation>
            <numerusform>renames %n column</numerusform>
            <numerusform>renames %n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>changes the type of %n column(s)</source>
        <translation>
            <numerusform>changes the type of %n column</numerusform>
            <numerusform>changes the type of %n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>forbids nulls in %n column(s)</source>
        <translation>
            <numerusform>forbids nulls in %n column</numerusform>
            <numerusform>forbids nulls in %n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>allows nulls in %n column(s)</source>
        <translation>
            <numerusform>allows nulls in %n column</numerusform>
            <numerusform>allows nulls in %n columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sets %n default(s)</source>
        <translation>
            <numerusform>sets %n default</numerusform>
            <numerusform>sets %n defaults</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n default(s)</source>
        <translation>
            <numerusform>drops %n default</numerusform>
            <numerusform>drops %n defaults</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adds %n primary key(s)</source>
        <translation>
            <numerusform>adds %n primary key</numerusform>
            <numerusform>adds %n primary keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n primary key(s)</source>
        <translation>
            <numerusform>drops %n primary key</numerusform>
            <numerusform>drops %n primary keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adds %n unique constraint(s)</source>
        <translation>
            <numerusform>adds %n unique constraint</numerusform>
            <numerusform>adds %n unique constraints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n unique constraint(s)</source>
        <translation>
            <numerusform>drops %n unique constraint</numerusform>
            <numerusform>drops %n unique constraints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adds %n foreign key(s)</source>
        <translation>
            <numerusform>adds %n foreign key</numerusform>
            <numerusform>adds %n foreign keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n foreign key(s)</source>
        <translation>
            <numerusform>drops %n foreign key</numerusform>
            <numerusform>drops %n foreign keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adds %n check(s)</source>
        <translation>
            <numerusform>adds %n check</numerusform>
            <numerusform>adds %n checks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n check(s)</source>
        <translation>
            <numerusform>drops %n check</numerusform>
            <numerusform>drops %n checks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n index(es)</source>
        <translation>
            <numerusform>creates %n index</numerusform>
            <numerusform>creates %n indexes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n unique index(es)</source>
        <translation>
            <numerusform>creates %n unique index</numerusform>
            <numerusform>creates %n unique indexes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n index(es)</source>
        <translation>
            <numerusform>drops %n index</numerusform>
            <numerusform>drops %n indexes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n unique index(es)</source>
        <translation>
            <numerusform>drops %n unique index</numerusform>
            <numerusform>drops %n unique indexes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n view(s)</source>
        <translation>
            <numerusform>creates %n view</numerusform>
            <numerusform>creates %n views</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>replaces %n view(s)</source>
        <translation>
            <numerusform>replaces %n view</numerusform>
            <numerusform>replaces %n views</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n view(s)</source>
        <translation>
            <numerusform>drops %n view</numerusform>
            <numerusform>drops %n views</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n type(s)</source>
        <translation>
            <numerusform>creates %n type</numerusform>
            <numerusform>creates %n types</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n type(s)</source>
        <translation>
            <numerusform>drops %n type</numerusform>
            <numerusform>drops %n types</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adds %n enum value(s)</source>
        <translation>
            <numerusform>adds %n enum value</numerusform>
            <numerusform>adds %n enum values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>renames %n enum value(s)</source>
        <translation>
            <numerusform>renames %n enum value</numerusform>
            <numerusform>renames %n enum values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n function(s)</source>
        <translation>
            <numerusform>creates %n function</numerusform>
            <numerusform>creates %n functions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>replaces %n function(s)</source>
        <translation>
            <numerusform>replaces %n function</numerusform>
            <numerusform>replaces %n functions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n function(s)</source>
        <translation>
            <numerusform>drops %n function</numerusform>
            <numerusform>drops %n functions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n trigger(s)</source>
        <translation>
            <numerusform>creates %n trigger</numerusform>
            <numerusform>creates %n triggers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>drops %n trigger(s)</source>
        <translation>
            <numerusform>drops %n trigger</numerusform>
            <numerusform>drops %n triggers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n sequence(s)</source>
        <translation>
            <numerusform>creates %n sequence</numerusform>
            <numerusform>creates %n sequences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>creates %n extension(s)</source>
        <translation>
            <numerusform>creates %n extension</numerusform>
            <numerusform>creates %n extensions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>inserts rows in %n statement(s)</source>
        <translation>
            <numerusform>inserts rows in %n statement</numerusform>
            <numerusform>inserts rows in %n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>updates rows in %n statement(s)</source>
        <translation>
            <numerusform>updates rows in %n statement</numerusform>
            <numerusform>updates rows in %n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>deletes rows in %n statement(s)</source>
        <translation>
            <numerusform>deletes rows in %n statement</numerusform>
            <numerusform>deletes rows in %n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>empties %n table(s)</source>
        <translation>
            <numerusform>empties %n table</numerusform>
            <numerusform>empties %n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s) not understood</source>
        <translation>
            <numerusform>%n statement not understood</numerusform>
            <numerusform>%n statements not understood</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more change(s)</source>
        <translation>
            <numerusform>%n more change</numerusform>
            <numerusform>%n more changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s)</source>
        <translation>
            <numerusform>%n migration</numerusform>
            <numerusform>%n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n query(s) of the old release resolved by Belay</source>
        <translation>
            <numerusform>%1, %n query of the old release resolved by Belay</numerusform>
            <numerusform>%1, %n queries of the old release resolved by Belay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n query(s) of the old release replayed on %2</source>
        <translation>
            <numerusform>%1, %n query of the old release replayed on %2</numerusform>
            <numerusform>%1, %n queries of the old release replayed on %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::items::SchemaGridModel</name>
    <message numerus="yes">
        <source>%1: after it %n query(s) of the old release fail(s)</source>
        <translation>
            <numerusform>%1: after it %n query of the old release fails</numerusform>
            <numerusform>%1: after it %n queries of the old release fail</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>belay::views::EvidencePane</name>
    <message numerus="yes">
        <source>Old release against %n schema state(s)</source>
        <translation>
            <numerusform>Old release against %n schema state</numerusform>
            <numerusform>Old release against %n schema states</numerusform>
        </translation>
    </message>
</context>
</TS>
