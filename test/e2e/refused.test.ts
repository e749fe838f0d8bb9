import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { fileItem } from '../support/archives.js'
import { type Ended, hasCommand, run } from '../support/command.js'
import { former, Place } from '../support/failingBuild.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { writeTar } from '../support/tarItems.js'

const isRoot = process.getuid?.() === 0
const namespace = isRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount']

async function canMount(): Promise<boolean> {
  if (!hasCommand('unshare')) return false
  return (await run('unshare', [...namespace, 'sh', '-c', 'mount -t tmpfs tmpfs /tmp'])).status === 0
}

describe.runIf(needs('a mount namespace', await canMount()))('a full disk', () => {
  /** Builds where `full` is a file system of 1 MiB with a former image in it; tells what is left there. */
  async function buildsWith(files: Record<string, string | Buffer>, args: readonly string[]): Promise<Ended> {
    const place = new Place(files)
    mkdirSync(join(place.folder, 'full'))
    const script = `mount -t tmpfs -o size=1m tmpfs full && printf '${former}' > full/image.tar || exit 99
"$@"
status=$?
find full -type f -not -path 'full/blobs/*' -not -path 'full/index/*' -not -name index.json -not -name oci-layout
cat full/image.tar
exit $status`
    const command = ['-c', script, 'sh', process.execPath, cliPath, 'build', '-q', ...args, 'context']
    const ended = await run('unshare', [...namespace, 'sh', ...command], {
      cwd: place.folder,
      env: { PATH: process.env['PATH'], HOME: place.folder },
    })
    place.keptAll()
    return ended
  }

  const big = Buffer.alloc(3 << 20, 'big')
  const copy = { Dockerfile: 'FROM scratch\nCOPY big /\n', big }
  const add = { Dockerfile: 'FROM scratch\nADD big.tar /\n', 'big.tar': writeTar([fileItem('big', big)]) }

  test.each<[string, Record<string, string | Buffer>, string[], RegExp]>([
    [
      'under the output',
      copy,
      ['--cache-dir', 'cache', '-o', 'full/image.tar'],
      /cannot write full\/image\.tar: no space/,
    ],
    [
      'under the files of an image',
      copy,
      ['--cache-dir', 'cache', '-o', 'type=rootfs,dest=full/files'],
      /cannot write full\/files: no space/,
    ],
    [
      'under a layout',
      copy,
      ['--cache-dir', 'cache', '-o', 'type=oci,tar=false,dest=full/layout'],
      /cannot write full\/layout.*no space/,
    ],
    [
      'under the store, in a COPY',
      copy,
      ['--cache-dir', 'full', '-o', 'image.tar'],
      /writing .*full\/work\/.*: no space/,
    ],
    [
      'under the store, in an ADD',
      add,
      ['--cache-dir', 'full', '-o', 'image.tar'],
      /writing .*full\/work\/.*: no space/,
    ],
  ])('%s', async (_where, files, args, message) => {
    const { status, stdout, stderr } = await buildsWith(files, args)
    expect([status, stdout]).toEqual([1, `full/image.tar\n${former}`])
    expect(stderr).toMatch(message)
    expect(stderr).toContain('help: Free some space, or put the output or the store elsewhere')
    expect(stderr).not.toMatch(/^ {4}at |fault of oci-pack/m)
  })
})

/** Whether somebody else can run the command: every folder above it lets them through. */
function isPublic(path: string): boolean {
  return (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isPublic(dirname(path)))
}

const nobody = 65534
const canBeNobody = hasCommand('setpriv') && isPublic(dirname(cliPath)) && isPublic(process.execPath)

describe.runIf(!isRoot || needs('an ordinary user', canBeNobody))('no permission', () => {
  /** Builds as a user who owns nothing of what is forbidden. */
  async function fails(place: Place, args: readonly string[]): Promise<Ended> {
    for (const path of [dirname(place.folder), place.folder]) chmodSync(path, 0o755)
    mkdirSync(join(place.folder, 'cache'))
    const owned = [place.folder, join(place.folder, 'cache'), join(place.folder, 'out')]
    if (isRoot) for (const path of owned) chownSync(path, nobody, nobody)
    const who = isRoot ? ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'] : []
    const command = [process.execPath, cliPath, 'build', '-q', '--cache-dir', 'cache', ...args, 'context']
    const ended = await run(isRoot ? 'setpriv' : 'env', [...who, ...command], {
      cwd: place.folder,
      env: { PATH: process.env['PATH'], HOME: place.folder },
    })
    expect(ended.stderr).not.toMatch(/^ {4}at |fault of oci-pack/m)
    return ended
  }

  test.each<[string, string, number, string[], RegExp]>([
    [
      'to read a file',
      'context/secret/x',
      0,
      [],
      /^error: opening .*context\/secret\/x: permission denied\ncontext\/Dockerfile:2\n/,
    ],
    [
      'to list a folder',
      'context/secret',
      0,
      [],
      /^error: listing .*context\/secret: permission denied\ncontext\/Dockerfile:2\n/,
    ],
    ['to enter the context', 'context', 0, [], /^error: .*context.*: permission denied\n/],
    [
      'to read the Dockerfile',
      'context/Dockerfile',
      0,
      [],
      /^error: reading the Dockerfile context\/Dockerfile: permission denied\n/,
    ],
    ['to write the output', 'out', 0o555, [], /^error: cannot write out\/image\.tar: permission denied\n/],
    [
      'to write into the store',
      'cache',
      0o555,
      ['--cache-dir', 'out/cache'],
      /^error: cannot open the store .*out\/cache: permission denied\n/,
    ],
  ])('%s', async (_what, name, mode, more, message) => {
    const place = new Place({ Dockerfile: 'FROM scratch\nCOPY . /\n', 'secret/x': 'x' })
    const path = join(place.folder, more.length > 0 ? 'out' : name)
    const before = statSync(path).mode
    chmodSync(path, mode)
    const { status, stderr } = await fails(place, [...more, '-o', 'out/image.tar'])
    chmodSync(path, before)
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
    place.keptAll()
  })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s in a long COPY stops it there, and leaves nothing', async (signal, status) => {
  const place = new Place({ Dockerfile: 'FROM scratch\nCOPY big /\n' })
  truncateSync(place.write('context/big', ''), 4 * 2 ** 30)
  const work = join(place.folder, 'cache/work')
  const args = ['build', '--progress=plain', '--cache-dir', 'cache', '-o', 'out/image.tar', 'context']
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'], HOME: place.folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()))
  const exited = once(child, 'exit')
  while (child.exitCode === null && sizeOf(work) < 2 ** 20) await setTimeout(20)
  child.kill(signal)
  expect(await exited).toEqual([status, null])
  expect(stderr).toContain(`stopped by ${signal}`)
  expect(stderr).not.toContain('#2 DONE')
  place.keptAll()
})

/** Bytes of the files in the folders of a folder that may not be there yet. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  } catch {
    return 0
  }
}
