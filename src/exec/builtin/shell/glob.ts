import { type ByteString, compareBytes } from '../../../core/bytes.js'
import type { Budget } from '../budget.js'
import type { FileSystem } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { compilePattern, matches, type Pattern, type Segment } from './pattern.js'

/**
 * The files whose paths a word matches, sorted by their bytes (POSIX.1-2017, XCU 2.6.6), or the word itself where there is none.
 * @throws NotUnderstood where shells or locales differ
 */
export function expandPaths(files: FileSystem, budget: Budget, word: readonly Segment[]): ByteString[] {
  const text = word.map((segment) => segment.text).join('')
  if (!word.some((segment) => !segment.quoted && /[*?[]/.test(segment.text))) return [text]
  const components = splitComponents(word).map(compilePattern)
  if (components.every(({ literal }) => literal !== undefined)) return [text]

  if (text.includes('//') || !/^[\x00-\x7f]*$/.test(text)) throw new NotUnderstood(`the pattern ${text}`)
  const found = walkComponents(files, budget, components)
  return found.length === 0 ? [text] : found.sort(compareBytes)
}

/** A word's parts between its slashes. */
function splitComponents(word: readonly Segment[]): Segment[][] {
  const components: Segment[][] = [[]]
  for (const { text, quoted } of word) {
    text.split('/').forEach((part, i) => {
      if (i > 0) components.push([])
      components[components.length - 1]?.push({ text: part, quoted })
    })
  }
  return components
}

function walkComponents(files: FileSystem, budget: Budget, components: readonly Pattern[]): ByteString[] {
  let found: ByteString[] = ['']
  components.forEach((pattern, i) => {
    const last = i === components.length - 1
    found = found.flatMap((prefix) =>
      matching(files, budget, prefix, pattern)
        .map((name) => prefix + name)
        .filter((path) => last || isDirectory(files, budget, path))
        .map((path) => (last ? path : `${path}/`)),
    )
  })
  return found
}

/** The names in the directory that `prefix` leads to which a pattern matches. */
function matching(files: FileSystem, budget: Budget, prefix: ByteString, pattern: Pattern): ByteString[] {
  const { literal } = pattern
  if (literal !== undefined) {
    // A root, or a slash at the end.
    if (literal === '') return ['']
    spendLookUp(budget, prefix + literal)
    const { node } = files.lookUp(prefix + literal, false)
    // Some shells look whether there is a file, others whether there is a link.
    if (node?.type === 'symlink' && !files.lookUp(prefix + literal, true).node)
      throw new NotUnderstood('a link that leads nowhere, as the end of a pattern')
    return node ? [literal] : []
  }
  if (pattern.dotted && (matches(pattern, '.') || matches(pattern, '..')))
    throw new NotUnderstood('a pattern that matches . or ..')
  spendLookUp(budget, prefix)
  const names = files.names(prefix === '' ? '.' : prefix)
  budget.spend(names.reduce((sum, name) => sum + name.length, names.length))
  return names.filter((name) => (pattern.dotted || !name.startsWith('.')) && matches(pattern, name))
}

function isDirectory(files: FileSystem, budget: Budget, path: ByteString): boolean {
  if (path === '') return true
  spendLookUp(budget, path)
  return files.lookUp(path, true).node?.type === 'directory'
}

/** A path is walked from its start for each `..` in it. */
function spendLookUp(budget: Budget, path: ByteString): void {
  budget.spend(1000 + path.length * 100)
}
