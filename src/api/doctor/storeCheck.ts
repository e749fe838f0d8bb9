import { statfs } from 'node:fs/promises'
import type { Check } from './check.js'
import { fileSystemOf } from './fileSystem.js'

/** Where the store is, and on what. */
export interface StoreReport {
  readonly dir: string
  /** Bytes that this user may still write there. */
  readonly free: number
  /** Undefined where it cannot be told, as on other systems than Linux. */
  readonly fileSystem: string | undefined
}

/** @param dir the store's folder, with no links on the way @param mountinfo the text of /proc/self/mountinfo, where there is one */
export async function storeReport(dir: string, mountinfo: string | undefined): Promise<StoreReport> {
  const { bavail, bsize } = await statfs(dir)
  return { dir, free: bavail * bsize, fileSystem: fileSystemOf(mountinfo ?? '', dir)?.type }
}

const gigabyte = 1e9

/** What of a store's place makes builds slow or lets them fail. */
export function storeChecks({ dir, free, fileSystem = '' }: StoreReport): Check[] {
  const topic = 'store'
  const hint = 'Put the store elsewhere: --cache-dir FOLDER, or XDG_CACHE_HOME.'
  const bad = (finding: string): Check => ({ topic, good: false, finding, hint })
  return [
    ...(free < gigabyte ? [bad(`little room is left in ${dir}`)] : []),
    ...(fileSystem === 'overlay'
      ? [bad('it is on an overlay, on which the kernel lays no other: a RUN copies its files')]
      : []),
    ...(/^(nfs|cifs|smb|9p|fuse|virtiofs)/.test(fileSystem)
      ? [bad(`it is on ${fileSystem}, which may lack owners, attributes and overlays`)]
      : []),
    ...(fileSystem === 'tmpfs' ? [{ topic, finding: 'it is in memory, and gone with it' }] : []),
  ]
}
