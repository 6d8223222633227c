/**
 * Completion as scripts for the shells. Each asks `atelier complete -- WORDS` and so knows what this version knows; an answer is a line
 * of a word, a tab and its meaning, and `:files` in the end where names of files fit as well.
 */

export const SHELLS = {
  bash: `# Completion of atelier for bash: source <(atelier completion bash)
_atelier() {
  local IFS=$'\\n' current="\${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  for line in $(atelier complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    if [ "$line" = ':files' ]; then
      compopt -o filenames
      [ "$current" = '=' ] && current=''
      COMPREPLY+=($(compgen -f -- "$current"))
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done
}
complete -F _atelier atelier
`,
  zsh: `#compdef atelier
# Completion of atelier for zsh: source <(atelier completion zsh), after compinit
_atelier() {
  local line files=0
  local -a found
  for line in "\${(@f)$(atelier complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ':files' ]]; then files=1
    elif [[ -n $line ]]; then found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#found )) && _describe 'atelier' found
  (( files )) && _files
}
compdef _atelier atelier
`,
  fish: `# Completion of atelier for fish: atelier completion fish | source
function __atelier
  set -l words (commandline -opc)[2..] (commandline -ct)
  for line in (atelier complete -- $words 2>/dev/null)
    if test $line = ':files'
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c atelier -f -a '(__atelier)'
`,
} as const;

export type Shell = keyof typeof SHELLS;
