import type { ByteString } from '../../../../core/bytes.js'
import { show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import type { Applet } from '../applet.js'
import { parseArguments } from '../options.js'
import { closeDatabases } from './database.js'
import { freeId, idRange } from './ids.js'
import { readLoginDefs } from './loginDefs.js'
import { type AccountFiles, idsOf, idValue, openAccounts, requireName, requireShadow } from './shadow.js'

/** groupadd [-f] [-r] [-g GID [-o]] [-K KEY=VALUE] GROUP, of shadow */
export const groupadd: Applet = async (call) => {
  await requireShadow(call)
  const long = { force: 'f', gid: 'g', key: 'K', 'non-unique': 'o', system: 'r' }
  const parsed = parseArguments(call, { letters: 'fg:K:or', long })
  const name = requireName(parsed.operands[0])
  const gid = idValue(parsed.value('g'))
  if (parsed.operands.length > 1 || (parsed.has('o') && gid === undefined))
    throw new NotUnderstood('groupadd like this')
  const accounts = await openAccounts(call)
  if (accounts.group.has(name) && parsed.has('f')) return 0
  const used = idsOf(accounts.group)
  if (accounts.group.has(name)) throw new NotUnderstood(`the group ${show(name)}, which exists`)
  if (gid !== undefined && used.includes(gid) && !parsed.has('o'))
    throw new NotUnderstood(`the id ${gid}, which is taken`)
  const defs = await readLoginDefs(call, parsed.values('K'))
  const system = parsed.has('r')
  addGroup(accounts, name, gid ?? freeId(used, idRange(defs, 'GID', system), system))
  closeDatabases(call.files, [accounts.group, accounts.gshadow])
  return 0
}

/** Appends a group without members and without a password. */
export function addGroup({ group, gshadow }: AccountFiles, name: ByteString, gid: number): void {
  if (gshadow.has(name)) throw new NotUnderstood(`the group ${show(name)}, which gshadow has`)
  group.append(name, 'x', String(gid), '')
  gshadow.append(name, '!', '', '')
}
