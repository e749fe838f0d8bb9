import type { TarHeader } from '../oci/tar/entry.js'
import type { TarEntry } from '../oci/tar/read.js'

/** As much of a file as is shown, and of all files together, in bytes. */
const shown = 4096
const budget = 8 * 1024 * 1024

/** How the content of a text file begins. */
export interface Preview {
  readonly text: string
  readonly whole: boolean
}

interface Kept extends Preview {
  readonly key: string
  readonly class: number
  readonly size: number
}

/** Collects how text files begin, while layers pass by. Where there is no room for all, scripts, settings and small files stay. */
export class Previews {
  readonly #most: number
  #kept: Kept[] = []
  #bytes = 0
  #found = 0

  /** @param most how many bytes are kept in the end; twice as many while layers are read */
  constructor(most = budget) {
    this.#most = most
  }

  /** Keeps how an entry of a layer begins, if it is a text. `key` is what it is asked for by. */
  async add(key: string, entry: TarEntry): Promise<void> {
    const { header } = entry
    if (header.type !== 'file' || header.size === 0 || binaryName.test(header.path)) return
    const bytes = await firstBytes(entry.body(), Math.min(shown, header.size))
    const text = textOf(bytes, bytes.byteLength < header.size)
    if (text === undefined) return
    this.#found++
    this.#kept.push({ key, text, whole: bytes.byteLength === header.size, class: classOf(header), size: text.length })
    this.#bytes += text.length
    if (this.#bytes > 2 * this.#most) this.#trim()
  }

  /** What is kept, by key, of the keys that are wanted. */
  chosen(wanted: ReadonlySet<string>): { readonly previews: ReadonlyMap<string, Preview>; readonly leftOut: number } {
    const kept = this.#kept.filter(({ key }) => wanted.has(key))
    const unwanted = this.#kept.length - kept.length
    const previews = new Map(trimmed(kept, this.#most).map(({ key, text, whole }) => [key, { text, whole }]))
    return { previews, leftOut: this.#found - unwanted - previews.size }
  }

  #trim(): void {
    this.#kept = trimmed(this.#kept, this.#most)
    this.#bytes = this.#kept.reduce((sum, { size }) => sum + size, 0)
  }
}

/** The first that there is room for, the smaller and the more telling first. */
function trimmed(kept: readonly Kept[], most: number): Kept[] {
  const sorted = kept.toSorted((a, b) => a.class - b.class || a.size - b.size)
  let room = most
  const first = sorted.findIndex(({ size }) => (room -= size) < 0)
  return first < 0 ? sorted : sorted.slice(0, first)
}

async function firstBytes(chunks: AsyncIterable<Uint8Array>, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count)
  let at = 0
  for await (const chunk of chunks) {
    bytes.set(chunk.subarray(0, count - at), at)
    at += Math.min(chunk.byteLength, count - at)
    if (at === count) break
  }
  return bytes.subarray(0, at)
}

/** Bytes as text, a character that is cut off left out; undefined for what is no text in UTF-8. */
function textOf(bytes: Uint8Array, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut })
  } catch {
    return undefined
  }
}

/** Names of files that are no text, of which there are many: their bytes need not be looked at. */
const binaryName = /\.(?:pyc|so(?:\.[\d.]+)?|a|o|png|jpe?g|gif|gz|xz|zst|bz2|zip|jar|class|whl|mo|ttf|woff2?|exe|bin)$/i
const settings =
  /(?:^|\/)(?:[^/]+\.(?:sh|py|r|rb|pl|[cm]?[jt]s|json|ya?ml|toml|ini|cfg|conf|env|properties|md|txt|list)|Dockerfile|Makefile|passwd|group|os-release)$/i
const system =
  /^(?:usr\/(?:lib|share|include|local\/(?:lib|include|share))|lib|var\/lib)\/|\/(?:node_modules|site-packages|dist-packages)\//

/** What is most likely to be looked at comes first: settings and scripts that are not part of packages. */
function classOf({ path }: TarHeader): number {
  return (system.test(path) ? 2 : 0) + (settings.test(path) || path.startsWith('etc/') ? 0 : 1)
}
