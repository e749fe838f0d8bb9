import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { release } from 'node:os'
import { join } from 'node:path'
import { OciPackError } from '../../core/errors.js'
import type { Store } from '../../store/store.js'
import { help, helperFault } from '../linux/helper.js'
import { type Ids, idsOfAnother, possibleIds } from '../linux/ids.js'
import { sandboxNamespaces } from './job.js'
import { type MountRow, overlayMount } from './mounts.js'

/** Whether this host can make sandboxes, as it turned out when tried; else why not and what to do. */
export type Probe =
  /** `overlay`: whether layers can be laid over each other where the store is; else each sandbox needs a copy of its file tree. */
  | { readonly works: true; readonly ids: Ids; readonly overlay: boolean; readonly tried: readonly string[] }
  | { readonly works: false; readonly why: string; readonly hint?: string | undefined }

const probes = new Map<string, Promise<Probe>>()

/** Finds out, once for a store in a process, whether namespaces and overlayfs can be had where the store is. */
export function probeNamespaces(store: Store): Promise<Probe> {
  return once(store.dir, () => probe(store))
}

/** The same with ids as if another user built. */
export function probeAsAnother(store: Store): Promise<Probe> {
  return once(`another ${store.dir}`, () => probeOther(store))
}

function once(key: string, find: () => Promise<Probe>): Promise<Probe> {
  const known = probes.get(key) ?? find()
  probes.set(key, known)
  return known
}

async function probe(store: Store): Promise<Probe> {
  const fault = helperFault()
  if (fault) return { works: false, ...fault }
  const [uid, gid] = processIds()
  const tried: string[] = []
  for (const ids of await possibleIds(uid, gid)) {
    const found = await tryIds(store, ids, tried)
    if (found) return found
  }
  const why = tried.at(-1) ?? ''
  return uid === 0
    ? {
        works: false,
        why: `root may not make namespaces here (${why})`,
        hint: 'In a container, allow it to (docker run --privileged).',
      }
    : { works: false, why: `an ordinary user may not make namespaces here (${why})`, hint: hint(why) }
}

async function probeOther(store: Store): Promise<Probe> {
  const usual = await probeNamespaces(store)
  if (!usual.works) return usual
  const ids = await idsOfAnother(...processIds())
  if (!ids) return { works: false, why: 'this user has a single id', hint: subordinateIds }
  const tried: string[] = []
  const why = (): string => `ids of another user cannot be had here (${tried.at(-1) ?? ''})`
  return (await tryIds(store, ids, tried)) ?? { works: false, why: why() }
}

/** What gives an ordinary user more than one id. */
export const subordinateIds =
  'Install uidmap (newuidmap, newgidmap) and give yourself ranges in /etc/subuid and /etc/subgid.'

function processIds(): [uid: number, gid: number] {
  return [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
}

/** Layers laid over each other, or else copies. @param tried gets the reasons why it cannot be had */
async function tryIds(store: Store, ids: Ids, tried: string[]): Promise<Probe | undefined> {
  for (const overlay of [true, false]) {
    const why = await attempt(store, ids, overlay)
    if (why === undefined) return { works: true, ids, overlay, tried }
    tried.push(why)
  }
  return undefined
}

/** Tries it; gives the reason why it cannot be had. */
async function attempt(store: Store, ids: Ids, overlay: boolean): Promise<string | undefined> {
  const folder = await store.temporaryFolder()
  try {
    const names = ['lower', 'upper', 'upper-work', 'root', 'proc']
    for (const name of names) await mkdir(join(folder.path, name))
    const mounts: MountRow[] = [
      ...(overlay ? [overlayMount('root', ['lower'], 'upper', ids)] : []),
      ['proc', 'proc', 'proc', 0, ''],
    ]
    await help(ids, {
      job: 'probe',
      folder: Buffer.from(folder.path),
      namespaces: sandboxNamespaces,
      mounts,
    })
    return undefined
  } catch (error) {
    if (error instanceof OciPackError && error.code === 'executor') return error.message
    throw error
  } finally {
    await folder.remove()
  }
}

/** What most probably forbids namespaces to an ordinary user, and what lifts it. */
function hint(why: string): string | undefined {
  if (setting('user/max_user_namespaces') === '0')
    return 'An administrator can allow it: sysctl user.max_user_namespaces=10000.'
  if (setting('kernel/unprivileged_userns_clone') === '0')
    return 'An administrator can allow it: sysctl kernel.unprivileged_userns_clone=1.'
  if (setting('kernel/apparmor_restrict_unprivileged_userns') === '1')
    return 'AppArmor forbids it, as on Ubuntu 23.10 and later; an administrator can allow it: sysctl kernel.apparmor_restrict_unprivileged_userns=0.'
  if (isFiltered())
    return 'A filter of system calls lies around this process, as in a container: start that with one that allows namespaces (docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined), or build as its root.'
  // The kernel mounts no proc for those who see but a part of one (mount_namespaces(7)).
  if (why.startsWith('mount proc'))
    return 'Parts of /proc are covered here, as in a container: start that without (docker run --security-opt systempaths=unconfined; in Kubernetes procMount: Unmasked), or build as its root.'
  const [major = 0, minor = 0] = release().split('.').map(Number)
  if (major < 5 || (major === 5 && minor < 11))
    return `Linux ${release()} has no overlayfs for ordinary users; 5.11 and later have it.`
  return undefined
}

/** proc_pid_status(5). */
function isFiltered(): boolean {
  return /^Seccomp:\s*2$/m.test(readProc('self/status') ?? '')
}

function setting(name: string): string | undefined {
  return readProc(`sys/${name}`)
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8').trim()
  } catch {
    return undefined // This kernel does not have it.
  }
}
