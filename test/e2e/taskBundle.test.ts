import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { type Ended, hasCommand, run, runOk } from '../support/command.js'
import { exampleTask, ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { Podman } from '../support/podman.js'

const folder = temporaryFolder()
const name = 'com.my.task-1.0.0'
let count = 0
let task: string

beforeAll(async () => {
  await makeHostBase(join(folder, 'base'))
})

beforeEach(() => {
  task = copyOfTask()
})

function copyOfTask(): string {
  const copy = join(folder, `task-${count++}`)
  cpSync(exampleTask.context, copy, { recursive: true })
  return copy
}

const base = (): string[] => [
  ...['--build-arg', 'BASE=host', '--build-context', `host=oci-layout:${join(folder, 'base')}`],
  ...['--cache-dir', join(folder, 'cache')],
]

/** In the Task's folder, as its author stands. */
const inTask = (...args: string[]): Promise<Ended> => ociPack([...args, ...base()], { cwd: task })

/** Changes the descriptor by a replacement that must be one. */
function edit(from: string | RegExp, to: string): void {
  const path = join(task, 'descriptor.yml')
  const before = readFileSync(path, 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}

async function bundled(...args: string[]): Promise<string> {
  const { status, stderr, stdout } = await inTask('bundle', ...args)
  expect({ status, stderr, stdout }).toMatchObject({ status: 0 })
  return join(task, `${name}.zip`)
}

describe('bundle', () => {
  test('writes the descriptor, the image and the logo, in this order, where the author stands', async () => {
    writeFileSync(join(task, 'logo.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    const zip = await bundled()
    const listed = await runOk('python3', ['-c', listing, zip])
    expect(JSON.parse(listed)).toEqual([
      ['descriptor.yml', 0],
      [`${name}.tar`, 0],
      ['logo.png', 0],
    ])
    expect(await check(zip)).toEqual([])
  })

  test('the same folder gives the same bytes, whatever its times, the umask and the place', async () => {
    const one = readFileSync(await bundled())
    task = copyOfTask()
    for (const file of readdirSync(task)) utimesSync(join(task, file), 1e9, 1e9)
    const other = join(task, 'other.zip')
    const args = [cliPath, 'bundle', '-o', other, ...base(), task].map((arg) => `'${arg}'`)
    await runOk('sh', ['-c', `umask 077; TZ=Asia/Tokyo exec '${process.execPath}' ${args.join(' ')}`], { cwd: '/' })
    expect(readFileSync(other).equals(one)).toBe(true)
  })

  test('standard output takes the same bytes', async () => {
    const one = readFileSync(await bundled())
    rmSync(join(task, `${name}.zip`))
    const args = [cliPath, 'bundle', '-o', '-', ...base(), task].map((arg) => `'${arg}'`)
    await runOk('sh', ['-c', `'${process.execPath}' ${args.join(' ')} > '${join(folder, 'out.zip')}'`])
    expect(readFileSync(join(folder, 'out.zip')).equals(one)).toBe(true)
  })

  test('a bundle of before is no part of the image, and is replaced', async () => {
    const one = readFileSync(await bundled())
    const again = readFileSync(await bundled())
    expect(again.equals(one)).toBe(true)
  })

  test('nothing is written where the descriptor is wrong, and the former bundle stays', async () => {
    const zip = await bundled()
    const before = readFileSync(zip)
    edit('name_short: add_int\n', '')
    const { status, stdout } = await inTask('bundle')
    expect(status).toBe(1)
    expect(stdout).toMatch(/name_short[^]*no bundle was written/)
    expect(readFileSync(zip).equals(before)).toBe(true)
  })

  test('--fix mends the name of the image in the descriptor and leaves the rest alone', async () => {
    edit(/file: .*\n/, "file: 'image.tar' # as old engines want it\n")
    expect((await inTask('bundle')).status).toBe(1)
    const before = readFileSync(join(task, 'descriptor.yml'), 'utf8')
    const zip = await bundled('--fix')
    const after = readFileSync(join(task, 'descriptor.yml'), 'utf8')
    expect(after).toBe(before.replace('image.tar', `/${name}.tar`))
    expect(await check(zip)).toEqual([])
  })

  test('a logo that no site could show is refused', async () => {
    writeFileSync(join(task, 'logo.png'), 'GIF89a')
    const { status, stderr } = await inTask('bundle')
    expect(status).toBe(1)
    expect(stderr).toContain('the logo is no PNG image')
  })

  test('a name that is not the descriptor’s is refused, both being shown', async () => {
    const { status, stderr } = await inTask('bundle', '-t', 'com/other/task:2.0.0')
    expect(status).toBe(2)
    expect(stderr).toContain('com/other/task:2.0.0')
    expect(stderr).toContain('com/my/task:1.0.0')
    expect((await inTask('bundle', '-t', 'com/my/task:1.0.0')).status).toBe(0)
  })

  test('a program that is not there keeps the bundle from being made', async () => {
    edit('1.0.0', '1.0.1')
    edit(`/${name}.tar`, '/com.my.task-1.0.1.tar')
    writeFileSync(join(task, 'Dockerfile'), 'ARG BASE\nFROM ${BASE}\nENTRYPOINT ["/app/nothing"]\n')
    const { status, stdout } = await inTask('bundle')
    expect(status).toBe(1)
    expect(stdout).toContain('/app/nothing')
    expect(existsSync(join(task, 'com.my.task-1.0.1.zip'))).toBe(false)
  })
})

/** The name and the flags of each entry. */
const listing =
  'import json,sys,zipfile; print(json.dumps([[e.filename, e.flag_bits] for e in zipfile.ZipFile(sys.argv[1]).infolist()]))'

async function check(path: string): Promise<unknown> {
  const { status, stdout, stderr } = await inTask('check', '--json', path)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  const report: unknown = JSON.parse(stdout)
  expect(report).toMatchObject({ passes: true, task: 'com/my/task:1.0.0' })
  return typeof report === 'object' && report !== null && 'findings' in report ? report.findings : undefined
}

describe('check', () => {
  test('a folder, its bundle and its image.tar pass', async () => {
    expect(await check(task)).toEqual([])
    expect(await check(await bundled())).toEqual([])
    expect((await inTask('build', '-o', 'image.tar')).status).toBe(0)
    expect(await check(join(task, 'image.tar'))).toEqual([])
  })

  test('all that is wrong is told at once, with the lines shown', async () => {
    edit('namespace: com.my.task', 'namespace: Com.my.task')
    edit('ram: 64Mi', 'ram: 64MiB')
    writeFileSync(join(task, 'Dockerfile'), 'ARG BASE\nFROM ${BASE}\nENTRYPOINT ["/app/none"]\n')
    const { status, stdout } = await inTask('check')
    expect(status).toBe(1)
    expect(stdout).toContain('namespace: Com.my.task')
    expect(stdout).toContain('ram: 64MiB')
    expect(stdout).toContain('/app/none')
  })

  test('a Dockerfile that cannot be built is told beside what is wrong with the descriptor', async () => {
    edit('name_short: add_int\n', '')
    writeFileSync(join(task, 'Dockerfile'), 'ARG BASE\nFROM ${BASE}\nCOPY missing /\n')
    const { status, stdout } = await inTask('check')
    expect(status).toBe(1)
    expect(stdout).toContain('name_short')
    expect(stdout).toContain('COPY missing /')
  })

  test('--no-build leaves the image alone and says so', async () => {
    rmSync(join(task, 'Dockerfile'))
    const { status, stdout } = await inTask('check', '--no-build')
    expect(status).toBe(0)
    expect(stdout).toContain('not looked at')
  })

  test('SARIF', async () => {
    edit('1.0.0', '1.0')
    const { status, stdout } = await inTask('check', '--no-build', '--format', 'sarif')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ level: 'error', locations: [{ physicalLocation: { region: { startLine: 5 } } }] }] }],
    })
  })

  test('an archive without a descriptor is judged by itself, and so it is said', async () => {
    expect((await inTask('build', '-o', join(folder, 'alone.tar'))).status).toBe(0)
    const { status, stdout } = await inTask('check', join(folder, 'alone.tar'))
    expect({ status, stdout }).toMatchObject({ status: 0 })
    expect(stdout).toContain('--descriptor')
  })

  test.each(['missing', 'Dockerfile'])('what is no Task at all: %s', async (path) => {
    const { status, stdout, stderr } = await inTask('check', path)
    expect(status).toBe(1)
    expect(stdout + stderr).toContain(path)
    expect(stderr).not.toContain('fault of oci-pack')
  })
})

describe('build takes its name from the descriptor', () => {
  test('where none is given', async () => {
    expect((await inTask('build', '-o', 'image.tar')).status).toBe(0)
    expect((await ociPack(['inspect', '--json', join(task, 'image.tar')])).stdout).toContain('"com/my/task:1.0.0"')
  })

  test('and refuses another one, but for a stage that is not the Task', async () => {
    const { status, stderr } = await inTask('build', '-t', 'com/other:1')
    expect(status).toBe(2)
    expect(stderr).toMatch(/com\/other:1[^]*com\/my\/task:1\.0\.0/)
    writeFileSync(join(task, 'Dockerfile'), 'ARG BASE\nFROM ${BASE} AS test\nFROM test\n')
    expect((await inTask('build', '--target', 'test', '-t', 'tests')).status).toBe(0)
  })

  test('and refuses a name that no image can have', async () => {
    edit('1.0.0', '1.0.0+build.5')
    const { status, stderr } = await inTask('build')
    expect(status).toBe(1)
    expect(stderr).toMatch(/1\.0\.0\+build\.5/)
  })
})

describe('a bundle reads well', async () => {
  test.runIf(needs('unzip', hasCommand('unzip')))('by Info-ZIP', async () => {
    expect(await runOk('unzip', ['-t', await bundled()])).toContain('No errors detected')
  })

  test.runIf(needs('podman', hasCommand('podman')))(
    'and the tar taken out of it loads and runs in Podman',
    async () => {
      const zip = await bundled()
      const podman = new Podman(join(folder, 'podman'))
      const outputs = join(folder, 'outputs')
      mkdirSync(outputs)
      chmodSync(outputs, 0o777)
      try {
        await run('python3', ['-m', 'zipfile', '-e', zip, folder])
        await podman.runOk('load', '-i', join(folder, `${name}.tar`))
        const mounts = ['-v', `${task}/inputs:/inputs`, '-v', `${outputs}:/outputs`]
        await podman.runOk('run', '--rm', ...mounts, 'com/my/task:1.0.0')
        expect(readFileSync(join(outputs, 'sum'), 'utf8')).toBe('42')
      } finally {
        await podman.close()
      }
    },
  )
})
