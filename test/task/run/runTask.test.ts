import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { OciPackError } from '../../../src/core/errors.js'
import { newImage } from '../../../src/oci/mutate.js'
import { ContentReader } from '../../../src/rootfs/contentReader.js'
import { emptyDirectory } from '../../../src/rootfs/node.js'
import { Store } from '../../../src/store/store.js'
import type { TaskEnd, TaskEngine, TaskRequest } from '../../../src/task/run/engine.js'
import { runTask, type TaskRun } from '../../../src/task/run/runTask.js'
import { descriptor, parameter, types } from '../../support/descriptors.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'

const folder = temporaryFolder()
const store = await Store.open(join(folder, 'store'))
afterAll(() => store.close())
let count = 0

/** An engine that does this in place of a container. */
const engine = (act: (request: TaskRequest) => Partial<TaskEnd> | Promise<Partial<TaskEnd>>): TaskEngine => ({
  name: 'builtin',
  offer: (request) =>
    Promise.resolve({
      serves: true,
      async run() {
        request.onStart()
        return { exit: { status: 0 }, outOfMemory: false, notes: [], ...(await act(request)) }
      },
    }),
})

const doubling = descriptor([parameter('a', types.integer)], [parameter('b', types.integer)])

function taskRun(engines: readonly TaskEngine[], changes: Partial<TaskRun> = {}): TaskRun {
  const image = newImage({ config: { os: 'linux', architecture: 'amd64', config: { Cmd: ['double'] } }, layers: [] })
  const reader = new ContentReader(() => Promise.reject(new Error('no layer is read')))
  return {
    opened: { image, tree: emptyDirectory(), reader },
    descriptor: doubling,
    inputs: { values: new Map([['a', { text: '21' }]]) },
    outputs: undefined,
    engines,
    timeout: undefined,
    keep: false,
    onOutput: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  }
}

const double = engine(({ inputs, outputs }) => {
  writeFileSync(join(outputs.source, 'b'), String(2 * Number(readFileSync(join(inputs.source, 'a'), 'utf8'))))
  return {}
})
const nothingLeft = (): void => expect(readdirSync(join(store.dir, 'work'))).toEqual([])

test('the Task finds its inputs, and what it writes is judged and delivered', async () => {
  const outputs = join(folder, `outputs-${count++}`)
  const report = await runTask(taskRun([double], { outputs }), store)
  expect(report).toMatchObject({ task: 'com/my/task:1.0.0', engine: 'builtin', exit: { status: 0 }, notes: [] })
  expect(report.outputs).toMatchObject([{ name: 'b', ok: true, value: '42' }])
  expect(readFileSync(join(outputs, 'b'), 'utf8')).toBe('42')
  nothingLeft()
})

test('everybody may write into the folders of the Task, and nobody else may come to them', async () => {
  const modes: number[] = []
  const looking = engine(({ inputs, outputs }) => {
    modes.push(...[inputs.source, outputs.source, join(inputs.source, '..')].map((path) => statSync(path).mode & 0o777))
    return {}
  })
  await runTask(taskRun([looking]), store)
  expect(modes).toEqual([0o777, 0o777, 0o700])
})

test('with a wrong input no engine is asked', async () => {
  const unasked = engine(() => Promise.reject(new Error('it was asked')))
  const report = await runTask(taskRun([unasked], { inputs: { values: new Map([['a', { text: 'x' }]]) } }), store)
  expect(report).toMatchObject({ inputs: [{ ok: false }], outputs: [], duration: 0 })
  expect([report.engine, report.exit]).toEqual([undefined, undefined])
  nothingLeft()
})

test('what a Task that failed wrote is delivered too', async () => {
  const outputs = join(folder, `outputs-${count++}`)
  const failing = engine(({ outputs: { source } }) => {
    writeFileSync(join(source, 'b'), '7')
    return { exit: { status: 9 } }
  })
  const report = await runTask(taskRun([failing], { outputs }), store)
  expect(report.exit).toEqual({ status: 9 })
  expect(readFileSync(join(outputs, 'b'), 'utf8')).toBe('7')
})

test('a lack of memory is told, before what the engine says', async () => {
  const greedy = engine(() => ({ exit: { status: 137 }, outOfMemory: true, notes: ['It was slow'] }))
  const { notes } = await runTask(taskRun([greedy]), store)
  expect(notes).toEqual(['The kernel ended a process of the Task, which may use 4 GiB of memory', 'It was slow'])
})

test('a Task that takes too long is asked to end', async () => {
  const sleeping = engine(
    ({ terminate }) =>
      new Promise((resolve) =>
        terminate.addEventListener('abort', () => resolve({ exit: { signal: 'SIGTERM' } }), { once: true }),
      ),
  )
  const report = await runTask(taskRun([sleeping], { timeout: 10 }), store)
  expect(report).toMatchObject({ timedOut: true, exit: { status: 143, signal: 'SIGTERM' } })
})

test('the folders are kept where that is wanted, outside the store', async () => {
  const { kept = '' } = await runTask(taskRun([double], { keep: true }), store)
  try {
    expect(readFileSync(join(kept, 'inputs/a'), 'utf8')).toBe('21')
    expect(readFileSync(join(kept, 'outputs/b'), 'utf8')).toBe('42')
    nothingLeft()
  } finally {
    rmSync(kept, { recursive: true })
  }
})

test('an image alone gets the folder of inputs as it is', async () => {
  const inputs = join(folder, `inputs-${count++}`)
  mkdirSync(inputs)
  writeFileSync(join(inputs, 'a'), '4')
  const outputs = join(folder, `outputs-${count++}`)
  const report = await runTask(
    taskRun([double], { descriptor: undefined, inputs: { folder: inputs, values: new Map() }, outputs }),
    store,
  )
  expect(report).toMatchObject({ inputs: [], outputs: [], exit: { status: 0 } })
  expect(report.task).toBeUndefined()
  expect(readFileSync(join(outputs, 'b'), 'utf8')).toBe('8')
})

test('an engine that fails leaves nothing behind', async () => {
  const broken = engine(() => Promise.reject(new OciPackError('executor', 'it broke')))
  expect((await failure(runTask(taskRun([broken]), store))).message).toBe('it broke')
  nothingLeft()
})
