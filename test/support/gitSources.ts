import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { textOfBytes } from '../../src/core/bytes.js'
import { type GitReference, parseGitContext } from '../../src/dockerfile/gitReference.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import type { Directory, Node } from '../../src/rootfs/node.js'
import { buildTimes } from '../../src/rootfs/times.js'
import { walk } from '../../src/rootfs/tree.js'
import { GitSources, type GitTools } from '../../src/sources/git/gitSources.js'
import { plainExtent } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'

/** Git as builds with one store have it, and what comes of it. */
export class TestGit {
  readonly store: Store
  /** What addresses without a scheme are below. */
  readonly #base: string

  private constructor(store: Store, base: string) {
    this.store = store
    this.#base = base
  }

  static async make(folder: string, base: string): Promise<TestGit> {
    return new TestGit(await Store.open(mkdtempSync(join(folder, 'store-'))), base)
  }

  /** Git for one build. */
  sources(more: Partial<GitTools> = {}): GitSources {
    return new GitSources({
      store: this.store,
      times: buildTimes(undefined, undefined, 0),
      secrets: new Map(),
      sshAgent: undefined,
      env: { PATH: process.env['PATH'] },
      signal: new AbortController().signal,
      ...more,
    })
  }

  reference(address: string): GitReference {
    const reference = parseGitContext(/^[a-z]+:\/\/|@/.test(address) ? address : `${this.#base}/${address}`)
    if (!reference) throw new Error(`${address} is no Git address`)
    return reference
  }

  async tree(address: string, more?: Partial<GitTools>): Promise<Directory> {
    const sources = this.sources(more)
    const reference = this.reference(address)
    return sources.tree(reference, await sources.resolve(reference))
  }

  /** Each file of an address or a tree: its mode and its content, or its target. */
  async files(of: string | Directory, more?: Partial<GitTools>): Promise<Record<string, string>> {
    const root = typeof of === 'string' ? await this.tree(of, more) : of
    const reader = new ContentReader((layer) => plainExtent(this.store, layer))
    const shown: Record<string, string> = {}
    for (const { path, node } of walk(root)) shown[textOfBytes(path)] = await show(reader, node)
    reader.close()
    return shown
  }
}

async function show(reader: ContentReader, node: Node): Promise<string> {
  const mode = node.mode.toString(8)
  if (node.type === 'symlink') return `-> ${node.target}`
  if (node.type !== 'file') return `${node.type} ${mode}`
  return `${mode} ${(await reader.bytes(node.content, node.size, 1 << 20, 'a file')).toString()}`
}
