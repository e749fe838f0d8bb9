import { baseName } from '../../core/bytes.js'

/** How an interpreter's command line leads to the file that it is to execute. */
interface Interpreter {
  readonly name: RegExp
  /** Options that may come before the file, and take no word behind them. */
  readonly flag: RegExp
  /** Options that take the next word. */
  readonly taking: RegExp
  /** Which words surely name a file. */
  readonly file: RegExp
}

const none = /^\b$/
const any = /^[^-]/

const interpreters: readonly Interpreter[] = [
  { name: /^(?:python|pypy)[\d.]*$/, flag: /^-[bBdEiIOPqRsSuvx]+$/, taking: /^-[WX]$/, file: any },
  // Node finds a module by less than its name.
  {
    name: /^node(?:js)?$/,
    flag: /^--(?:[\w-]+=.*|(?:no|trace)-[\w-]+|enable-source-maps)$/,
    taking: none,
    file: /^[^-].*\.[cm]?js$/,
  },
  { name: /^Rscript$/, flag: /^--[\w-]+(?:=.*)?$/, taking: none, file: any },
  { name: /^(?:sh|ash|dash|bash)$/, flag: /^[-+][efuvx]+$/, taking: /^[-+]o$/, file: any },
  { name: /^perl$/, flag: /^-[wWtTuUX]+$/, taking: none, file: any },
]

/** The file that a command such as `python app.py` or `java -jar app.jar` executes, where the words leave no doubt. */
export function argumentFile([program = '', ...words]: readonly string[]): string | undefined {
  const name = baseName(program)
  if (name === 'java') return jarOf(words)
  const known = interpreters.find((one) => one.name.test(name))
  for (let i = 0; known && i < words.length; i++) {
    const word = words[i] ?? ''
    if (known.taking.test(word)) i++
    else if (!known.flag.test(word)) return known.file.test(word) ? word : undefined
  }
  return undefined
}

function jarOf(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => !/^-(?:X.|D.|ea$|server$)/.test(word))
  return words[at] === '-jar' ? words[at + 1] : undefined
}
