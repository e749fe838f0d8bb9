import { compareBytes } from '../core/bytes.js'
import { distroOf } from './osRelease.js'
import type { Distribution, Package } from './package.js'
import { type Paragraph, paragraphs } from './paragraphs.js'
import { shownPath, type TreeFiles } from './treeFiles.js'

const statusFile = '/var/lib/dpkg/status'
/** Where images without dpkg keep a file for each package. */
const statusFolder = '/var/lib/dpkg/status.d'

/** The packages that dpkg has installed (dpkg(1), deb-control(5)). @throws OciPackError `io` */
export async function dpkgPackages(files: TreeFiles, distribution: Distribution | undefined): Promise<Package[]> {
  const packages: Package[] = []
  for (const { path, text } of await statusTexts(files)) {
    for (const paragraph of paragraphs(text)) {
      const found = isInstalled(paragraph) ? packageOf(paragraph, path, distribution) : undefined
      if (found) packages.push({ ...found, licenses: await licensesOf(files, found.name) })
    }
  }
  return packages
}

async function statusTexts(files: TreeFiles): Promise<{ path: string; text: string }[]> {
  const folder = files.node(statusFolder)
  const names = folder?.type === 'directory' ? [...folder.children.keys()].sort(compareBytes) : []
  const paths = [
    statusFile,
    ...names.filter((name) => !name.endsWith('.md5sums')).map((name) => `${statusFolder}/${name}`),
  ]
  const texts = []
  for (const path of paths) {
    const text = await files.text(path)
    if (text !== undefined) texts.push({ path: shownPath(path), text })
  }
  return texts
}

/** The third word of the status is what became of the package; a file of its own has none. */
function isInstalled(paragraph: Paragraph): boolean {
  const status = paragraph.get('status')
  return status === undefined || /\s(?:installed|triggers-awaited|triggers-pending)$/.test(status)
}

function packageOf(paragraph: Paragraph, path: string, distribution: Distribution | undefined): Package | undefined {
  const name = paragraph.get('package')
  const version = paragraph.get('version')
  if (!name || !version) return undefined
  const source = sourceOf(paragraph.get('source'))
  return {
    type: 'deb',
    namespace: distribution?.id ?? 'debian',
    name,
    version,
    architecture: paragraph.get('architecture'),
    qualifiers: { distro: distroOf(distribution), upstream: source && upstream(source) },
    source,
    licenses: [],
    supplier: paragraph.get('maintainer'),
    homepage: paragraph.get('homepage'),
    foundIn: [path],
  }
}

/** `NAME` or `NAME (VERSION)`, where it is another than the package's own. */
function sourceOf(text: string | undefined): Package['source'] {
  const [, name, version] = /^(\S+)(?:\s+\((.+)\))?$/.exec(text ?? '') ?? []
  return name === undefined ? undefined : { name, version }
}

/** The source package as scanners of package URLs look for it. */
export function upstream({ name, version }: NonNullable<Package['source']>): string {
  return version === undefined ? name : `${name}@${version}`
}

/** The licences that a package's copyright file names, where a program can read it (Debian's copyright-format 1.0). */
async function licensesOf(files: TreeFiles, name: string): Promise<string[]> {
  if (name.includes('/')) return []
  const text = await files.text(`/usr/share/doc/${name}/copyright`)
  if (text === undefined || !/^Format:/im.test(text.slice(0, 4096))) return []
  const licenses = new Set<string>()
  for (const paragraph of paragraphs(text)) {
    const [first = ''] = (paragraph.get('license') ?? '').split('\n', 1)
    if (first !== '') licenses.add(first)
  }
  return [...licenses].sort()
}
