import type { ByteString } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import type { Aspect } from './files/aspects.js'
import type { FormDifference } from './form/compareForms.js'

/** What may be passed over. */
export const ignorable = ['times', 'owners', 'modes', 'xattrs', 'links', 'config', 'history', 'layers', 'form'] as const

export type Ignorable = (typeof ignorable)[number]

/** What does not matter to what an image does: when, how and in which order it was written. */
export const notSemantic: readonly Ignorable[] = ['times', 'history', 'form']

/** What is compared of two images, and what does not count. */
export interface ImageRules {
  readonly ignored: ReadonlySet<Ignorable>
  /** Files at these paths and below them alone are compared; all that an image is, where it is empty. */
  readonly paths: readonly ByteString[]
  readonly signal?: AbortSignal | undefined
}

const aspectsOf: Partial<Record<Ignorable, Aspect>> = {
  times: 'times',
  owners: 'owner',
  modes: 'mode',
  xattrs: 'xattrs',
  links: 'link',
}

/** The ways in which files may differ that are passed over. */
export function ignoredAspects(ignored: ReadonlySet<Ignorable>): ReadonlySet<Aspect> {
  return new Set([...ignored].flatMap((name) => aspectsOf[name] ?? []))
}

/** How an archive is written hangs on what is told of its files: a time before 1970 stands in a pax record, a name of an owner beside its number. */
const formsOf: Partial<Record<Ignorable, readonly FormDifference['kind'][]>> = {
  times: ['format', 'records', 'numbers', 'unread'],
  owners: ['format', 'records', 'numbers', 'unread', 'user-name', 'group-name'],
  modes: ['unread', 'mode-bits'],
  xattrs: ['format', 'records'],
  links: ['type-flag', 'unread', 'numbers'],
}

/** Whether a way to write an archive may follow from what is passed over. */
export function followsFrom(ignored: ReadonlySet<Ignorable>, kind: FormDifference['kind']): boolean {
  return [...ignored].some((name) => formsOf[name]?.includes(kind))
}

/** Whether a path is one of those named, or below one. */
export function concernsPath(paths: readonly ByteString[]): (path: ByteString) => boolean {
  if (paths.length === 0 || paths.includes('')) return () => true
  return (path) => paths.some((named) => path === named || path.startsWith(`${named}/`))
}

/** Reads the names of what is to be passed over, such as a user writes them. @throws OciPackError `usage` */
export function parseIgnored(names: readonly string[]): ReadonlySet<Ignorable> {
  return new Set(
    names.map((name) => {
      const known = ignorable.find((candidate) => candidate === name)
      if (known) return known
      throw new OciPackError('usage', `${JSON.stringify(name)} is nothing that can be ignored`, {
        hint: `There are ${ignorable.join(', ')}.`,
      })
    }),
  )
}
