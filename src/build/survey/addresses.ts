import { type GitReference, parseGitReference } from '../../dockerfile/gitReference.js'
import type { Copy } from '../../dockerfile/instruction.js'
import { lookupIn } from '../../dockerfile/variables.js'
import { expandWord } from '../../dockerfile/words.js'
import { isHttpAddress } from '../copy/remoteFile.js'
import type { SurveyedStep } from './survey.js'

/** What ADD fetches. */
export type Address =
  | { readonly kind: 'url'; readonly address: string; readonly checksum?: string }
  | { readonly kind: 'git'; readonly reference: GitReference }

/** What a source of ADD fetches; undefined for one that is a path. @throws OciPackError `dockerfile` for an ill-formed Git address */
export function addressOf(source: string, checksum?: string): Address | undefined {
  const git = parseGitReference(source)
  if (git) return { kind: 'git', reference: { ...git, ...(checksum !== undefined && { checksum }) } }
  if (!isHttpAddress(source)) return undefined
  return { kind: 'url', address: source, ...(checksum !== undefined && { checksum }) }
}

/** All that an ADD fetches. @throws OciPackError `dockerfile` */
export function addressesOf({ kind, sources, checksum }: Copy, { scope }: SurveyedStep, escape: '\\' | '`'): Address[] {
  if (kind !== 'add') return []
  const expand = (word: string): string => expandWord(word, lookupIn(scope.variables), { escape })
  const sum = checksum === undefined ? undefined : expand(checksum)
  return sources.flatMap((source) => addressOf(expand(source), sum) ?? [])
}
