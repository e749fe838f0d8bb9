import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHostBase } from './hostBase/hostBase.js'
import { runImage } from './runImage.js'

/**
 * `npm run demo`: packs the example Task on a base made of this machine's own shell and utilities, checks the archive, looks into it
 * and runs it. Needs no root, no Docker and no network; what it makes stays in the folder demo.
 */
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const task = 'fixtures/tasks/add-integers'
const image = 'demo/image.tar'

rmSync('demo', { recursive: true, force: true })
mkdirSync('demo/outputs', { recursive: true })

heading('Compiling oci-pack')
execute('scripts/build.mjs')

heading("Making a base image of this machine's own shell and utilities: demo/base")
await makeHostBase('demo/base')

heading('Packing the Task')
const base = ['--build-arg', 'BASE=host', '--build-context', 'host=oci-layout:demo/base']
ociPack('build', '-t', 'com/my/task:1.0.0', ...base, '--cache-dir', 'demo/cache', '-o', image, task)

heading('Checking the archive')
ociPack('verify', image)

heading('Looking into it')
ociPack('inspect', image)

heading('Running the Task')
// As the App Engine prepares it: whoever the Task runs as may write there.
chmodSync('demo/outputs', 0o777)
await run()

function heading(text: string): void {
  console.log(`\n# ${text}`)
}

function ociPack(...args: readonly string[]): void {
  console.log(`$ oci-pack ${args.join(' ')}`)
  execute('dist/cli/main.js', ...args)
}

/** Executes a program of the project; where it fails, it has said why, and the demo ends as it did. */
function execute(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

async function run(): Promise<void> {
  const mounts = [
    { type: 'host', source: join(process.cwd(), task, 'inputs'), target: '/inputs', readOnly: true },
    { type: 'host', source: join(process.cwd(), 'demo/outputs'), target: '/outputs', readOnly: false },
  ] as const
  const ran = await runImage(image, mounts, join(process.cwd(), 'demo/cache'))
  if ('why' in ran) {
    console.log(`Left out, for this machine cannot run containers: ${ran.why}`)
    return
  }
  if (!('status' in ran.exit) || ran.exit.status !== 0) throw new Error(`the Task failed: ${JSON.stringify(ran.exit)}`)
  const value = (path: string): string => readFileSync(path, 'utf8')
  console.log(`a = ${value(`${task}/inputs/a`)}, b = ${value(`${task}/inputs/b`)}, sum = ${value('demo/outputs/sum')}`)
}
