import { describe, expect, test } from 'vitest'
import type { CacheEntry, CacheReport, PruneOptions, PruneReport } from '../../../src/api/cache.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const hour = 3_600_000

function entry(kind: CacheEntry['kind'], name: string, size: number, age: number): CacheEntry {
  return { kind, name, size, lastUsed: new Date(Date.now() - age) }
}

const entries = [
  entry('mount', 'p\x1b[2Jip', 300e6, 30_000),
  { ...entry('blob', 'a'.repeat(64), 48_500_000, 2.1 * hour), what: 'RUN a\n\x1b[2Jb' },
  entry('record', 'run/1', 90, 2.1 * hour),
  entry('index', 'b'.repeat(64), 1000, 25 * hour),
  entry('unpacked', 'c'.repeat(64), 120_000_000, 24 * 8 * hour),
  entry('index', 'd'.repeat(64), 1500, 24 * 9 * hour),
]

async function list(report: CacheReport, ...args: string[]): Promise<string> {
  const io = fakeIo({ HOME: '/h' })
  const asked: unknown[] = []
  const api = fakeApi({ listCache: async (location) => (asked.push(location), report) })
  expect(await parseCommandLine(['cache', 'ls', ...args])(io, api)).toBe(0)
  expect(asked).toMatchObject([{ env: { HOME: '/h' } }])
  return io.stdout.text
}

describe('ls', () => {
  test('a table', async () => {
    expect(await list({ dir: '/store', entries, size: 468_502_590 })).toBe(
      `KIND      SIZE      LAST USED    WHAT
mount     300.0 MB  just now     pip
blob      48.5 MB   2 hours ago  sha256:aaaaaaaaaaaa RUN a b
unpacked  120.0 MB  1 week ago   sha256:cccccccccccc
index     2.5 kB    1 day ago    2 indexes
record    90 B      2 hours ago  1 record

468.5 MB in /store
`,
    )
  })

  test('an empty store', async () => {
    expect(await list({ dir: '/store', entries: [], size: 0 })).toBe('0 B in /store\n')
  })

  test('JSON', async () => {
    const report = { dir: '/store', entries, size: 1 }
    expect(JSON.parse(await list(report, '--json'))).toEqual(JSON.parse(JSON.stringify(report)))
  })
})

async function prune(args: string[], report: Partial<PruneReport> = {}): Promise<[PruneOptions | undefined, string]> {
  const io = fakeIo()
  let asked: PruneOptions | undefined
  const done = { dir: '/store', removed: [], freed: 0, size: 0, inUse: [], processes: [], ...report }
  const api = fakeApi({ pruneCache: async (options) => ((asked = options), done) })
  expect(await parseCommandLine(['cache', 'prune', ...args])(io, api)).toBe(0)
  return [asked, io.stdout.text]
}

describe('prune', () => {
  test.each<[string[], Partial<PruneOptions>]>([
    [['--max-size', '10GB'], { maxSize: 10e9, olderThan: undefined, all: undefined }],
    [['--older-than=7d', '--cache-dir', 'd'], { olderThan: 7 * 24 * hour, cacheDir: 'd' }],
    [['--max-size', '1GiB', '--older-than', '24h'], { maxSize: 2 ** 30, olderThan: 24 * hour }],
    [['--all'], { all: true }],
    [['-a', '-f'], { all: true }],
    [['--all=true', '--force=true'], { all: true }],
    [['--force', '--keep-storage', '5gb'], { maxSize: 5e9 }],
    [['--max-used-space', '0'], { maxSize: 0 }],
    [['--filter', 'until=48h'], { olderThan: 48 * hour }],
    [[], { maxSize: undefined, olderThan: undefined, all: undefined }],
  ])('%j', async (args, options) => {
    expect((await prune(args))[0]).toMatchObject(options)
  })

  test.each<[string[], string]>([
    [['--max-size', 'much'], '--max-size "much" is not a size'],
    [['--older-than', '7'], '--older-than "7" is not an age'],
    [['--filter', 'type=regular'], '--filter type=regular is not supported'],
    [['--filter', 'until=1h', '--max-used-space', '1GB'], '--filter cannot be used together with a size'],
    [['--cache'], "unknown option '--cache'"],
    [['10GB'], "too many arguments for 'prune'. Expected 0 arguments but got 1."],
  ])('%j is refused', (args, message) => {
    expect(() => parseCommandLine(['cache', 'prune', ...args])).toThrow(
      expect.objectContaining({ code: 'usage', message }),
    )
  })

  test('tells what was removed and what is left', async () => {
    const report = { removed: entries, freed: 468_502_590, size: 1000 }
    expect((await prune(['--all'], report))[1]).toBe(
      'removed 1 blob, 2 indexes, 1 record, 1 unpacked layer, 1 cache mount: 468.5 MB\nleft 1.0 kB in /store\n',
    )
    expect((await prune(['--all']))[1]).toBe('removed nothing\nleft 0 B in /store\n')
  })

  test('tells what stays because a build uses it', async () => {
    const report = { inUse: entries.slice(1, 3), processes: [12], size: 48_500_090 }
    expect((await prune(['--all'], report))[1]).toBe(
      'removed nothing\nkept 48.5 MB that builds may be using: process 12\nleft 48.5 MB in /store\n',
    )
    expect((await prune(['--all'], { ...report, processes: [12, 13] }))[1]).toContain(': processes 12, 13\n')
  })

  test('JSON', async () => {
    const text = (await prune(['--all', '--json'], { removed: entries, freed: 5 }))[1]
    expect(JSON.parse(text)).toMatchObject({
      dir: '/store',
      freed: 5,
      removed: [{ kind: 'mount' }, {}, {}, {}, {}, {}],
    })
  })
})
