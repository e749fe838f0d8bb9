import { mkdir } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../store/store.js'
import { overlayOptions, type Privilege, userNamespace, withIds } from './privilege.js'
import { runTool, whichTool } from './tool.js'

/** Whether this host can make sandboxes, as it turned out when tried; else why not and what to do. */
export type Probe =
  | { readonly works: true; readonly privilege: Privilege }
  | { readonly works: false; readonly why: string; readonly hint?: string | undefined }

const tools = [
  'unshare',
  'mount',
  'umount',
  'pivot_root',
  'setpriv',
  'chroot',
  'tar',
  'mkfifo',
  'cp',
  'mkdir',
  'rm',
  'sh',
  'env',
]

const probes = new Map<string, Promise<Probe>>()

/** Finds out, once for a store in a process, whether namespaces and overlayfs can be had where the store is. */
export function probeNamespaces(store: Store): Promise<Probe> {
  const known = probes.get(store.dir) ?? probe(store)
  probes.set(store.dir, known)
  return known
}

async function probe(store: Store): Promise<Probe> {
  if (process.platform !== 'linux') return { works: false, why: 'this is not Linux' }
  const missing = tools.filter((name) => whichTool(name) === undefined)
  if (missing.length > 0)
    return {
      works: false,
      why: `the host lacks ${missing.join(', ')}`,
      hint: 'Install util-linux, coreutils and GNU tar.',
    }
  const { stderr } = await runTool(['tar', '--xattrs', '--sort=name', '--delay-directory-restore', '--version'])
  if (stderr !== '') return { works: false, why: "the host's tar is not GNU tar", hint: 'Install GNU tar.' }
  return process.getuid?.() === 0 ? probeRoot(store) : probeUser(store)
}

async function probeRoot(store: Store): Promise<Probe> {
  const tried = await attempt(store, 'root')
  if ('ids' in tried) return { works: true, privilege: { kind: 'root', ids: tried.ids } }
  return {
    works: false,
    why: `root may not make namespaces or mount an overlay here (${tried.why})`,
    hint: 'In a container, allow it to (docker run --privileged).',
  }
}

async function probeUser(store: Store): Promise<Probe> {
  const hasMaps = whichTool('newuidmap') !== undefined && whichTool('newgidmap') !== undefined
  if (hasMaps) {
    const range = await attempt(store, 'range')
    if ('ids' in range) return { works: true, privilege: { kind: 'range', ids: range.ids } }
  }
  const single = await attempt(store, 'single')
  if ('ids' in single) return { works: true, privilege: { kind: 'single', ids: single.ids } }
  return {
    works: false,
    why: `an ordinary user may not make namespaces or mount an overlay here (${single.why})`,
    hint: hint(),
  }
}

const script = `
cd "$1"
mount -t overlay -o "lowerdir=lower,upperdir=upper,workdir=work,$2" overlay root
mount -t proc proc proc
while read -r inside outside count; do printf '%s-%s-%s_' "$inside" "$outside" "$count"; done </proc/self/uid_map
`

/** Tries it, and removes what is left of it. */
async function attempt(store: Store, kind: Privilege['kind']): Promise<{ ids: string } | { why: string }> {
  const folder = await store.temporaryFolder()
  try {
    for (const name of ['lower', 'upper', 'work', 'root', 'proc']) await mkdir(join(folder.path, name))
    const privilege = { kind, ids: '' }
    let ids = ''
    const unshare = ['unshare', ...userNamespace(kind), '--mount', '--pid', '--ipc', '--uts', '--fork']
    const result = await runTool([...unshare, 'sh', '-e', '-c', script, 'sh', folder.path, overlayOptions(privilege)], {
      async output(stdout) {
        for await (const chunk of stdout) ids += Buffer.from(chunk).toString()
      },
    })
    await runTool([...withIds(privilege), 'rm', '-rf', join(folder.path, 'work'), join(folder.path, 'upper')])
    if (result.status === 0) return { ids: ids.replace(/_$/, '') }
    return { why: result.stderr.split('\n')[0] ?? `status ${result.status}` }
  } finally {
    await folder.remove()
  }
}

/** What most probably forbids namespaces to an ordinary user, and what lifts it. */
function hint(): string | undefined {
  if (setting('user/max_user_namespaces') === '0')
    return 'An administrator can allow it: sysctl user.max_user_namespaces=10000.'
  if (setting('kernel/unprivileged_userns_clone') === '0')
    return 'An administrator can allow it: sysctl kernel.unprivileged_userns_clone=1.'
  if (setting('kernel/apparmor_restrict_unprivileged_userns') === '1')
    return 'AppArmor forbids it, as on Ubuntu 23.10 and later; an administrator can allow it: sysctl kernel.apparmor_restrict_unprivileged_userns=0.'
  const [major = 0, minor = 0] = release().split('.').map(Number)
  if (major < 5 || (major === 5 && minor < 11))
    return `Linux ${release()} has no overlayfs for ordinary users; 5.11 and later have it.`
  return undefined
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
  } catch {
    return undefined // This kernel does not have it.
  }
}
