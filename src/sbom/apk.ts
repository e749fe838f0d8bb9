import { distroOf } from './osRelease.js'
import type { Distribution, Package } from './package.js'
import type { TreeFiles } from './treeFiles.js'

const databases = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed']

/** The packages that apk has installed (apk-v2(5), "INSTALLED DATABASE"). @throws OciPackError `io` */
export async function apkPackages(files: TreeFiles, distribution: Distribution | undefined): Promise<Package[]> {
  const packages: Package[] = []
  // With a merged /usr, both are one file.
  const seen = new Set<unknown>()
  for (const path of databases) {
    const node = files.node(path)
    if (node?.type !== 'file' || seen.has(node)) continue
    seen.add(node)
    const text = (await files.textOf(node, path)) ?? ''
    packages.push(...text.split('\n\n').flatMap((record) => packageOf(record, path, distribution) ?? []))
  }
  return packages
}

/** Lines `LETTER:VALUE`; those of the files follow those of the package. */
function packageOf(record: string, path: string, distribution: Distribution | undefined): Package | undefined {
  const fields = new Map<string, string>()
  for (const line of record.split('\n')) {
    if (line[1] === ':' && !fields.has(line.charAt(0))) fields.set(line.charAt(0), line.slice(2).trim())
  }
  const name = fields.get('P')
  const version = fields.get('V')
  if (!name || !version) return undefined
  const origin = fields.get('o')
  const license = fields.get('L')
  return {
    type: 'apk',
    namespace: distribution?.id ?? 'alpine',
    name,
    version,
    architecture: fields.get('A'),
    qualifiers: { distro: distroOf(distribution), upstream: origin === name ? undefined : origin },
    source: origin && origin !== name ? { name: origin } : undefined,
    licenses: license ? [license] : [],
    supplier: fields.get('m'),
    homepage: fields.get('U'),
    foundIn: [path],
  }
}
