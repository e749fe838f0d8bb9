/** Makes the page of `oci-pack explore`: one file of HTML, its programs and its style in it, and a policy that lets it reach nothing. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { licensesOf } from './licenses.mjs'

const folder = 'src/explore/page'
const { resolve } = createRequire(import.meta.url)

/** The page, still without an image. Called where the project's folder is the current one. */
export async function makePage() {
  const [main, worker, style] = await Promise.all([
    bundled(`${folder}/main.ts`),
    bundled(`${folder}/check/worker.ts`),
    bundled(`${folder}/style.css`),
  ])
  const policy = [
    "default-src 'none'",
    // xz is undone by WebAssembly.
    `script-src ${hashOf(main.text)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style.text)}`,
    'worker-src blob:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const parts = {
    '{policy}': policy,
    '<!-- style -->': `<style>${style.text}</style>`,
    '<!-- licenses -->': asText(licensesOf([...main.inputs, ...worker.inputs])),
    '<!-- worker -->': `<script type="text/plain" id="worker">${worker.text}</script>`,
    '<!-- main -->': `<script>${main.text}</script>`,
  }
  const template = readFileSync(`${folder}/template.html`, 'utf8')
  return template.replace(/\{policy\}|<!-- \w+ -->/g, (name) => parts[name])
}

/** What Node has and browsers lack comes from packages that do the same there. */
const replacements = {
  _stream_transform: resolve('readable-stream/lib/_stream_transform.js'),
  assert: resolve('assert/'),
  buffer: resolve('buffer/'),
  events: resolve('events/'),
  stream: resolve('readable-stream'),
  'stream/web': resolve('./pageStreams.mjs'),
  util: resolve('util/'),
  zlib: resolve('browserify-zlib'),
}

async function bundled(entry) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    alias: replacements,
    define: { global: 'globalThis' },
    inject: entry.endsWith('.ts') ? ['scripts/pageGlobals.mjs'] : [],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  return { text: outputFiles[0].text.trim(), inputs: Object.keys(metafile.inputs) }
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function asText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
