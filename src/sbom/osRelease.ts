import type { Distribution } from './package.js'
import type { TreeFiles } from './treeFiles.js'

/** What an image says that it is; undefined where it does not say (os-release(5)). @throws OciPackError `io` */
export async function readOsRelease(files: TreeFiles): Promise<Distribution | undefined> {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const text = await files.text(path)
    if (text !== undefined) return parseOsRelease(text)
  }
  return undefined
}

/** Lines `NAME=VALUE`, the value perhaps in quotes of the shell; without an ID nothing is told. */
export function parseOsRelease(text: string): Distribution | undefined {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) fields.set(name, unquoted(value))
  }
  const id = fields.get('ID')
  if (!id) return undefined
  return { id, versionId: fields.get('VERSION_ID') || undefined, prettyName: fields.get('PRETTY_NAME') || undefined }
}

function unquoted(value: string): string {
  const [, , inner] = /^(["'])(.*)\1$/.exec(value) ?? []
  return inner === undefined ? value : inner.replace(/\\([$"'\\`])/g, '$1')
}

/** The distribution as package URLs have it: `debian-12`. */
export function distroOf(distribution: Distribution | undefined): string | undefined {
  if (!distribution) return undefined
  const { id, versionId } = distribution
  return versionId === undefined ? id : `${id}-${versionId}`
}
