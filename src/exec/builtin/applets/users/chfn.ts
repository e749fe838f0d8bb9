import type { ByteString } from '../../../../core/bytes.js'
import { NotUnderstood } from '../../notUnderstood.js'
import type { Invocation } from '../applet.js'
import { closeDatabases } from './database.js'
import { openAccounts } from './shadow.js'

/**
 * Gives a user's comment as Debian's adduser has chfn of shadow do it: `NAME` or `NAME,ROOM,WORK,HOME,OTHER`, each but the first two by a
 * call of its own. @throws NotUnderstood for a comment with empty parts
 */
export async function setComment(call: Invocation, user: ByteString, comment: ByteString): Promise<void> {
  if (!/^[\w .+-]*$|^[\w .+-]+(?:,[\w .+-]+){1,4}$/.test(comment) || /^-|,-/.test(comment))
    throw new NotUnderstood(`the comment ${comment}`)
  const [name = '', room = '', ...others] = comment.split(',')
  const steps = [[name, room], ...others.map((_, i) => [name, room, ...others.slice(0, i + 1)])]
  for (const [full = '', at = '', work = '', home = '', other = ''] of steps) {
    const { passwd } = await openAccounts(call)
    passwd.set(user, 4, [full, at, work, home, ...(other === '' ? [] : [other])].join(','))
    closeDatabases(call.files, [passwd])
  }
}
