import { compareBytes } from '../core/bytes.js'
import type { ContentReader } from '../rootfs/contentReader.js'
import type { Directory } from '../rootfs/node.js'
import { walk } from '../rootfs/tree.js'
import { apkPackages } from './apk.js'
import { dpkgPackages } from './dpkg.js'
import { npmPackage } from './npm.js'
import { readOsRelease } from './osRelease.js'
import type { Inventory, Package } from './package.js'
import { purlOf } from './purl.js'
import { pythonPackage } from './python.js'
import { rpmPackages } from './rpm/rpm.js'
import { TreeFiles } from './treeFiles.js'

/**
 * The packages that are installed in an image's file tree: what dpkg, apk, rpm, pip and npm say of it. Only the files in which they say so
 * are read; what holds packages and cannot be read is told in `unread`. @throws OciPackError `io`
 */
export async function scanTree(root: Directory, reader: Pick<ContentReader, 'bytes' | 'with'>): Promise<Inventory> {
  const files = new TreeFiles(root, reader)
  const distribution = await readOsRelease(files)
  const packages: Package[] = []
  for (const ofSystem of [dpkgPackages, apkPackages, rpmPackages])
    packages.push(...(await ofSystem(files, distribution)))
  for (const { path, node } of walk(root)) {
    const found = (await npmPackage(files, path, node)) ?? (await pythonPackage(files, path, node))
    if (found) packages.push(found)
  }
  return { distribution, packages: merged(packages), unread: files.unread }
}

/** Each package once, with all places where it was found, in the order of package URLs. */
function merged(packages: readonly Package[]): Package[] {
  const byPurl = new Map<string, Package>()
  for (const found of packages) {
    const purl = purlOf(found)
    const before = byPurl.get(purl)
    const foundIn = [...new Set([...(before?.foundIn ?? []), ...found.foundIn])].sort()
    byPurl.set(purl, { ...(before ?? found), foundIn })
  }
  return [...byPurl].sort(([a], [b]) => compareBytes(a, b)).map(([, found]) => found)
}
