import type { ByteString } from '../../../../core/bytes.js'
import { show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import { readText } from '../accounts.js'
import type { Invocation } from '../applet.js'

/** What login.defs(5) says, and `-K` in its place. */
export class LoginDefs {
  readonly #values: ReadonlyMap<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  /** A decimal, octal (`0…`) or hexadecimal (`0x…`) number, as strtol(3) reads it. */
  number(key: string, standard: number): number {
    const text = this.#values.get(key)
    if (text === undefined) return standard
    if (/^0[0-7]*$/.test(text)) return parseInt(text, 8)
    if (/^[1-9]\d{0,9}$/.test(text)) return Number(text)
    throw new NotUnderstood(`${key} ${show(text)} in login.defs`)
  }

  flag(key: string): boolean {
    return this.#values.get(key)?.toLowerCase() === 'yes'
  }
}

/** Reads /etc/login.defs. @param overrides `KEY=VALUE` each */
export async function readLoginDefs(call: Invocation, overrides: readonly ByteString[]): Promise<LoginDefs> {
  const values = new Map<string, string>()
  for (const line of ((await readText(call, '/etc/login.defs')) ?? '').split('\n')) {
    const [, key, value] = /^\s*([A-Z0-9_]+)[ \t"]+(.*?)[ \t"]*$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) values.set(key, value)
    else if (!/^\s*(?:#.*)?$/.test(line)) throw new NotUnderstood(`login.defs with the line ${show(line)}`)
  }
  for (const override of overrides) {
    const [, key, value] = /^((?:SYS_)?[UG]ID_M(?:IN|AX)|UMASK|HOME_MODE)=(\d+)$/.exec(override) ?? []
    if (key === undefined || value === undefined) throw new NotUnderstood(`the option -K ${show(override)}`)
    values.set(key, value)
  }
  return new LoginDefs(values)
}

/** What useradd takes where an option is missing (useradd(8), /etc/default/useradd). */
export interface UserDefaults {
  readonly home: ByteString
  readonly shell: ByteString
  readonly skeleton: ByteString
  readonly group: number
}

/** Reads /etc/default/useradd. @throws NotUnderstood where accounts shall expire or mailboxes be made */
export async function readUserDefaults(call: Invocation): Promise<UserDefaults> {
  const values = new Map<string, ByteString>()
  for (const line of ((await readText(call, '/etc/default/useradd')) ?? '').split('\n')) {
    const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) values.set(key, value)
  }
  const plain = [...values].every(
    ([key, value]) =>
      (['HOME', 'SHELL', 'SKEL'].includes(key) && /^\/[^\s"']*$/.test(value)) ||
      (key === 'GROUP' && /^\d{1,9}$/.test(value)) ||
      (key === 'CREATE_MAIL_SPOOL' && value === 'no') ||
      (key === 'INACTIVE' && value === '-1') ||
      (key === 'EXPIRE' && value === ''),
  )
  if (!plain) throw new NotUnderstood('what /etc/default/useradd says')
  return {
    home: values.get('HOME') ?? '/home',
    shell: values.get('SHELL') ?? '/bin/sh',
    skeleton: values.get('SKEL') ?? '/etc/skel',
    group: Number(values.get('GROUP') ?? 100),
  }
}
