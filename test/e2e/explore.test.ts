import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from '../../src/api/task/check.js'
import type { VerifyResult } from '../../src/api/verify/result.js'
import type { FileFigures } from '../../src/inspect/report.js'
import { formatBytes } from '../../src/core/formatBytes.js'
import { tarHeader } from '../../src/oci/tar/entry.js'
import { encodeHeader } from '../../src/oci/tar/header.js'
import { type ArchiveSample, json, writers } from '../support/archives.js'
import { barriers, hasChromium, openPage, startChromium } from '../support/chromium.js'
import { ociPack } from '../support/exampleTask.js'
import { exploredSample, hostile } from '../support/exploredSample.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { type TarItem, tarItem, writeTar } from '../support/tarItems.js'
import { bundleKinds } from '../task/bundle/bundleKinds.js'

const sample = exploredSample()
/** What an inflater says is wrong with a stream, each in its own words. */
const inflaterWords = /(?<=: )(?:invalid block type|The compressed data was not valid.*)$/

describe.runIf(needs('chromium', hasChromium))('the page', () => {
  const folder = temporaryFolder()
  const image = join(folder, 'image.tar')
  const [report, checker] = [join(folder, 'report.html'), join(folder, 'checker.html')]
  let browser: Browser
  beforeAll(async () => {
    writeFileSync(image, writeTar(writers['docker save 28'](sample)))
    expect(await ociPack(['explore', image, '-o', report])).toMatchObject({ status: 0, stderr: '' })
    expect(await ociPack(['explore', '-o', checker])).toMatchObject({ status: 0, stderr: '' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser.close()
  })

  /** Opens the page without an image, and gives it a file. */
  const drop = async (path: string) => {
    const opened = await openPage(browser, checker)
    await opened.page.locator('input[type=file]').setInputFiles(path)
    return opened
  }
  const shows = (page: Page) => page.locator('.image').waitFor()

  test('of an image opens from the disk, asks for nothing else and complains of nothing', async () => {
    const { page, requests, complaints } = await openPage(browser, report)
    for (const tab of await page.getByRole('tab').all()) await tab.click()
    expect(requests).toEqual([`file://${report}`])
    expect(complaints).toEqual([])
  })

  test('may reach nothing: its own policy forbids it', async () => {
    let asked = 0
    const server = createServer((_, answer) => answer.end(String(++asked)))
    const port = await listen(server)
    try {
      const { page } = await openPage(browser, report)
      const tried = await page.evaluate<string[]>(`Promise.all([
        fetch('http://127.0.0.1:${port}/').then(() => 'fetched', () => 'refused'),
        new Promise((resolve) => {
          const events = { onload: () => resolve('loaded'), onerror: () => resolve('refused') }
          document.body.append(Object.assign(new Image(), events, { src: 'http://127.0.0.1:${port}/a.png' }))
        }),
      ])`)
      expect(tried).toEqual(['refused', 'refused'])
      expect(asked).toBe(0)
    } finally {
      server.close()
    }
  })

  test('tells what inspect tells, and so does the browser that reads the image itself', async () => {
    const { stdout } = await ociPack(['inspect', '--json', image])
    const { files } = JSON.parse(stdout) as { files: FileFigures }
    const { page } = await openPage(browser, report)
    const { page: read } = await drop(image)
    await shows(read)
    for (const shown of [page, read]) {
      const figures = await shown.locator('.figures').innerText()
      for (const bytes of [files.seen, files.hidden, files.unpacked]) expect(figures).toContain(formatBytes(bytes))
      expect(figures).toContain(`${files.files} files, ${files.directories} folders`)
      await shown.getByRole('tab', { name: 'Waste' }).click()
      for (const { path, size } of files.wasteful) {
        const row = shown.getByRole('tabpanel').getByRole('row').filter({ hasText: path })
        expect(await row.innerText()).toContain(formatBytes(size))
      }
    }
    const of = (one: Page) => one.locator('.timeline').innerText()
    expect(await of(read)).toBe(await of(page))
  })

  test('finds what verify finds, in the browser too', async () => {
    const { stdout } = await ociPack(['verify', '--json', image])
    const { findings, readers } = JSON.parse(stdout) as Pick<VerifyResult, 'findings' | 'readers'>
    expect(findings.map(({ rule }) => rule)).toContain('name-control')
    const { page } = await openPage(browser, report)
    const { page: read } = await drop(image)
    await shows(read)
    for (const shown of [page, read]) {
      await shown.getByRole('tab', { name: 'Checks' }).click()
      expect(await shown.locator('.rule').allInnerTexts()).toEqual(findings.map(({ rule }) => rule))
      for (const { name, takes, reasons } of readers) {
        const row = shown.getByRole('row').filter({ has: shown.getByRole('rowheader', { name, exact: true }) })
        expect(await row.innerText()).toContain(takes ? 'takes it' : 'refuses it')
        expect(await row.locator('.reasons').innerText()).toContain(reasons.join('\n'))
      }
    }
  })

  test('shows hostile names and texts as what they are', async () => {
    const { page, complaints } = await openPage(browser, report)
    await page.getByRole('button', { name: 'app/', exact: true }).click()
    const table = page.locator('table.files')
    expect(await table.innerText()).toContain(hostile.element)
    expect(await table.innerText()).toContain('\\u{1b}[31mred\\u{a}line')
    expect(await table.innerText()).toContain('\\u{202e}gnp.exe')
    await table.getByRole('button', { name: hostile.element }).click()
    expect(await page.locator('.details pre').innerText()).toBe(hostile.end)
    expect(await page.locator('#main img, #main script').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('can be used by the keyboard alone', async () => {
    const { page } = await openPage(browser, report)
    const told = () => page.locator('#live').innerText()
    const label = () => page.locator('canvas').getAttribute('aria-label')
    await page.locator('canvas').focus()
    await page.keyboard.press('ArrowRight')
    expect(await told()).toMatch(/^\/usr, 50\.0 kB, .* of \//)
    await page.keyboard.press('Enter')
    expect(await label()).toContain('Map of /usr')
    await page.keyboard.press('Escape')
    expect(await label()).toContain('Map of /, ')

    await page.keyboard.press('/')
    await page.keyboard.type('main')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.locator('.details').innerText()).toContain('print("changed")')

    await page.getByRole('tab', { name: 'Files' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Largest')
    await page.keyboard.press('End')
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Checks')
  })

  test('shows one layer alone', async () => {
    const { page } = await openPage(browser, report)
    await page.locator('.layers button').nth(2).click()
    expect(await page.locator('.crumbs').innerText()).toContain('Layer 3 only')
    expect(await page.locator('table.files tbody tr').allInnerTexts()).toHaveLength(1)
    await page.getByRole('button', { name: 'Show all layers' }).click()
    expect(await page.locator('table.files tbody tr').allInnerTexts()).toHaveLength(3)
  })

  test.each(['light', 'dark'] as const)('keeps nobody out, in %s colours and on small screens', async (colorScheme) => {
    const small = { width: 360, height: 740 }
    for (const viewport of [{ width: 1280, height: 800 }, small]) {
      const { page } = await openPage(browser, report, { colorScheme, viewport })
      await page.getByRole('button', { name: 'etc/', exact: true }).click()
      await page.getByRole('button', { name: 'os-release', exact: true }).click()
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click()
        expect(await barriers(page)).toEqual([])
      }
      const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
      expect(wide).toBe(false)
      await page.screenshot({ path: join(folder, `${colorScheme}-${viewport.width}.png`), fullPage: true })
    }
    const { page } = await openPage(browser, checker, { colorScheme, viewport: small })
    expect(await barriers(page)).toEqual([])
  })

  test('remembers nothing of the theme but what the switch says', async () => {
    const { page } = await openPage(browser, report, { colorScheme: 'light' })
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await page.getByRole('button', { name: 'Dark colours' }).click()
    expect(await ground()).not.toBe(light)
    await page.getByRole('button', { name: 'Light colours' }).click()
    expect(await ground()).toBe(light)
  })

  test.each(Object.entries(writers))('reads what %s writes', async (_, write) => {
    const path = join(folder, 'written.tar')
    writeFileSync(path, writeTar(write(sample)))
    const { page, requests, complaints } = await drop(path)
    await shows(page)
    expect(await page.locator('.figures').innerText()).not.toContain('faults')
    expect(requests.filter((address) => !address.startsWith('file:') && !address.startsWith('blob:'))).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('reads an archive that is compressed as a whole', async () => {
    const path = join(folder, 'image.tar.gz')
    writeFileSync(path, gzipSync(readFileSync(image)))
    const { page } = await drop(path)
    await shows(page)
    expect(await page.locator('h1').innerText()).toBe('com/my/task:1.0.0')
  })

  test.each(['xz', 'bzip2'])('reads layers that are compressed by %s', async (program) => {
    const path = join(folder, 'compressed.tar')
    const layers = sample.layers.map((input) => execFileSync(program, ['-c'], { input }))
    writeFileSync(path, writeTar(writers['docker save 28']({ ...sample, layers })))
    const { stdout } = await ociPack(['verify', '--json', path])
    const { findings } = JSON.parse(stdout) as Pick<VerifyResult, 'findings'>
    const { page, complaints } = await drop(path)
    await shows(page)
    await page.getByRole('tab', { name: 'Checks' }).click()
    expect(await page.locator('.rule').allInnerTexts()).toEqual(findings.map(({ rule }) => rule))
    await page.getByRole('tab', { name: 'Files' }).click()
    expect(await page.locator('table.files').innerText()).toContain('app/')
    expect(complaints).toEqual([])
  })

  test('shows each image of an archive that has several, as the one who looks chooses', async () => {
    const path = join(folder, 'several.tar')
    const other = { ...sample, layers: sample.layers.slice(0, 1), tag: '2.0.0', config: configOf(1) }
    writeFileSync(path, writeTar(several(sample, other)))
    const both = join(folder, 'several.html')
    expect(await ociPack(['explore', path, '-o', both])).toMatchObject({ status: 0, stderr: '' })
    const { page } = await openPage(browser, both)
    const { page: read } = await drop(path)
    await shows(read)
    for (const shown of [page, read]) {
      expect(await shown.locator('h1').innerText()).toBe('com/my/task:1.0.0')
      await shown.getByLabel('Image, of 2').selectOption({ label: 'com/my/task:2.0.0 (linux/amd64)' })
      expect(await shown.locator('h1').innerText()).toBe('com/my/task:2.0.0')
      expect(await shown.locator('.layers button').count()).toBe(1)
      expect(await barriers(shown)).toEqual([])
    }
    const of = (one: Page) => one.locator('.figures').innerText()
    expect(await of(read)).toBe(await of(page))
    expect(await ociPack(['explore', path, '--name', 'com/my/task:2.0.0', '-o', both])).toMatchObject({ status: 0 })
    const { page: named } = await openPage(browser, both)
    expect(await named.locator('h1').innerText()).toBe('com/my/task:2.0.0')
    expect(await named.locator('select').count()).toBe(0)
  })

  test('finds a changed byte of a layer', async () => {
    const path = join(folder, 'changed.tar')
    const bytes = Buffer.from(readFileSync(image))
    bytes.write('X', bytes.indexOf('ID=sample'))
    writeFileSync(path, bytes)
    const { page } = await drop(path)
    await shows(page)
    expect(await page.locator('.figures').innerText()).toContain('faults')
    await page.getByRole('tab', { name: 'Checks' }).click()
    expect(await page.getByRole('tabpanel').innerText()).toContain('not sound')
  })

  test("finds in a Task's bundle what check finds", async () => {
    const { page, complaints } = await openPage(browser, checker)
    const path = join(folder, 'bundle.zip')
    for (const [name, { bytes }] of Object.entries(bundleKinds)) {
      writeFileSync(path, bytes)
      const { findings } = await check({ path, cacheDir: join(folder, 'store') })
      await page.locator('input[type=file]').setInputFiles(path)
      await page.locator('.image, .problem article').first().waitFor()
      if ((await page.locator('.image').count()) > 0) await page.getByRole('tab', { name: 'Checks' }).click()
      const card = page.locator('article').filter({ has: page.getByRole('heading', { name: 'The Task' }) })
      const words = (text: string) => text.replaceAll(`${folder}/`, '').replace(inflaterWords, 'it is damaged')
      expect
        .soft((await card.locator('.message').allInnerTexts()).map(words), name)
        .toEqual(findings.map(({ message }) => words(message)))
      expect.soft(await card.locator('.rule').allInnerTexts(), name).toEqual(findings.map(({ rule }) => rule))
      await page.evaluate("document.querySelector('main').replaceChildren()")
    }
    expect(complaints).toEqual([])
  }, 600_000)

  test.each([
    ['garbage', Buffer.from('garbage '.repeat(1000))],
    ['nothing', Buffer.alloc(0)],
    ['a zip that is cut', Buffer.from('PK\x03\x04 and no more')],
    ['an archive of something else', writeTar([])],
  ])('tells that %s is no image, and takes the next file', async (_, bytes) => {
    const path = join(folder, 'garbage')
    writeFileSync(path, bytes)
    const { page, complaints } = await drop(path)
    await page.getByRole('alert').getByText('This cannot be read').waitFor()
    await page.locator('input[type=file]').setInputFiles(image)
    await shows(page)
    expect(complaints).toEqual([])
  })

  test('reads in a worker, and gives up when it is told to', async () => {
    const path = join(folder, 'large.tar')
    const manifest = [{ Config: 'config.json', RepoTags: ['large:1'], Layers: ['large'] }]
    const documents = [
      tarItem({ name: 'manifest.json', body: json(manifest) }),
      tarItem({ name: 'config.json', body: configOf(1) }),
    ]
    const blocks = writeTar(documents).subarray(0, -1024)
    writeFileSync(path, Buffer.concat([blocks, encodeHeader(tarHeader('large', { mode: 0o644, size: 2 ** 31 }))]))
    // No block of the disk is taken.
    truncateSync(path, 2 ** 31 + 2 ** 16)
    const { page } = await openPage(browser, checker)
    const started = page.waitForEvent('worker')
    await page.locator('input[type=file]').setInputFiles(path)
    const worker = await started
    expect(worker.url()).toMatch(/^blob:/)
    await page.getByText('/s, ').waitFor()
    const ended = new Promise((resolve) => worker.once('close', resolve))
    await page.getByRole('button', { name: 'Cancel' }).click()
    await ended
    expect(await page.locator('.progress').count()).toBe(0)
    expect(await page.locator('#live').innerText()).toContain('was stopped')
  })
})

/** A configuration of the first layers of the sample. */
function configOf(count: number): Buffer {
  const config = JSON.parse(sample.config.toString()) as { rootfs: { diff_ids: string[] }; history: object[] }
  config.rootfs.diff_ids.length = count
  config.history.length = count
  return json(config)
}

/** An archive of docker save 24 with two images. */
function several(...images: readonly [ArchiveSample, ArchiveSample]): TarItem[] {
  const items = images.map(writers['docker save 24'])
  const isManifest = ({ name }: TarItem): boolean => name === 'manifest.json'
  const manifests = items
    .flat()
    .filter(isManifest)
    .map(({ body }) => JSON.parse(String(body)) as unknown[])
  const rest = items.flat().filter((item) => !isManifest(item) && item.name !== 'repositories')
  return [...rest, tarItem({ name: 'manifest.json', body: json(manifests.flat()), mode: 0o644 })]
}

/** Begins to listen on this machine alone; gives the port. */
function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
