# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of belay-cli for fish. Each command's part begins with "#: COMMAND".

set -l commands new import export check way-back explain witness graph help

complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -f
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a new -d 'Make a new workspace'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a import -d 'Take over a service graph'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a export -d 'Write a workspace as YAML or JSON'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a check -d 'Check the plans'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a way-back -d 'Show how to undo a plan'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a explain -d 'Explain a code'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a witness -d 'Replay one finding'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a graph -d 'Show the graph or a blast radius'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -a help -d 'Show the help on a command'
complete -c belay-cli -l help -s h -d 'Show the help'
complete -c belay-cli -n "not __fish_seen_subcommand_from $commands" -l version -d 'Show the version'

#: new
complete -c belay-cli -n '__fish_seen_subcommand_from new' -l sample -s s -x -a 'orders kubernetes-upgrade' -d 'Begin with a sample'
#: import
complete -c belay-cli -n '__fish_seen_subcommand_from import' -l from -x -a 'compose kubernetes backstage dot graphml jaeger' -d 'Format of the inputs'
complete -c belay-cli -n '__fish_seen_subcommand_from import' -l environment -s e -x -d 'Environment that the inputs describe'
complete -c belay-cli -n '__fish_seen_subcommand_from import' -l origin -x -d 'Whose links these are'
complete -c belay-cli -n '__fish_seen_subcommand_from import' -l rewrite -d 'Allow to rewrite a text file'
#: export
complete -c belay-cli -n '__fish_seen_subcommand_from export' -l to -s t -x -a 'yaml json' -d 'Format to write'
complete -c belay-cli -n '__fish_seen_subcommand_from export' -l output -s o -r -d 'Write to a file'
#: check
complete -c belay-cli -n '__fish_seen_subcommand_from check' -l plan -s p -x -d 'Check this plan only'
complete -c belay-cli -n '__fish_seen_subcommand_from check' -l fail-on -x -a 'error warning note' -d 'Least severity for exit status 1'
complete -c belay-cli -n '__fish_seen_subcommand_from check' -l format -s f -x -a 'text json sarif junit' -d 'Form of the report'
complete -c belay-cli -n '__fish_seen_subcommand_from check' -l today -x -d 'Day for suppressions and drills'
complete -c belay-cli -n '__fish_seen_subcommand_from check' -l output -s o -r -d 'Write to a file'
#: way-back
complete -c belay-cli -n '__fish_seen_subcommand_from way-back' -l plan -s p -x -d 'Of this plan only'
complete -c belay-cli -n '__fish_seen_subcommand_from way-back' -l after -x -d 'From the state after this step'
complete -c belay-cli -n '__fish_seen_subcommand_from way-back' -l format -s f -x -a 'text json' -d 'Form of the answer'
complete -c belay-cli -n '__fish_seen_subcommand_from way-back' -l output -s o -r -d 'Write to a file'
#: explain
complete -c belay-cli -n '__fish_seen_subcommand_from explain' -f -a '(belay-cli explain 2>/dev/null | string split -f1 " ")'
#: witness
complete -c belay-cli -n '__fish_seen_subcommand_from witness' -l finding -r -d 'JSON of the finding'
complete -c belay-cli -n '__fish_seen_subcommand_from witness' -l number -s n -x -d 'Finding of a report'
complete -c belay-cli -n '__fish_seen_subcommand_from witness' -l today -x -d 'Day for drills'
#: graph
complete -c belay-cli -n '__fish_seen_subcommand_from graph' -l component -s c -x -d 'Show who breaks if it goes back'
complete -c belay-cli -n '__fish_seen_subcommand_from graph' -l release -s r -x -d 'Go back to this release'
complete -c belay-cli -n '__fish_seen_subcommand_from graph' -l environment -s e -x -d 'In this environment'
complete -c belay-cli -n '__fish_seen_subcommand_from graph' -l format -s f -x -a 'text json dot svg' -d 'Form of the answer'
complete -c belay-cli -n '__fish_seen_subcommand_from graph' -l output -s o -r -d 'Write to a file'
#: help
complete -c belay-cli -n '__fish_seen_subcommand_from help' -f -a 'new import export check way-back explain witness graph'
