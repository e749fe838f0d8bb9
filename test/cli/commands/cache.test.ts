import { describe, expect, test } from 'vitest'
import type { CacheEntry, CacheReport, PruneOptions, PruneReport } from '../../../src/api/cache.js'
import type { CacheUsage } from '../../../src/api/cacheUsage.js'
import type { CacheVerification, VerifyCacheOptions } from '../../../src/api/verifyCache.js'
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
    [['--filter', 'until=48h', '--max-used-space', '1GB'], { olderThan: 48 * hour, maxSize: 1e9, both: true }],
    [['--older-than', '48h', '--max-used-space', '1GB'], { olderThan: 48 * hour, maxSize: 1e9, both: false }],
    [['--reserved-space', '2GB'], { maxSize: 2e9 }],
    [['--reserved-space', '2GB', '--max-used-space', '1GB'], { maxSize: 2e9 }],
    [[], { maxSize: undefined, olderThan: undefined, all: undefined }],
  ])('%j', async (args, options) => {
    expect((await prune(args))[0]).toMatchObject(options)
  })

  test.each<[string[], string]>([
    [['--max-size', 'much'], '--max-size "much" is not a size'],
    [['--older-than', '7'], '--older-than "7" is not an age'],
    [['--filter', 'type=regular'], '--filter type=regular is not supported'],
    [['--filter', 'until=1h', '--max-size', '1GB'], '--filter cannot be used together with --max-size or --older-than'],
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

describe('du', () => {
  const kinds = [
    { kind: 'blob' as const, count: 3, size: 3_000_000, active: 1, reclaimable: 1_000_000 },
    { kind: 'mount' as const, count: 0, size: 0, active: 0, reclaimable: 0 },
  ]
  const usage: CacheUsage = { dir: '/store', kinds, size: 3_000_000, reclaimable: 1_000_000, processes: [] }
  const du = async (said: CacheUsage, ...args: string[]): Promise<string> => {
    const io = fakeIo({ HOME: '/h' })
    const api = fakeApi({
      cacheUsage: async (location) => (expect(location).toMatchObject({ env: { HOME: '/h' } }), said),
    })
    expect(await parseCommandLine(['cache', 'du', ...args])(io, api)).toBe(0)
    return io.stdout.text
  }

  test('a table', async () => {
    expect(await du(usage)).toBe(
      `KIND   TOTAL  ACTIVE  SIZE    RECLAIMABLE
blob   3      1       3.0 MB  1.0 MB (33%)
mount  0      0       0 B     0 B

3.0 MB in /store, 1.0 MB (33%) reclaimable
`,
    )
    expect(await du({ ...usage, processes: [7] })).toContain('reclaimable; process 7 may be using the rest\n')
  })

  test('JSON', async () => {
    expect(JSON.parse(await du(usage, '--json'))).toEqual(usage)
  })
})

describe('verify', () => {
  const whole: CacheVerification = {
    dir: '/store',
    checked: { blob: 2, record: 1 },
    size: 1000,
    faults: [],
    stale: [],
    layout: 'true',
    ok: true,
  }
  const fault = {
    kind: 'blob' as const,
    name: 'a'.repeat(64),
    message: 'its bytes\nhave another digest',
    mended: false,
  }
  async function verify(said: CacheVerification, ...args: string[]): Promise<[number, string, string]> {
    const io = fakeIo()
    let asked: VerifyCacheOptions | undefined
    const api = fakeApi({ verifyCache: async (options) => ((asked = options), said) })
    const status = await parseCommandLine(['cache', 'verify', ...args])(io, api)
    expect(asked).toMatchObject({ fix: args.includes('--fix') || undefined })
    return [status, io.stdout.text, io.stderr.text]
  }

  test('a store that is whole', async () => {
    expect(await verify(whole)).toEqual([0, '/store: ok, 2 blobs, 1 record: 1.0 kB\n', ''])
  })

  test('one that is not', async () => {
    const [status, text] = await verify({ ...whole, faults: [fault], layout: 'false', ok: false })
    expect(status).toBe(1)
    expect(text).toBe(
      `/store: 2 problems, 2 blobs, 1 record: 1.0 kB
  blob ${fault.name}: its bytes have another digest
  index.json: it lists images that are not whole
'oci-pack cache verify --fix' removes what is damaged; it is fetched or made anew then.
`,
    )
  })

  test('one that was mended', async () => {
    const stale = [{ ...fault, kind: 'record' as const, mended: true }]
    const [status, text] = await verify(
      { ...whole, faults: [{ ...fault, mended: true }], stale, layout: 'mended' },
      '--fix',
    )
    expect(status).toBe(0)
    expect(text).toBe(
      `/store: 2 problems, 2 blobs, 1 record: 1.0 kB
  blob ${fault.name}: its bytes have another digest; removed
  index.json: it lists images that are not whole, and was mended
1 record of what is not there any more: removed
`,
    )
  })

  test('JSON, and progress elsewhere', async () => {
    const [status, text, progress] = await verify(whole, '--json', '--progress', 'json')
    expect([status, JSON.parse(text)]).toEqual([0, whole])
    expect(progress).not.toBe('')
  })
})
