import * as v from 'valibot'
import { withoutCredentials } from '../core/credentials.js'
import type { Directory, Node, RegularFile } from '../rootfs/node.js'
import type { Package } from './package.js'
import { type Paragraph, paragraphs } from './paragraphs.js'
import { shownPath, type TreeFiles } from './treeFiles.js'

/** Longer than this, a licence is its text, not its name. */
const longestLicense = 120

/**
 * The Python distribution that a file or folder of site-packages describes: `NAME.dist-info` (PyPA, "Recording installed projects"), or
 * `NAME.egg-info` as setuptools wrote it; undefined where it is none. @throws OciPackError `io`
 */
export async function pythonPackage(files: TreeFiles, path: string, node: Node): Promise<Package | undefined> {
  const metadata = metadataOf(path, node)
  if (!metadata) return undefined
  const text = await files.textOf(metadata.file, metadata.path)
  const [head] = text === undefined ? [] : paragraphs(text)
  const name = head?.get('name')
  const version = head?.get('version')
  if (!head || !name || !version) return undefined
  const direct = node.type === 'directory' ? await directUrl(files, path, node) : {}
  return {
    type: 'pypi',
    name: normalized(name),
    version,
    ...direct,
    licenses: licensesOf(head),
    supplier: head.get('author') || head.get('maintainer') || undefined,
    homepage: head.get('home-page') || undefined,
    foundIn: [shownPath(metadata.path)],
  }
}

/** PEP 503, "Normalized Names". */
function normalized(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase()
}

function metadataOf(path: string, node: Node): { file: RegularFile; path: string } | undefined {
  if (node.type === 'file') return path.endsWith('.egg-info') ? { file: node, path } : undefined
  if (node.type !== 'directory') return undefined
  const name = path.endsWith('.dist-info') ? 'METADATA' : path.endsWith('.egg-info') ? 'PKG-INFO' : undefined
  const file = name === undefined ? undefined : node.children.get(name)
  return file?.type === 'file' ? { file, path: `${path}/${name}` } : undefined
}

function licensesOf(head: Paragraph): string[] {
  const expression = head.get('license-expression')
  if (expression) return [expression]
  const license = head.get('license') ?? ''
  if (license !== '' && license !== 'UNKNOWN' && !license.includes('\n') && license.length <= longestLicense)
    return [license]
  const classified = (head.get('classifier') ?? '').split('\n').filter((line) => line.startsWith('License :: '))
  return classified.flatMap((line) => line.split(' :: ').at(-1) ?? []).sort()
}

const recorded = v.object({
  url: v.string(),
  vcs_info: v.optional(v.object({ vcs: v.string(), commit_id: v.string() })),
  archive_info: v.optional(v.object({})),
})

/** Where it came from, if not from an index by its name (PyPA, "Recording the direct URL origin"). */
async function directUrl(
  files: TreeFiles,
  path: string,
  { children }: Directory,
): Promise<Pick<Package, 'download' | 'qualifiers'>> {
  const file = children.get('direct_url.json')
  const text = file?.type === 'file' ? await files.textOf(file, `${path}/direct_url.json`) : undefined
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), recorded), text)
  if (!found.success) return {}
  const { vcs_info: vcs, archive_info: archive } = found.output
  const url = withoutCredentials(found.output.url)
  if (vcs) {
    const place = `${vcs.vcs}+${url}@${vcs.commit_id}`
    return { download: place, qualifiers: { vcs_url: place } }
  }
  return archive && /^https?:/.test(url) ? { download: url, qualifiers: { download_url: url } } : {}
}
