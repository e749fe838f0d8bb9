import { release } from 'node:os'

/** With what rights the namespaces are made: they decide which ids a sandbox has. */
export interface Privilege {
  /** `root`: the real one; `range`: an ordinary user with subordinate ids; `single`: one id, so that all files seem to be root's. */
  readonly kind: 'root' | 'range' | 'single'
  /** Which ids of the host those inside are, as a file name: files unpacked under other ids are of no use. */
  readonly ids: string
}

/** The command that executes another one where the ids are the sandbox's. */
export function withIds({ kind }: Privilege): readonly string[] {
  return kind === 'root' ? [] : ['unshare', ...userNamespace(kind)]
}

/** unshare's options that make the ids. */
export function userNamespace(kind: Privilege['kind']): readonly string[] {
  if (kind === 'root') return []
  return kind === 'range' ? ['--user', '--map-root-user', '--map-auto'] : ['--user', '--map-root-user']
}

/** The attribute by which overlayfs knows a directory that hides the lower ones. */
export function opaqueAttribute({ kind }: Privilege): string {
  return kind === 'root' ? 'trusted.overlay.opaque' : 'user.overlay.opaque'
}

/** Options for overlayfs, besides its folders. What would leave marks of its own in the upper folder is off, and nobody waits for a disk. */
export function overlayOptions({ kind }: Privilege): string {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  const noSync = major > 5 || (major === 5 && minor >= 10) ? ',volatile' : ''
  return (kind === 'root' ? 'redirect_dir=off,metacopy=off,index=off' : 'userxattr') + noSync
}
