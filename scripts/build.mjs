/** Compiles src into dist. A dist that is there stays until its successor is complete, so that nobody who uses it meets half a one. */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const next = `node_modules/.dist-${process.pid}`
const former = `${next}-former`

try {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next]
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  if (status === 0) {
    copyPrograms()
    replace()
  }
  process.exitCode = status ?? 1
} finally {
  for (const folder of [next, former]) rmSync(folder, { recursive: true, force: true })
}

/** What is no TypeScript goes along as it is. */
function copyPrograms() {
  const folder = 'exec/linux'
  for (const name of readdirSync(`src/${folder}`)) {
    if (name.endsWith('.pl')) copyFileSync(`src/${folder}/${name}`, `${next}/${folder}/${name}`)
  }
}

function replace() {
  chmodSync(`${next}/cli/main.js`, 0o755)
  try {
    renameSync('dist', former)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  renameSync(next, 'dist')
}
