/**
 * The script for bash, from 3.2 (macOS) on. tab has one too, which needs the package bash-completion and bash 4, runs what
 * stands in `$(...)` on the line, offers no file, and nothing after `--option=`. It speaks the same protocol.
 */
export function bashScript(name: string): string {
  const own = `_${name.replaceAll('-', '_')}`
  return `# bash completion of ${name}: source <(${name} completion bash)

${own}() {
    local IFS=$' \\t\\n' line=\${COMP_LINE:0:COMP_POINT} prefix='' directive=0 value
    local -a words
    # Split at blanks only: COMP_WORDS is split at = and : too.
    read -ra words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=('')
    # Where = does not begin a new word, what is offered has the option before it.
    [[ $2 == --*=* ]] && prefix=\${2%%=*}=
    COMPREPLY=()
    while IFS=$'\\t' read -r value _; do
        case $value in
        :*) directive=\${value#:} ;;
        ?*) COMPREPLY+=("$prefix$value") ;;
        esac
    done < <(eval "$1 complete --" '"\${words[@]:1}"' 2>/dev/null)
    if ((directive & 4)); then compopt +o default 2>/dev/null; fi
    if ((directive & 32)); then compopt -o nosort 2>/dev/null; fi
    return 0
}

complete -o default -F ${own} ${name}
`
}
