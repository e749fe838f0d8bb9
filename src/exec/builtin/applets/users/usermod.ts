import { NotUnderstood } from '../../notUnderstood.js'
import type { Applet } from '../applet.js'
import { parseArguments } from '../options.js'
import { closeDatabases } from './database.js'
import { openAccounts, requireName, requireShadow } from './shadow.js'
import { joinGroup } from './useradd.js'

/** usermod -a -G GROUP[,GROUP...] USER, of shadow */
export const usermod: Applet = async (call) => {
  await requireShadow(call)
  const parsed = parseArguments(call, { letters: 'aG:', long: { append: 'a', groups: 'G' } })
  const user = requireName(parsed.operands[0])
  const groups = parsed.values('G')
  if (parsed.operands.length !== 1 || !parsed.has('a') || groups.length !== 1)
    throw new NotUnderstood('usermod like this')
  const accounts = await openAccounts(call)
  if (!accounts.passwd.has(user) || !accounts.shadow.has(user))
    throw new NotUnderstood(`the user ${user}, who is missing`)
  for (const group of new Set(groups[0]?.split(','))) joinGroup(accounts, group, user)
  closeDatabases(call.files, [accounts.passwd, accounts.shadow, accounts.group, accounts.gshadow])
  return 0
}
