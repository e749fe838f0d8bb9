import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startChromium } from '../test/support/chromium.js'
import { cliPath } from '../test/support/paths.js'
import { has } from './measure.js'

/** How many bytes each layer of an image has: layers that the browser's own digest takes, and one that crypto-js has to go on with. */
const images: readonly (readonly number[])[] = [[250e6, 250e6], [500e6]]

/** How long the page takes to read an image of 500 MB, and how long it is busy with anything else than the user meanwhile. */
export async function explore(cache: string): Promise<void> {
  console.log('An image of 500 MB that is dropped into the page')
  if (!has('chromium')) return
  const folder = join(cache, 'explore')
  mkdirSync(folder, { recursive: true })
  try {
    const checker = join(folder, 'checker.html')
    ociPack('explore', '-o', checker)
    for (const sizes of images) {
      const image = makeImage(folder, sizes)
      const { seconds, longest } = await measure(checker, image)
      const layers = `${sizes.length} ${sizes.length === 1 ? 'layer' : 'layers'}`
      console.log(`  ${layers}: ${seconds.toFixed(1)} s, the longest task of the page ${longest.toFixed(0)} ms`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeImage(folder: string, sizes: readonly number[]): string {
  const context = join(folder, 'context')
  const image = join(folder, 'image.tar')
  mkdirSync(context, { recursive: true })
  writeFileSync(join(context, 'Dockerfile'), `FROM scratch\n${sizes.map((_, i) => `COPY file${i} /\n`).join('')}`)
  for (const [i, size] of sizes.entries()) {
    const path = join(context, `file${i}`)
    writeFileSync(path, String(i))
    truncateSync(path, size)
  }
  ociPack('build', '-t', 'explored', '--cache-dir', join(folder, 'store'), '-o', image, context)
  return image
}

async function measure(page: string, image: string): Promise<{ seconds: number; longest: number }> {
  const browser = await startChromium()
  try {
    const opened = await browser.newPage()
    await opened.goto(pathToFileURL(page).href)
    await opened.evaluate(`
      globalThis.longest = 0
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
      }).observe({ type: 'longtask' })`)
    const start = performance.now()
    await opened.locator('input[type=file]').setInputFiles(image)
    await opened.locator('.image').waitFor({ timeout: 600_000 })
    const seconds = (performance.now() - start) / 1000
    return { seconds, longest: await opened.evaluate<number>('longest') }
  } finally {
    await browser.close()
  }
}

function ociPack(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`oci-pack ${args[0] ?? ''} ended with status ${status}\n${stderr}`)
}
