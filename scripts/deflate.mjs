/** Compiles the encoder of deflate to WebAssembly, beside its loader in src, where it is missing or older than its sources. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../src/oci/compress/deflate', import.meta.url))
const sources = join(folder, 'assembly')
const made = join(folder, 'deflate.wasm')

export async function makeDeflate() {
  if (isNew()) return
  const { default: asc } = await import('assemblyscript/asc')
  const next = `node_modules/.deflate-${process.pid}`
  mkdirSync(next, { recursive: true })
  try {
    const memory = [
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '40',
      '--maximumMemory',
      '40',
      '--memoryBase',
      '64',
    ]
    const code = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'threads']
    const { error, stderr } = await asc.main([
      join(sources, 'index.ts'),
      ...code,
      ...memory,
      '-o',
      join(next, 'deflate.wasm'),
    ])
    if (error) throw new Error(`the encoder of deflate was not compiled: ${error.message}\n${stderr.toString()}`)
    renameSync(join(next, 'deflate.wasm'), made)
  } finally {
    rmSync(next, { recursive: true })
  }
}

function isNew() {
  if (!existsSync(made)) return false
  const time = statSync(made).mtimeMs
  return [fileURLToPath(import.meta.url), ...readdirSync(sources).map((name) => join(sources, name))].every(
    (path) => statSync(path).mtimeMs <= time,
  )
}
