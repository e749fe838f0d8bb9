import type { ByteString } from '../../../../core/bytes.js'
import { show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import type { Invocation } from '../applet.js'
import { closeDatabases } from './database.js'
import { openAccounts } from './shadow.js'
import { joinGroup } from './useradd.js'

/**
 * Adds a user to a group's members, as Debian's adduser has `gpasswd -M` of shadow do it, which names those that were members as well.
 * @throws NotUnderstood where they would not stay what they are
 */
export async function setMembers(call: Invocation, name: ByteString, user: ByteString): Promise<void> {
  const { passwd, group, gshadow } = await openAccounts(call)
  const [members, hidden] = [group, gshadow].map(({ entries }) => entries.find(([first]) => first === name)?.at(-1))
  const known = members === '' || members?.split(',').every((member) => passwd.has(member))
  if (members === undefined || members !== hidden || !known)
    throw new NotUnderstood(`the members of ${show(name)}, which are not plain`)
  joinGroup({ group, gshadow }, name, user)
  closeDatabases(call.files, [group, gshadow])
}
