import * as v from 'valibot'
import type { Node } from '../rootfs/node.js'
import type { Package } from './package.js'
import { shownPath, type TreeFiles } from './treeFiles.js'

const named = v.object({ name: v.string() })
const manifest = v.looseObject({
  name: v.pipe(v.string(), v.regex(/^(?:@[^/@]+\/)?[^/@]+$/)),
  version: v.pipe(v.string(), v.nonEmpty()),
  license: v.optional(v.unknown()),
  author: v.optional(v.unknown()),
  homepage: v.optional(v.unknown()),
})
const parsed = v.pipe(v.string(), v.parseJson(), manifest)

/** A package's folder is in a node_modules, or in a scope's folder there. */
const installed = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/

/** The npm package that a file describes; undefined where it describes none that is installed. @throws OciPackError `io` */
export async function npmPackage(files: TreeFiles, path: string, node: Node): Promise<Package | undefined> {
  if (node.type !== 'file' || !installed.test(path)) return undefined
  const text = await files.textOf(node, path)
  if (text === undefined) return undefined
  const found = v.safeParse(parsed, text.replace(/^\uFEFF/, ''))
  if (!found.success) return undefined
  const { name, version, license, author, homepage } = found.output
  const slash = name.indexOf('/')
  return {
    type: 'npm',
    namespace: slash < 0 ? undefined : name.slice(0, slash),
    name: name.slice(slash + 1),
    version,
    licenses: typeof license === 'string' && license !== '' ? [license] : [],
    supplier: typeof author === 'string' ? author : nameIn(author),
    homepage: typeof homepage === 'string' && homepage !== '' ? homepage : undefined,
    foundIn: [shownPath(path)],
  }
}

function nameIn(value: unknown): string | undefined {
  const person = v.safeParse(named, value)
  return person.success ? person.output.name : undefined
}
