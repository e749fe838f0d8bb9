import type { ByteString } from '../../../../core/bytes.js'
import { show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import { readText } from '../accounts.js'
import type { Invocation } from '../applet.js'
import { type Database, groupLine, gshadowLine, openDatabase, passwdLine, shadowLine } from './database.js'

/** The files of accounts that shadow's programs change together. */
export interface AccountFiles {
  readonly passwd: Database
  readonly shadow: Database
  readonly group: Database
  readonly gshadow: Database
}

/** @throws NotUnderstood where one is missing or odd */
export async function openAccounts(call: Invocation): Promise<AccountFiles> {
  const passwd = await openDatabase(call, 'passwd', passwdLine)
  const shadow = await openDatabase(call, 'shadow', shadowLine)
  const group = await openDatabase(call, 'group', groupLine)
  const gshadow = await openDatabase(call, 'gshadow', gshadowLine)
  if (!passwd || !shadow || !group || !gshadow) throw new NotUnderstood('accounts without their shadow files')
  return { passwd, shadow, group, gshadow }
}

/**
 * Makes sure that shadow's programs are those of Debian 12, which are the ones that ours are held against.
 * @throws NotUnderstood
 */
export async function requireShadow(call: Invocation): Promise<void> {
  if (call.family !== 'shadow') throw new NotUnderstood(`${show(call.name)} of ${call.family}`)
  await requirePackage(call, 'passwd', /^1:4\.13\+dfsg1-/)
  const { files } = call
  if (files.lookUp('/etc/shadow-maint', true).node) throw new NotUnderstood('hooks in /etc/shadow-maint')
  if ((files.at('etc').mode & 0o2000) !== 0) throw new NotUnderstood('an /etc that hands its group on')
}

/** Makes sure that the image has a Debian package in a version. @throws NotUnderstood */
export async function requirePackage(call: Invocation, name: string, version: RegExp): Promise<void> {
  const status = (await readText(call, '/var/lib/dpkg/status')) ?? ''
  const paragraph = `\n\n${status}`.split(`\n\nPackage: ${name}\n`)[1]?.split('\n\n')[0] ?? ''
  const found = /^Version: (.*)$/m.exec(paragraph)?.[1]
  if (found === undefined || !version.test(found))
    throw new NotUnderstood(`the package ${name} in ${found === undefined ? 'no version' : `version ${found}`}`)
}

/** Makes sure that a program is there at a clean path. @throws NotUnderstood */
export function requireProgram({ files }: Invocation, path: ByteString): void {
  const { node } = files.lookUp(`/${path}`, true)
  if (node?.type !== 'file' || (node.mode & 0o111) === 0) throw new NotUnderstood(`/${path}, which is missing`)
}

/** A name that every version takes. @throws NotUnderstood */
export function requireName(name: ByteString | undefined): ByteString {
  if (name !== undefined && /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(name)) return name
  throw new NotUnderstood(`the account name ${show(name ?? '')}`)
}

/** A number that an option gives. @throws NotUnderstood */
export function idValue(text: ByteString | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^(?:0|[1-9]\d{0,8})$/.test(text)) return Number(text)
  throw new NotUnderstood(`the id ${show(text)}`)
}

/** The numbers in a field of each line. */
export function idsOf(database: Database): readonly number[] {
  return database.entries.map((fields) => Number(fields[2]))
}
