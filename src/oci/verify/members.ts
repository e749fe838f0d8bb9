import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { cleanPath } from '../tar/cleanPath.js'
import type { EntryType } from '../tar/entry.js'

/** An entry of an image's archive, or a file of a layout's folder. */
export interface Member {
  /** As it is written. */
  readonly name: ByteString
  readonly type: EntryType
  /** Bytes of content. */
  readonly size: number
  /** As it is written; empty for what is no link. */
  readonly linkPath: ByteString
  readonly isSparse: boolean
}

const maxLinks = 40

/** The members of an archive, in its order, to be found by their names. */
export class Members<M extends Member = Member> {
  readonly all: readonly M[]
  readonly #byPath = new Map<ByteString, M[]>()

  constructor(all: readonly M[]) {
    this.all = all
    for (const member of all) {
      const path = cleanPath(member.name)
      if (path === undefined) continue
      const known = this.#byPath.get(path)
      if (known) known.push(member)
      else this.#byPath.set(path, [member])
    }
  }

  /** The members, those of one name together; those that lead out of the archive are left out. */
  groups(): readonly (readonly M[])[] {
    return [...this.#byPath.values()]
  }

  /** All members of one name, however it is written. */
  named(name: string): readonly M[] {
    return this.#byPath.get(cleanPath(bytesOfText(name)) ?? '..') ?? []
  }

  /** The regular file that a name leads to, links within the archive followed; of several the last, as when it is unpacked. */
  find(name: string): M | undefined {
    let at = cleanPath(bytesOfText(name))
    for (let links = 0; links <= maxLinks && at !== undefined; links++) {
      const member: M | undefined = this.#byPath.get(at)?.at(-1)
      if (member?.type === 'file') return member.isSparse ? undefined : member
      if (!member || !isLink(member)) return undefined
      at = scopedTarget(member, at)
    }
    return undefined
  }
}

export function isLink({ type }: Member): boolean {
  return type === 'link' || type === 'symlink'
}

/** Where a link leads within the archive, whose root nothing leaves. */
function scopedTarget({ type, linkPath }: Member, path: ByteString): ByteString {
  const parts: ByteString[] = []
  const from = type === 'link' || linkPath.startsWith('/') ? '' : path.slice(0, path.lastIndexOf('/') + 1)
  for (const part of `${from}${linkPath}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** Where a link leads once the archive is unpacked; undefined for one that leads out of its folder. */
export function targetOf({ type, linkPath }: Member, path: ByteString): ByteString | undefined {
  if (linkPath.startsWith('/')) return undefined
  return cleanPath(type === 'link' ? linkPath : `${path}/../${linkPath}`)
}
