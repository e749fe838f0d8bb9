/** The shells that can be taught. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/**
 * What teaches a shell: it asks `oci-pack __complete -- WORDS` for a line `VALUE<tab>MEANING` for each word that may stand there, and
 * `:files` or `:folders` where a path may, and lets the shell look for paths.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  // Bash cuts words at = and :, as far as COMP_WORDBREAKS has them, and wants what stands behind them alone.
  bash: `_oci_pack() {
  local line=\${COMP_LINE:0:COMP_POINT} char quote='' word='' started='' value about i
  local -a words
  for ((i = 0; i < \${#line}; i++)); do
    char=\${line:i:1}
    if [[ $quote && $char == "$quote" ]]; then quote=''
    elif [[ ! $quote && $char == [\\'\\"] ]]; then quote=$char started=1
    elif [[ $quote != "'" && $char == \\\\ ]]; then ((++i)); word+=\${line:i:1} started=1
    elif [[ ! $quote && $char == [[:space:]] ]]; then [[ $started ]] && words+=("$word"); word='' started=''
    else word+=$char started=1
    fi
  done
  words+=("$word")
  local path=\${word##*[=:]}
  local before=\${word%"$path"}
  local kept=$before
  until [[ ! $kept || $COMP_WORDBREAKS == *"\${kept: -1}"* ]]; do kept=\${kept%?}; done
  before=\${before#"$kept"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    case $value in
      :files) compopt -o filenames; mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "$before" -f -- "$path") ;;
      :folders) compopt -o filenames; mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "$before" -d -- "$path") ;;
      *) COMPREPLY+=("\${value#"$kept"}") ;;
    esac
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _oci_pack oci-pack
`,
  zsh: `#compdef oci-pack
_oci_pack() {
  local value about paths
  local -a values
  while IFS=$'\\t' read -r value about; do
    case $value in
      :*) paths=$value ;;
      *) values+=("\${value//:/\\\\:}:$about") ;;
    esac
  done < <("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( $#values )) && _describe oci-pack values
  compset -P '--*='
  case $paths in
    :files) _files ;;
    :folders) _files -/ ;;
  esac
}
if [[ \${funcstack[1]} == _oci_pack ]]; then _oci_pack "$@"; else compdef _oci_pack oci-pack; fi
`,
  fish: `function __oci_pack_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l word (commandline -ct | string unescape)
    set -l flag (string match -r -- '^--[^=]*=' "$word")
    set -l path (string replace -r -- '^--[^=]*=' '' "$word")
    for line in ($program __complete -- $words "$word" 2>/dev/null)
        switch $line
            case :files
                string replace -r -- '^' "$flag" (__fish_complete_path "$path")
            case :folders
                string replace -r -- '^' "$flag" (__fish_complete_directories "$path" '')
            case '*'
                echo $line
        end
    end
end
complete -c oci-pack -f -a '(__oci_pack_complete)'
`,
}
