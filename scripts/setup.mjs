/**
 * Installs the project's packages where they are missing or other than package-lock.json says, and compiles what is no TypeScript, so that the
 * commands of a fresh clone work at once. Needs nothing but Node and the npm that came with it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

if (!upToDate()) {
  console.log('Installing packages (npm ci) ...')
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: 'inherit' })
    : spawnSync('npm', args, { stdio: 'inherit' })
  process.exitCode = status ?? 1
}

if (!process.exitCode) await (await import('./deflate.mjs')).makeDeflate()

/** Whether each package of the lock file is installed in its version; one for another platform may be absent. */
function upToDate() {
  const installed = packages('node_modules/.package-lock.json')
  if (!installed) return false
  return Object.entries(packages('package-lock.json') ?? {}).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional),
  )
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
