# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of belay-cli for bash. Each command's part begins with "#: COMMAND".

_belay_cli_files() {
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
}

_belay_cli_words() {
    COMPREPLY+=($(compgen -W "$1" -- "$cur"))
}

_belay_cli() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _belay_cli_words "new import export check way-back explain witness graph schema help --help --version"
        return
    fi
    case $prev in
    -o | --output | --finding) _belay_cli_files; return ;;
    esac
    case $command in
    #: new
    new)
        case $prev in
        --sample | -s) _belay_cli_words "orders kubernetes-upgrade" ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--sample --help" || _belay_cli_files ;;
        esac ;;
    #: import
    import)
        case $prev in
        --from) _belay_cli_words "compose kubernetes backstage dot graphml jaeger" ;;
        --environment | -e | --origin) ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--from --environment --origin --rewrite --help" || _belay_cli_files ;;
        esac ;;
    #: export
    export)
        case $prev in
        --to | -t) _belay_cli_words "yaml json" ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--to --output --help" || _belay_cli_files ;;
        esac ;;
    #: check
    check)
        case $prev in
        --fail-on) _belay_cli_words "error warning note" ;;
        --format | -f) _belay_cli_words "text json sarif junit" ;;
        --plan | -p | --today) ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--plan --fail-on --format --today --output --help" || _belay_cli_files ;;
        esac ;;
    #: way-back
    way-back)
        case $prev in
        --format | -f) _belay_cli_words "text json" ;;
        --plan | -p | --after) ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--plan --after --format --output --help" || _belay_cli_files ;;
        esac ;;
    #: explain
    explain)
        if [[ $cur == -* ]]; then
            _belay_cli_words "--help"
        else
            _belay_cli_words "$(belay-cli explain 2>/dev/null | cut -d' ' -f1)"
        fi ;;
    #: witness
    witness)
        case $prev in
        --number | -n | --today) ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--finding --number --today --help" || _belay_cli_files ;;
        esac ;;
    #: graph
    graph)
        case $prev in
        --format | -f) _belay_cli_words "text json dot svg" ;;
        --component | -c | --release | -r | --environment | -e) ;;
        *) [[ $cur == -* ]] && _belay_cli_words "--component --release --environment --format --output --help" || _belay_cli_files ;;
        esac ;;
    schema)
        if ((COMP_CWORD == 2)); then
            _belay_cli_words "lint check history roundtrip record --help"
            return
        fi
        case $prev in
        --engine | -e) _belay_cli_words "static postgres sqlite" ; return ;;
        --fail-on) _belay_cli_words "error warning note" ; return ;;
        --format | -f) _belay_cli_words "text json sarif junit" ; return ;;
        --layout) _belay_cli_words "golang-migrate goose dbmate flyway diesel sqitch prisma liquibase-sql liquibase-changelog pop pgroll alembic numbered" ; return ;;
        --dialect) _belay_cli_words "postgresql sqlite mysql" ; return ;;
        --git | -g | --migrations | -m) _belay_cli_files ; return ;;
        --from | --to | --rev | -r | --since | --tags | --queries | -q | --replace | --server | --service | -s | --store | -d) return ;;
        esac
        case ${COMP_WORDS[2]} in
        #: schema lint
        lint) [[ $cur == -* ]] && _belay_cli_words "--git --rev --from --to --migrations --since --replace --layout --dialect --fail-on --format --output --help" || _belay_cli_files ;;
        #: schema check
        check) [[ $cur == -* ]] && _belay_cli_words "--git --from --to --migrations --queries --engine --server --replace --layout --dialect --fail-on --format --output --help" || _belay_cli_files ;;
        #: schema history
        history) [[ $cur == -* ]] && _belay_cli_words "--git --migrations --queries --tags --all --engine --server --replace --layout --dialect --format --output --help" || _belay_cli_files ;;
        #: schema roundtrip
        roundtrip) [[ $cur == -* ]] && _belay_cli_words "--git --rev --migrations --engine --server --replace --layout --dialect --fail-on --format --output --help" || _belay_cli_files ;;
        #: schema record
        record) [[ $cur == -* ]] && _belay_cli_words "--service --store --git --migrations --queries --tags --from --to --replace-ranges --dry-run --rewrite --engine --server --replace --layout --dialect --format --output --help" || _belay_cli_files ;;
        esac ;;
    #: help
    help) _belay_cli_words "new import export check way-back explain witness graph schema" ;;
    esac
}

complete -F _belay_cli belay-cli
