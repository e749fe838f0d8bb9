import { distroOf } from '../osRelease.js'
import type { Distribution, Package } from '../package.js'
import type { TreeFiles } from '../treeFiles.js'
import { bdbHeaders } from './bdb.js'
import type { DatabaseFile } from './database.js'
import { parseRpmHeader, type RpmHeader } from './header.js'
import { ndbHeaders } from './ndb.js'
import { sqliteRows } from './sqlite.js'

/** Where distributions keep rpm's database; links between them are common. */
const folders = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm']

type Headers = (file: DatabaseFile) => Iterable<Buffer>

/** The kinds of databases that rpm has had, by their file names. */
const kinds: Readonly<Record<string, Headers>> = {
  'rpmdb.sqlite': sqliteHeaders,
  'Packages.db': ndbHeaders,
  Packages: bdbHeaders,
}

/** Keys that packages are signed with are in the database too, and are no software. */
const signingKey = 'gpg-pubkey'

/** The packages that rpm has installed. @throws OciPackError `io` */
export async function rpmPackages(files: TreeFiles, distribution: Distribution | undefined): Promise<Package[]> {
  const packages: Package[] = []
  const seen = new Set<unknown>()
  for (const [path, headers] of folders.flatMap((folder) => places(folder))) {
    const node = files.node(path)
    if (node?.type !== 'file' || node.size === 0 || seen.has(node)) continue
    seen.add(node)
    const log = files.node(`${path}-wal`)
    if (log?.type === 'file' && log.size > 0) files.note(`${path}-wal`, 'changes that are not yet in the database')
    const { size } = node
    const found = await files.with(node, path, (read) => Array.from(headers({ read, size }), parseRpmHeader))
    const installed = (found ?? []).filter(({ name }) => name !== signingKey)
    packages.push(...installed.map((header) => packageOf(header, path, distribution)))
  }
  return packages
}

function places(folder: string): [string, Headers][] {
  return Object.entries(kinds).map(([name, headers]) => [`${folder}/${name}`, headers])
}

/** The table of packages has two columns: a number, and the header. */
function* sqliteHeaders(file: DatabaseFile): Generator<Buffer> {
  for (const [, blob] of sqliteRows(file, 'Packages')) if (Buffer.isBuffer(blob)) yield blob
}

function packageOf(header: RpmHeader, path: string, distribution: Distribution | undefined): Package {
  const { name, version, release, epoch, architecture, license, vendor, url, sourceRpm } = header
  return {
    type: 'rpm',
    namespace: distribution?.id,
    name,
    version: `${version}-${release}`,
    architecture,
    qualifiers: {
      distro: distroOf(distribution),
      epoch: epoch === undefined ? undefined : String(epoch),
      upstream: sourceRpm,
    },
    source: sourceRpm ? { name: sourceRpm } : undefined,
    licenses: license ? [license] : [],
    supplier: vendor,
    homepage: url,
    foundIn: [path],
  }
}
