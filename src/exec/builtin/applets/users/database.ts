import type { ByteString } from '../../../../core/bytes.js'
import type { RegularFile } from '../../../../rootfs/node.js'
import { type FileSystem, show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import type { Invocation } from '../applet.js'

/** How the lines of the databases look. */
export const passwdLine = /^[^:+#\s-][^:\s]*:[^:]*:\d{1,10}:\d{1,10}:[^:]*:[^:]*:[^:]*$/
export const shadowLine = /^[^:+#\s-][^:\s]*(?::[^:]*){8}$/
export const groupLine = /^[^:+#\s-][^:\s]*:[^:]*:\d{1,10}:[^:\s]*$/
export const gshadowLine = /^[^:+#\s-][^:\s]*:[^:]*:[^:]*:[^:\s]*$/

/** A file of accounts below /etc, a line each, its fields separated by colons. */
export class Database {
  readonly path: ByteString
  readonly #node: RegularFile
  readonly #lines: ByteString[]
  #changed = false

  constructor(path: ByteString, node: RegularFile, lines: readonly ByteString[]) {
    this.path = path
    this.#node = node
    this.#lines = [...lines]
  }

  get node(): RegularFile {
    return this.#node
  }

  /** Whether lines have changed since it was opened. */
  get changed(): boolean {
    return this.#changed
  }

  get entries(): readonly (readonly ByteString[])[] {
    return this.#lines.map((line) => line.split(':'))
  }

  has(name: ByteString): boolean {
    return this.entries.some(([first]) => first === name)
  }

  append(...fields: readonly ByteString[]): void {
    this.#lines.push(fields.join(':'))
    this.#changed = true
  }

  /** Sets a field of the line that begins with a name. @throws NotUnderstood where there is none */
  set(name: ByteString, field: number, value: ByteString): void {
    const at = this.entries.findIndex(([first]) => first === name)
    const fields = this.#lines[at]?.split(':')
    if (!fields) throw new NotUnderstood(`${show(name)} in ${this.path}, which is missing`)
    this.#lines[at] = fields.with(field, value).join(':')
    this.#changed = true
  }

  /** Adds a member to the list in the last field of a group. @throws NotUnderstood where it is one already */
  addMember(group: ByteString, member: ByteString): void {
    const at = this.entries.findIndex(([name]) => name === group)
    const fields = this.#lines[at]?.split(':') ?? []
    const members = fields.at(-1)?.split(',').filter(Boolean) ?? []
    if (fields.length !== 4 || members.includes(member))
      throw new NotUnderstood(`${show(member)} as a new member of ${show(group)}`)
    this.#lines[at] = [...fields.slice(0, -1), [...members, member].join(',')].join(':')
    this.#changed = true
  }

  /** The whole file. */
  bytes(): Uint8Array {
    return Buffer.from(this.#lines.map((line) => `${line}\n`).join(''), 'latin1')
  }
}

/** Opens a database of /etc; undefined where it is missing. @throws NotUnderstood where its lines are not plain */
export async function openDatabase(call: Invocation, name: ByteString, line: RegExp): Promise<Database | undefined> {
  const path = `etc/${name}`
  const { path: found, node } = call.files.lookUp(`/${path}`, false)
  if (!node) return undefined
  if (found !== path || node.type !== 'file' || node.xattrs.size > 0)
    throw new NotUnderstood(`/${path}, which is no plain file`)
  const text = Buffer.from(await call.read(node)).toString('latin1')
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.some((each) => !line.test(each))) throw new NotUnderstood(`the lines of /${path}`)
  return new Database(path, node, lines)
}

/**
 * Writes databases as shadow does: a changed one anew, beside a copy of the old one with its time; one that did not change was opened
 * for writing all the same.
 */
export function closeDatabases(files: FileSystem, databases: readonly (Database | undefined)[]): void {
  for (const database of databases) {
    if (!database) continue
    const { path, node } = database
    if (!database.changed) {
      files.replace(path, { ...node })
      continue
    }
    const { mode, uid, gid } = node
    files.create(`${path}-`, { ...node, mtimeNsec: 0 })
    files.create(path, { ...files.newFile(database.bytes()), mode, uid, gid })
  }
  lock(files)
}

/** Writes a changed database as busybox does: the old file stays as it is, under the name of a backup. */
export function replaceDatabase(files: FileSystem, database: Database): void {
  const { path, node } = database
  const { mode, uid, gid } = node
  files.create(`${path}-`, { ...node })
  files.create(path, { ...files.newFile(database.bytes()), mode: mode & 0o777, uid, gid })
}

/** The lock of lckpwdf(3), which stays. */
function lock(files: FileSystem): void {
  const path = 'etc/.pwd.lock'
  const { node } = files.lookUp(`/${path}`, false)
  if (node) files.replace(path, { ...node })
  else files.create(path, { ...files.newFile(new Uint8Array()), mode: 0o600 })
}
