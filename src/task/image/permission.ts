import type { Node } from '../../rootfs/node.js'
import type { ResolvedUser } from '../../rootfs/users.js'

/** Who a process is, as far as files ask. */
export type Identity = Pick<ResolvedUser, 'uid' | 'groups'>

export const root: Identity = { uid: 0, groups: [0] }

/** A user whom no image knows, as some sites run Tasks. */
export const stranger: Identity = { uid: 2 ** 31 - 1, groups: [] }

export const read = 4
export const execute = 1

/** Whether a process may do to a file what `bits`, of `read` and `execute`, say. Root may all but execute what nobody may. */
export function may({ uid, groups }: Identity, { mode, uid: owner, gid, type }: Node, bits: number): boolean {
  if (uid === 0) return type === 'directory' || (bits & execute) === 0 || (mode & 0o111) !== 0
  const granted = uid === owner ? mode >> 6 : groups.includes(gid) ? mode >> 3 : mode
  return (granted & bits) === bits
}
