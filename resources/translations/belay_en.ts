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
</TS>
