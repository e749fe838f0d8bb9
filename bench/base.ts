import { createCipheriv } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeOciLayout } from '../scripts/hostBase/ociLayout.js'

const mebibyte = 1024 * 1024

/** An OCI layout of one layer of 235 MB that nothing can compress, the same on every machine; made once and kept. */
export async function bigBase(cache: string): Promise<string> {
  const layout = join(cache, 'base')
  if (existsSync(layout)) return layout
  const making = `${layout}.making`
  rmSync(making, { recursive: true, force: true })
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  const files = Array.from({ length: 224 }, (_, i) => {
    const content = noise.update(Buffer.alloc(mebibyte))
    return [`/data${i}`, { type: 'file', mode: 0o644, content }] as const
  })
  await writeOciLayout(making, new Map(files), 'noise')
  renameSync(making, layout)
  return layout
}
