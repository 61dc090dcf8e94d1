/** What `mqadmin completion` prints: for each shell a function that hands the words of the line to `mqadmin __complete`. */

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** How it is loaded, for the help. */
export const loading: Readonly<Record<Shell, string>> = {
  bash: 'source <(mqadmin completion bash)',
  zsh: 'source <(mqadmin completion zsh)',
  fish: 'mqadmin completion fish | source',
  powershell: 'mqadmin completion powershell | Out-String | Invoke-Expression',
}

/**
 * Readline breaks words at `=` and `:`, too: they are put together again, and of a candidate only what stands behind the last break is
 * handed back. Written for bash 3.2, which macOS has.
 */
const bash = `# completion of mqadmin for bash: ${loading.bash}
_mqadmin() {
  local IFS=$'\\n' words=() word joint= i
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ \${#words[@]} -gt 0 && ( $word == [=:]* || -n $joint ) && ! ( -z $word && \${COMP_LINE:0:COMP_POINT} == *' ' ) ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    joint=
    [[ $word == *[=:] ]] && joint=yes
  done
  local typed=\${words[\${#words[@]} - 1]} quote=
  [[ $typed == [\\"\\']* ]] && quote=\${typed:0:1} && typed=\${typed:1}
  words[\${#words[@]} - 1]=$typed
  local before=
  [[ $COMP_WORDBREAKS == *=* && $typed == *=* ]] && before=\${typed%"\${typed##*=}"}
  [[ $COMP_WORDBREAKS == *:* && $typed == *:* ]] && before=\${typed%"\${typed##*:}"}
  COMPREPLY=()
  for word in $("\${COMP_WORDS[0]}" __complete -- "\${words[@]}" 2>/dev/null); do
    word=\${word%%$'\\t'*}
    if [[ $word == :files ]]; then
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "\${typed#"$before"}"))
      return
    fi
    word=\${word#"$before"}
    [[ -z $quote ]] && printf -v word %q "$word"
    COMPREPLY+=("$word")
  done
}
complete -F _mqadmin mqadmin
`

const zsh = `#compdef mqadmin
# completion of mqadmin for zsh: ${loading.zsh}
_mqadmin() {
  local line word tab=$'\\t'
  local -a found
  for line in "\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      [[ $PREFIX == *=* ]] && compset -P '*='
      _files
      return
    fi
    word=\${\${line%%$tab*}//:/\\\\:}
    [[ -z $word ]] && continue
    [[ $line == *$tab* ]] && word+=:\${line#*$tab}
    found+=("$word")
  done
  (( $#found )) && _describe mqadmin found
}
# found by the name of its file, it is called for a line at once
if [[ -n $CURRENT ]]; then
  _mqadmin "$@"
else
  whence compdef >/dev/null || { autoload -Uz compinit && compinit }
  compdef _mqadmin mqadmin
fi
`

const fish = `# completion of mqadmin for fish: ${loading.fish}
function __mqadmin_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l found ($words[1] __complete -- $words[2..] "$typed" 2>/dev/null)
    if test "$found" = :files
        set -l before (string match -r '^--[^=]*=' -- $typed)
        for file in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- $typed))
            echo $before$file
        end
    else
        printf '%s\\n' $found
    end
end
complete -c mqadmin -f -a '(__mqadmin_complete)'
`

const powershell = `# completion of mqadmin for PowerShell: ${loading.powershell}
Register-ArgumentCompleter -Native -CommandName mqadmin -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text.Trim('"', "'") })
    $program = $words[0]
    $rest = @($words | Select-Object -Skip 1)
    if ($wordToComplete -eq '') { $found = & $program __complete --new-word -- $rest 2>$null }
    else { $found = & $program __complete -- $rest 2>$null }
    if ($found -eq ':files') { return }
    foreach ($line in $found) {
        $word, $about = $line -split "\`t", 2
        if (-not $about) { $about = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
    }
}
`

export const scripts: Readonly<Record<Shell, string>> = {bash, zsh, fish, powershell}
