/**
 * Checks a Task, builds it twice, bundles it and runs it: `node task.js TASK [BASE]`, where BASE is an OCI layout that serves as the base of
 * its Dockerfile. Ctrl-C ends it cleanly.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, check, diff, type Event, inspect, OciPackError, runStatus, runTask, verify } from 'oci-pack'

const [task = '.', base] = process.argv.slice(2)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const folder = await mkdtemp(join(tmpdir(), 'task-'))
try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof OciPackError)) throw error
  console.error(`${error.code}: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function main(): Promise<number> {
  const options = {
    ...(base === undefined ? {} : { buildArgs: { BASE: 'host' }, buildContexts: { host: `oci-layout:${base}` } }),
    cacheDir: join(folder, 'cache'),
    signal: stop.signal,
    onEvent: show,
  }
  const checked = await check({ ...options, path: task })
  for (const { severity, message } of checked.findings) console.log(`${severity}: ${message}`)
  if (!checked.passes) return 1

  const output = join(folder, 'task.zip')
  const { made } = await bundle({ ...options, path: task, output })
  if (!made) return 1
  console.log(`bundled ${made.task} as ${made.imageId}`)

  const { passes, readers } = await verify(output, options)
  const takers = readers.filter(({ takes }) => takes)
  console.log(`sound: ${passes}, taken by ${takers.length} of ${readers.length} programs`)
  const { layers, platform } = await inspect(output, options)
  console.log(`${layers.length} layers for ${platform}`)

  const again = join(folder, 'again.zip')
  await bundle({ ...options, path: task, output: again, noCache: true })
  console.log(`the same again: ${(await diff(output, again, options)).verdict}`)

  const report = await runTask({ ...options, task: output, inputs: join(task, 'inputs') })
  for (const { name, ok } of report.outputs) console.log(`output ${name}: ${ok ? 'right' : 'wrong'}`)
  return runStatus(report)
}

function show(event: Event): void {
  if (event.type === 'step-start') console.error(`... ${event.name}`)
  if (event.type === 'progress') console.error(`... ${event.name}: ${event.done} of ${event.total ?? 'unknown'} bytes`)
}
