import { type ByteString, textOfBytes } from '../core/bytes.js'
import { OciPackError } from '../core/errors.js'
import type { IndexEntry, LayerEntries } from '../rootfs/layerIndex.js'
import { opaqueMark, pathParts, whiteoutPrefix } from '../rootfs/tree.js'

/** As many links as Linux follows in one path (path_resolution(7), MAXSYMLINKS). */
const maxLinks = 40

/** Where a file of an image lies. */
export interface Located {
  /** Without links on the way to it and without a leading `/`; the root is the empty string. */
  readonly path: ByteString
  /** The layer, counted from 0, that holds what counts of it. */
  readonly layer: number
  /** Undefined for a directory that is only there because of what it holds. */
  readonly entry: IndexEntry | undefined
}

/**
 * Finds the file at a path of an image as a process in it would, and asks for no more layers than tell it: the highest first, and lower ones
 * while none has named the path or what it goes through. Links are followed; a hard link leads to what it is a name of.
 * @param count how many layers there are @param index what the headers of one say, counted from 0
 * @returns undefined where nothing is @throws OciPackError `source` for a loop of links, and what `index` throws
 */
export async function locate(
  path: ByteString,
  count: number,
  index: (layer: number) => Promise<LayerEntries>,
): Promise<Located | undefined> {
  const views = new Map<number, LayerView>()
  const view = async (layer: number): Promise<LayerView> => {
    const known = views.get(layer) ?? new LayerView(await index(layer))
    views.set(layer, known)
    return known
  }
  /** What the layers from one downwards have at a path without links. */
  const at = async (clean: ByteString, from: number): Promise<Located | undefined> => {
    for (let layer = from; layer >= 0; layer--) {
      const found = (await view(layer)).find(clean)
      if (found === 'hidden') return undefined
      if (found) return { path: clean, layer, entry: found === 'directory' ? undefined : found }
    }
    return undefined
  }
  let links = 0
  const link = (): void => {
    if (++links > maxLinks)
      throw new OciPackError('source', `too many symbolic links in ${JSON.stringify(textOfBytes(path))}`, {
        hint: 'Follow them one by one: oci-pack inspect IMAGE ls PATH tells where a link leads.',
      })
  }
  const ahead = pathParts(path).reverse()
  const way: ByteString[] = []
  let found: Located | undefined = { path: '', layer: count - 1, entry: undefined }
  while (ahead.length > 0) {
    const name = ahead.pop() ?? ''
    if (name === '..') way.pop()
    else way.push(name)
    found = way.length === 0 ? { path: '', layer: count - 1, entry: undefined } : await at(way.join('/'), count - 1)
    if (!found) return undefined
    const { header } = found.entry ?? {}
    if (header?.type === 'symlink') {
      link()
      if (header.linkPath.startsWith('/')) way.length = 0
      else way.pop()
      ahead.push(...pathParts(header.linkPath).reverse())
    } else if (header && header.type !== 'directory' && ahead.length > 0) return undefined
  }
  while (found?.entry?.header.type === 'link') {
    link()
    found = await at(found.entry.header.linkPath, found.layer)
  }
  return found
}

/** What one layer says of paths, its whiteouts among it. */
class LayerView {
  readonly #entries = new Map<ByteString, IndexEntry>()
  /** Those that are there because of what is below them. */
  readonly #directories = new Set<ByteString>()

  constructor({ entries }: LayerEntries) {
    for (const entry of entries) {
      const { path } = entry.header
      this.#entries.set(path, entry)
      if (path.startsWith(whiteoutPrefix, path.lastIndexOf('/') + 1)) continue
      for (let parent = parentOf(path); parent !== '' && !this.#directories.has(parent); parent = parentOf(parent))
        this.#directories.add(parent)
    }
  }

  /** What is at a path; `hidden` where lower layers have nothing more to say of it. */
  find(path: ByteString): IndexEntry | 'directory' | 'hidden' | undefined {
    const entry = this.#entries.get(path)
    if (entry) return entry
    if (this.#directories.has(path)) return 'directory'
    return this.#hides(path) ? 'hidden' : undefined
  }

  #hides(path: ByteString): boolean {
    if (this.#entries.has(whiteoutOf(path))) return true
    for (let above = parentOf(path); ; above = parentOf(above)) {
      if (this.#entries.has(above === '' ? opaqueMark : `${above}/${opaqueMark}`)) return true
      if (above === '') return false
      if (this.#entries.has(whiteoutOf(above))) return true
      const type = this.#entries.get(above)?.header.type
      if (type !== undefined && type !== 'directory') return true
    }
  }
}

function whiteoutOf(path: ByteString): ByteString {
  const name = path.lastIndexOf('/') + 1
  return path.slice(0, name) + whiteoutPrefix + path.slice(name)
}

function parentOf(path: ByteString): ByteString {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
