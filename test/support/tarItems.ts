/**
 * A small tar codec of the tests' own, on whole buffers: it shares no code with src/, so that what is checked with it is checked
 * by a second pair of eyes. Names and link targets are byte strings (one character a byte).
 */
export interface TarItem {
  readonly name: string
  readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970. */
  readonly mtime: number
  readonly body: Buffer
  readonly target: string
  /** `MAJOR:MINOR` of a character or block device. */
  readonly device: string
  /** Extended attributes, their values in base64. */
  readonly xattrs: Readonly<Record<string, string>>
}

const types = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'dir',
  '6': 'fifo',
} as const

const xattrPrefix = 'SCHILY.xattr.'

/** The entries of a tar archive: ustar, pax (POSIX.1-2017, pax, "pax Extended Header") and GNU long names. */
export function readTar(archive: Buffer): TarItem[] {
  const items: TarItem[] = []
  let extended = new Map<string, string>()
  for (let at = 0; at + 512 <= archive.length;) {
    const header = archive.subarray(at, at + 512)
    // An empty name alone is no end: Go writes one where no character of the name is ASCII, and a pax record has it.
    if (header.every((byte) => byte === 0)) break
    const flag = header.toString('latin1', 156, 157)
    const size = Number(extended.get('size') ?? number(header, 124, 12))
    const body = archive.subarray(at + 512, at + 512 + size)
    if (body.length < size) throw new Error('tar: an entry is cut off')
    at += 512 + Math.ceil(size / 512) * 512
    if (flag === 'x') extended = new Map([...extended, ...paxRecords(body)])
    else if (flag === 'L') extended.set('path', text(body, 0, size))
    else if (flag === 'K') extended.set('linkpath', text(body, 0, size))
    else if (flag !== 'g') {
      items.push(item(header, flag, body, extended))
      extended = new Map()
    }
  }
  return items
}

function item(header: Buffer, flag: string, body: Buffer, extended: Map<string, string>): TarItem {
  const type = isType(flag) ? types[flag] : undefined
  if (!type) throw new Error(`tar: an entry of type ${JSON.stringify(flag)}`)
  const ustar = header.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = ustar ? text(header, 345, 155) : ''
  const name = extended.get('path') ?? (prefix ? prefix + '/' : '') + text(header, 0, 100)
  return {
    name: name.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''),
    type,
    mode: number(header, 100, 8) & 0o7777,
    uid: Number(extended.get('uid') ?? number(header, 108, 8)),
    gid: Number(extended.get('gid') ?? number(header, 116, 8)),
    mtime: Math.floor(Number(extended.get('mtime') ?? number(header, 136, 12))),
    body: type === 'file' ? body : Buffer.alloc(0),
    target: extended.get('linkpath') ?? text(header, 157, 100),
    device: `${number(header, 329, 8)}:${number(header, 337, 8)}`,
    xattrs: Object.fromEntries(
      [...extended]
        .filter(([key]) => key.startsWith(xattrPrefix))
        .map(([key, value]) => [key.slice(xattrPrefix.length), Buffer.from(value, 'latin1').toString('base64')]),
    ),
  }
}

function isType(flag: string): flag is keyof typeof types {
  return flag in types
}

function text(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('latin1', start, start + length).split('\0', 1)[0] ?? ''
}

function number(header: Buffer, start: number, length: number): number {
  if ((header[start] ?? 0) & 0x80)
    return Number(BigInt.asIntN(64, BigInt('0x' + header.toString('hex', start + length - 8, start + length))))
  return parseInt(text(header, start, length).trim() || '0', 8)
}

function* paxRecords(body: Buffer): Generator<[string, string]> {
  for (let at = 0; at < body.length;) {
    const length = parseInt(body.toString('latin1', at, at + 20), 10)
    if (!(length > 0)) throw new Error('tar: a pax record without its length')
    const record = body.toString('latin1', at, at + length - 1)
    const start = record.indexOf(' ') + 1
    const equals = record.indexOf('=', start)
    yield [record.slice(start, equals), record.slice(equals + 1)]
    at += length
  }
}

/** An entry as it is unless said otherwise: an empty file, 0644 of root, of 1970. */
export function tarItem(item: Partial<TarItem> & Pick<TarItem, 'name'>): TarItem {
  const plain = { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, body: Buffer.alloc(0) } as const
  return { ...plain, target: '', device: '', xattrs: {}, ...item }
}

/** A ustar archive of the items, in their order, with pax headers for extended attributes. A name or a target over 100 bytes is refused. */
export function writeTar(items: readonly TarItem[]): Buffer {
  return Buffer.concat([...items.flatMap((entry) => [...extendedOf(entry), ...blocksOf(entry)]), Buffer.alloc(1024)])
}

function blocksOf(entry: Omit<TarItem, 'type'> & { readonly type: TarItem['type'] | 'pax' }): Buffer[] {
  return [headerOf(entry), entry.body, Buffer.alloc((512 - (entry.body.length % 512)) % 512)]
}

function extendedOf(entry: TarItem): Buffer[] {
  const records = Object.entries(entry.xattrs).map(([name, value]) =>
    paxRecord(xattrPrefix + name, Buffer.from(value, 'base64')),
  )
  if (records.length === 0) return []
  return blocksOf({ ...entry, name: 'pax', type: 'pax', body: Buffer.concat(records) })
}

/** `LENGTH KEY=VALUE`, the length being that of all of it. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')])
  let length = rest.length
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

function headerOf(entry: Parameters<typeof blocksOf>[0]): Buffer {
  const header = Buffer.alloc(512)
  const name = entry.type === 'dir' ? entry.name + '/' : entry.name
  if (name.length > 100 || entry.target.length > 100) throw new Error(`tar: ${name}: too long for this codec`)
  const flag = entry.type === 'pax' ? 'x' : (Object.entries(types).find(([, type]) => type === entry.type)?.[0] ?? '0')
  header.write(name, 0, 'latin1')
  octal(header, 100, 8, entry.mode)
  octal(header, 108, 8, entry.uid)
  octal(header, 116, 8, entry.gid)
  octal(header, 124, 12, entry.body.length)
  octal(header, 136, 12, entry.mtime)
  header.write(' '.repeat(8) + flag, 148, 'latin1')
  header.write(entry.target, 157, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  const [major = 0, minor = 0] = entry.device.split(':').map(Number)
  octal(header, 329, 8, major)
  octal(header, 337, 8, minor)
  octal(
    header,
    148,
    7,
    header.reduce((sum, byte) => sum + byte, 0),
  )
  return header
}

function octal(header: Buffer, start: number, length: number, value: number): void {
  header.write(value.toString(8).padStart(length - 1, '0') + '\0', start, 'latin1')
}
