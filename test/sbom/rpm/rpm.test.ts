import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasCommand, runOk } from '../../support/command.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'
import { link } from '../../support/trees.js'
import { scanned, purls } from '../support.js'
import { rpmHeader } from './header.js'

const fedora = 'ID=fedora\nVERSION_ID=40\n'
const curl = rpmHeader({
  1000: 'curl',
  1001: '8.6.0',
  1002: '7.fc40',
  1003: 2,
  1014: 'curl',
  1022: 'x86_64',
  1044: 'curl-8.6.0-7.fc40.src.rpm',
})
const curlPurl =
  'pkg:rpm/fedora/curl@8.6.0-7.fc40?arch=x86_64&distro=fedora-40&epoch=2&upstream=curl-8.6.0-7.fc40.src.rpm'
const key = rpmHeader({ 1000: 'gpg-pubkey', 1001: 'a15b79cc', 1002: '63d04c2c' })

describe.runIf(needs('python3', hasCommand('python3')))('a database that SQLite wrote', () => {
  const folder = temporaryFolder()
  let count = 0

  /** Writes a database as rpm's with some headers, of pages of some size. */
  async function database(headers: readonly Buffer[], pageSize = 4096): Promise<Buffer> {
    const path = join(folder, `rpmdb-${count++}.sqlite`)
    headers.forEach((header, i) => {
      writeFileSync(`${path}.${i}`, header)
    })
    const program = `import sqlite3
db = sqlite3.connect(${JSON.stringify(path)}); db.execute('PRAGMA page_size=${pageSize}')
db.execute("CREATE TABLE 'Name' (key TEXT NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)")
db.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
for i in range(${headers.length}): db.execute("INSERT INTO 'Packages' (blob) VALUES (?)", (open('${path}.%d' % i, 'rb').read(),))
db.commit(); db.close()`
    await runOk('python3', ['-c', program])
    return readFileSync(path)
  }

  test('packages are found, and the keys that sign them are none', async () => {
    const files = {
      'usr/lib/sysimage/rpm/rpmdb.sqlite': await database([curl, key]),
      'var/lib/rpm': link('/usr/lib/sysimage/rpm'),
      'etc/os-release': fedora,
    }
    expect(await purls(files)).toEqual([curlPurl])
  })

  test.each([512, 4096, 65_536])('many packages of many sizes, on pages of %i bytes', async (pageSize) => {
    const sizes = Array.from({ length: 300 }, (_, i) => (i * 97) % 9000)
    const headers = sizes.map((size, i) => rpmHeader({ 1000: `p${i}`, 1001: '1', 1002: '1', 1004: 'x'.repeat(size) }))
    const { packages, unread } = await scanned({ 'var/lib/rpm/rpmdb.sqlite': await database(headers, pageSize) })
    expect(unread).toEqual([])
    expect(packages.map(({ name }) => name).sort()).toEqual(sizes.map((_, i) => `p${i}`).sort())
  })

  test('what is damaged anywhere ends in a word about it, never in an error', async () => {
    const whole = await database([curl, key])
    for (let at = 0; at < whole.length; at += 41) {
      const damaged = Buffer.from(whole)
      damaged.fill(0xff, at, at + 3)
      const { packages, unread } = await scanned({ 'var/lib/rpm/rpmdb.sqlite': damaged })
      expect(packages.length + unread.length).toBeLessThanOrEqual(2)
    }
    const cut = await scanned({ 'var/lib/rpm/rpmdb.sqlite': whole.subarray(0, 6000) })
    expect(cut).toMatchObject({ packages: [], unread: [{ path: '/var/lib/rpm/rpmdb.sqlite' }] })
  })

  test('changes that are still in the log are told of', async () => {
    const files = { 'var/lib/rpm/rpmdb.sqlite': await database([curl]), 'var/lib/rpm/rpmdb.sqlite-wal': 'changes' }
    expect(await scanned(files)).toMatchObject({
      packages: [{ name: 'curl' }],
      unread: [{ path: '/var/lib/rpm/rpmdb.sqlite-wal', why: 'changes that are not yet in the database' }],
    })
  })
})

test("rpm's own database", async () => {
  const files = { 'usr/lib/sysimage/rpm/Packages.db': ndb([key, curl]), 'etc/os-release': fedora }
  expect(await purls(files)).toEqual([curlPurl])
  const cut = ndb([curl]).subarray(0, 4200)
  expect(await scanned({ 'var/lib/rpm/Packages.db': cut })).toMatchObject({ packages: [], unread: [{}] })
})

/** A database of ndb: a page of slots, the first two of which are the file's head; blobs between a head and a tail (rpm, rpmpkg.c). */
function ndb(headers: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096)
  const word = (at: number, value: number | string): void => {
    if (typeof value === 'string') slots.write(value, at)
    else slots.writeUInt32LE(value, at)
  }
  ;['RpmP', 0, 1, 1, headers.length + 1].forEach((value, i) => {
    word(4 * i, value)
  })
  for (let at = 32; at < 4096; at += 16) word(at, 'Slot')
  const blobs = headers.map((header, i) => {
    const blob = Buffer.alloc(Math.ceil((16 + header.length + 12) / 16) * 16)
    blob.write('BlbS')
    blob.writeUInt32LE(i + 1, 4)
    blob.writeUInt32LE(header.length, 12)
    header.copy(blob, 16)
    return blob
  })
  let block = 4096 / 16
  blobs.forEach((blob, i) => {
    // The slots between are free.
    const at = 32 + 16 * (2 * i + 1)
    word(at + 4, i + 1)
    word(at + 8, block)
    word(at + 12, blob.length / 16)
    block += blob.length / 16
  })
  return Buffer.concat([slots, ...blobs])
}

test('what is no database is told of', async () => {
  const files = {
    'var/lib/rpm/rpmdb.sqlite': 'x'.repeat(200),
    'var/lib/rpm/Packages': Buffer.alloc(100),
    'var/lib/rpm/Packages.db': 'RpmP',
  }
  const { packages, unread } = await scanned(files)
  expect(packages).toEqual([])
  expect(unread.map(({ path }) => path)).toEqual(
    Object.keys(files)
      .map((path) => `/${path}`)
      .sort((a, b) => order(a) - order(b)),
  )
})

const order = (path: string): number => ['sqlite', 'db', 'Packages'].findIndex((end) => path.endsWith(end))

const tools = ['rpm', 'rpmbuild', 'db5.3_load']

describe.runIf(needs(tools.join(', '), tools.every(hasCommand)))('against rpm itself', () => {
  const folder = temporaryFolder()
  const rpms: string[] = []

  beforeAll(async () => {
    for (const [name, epoch] of [
      ['alpha', 0],
      ['beta', 3],
    ] as const) {
      const spec = join(folder, `${name}.spec`)
      writeFileSync(
        spec,
        `Name: ${name}\nVersion: 1.2\nRelease: ${epoch + 1}.el9\n${epoch > 0 ? `Epoch: ${epoch}\n` : ''}Summary: s\nLicense: MIT\nBuildArch: noarch\n%description\n${'text '.repeat(3000)}\n%files\n`,
      )
      await runOk('rpmbuild', ['-bb', '--define', `_topdir ${folder}/build`, spec])
      rpms.push(join(folder, `build/RPMS/noarch/${name}-1.2-${epoch + 1}.el9.noarch.rpm`))
    }
  })

  test('what rpm has installed is what it tells', async () => {
    const root = join(folder, 'root')
    mkdirSync(root)
    const rpm = ['--root', root, '--dbpath', '/var/lib/rpm']
    await runOk('rpm', [...rpm, '-i', '--nodeps', ...rpms])
    const format = '%{NAME} %{EPOCHNUM} %{VERSION}-%{RELEASE} %{ARCH} %{LICENSE} %{SOURCERPM}\\n'
    const told = (await runOk('rpm', [...rpm, '-qa', '--qf', format])).trim().split('\n').sort()
    expect(told).toHaveLength(2)
    const name = 'var/lib/rpm/rpmdb.sqlite'
    const { packages, unread } = await scanned({ [name]: readFileSync(join(root, name)) })
    expect(unread).toEqual([])
    const found = packages.map(
      ({ name, version, architecture, licenses, qualifiers, source }) =>
        `${name} ${qualifiers?.['epoch'] ?? '0'} ${version} ${architecture ?? ''} ${licenses.join()} ${source?.name ?? ''}`,
    )
    expect(found).toEqual(told)
  })

  test.each([512, 4096])('a hash of Berkeley DB with pages of %i bytes, as older systems have it', async (pageSize) => {
    const path = join(folder, `Packages-${pageSize}`)
    const headers = [curl, rpmHeader({ 1000: 'big', 1001: '1', 1002: '2', 1004: 'x'.repeat(20_000) })]
    writeFileSync(`${path}.txt`, loadable([Buffer.from('80040000', 'hex'), ...headers]))
    await runOk('db5.3_load', ['-T', '-t', 'hash', '-c', `db_pagesize=${pageSize}`, '-f', `${path}.txt`, path])
    const { packages, unread } = await scanned({ 'var/lib/rpm/Packages': readFileSync(path) })
    expect(unread).toEqual([])
    expect(packages.map(({ name }) => name).sort()).toEqual(['big', 'curl'])
  })
})

/** What db_load takes with -T: keys, which count from 0, and values in lines of their own, each byte escaped. */
function loadable(values: readonly Buffer[]): string {
  const text = (bytes: Buffer): string => [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
  return values.map((value, i) => `${text(Buffer.from([i, 0, 0, 0]))}\n${text(value)}\n`).join('')
}
