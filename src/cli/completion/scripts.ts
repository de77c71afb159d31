export const shells = ['bash', 'fish', 'zsh'] as const;

/** What a shell runs at its start, so that `program` is completed as it is typed. */
export function completionScript(shell: (typeof shells)[number], program: string): string {
  const name = program.replace(/\W/g, '_');
  return scripts[shell].replaceAll('§', '$').replaceAll('PROGRAM', program).replaceAll('NAME', name).trimStart();
}

// Each asks the program itself, which answers with a candidate a line and, in the last, what else the shell may offer.
// `§` is written for `$`, which means something here as well.
const scripts = {
  bash: `
# Completion of PROGRAM for bash: source <(PROGRAM completion bash)
_NAME_complete() {
  local typed="§{COMP_LINE:0:COMP_POINT}" words=() answer=() directive=0 word part candidate
  read -ra words <<< "$typed"
  [[ "$typed" == *[[:space:]] ]] && words+=('')
  word="§{words[-1]}"
  mapfile -t answer < <("§{words[0]}" __completeNoDesc "§{words[@]:1}" 2>/dev/null)
  [[ §{#answer[@]} -gt 0 ]] && directive="§{answer[-1]#:}" && unset 'answer[-1]'
  # bash replaces only what follows the last = or :
  part="§{word%"§{word##*[=:]}"}"
  [[ "$word" == --*=* ]] && part=''
  COMPREPLY=()
  for candidate in "§{answer[@]}"; do COMPREPLY+=("§{candidate#"$part"}"); done
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  if ((directive & 16)); then compopt -o dirnames 2>/dev/null
  elif ! ((directive & 4)); then compopt -o default 2>/dev/null; fi
  return 0
}
complete -F _NAME_complete PROGRAM
`,
  fish: `
# Completion of PROGRAM for fish: PROGRAM completion fish | source
function __NAME_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer ($words[1] __complete $words[2..-1] 2>/dev/null)
  set -l directive (string replace ':' '' -- $answer[-1])
  set -l start (string match -r -- '^--[^=]+=' $words[-1])
  for candidate in $answer[1..-2]
    echo "$start$candidate"
  end
  if test (math "bitand($directive, 4)") -eq 0
    __fish_complete_path (commandline -ct)
  end
end
complete -c PROGRAM -f -a '(__NAME_complete)'
`,
  zsh: String.raw`
#compdef PROGRAM
# Completion of PROGRAM for zsh: source <(PROGRAM completion zsh)
_NAME() {
  local -a answer described options
  local line directive start=''
  answer=("§{(@f)$("§{words[1]}" __complete "§{(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive="§{answer[-1]#:}"
  [[ "$words[CURRENT]" == --*=* ]] && start="§{words[CURRENT]%%=*}="
  for line in "§{(@)answer[1,-2]}"; do
    described+=("§{§{start}§{line%%$'\t'*}//:/\\:}:§{line#*$'\t'}")
  done
  ((directive & 2)) && options=(-S '')
  ((§{#described})) && _describe -V 'PROGRAM' described "§{options[@]}"
  if ((directive & 16)); then _files -/
  elif ! ((directive & 4)); then _files; fi
}
(( $+functions[compdef] )) && compdef _NAME PROGRAM
`,
};
