/**
 * Compiles src into dist: declarations for each file, and the programs bundled, for Node takes longer to find and load some two hundred
 * files than a build from the cache takes otherwise. A dist that is there stays until its successor is complete, so that nobody who uses
 * it meets half a one.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { licensesOf } from './licenses.mjs'
import { makePage } from './page.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
/** Packages that no command loads at its start; CommonJS, for a bundle of that form would give other default exports of ES modules. */
const seldomLoaded = [
  '@bokuweb/zstd-wasm',
  'dicom-parser',
  'fzstd',
  'unbzip2-stream',
  'web-streams-polyfill',
  'xz-decompress',
  'yaml',
]
const next = `node_modules/.dist-${process.pid}`
const former = `${next}-former`

try {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next]
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  if (status === 0) {
    copyPrograms()
    await bundle()
    writeManual()
    mkdirSync(`${next}/explore`, { recursive: true })
    writeFileSync(`${next}/explore/page.html`, await makePage())
    replace()
  }
  process.exitCode = status ?? 1
} finally {
  for (const folder of [next, former]) rmSync(folder, { recursive: true, force: true })
}

/** What is no TypeScript goes along as it is. */
function copyPrograms() {
  for (const name of readdirSync('src', { recursive: true })) {
    if (/\.(pl|mjs|wasm)$/.test(name)) copyFileSync(`src/${name}`, `${next}/${name}`)
  }
}

/** The manual pages, made of the same definitions as the help. */
function writeManual() {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/manual.ts', `${next}/man`], { stdio: 'inherit' })
}

/**
 * Makes bundles of the compiled files, and removes these. The library's packages stay packages. The command, of which each run is a start, has all that its
 * start needs in one file, which `src/cli/codeCache.ts` loads.
 */
async function bundle() {
  const compiled = readdirSync(next, { recursive: true }).filter((name) => name.endsWith('.js'))
  const common = { bundle: true, platform: 'node', target: 'node20.19', logLevel: 'warning' }
  await build({
    ...common,
    entryPoints: { 'library/index': `${next}/index.js` },
    outdir: `${next}/bundled`,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    packages: 'external',
    plugins: [placesFrom('import.meta.url')],
  })
  await build({
    ...common,
    entryPoints: [`${next}/cli/main.js`],
    outfile: `${next}/bundled/cli/main.js`,
    format: 'esm',
    plugins: [placesFrom('import.meta.url')],
  })
  const { metafile } = await build({
    ...common,
    entryPoints: [`${next}/cli/run.js`],
    outfile: `${next}/bundled/cli/run.cjs`,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    external: seldomLoaded,
    plugins: [placesFrom('require("node:url").pathToFileURL(__filename)')],
    metafile: true,
  })
  writeFileSync(`${next}/bundled/cli/LICENSES.txt`, licensesOf(Object.keys(metafile.inputs)))
  for (const name of compiled) rmSync(join(next, name))
  rmSync(`${next}/cli`, { recursive: true })
  for (const name of readdirSync(`${next}/bundled`)) renameSync(`${next}/bundled/${name}`, `${next}/${name}`)
  rmSync(`${next}/bundled`, { recursive: true })
}

/** A file that asks where it is hears where it would be if it were not part of a bundle; all bundles lie one folder below dist. */
function placesFrom(bundle) {
  const setup = ({ onLoad }) =>
    onLoad({ filter: /\/\.dist-\d+\/.*\.js$/ }, ({ path }) => {
      const place = JSON.stringify(`../${relative(realpathSync(next), path)}`)
      const text = readFileSync(path, 'utf8')
      return { contents: text.replaceAll('import.meta.url', `new URL(${place}, ${bundle}).href`) }
    })
  return { name: 'places', setup }
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
