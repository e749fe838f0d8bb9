import { ContentReader } from '../../src/rootfs/contentReader.js'
import type { Node } from '../../src/rootfs/node.js'
import type { Inventory } from '../../src/sbom/package.js'
import { purlOf } from '../../src/sbom/purl.js'
import { scanTree } from '../../src/sbom/scan.js'
import { file, tree } from '../support/trees.js'

/** What is found in a tree of files, given by their paths as texts, bytes or nodes. */
export async function scanned(files: Readonly<Record<string, string | Buffer | Node>>): Promise<Inventory> {
  const nodes = Object.entries(files).map(([path, content]): [string, Node] => [path, nodeOf(content)])
  const reader = new ContentReader(() => Promise.reject(new Error('there is no layer')))
  return scanTree(tree(Object.fromEntries(nodes)), reader)
}

function nodeOf(content: string | Buffer | Node): Node {
  if (typeof content === 'string') return file(content)
  if (!Buffer.isBuffer(content)) return content
  const empty = file('')
  return { ...empty, type: 'file', size: content.length, content: { from: 'bytes', bytes: content } }
}

export async function purls(files: Readonly<Record<string, string | Buffer | Node>>): Promise<string[]> {
  return (await scanned(files)).packages.map(purlOf)
}
