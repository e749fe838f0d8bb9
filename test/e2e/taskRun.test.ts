import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/index.js'
import { type Ended, hasCommand, run } from '../support/command.js'
import { buildExampleTask, exampleTask, ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { Podman } from '../support/podman.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

const folder = temporaryFolder()
const cache = ['--cache-dir', join(folder, 'cache')]
const host = ['--build-arg', 'BASE=host', '--build-context', `host=oci-layout:${join(folder, 'base')}`]
let count = 0
let image: string
beforeAll(async () => {
  image = await buildExampleTask(folder)
  cpSync(join(exampleTask.context, 'descriptor.yml'), join(folder, 'descriptor.yml'))
})

/** A Task like the example whose program is this script, and has this in its descriptor instead of that. */
function taskOf(script: string, change: readonly [string, string] = ['', '']): string {
  const context = join(folder, `task-${count++}`)
  cpSync(exampleTask.context, context, { recursive: true })
  writeFileSync(join(context, 'add.sh'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(context, 'add.sh'), 0o755)
  const descriptor = readFileSync(join(context, 'descriptor.yml'), 'utf8')
  writeFileSync(join(context, 'descriptor.yml'), descriptor.replace(...change))
  return context
}

const args = (context: string, ...more: string[]): string[] => [
  ...['run', context, '--inputs', exampleTask.inputs, ...host, ...cache, '--progress', 'quiet'],
  ...more,
]

async function reportOf(ended: Promise<Ended>): Promise<Ended & { report: RunReport }> {
  const { status, stdout, stderr } = await ended
  const report = JSON.parse(stdout) as RunReport
  return { status, stdout, stderr, report }
}

/** What a run leaves in the store when it is over. */
const left = (): string[] => readdirSync(join(folder, 'cache/work'))

describe.runIf(needs('user namespaces', await hasUserNamespaces()))('builtin', () => {
  test('runs the Task of a folder, and puts its outputs where they are wanted', async () => {
    const outputs = join(folder, 'outputs')
    const { status, stdout, stderr } = await ociPack(args(exampleTask.context, '--outputs', outputs))
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    expect(stderr).toMatch(
      /^com\/my\/task:1\.0\.0 ended with status 0 .*\n.*input +a +integer +19\n.*\n.*output +sum +integer +42\n/,
    )
    expect(readFileSync(join(outputs, 'sum'), 'utf8')).toBe('42')
    expect(left()).toEqual([])
  })

  test('says nothing of a Task that went well, where it is asked to be quiet', async () => {
    expect(await ociPack(args(exampleTask.context, '--quiet'))).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('tells of each wrong input, and runs nothing', async () => {
    const { status, report } = await reportOf(
      ociPack(args(exampleTask.context, '--input', 'b=twelve', '--input', 'c=1', '--json')),
    )
    expect(status).toBe(1)
    expect(report.exit).toBeUndefined()
    expect(report.inputs.map(({ name, ok }) => [name, ok])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ])
  })

  test('passes on how a Task fails, and delivers what it wrote all the same', async () => {
    const outputs = join(folder, 'failed')
    const context = taskOf('echo told; echo warned >&2; printf 7 >"$OUTPUTS/sum"; exit 9')
    const { status, stdout, stderr } = await ociPack(args(context, '--outputs', outputs))
    expect({ status, stdout }).toEqual({ status: 9, stdout: 'told\n' })
    expect(stderr).toContain('warned\n')
    expect(readFileSync(join(outputs, 'sum'), 'utf8')).toBe('7')
  })

  test('runs the image that a bundle of before has no part in', async () => {
    const context = taskOf('ls /app >&2; printf 1 >"$OUTPUTS/sum"')
    writeFileSync(join(context, 'Dockerfile'), 'FROM host\nCOPY . /app/\nCMD ["/bin/sh", "/app/add.sh"]\n')
    const images: string[] = []
    for (let round = 0; round < 2; round++) {
      const { report } = await reportOf(ociPack(args(context, '--json')))
      images.push(report.image)
      writeFileSync(join(context, 'com.my.task-1.0.0.zip'), 'a bundle of before')
    }
    expect(images[1]).toBe(images[0])
  })

  test('ends with 3 where outputs break the descriptor', async () => {
    const context = taskOf('echo 42 >"$OUTPUTS/sum"; echo >"$OUTPUTS/more"')
    const { status, report } = await reportOf(ociPack(args(context, '--json')))
    expect(status).toBe(3)
    expect(report.outputs.map(({ name, ok }) => [name, ok])).toEqual([
      ['sum', false],
      ['more', false],
    ])
  })

  test('gives no network, unless the descriptor asks for it', async () => {
    const context = taskOf('ls /sys/class/net >&2; printf 1 >"$OUTPUTS/sum"')
    const { stderr } = await ociPack(args(context, '--json'))
    expect(stderr).toBe('lo\n')
  })

  test('ends what takes too long, with grandchildren that care for no SIGTERM', async () => {
    const context = taskOf(`trap '' TERM; (trap '' TERM; sleep 1234567) & echo on; sleep 1234567`)
    const { status, stderr, report } = await reportOf(ociPack(args(context, '--timeout', '1s', '--json')))
    expect(status).toBe(124)
    expect(report).toMatchObject({ timedOut: true, exit: { status: 137, signal: 'SIGKILL' } })
    expect(stderr).toContain('on\n')
    expect((await run('pgrep', ['-f', 'sleep 1234567'])).stdout).toBe('')
    expect(left()).toEqual([])
  })

  test('leaves nothing behind when it is interrupted', async () => {
    const context = taskOf('echo on; sleep 7654321')
    const child = spawn(process.execPath, [cliPath, ...args(context)], { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.stdout.once('data', () => child.kill('SIGINT'))
    expect(await ended).toBe(130)
    expect((await run('pgrep', ['-f', 'sleep 7654321'])).stdout).toBe('')
    expect(left()).toEqual([])
  })

  test('limits memory, or tells that it cannot', async () => {
    const context = taskOf('x=$(head -c 200000000 /dev/zero | tr "\\0" x); printf 1 >"$OUTPUTS/sum"')
    const { status, report } = await reportOf(ociPack(args(context, '--json')))
    const unlimited = report.notes.some((note) => note.startsWith('Memory was not limited to 64 MiB'))
    if (unlimited) return
    expect(status).not.toBe(0)
    expect(report.notes).toEqual(['The kernel ended a process of the Task, which may use 64 MiB of memory'])
  })

  test('checks nothing of an image without a descriptor, and says so', async () => {
    mkdirSync(join(folder, 'alone'), { recursive: true })
    cpSync(image, join(folder, 'alone/image.tar'))
    const outputs = join(folder, 'alone/outputs')
    const where = ['--inputs', exampleTask.inputs, '--outputs', outputs]
    const { status, stderr } = await ociPack(['run', join(folder, 'alone/image.tar'), ...where, ...cache])
    expect(status).toBe(0)
    expect(stderr).toContain('no value was checked')
    expect(readFileSync(join(outputs, 'sum'), 'utf8')).toBe('42')
  })
})

describe.runIf(needs('podman', hasCommand('podman') && hasCommand('runc')))('Podman', () => {
  const podman = new Podman(join(folder, 'podman'))
  afterAll(() => podman.close())

  test('tells the same of a Task, keeps nothing of it, and leaves alone what is its own', async () => {
    const flags = [...cache, '--inputs', exampleTask.inputs, '--json']
    const ours = await reportOf(ociPack(['run', image, ...flags], { env: podman.env }))
    const theirs = await reportOf(ociPack(['run', image, ...flags, '--engine', 'podman'], { env: podman.env }))
    expect(theirs.report.engine).toBe('podman')
    const { duration, notes } = ours.report
    expect({ ...theirs.report, engine: ours.report.engine, duration, notes }).toEqual(ours.report)
    expect(theirs.status).toBe(0)
    expect(await podman.runOk('ps', '--all', '--quiet')).toBe('')
    expect(await podman.runOk('images', '--quiet')).toBe('')
    await podman.runOk('load', '--quiet', '-i', image)
    expect((await ociPack(['run', image, ...flags, '--engine', 'podman'], { env: podman.env })).status).toBe(0)
    expect(await podman.runOk('images', '--format', '{{.Repository}}')).toContain('com/my/task')
  })
})
