import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { hasCommand } from './command.js'

/** Whether the browser of this machine can be driven. */
export const hasChromium = hasCommand('chromium')

/** Starts the browser of this machine; whoever starts it closes it. */
export function startChromium(): Promise<Browser> {
  // As root, which tests may be, it runs without its sandbox only.
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
}

/** A page from the disk, with all that it asked for and complained of. */
export interface OpenPage {
  readonly page: Page
  readonly requests: string[]
  readonly complaints: string[]
}

/** Opens a file in a browser that reaches nothing else, and waits until it shows an image, or asks for one. */
export async function openPage(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const [requests, complaints]: [string[], string[]] = [[], []]
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(pathToFileURL(path).href)
  await page.locator('.image, .drop').first().waitFor()
  return { page, requests, complaints }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds that keeps people out (WCAG 2.2 A and AA, and its best practices), a line each. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const result = await page.evaluate<{
    violations: { id: string; help: string; nodes: { html: string; any: { message: string }[] }[] }[]
  }>('axe.run()')
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 160)}: ${any.map(({ message }) => message).join()}`),
  )
}
