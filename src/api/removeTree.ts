import { OciPackError, systemError } from '../core/errors.js'
import { removePlainly } from '../store/leftovers.js'

/**
 * Removes a tree of the store. What a sandbox unpacked or wrote for an ordinary user may belong to subordinate ids, and goes away in a user
 * namespace that has them. @throws OciPackError `io`, Error of the operating system
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await removePlainly(path)
  } catch (error) {
    const { code } = systemError(error)
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    const [{ helperFault }, { possibleIds }, { removeTree: removeWithIds }] = await Promise.all([
      import('../exec/linux/helper.js'),
      import('../exec/linux/ids.js'),
      import('../exec/linux/unpack.js'),
    ])
    const ids = helperFault() ? [] : await possibleIds(process.getuid?.() ?? 0, process.getgid?.() ?? 0)
    for (const one of ids) {
      const removed = await removeWithIds(path, one).then(
        () => true,
        () => false,
      )
      if (removed) return
    }
    throw new OciPackError('io', `cannot remove ${path}: permission denied`, {
      hint: 'Some of it belongs to other users; remove it as root.',
      cause: error,
    })
  }
}
