/** The beginning of a shell's text that means the same words whatever the shell's state. */
export interface ShellWords {
  readonly words: readonly string[]
  /** Whether the text is one simple command, and these are all its words. */
  readonly whole: boolean
}

/** Words with which something else than a program begins: of the grammar, and commands that shells have of their own. */
const own = new Set(
  (
    '! [[ case do done elif else esac fi for function if in select then time until while ' +
    '. : [ alias bg break cd command continue echo eval exec exit export false fc fg getopts hash help jobs kill let local ' +
    'printf pwd read readonly return set shift source test times trap true type typeset ulimit umask unalias unset wait ' +
    'declare builtin caller dirs disown enable logout mapfile popd pushd shopt suspend history compgen complete'
  ).split(' '),
)

/** The words that a shell's text begins with, where the first is a program's name beyond doubt. */
export function readShellWords(text: string): ShellWords | undefined {
  const command = text.trim().replace(/^exec[ \t]+(?=[\w./])/, '')
  const plain = /^[\w.,:=@%+/ \t-]*/.exec(command)?.[0] ?? ''
  const rest = command.slice(plain.length)
  const words = plain.split(/[ \t]+/).filter((word) => word !== '')
  // A word that something else follows at once may go on.
  if (rest !== '' && !/[ \t]$/.test(plain) && !/^(?:[;&|\n]|\d?[<>])/.test(rest)) words.pop()
  const [name] = words
  if (name === undefined || name.includes('=') || own.has(name) || rest.startsWith('(')) return undefined
  return { words, whole: rest === '' }
}
