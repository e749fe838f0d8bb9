import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeHostBase } from './hostBase/hostBase.js'

/**
 * `npm run demo`: builds the example Task on a base made of this machine's own shell and utilities, checks the archive, looks into it,
 * makes the bundle and runs it. Needs no root, no Docker and no network; what it makes stays in the folder demo.
 */
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const task = 'fixtures/tasks/add-integers'
const image = 'demo/image.tar'
const bundle = 'demo/com.my.task-1.0.0.zip'
const base = ['--build-arg', 'BASE=host', '--build-context', 'host=oci-layout:demo/base']
const store = ['--cache-dir', 'demo/cache']

rmSync('demo', { recursive: true, force: true })
mkdirSync('demo')

heading('Compiling oci-pack')
execute('scripts/build.mjs')

heading("Making a base image of this machine's own shell and utilities: demo/base")
await makeHostBase('demo/base')

heading('Building the image of the Task')
ociPack('build', ...base, ...store, '-o', image, task)

heading('Checking the archive')
ociPack('verify', image)

heading('Looking into it')
ociPack('inspect', image)

heading('Packing both for the App Engine')
ociPack('bundle', ...base, ...store, '-o', bundle, task)

heading('Running the Task of the bundle')
run()

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

function run(): void {
  const doctor = ['dist/cli/main.js', 'doctor', ...store]
  if (spawnSync(process.execPath, doctor, { stdio: 'ignore' }).status !== 0) {
    console.log('Left out, for this machine cannot run containers: oci-pack doctor tells why.')
    return
  }
  ociPack('run', bundle, '--inputs', `${task}/inputs`, '--outputs', 'demo/outputs', ...store)
  const value = (path: string): string => readFileSync(path, 'utf8')
  console.log(`a = ${value(`${task}/inputs/a`)}, b = ${value(`${task}/inputs/b`)}, sum = ${value('demo/outputs/sum')}`)
}
