import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BinaryFormat, parseFormat } from './binfmt.js'

const folder = '/proc/sys/fs/binfmt_misc'

/** What the kernel says of the formats that it hands on; undefined where that cannot be seen, as in most containers. */
export function binaryFormats(): readonly BinaryFormat[] | undefined {
  try {
    const names = readdirSync(folder)
    if (!names.includes('status')) return undefined
    const allEnabled = readFileSync(join(folder, 'status'), 'utf8').trim() === 'enabled'
    const formats = names
      .filter((name) => name !== 'status' && name !== 'register')
      .flatMap((name) => parseFormat(name, readFileSync(join(folder, name), 'utf8')) ?? [])
    return allEnabled ? formats : formats.map((format) => ({ ...format, enabled: false }))
  } catch {
    return undefined // There is none, or this user may not look.
  }
}

/** Whether the kernel can hand files on at all. */
export function hasBinaryFormats(): boolean {
  try {
    return /\bbinfmt_misc$/m.test(readFileSync('/proc/filesystems', 'utf8'))
  } catch {
    return false
  }
}
