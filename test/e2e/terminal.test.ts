import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Screen } from '../cli/progress/screen.js'
import { hasCommand } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'

const hidden = '\x1b[?25l'
const visible = '\x1b[?25h'

describe.runIf(needs('python3', hasCommand('python3')))('a build in a terminal', () => {
  const folder = temporaryFolder()
  let registry: Server
  let mirror: string
  const sockets: { destroy(): void }[] = []
  beforeAll(async () => {
    // A registry that takes the connection and says nothing.
    registry = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
    await once(registry, 'listening')
    const address = registry.address()
    mirror = `docker.io=http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    mkdirSync(join(folder, 'context'))
    writeFileSync(join(folder, 'context', 'Dockerfile'), 'FROM silent\n')
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    registry.close()
  })

  /** A build that goes on until it is stopped, in a terminal of 80 columns. */
  function watch() {
    const screen = new Screen({ columns: 80, rows: 24 })
    const build = ['build', '--cache-dir', join(folder, 'cache'), '--registry-mirror', mirror, join(folder, 'context')]
    const terminal = join(projectRoot, 'test/support/terminal.py')
    const child = spawn('python3', [terminal, '80', '24', process.execPath, cliPath, ...build], {
      env: { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    child.stdout.on('data', (data: Buffer) => screen.write(data))
    const until = async (condition: () => boolean): Promise<void> => {
      while (!condition()) await once(child.stdout, 'data')
    }
    return {
      screen,
      exited,
      until,
      tell: (told: string | readonly [number, number]) => child.stdin.write(`${JSON.stringify(told)}\n`),
    }
  }

  test('is drawn anew in the size that the window gets, and Ctrl-C leaves a cursor', async () => {
    const { screen, exited, until, tell } = watch()
    await until(() => screen.text.includes('[+] Building'))
    expect(screen.text.split(hidden)).toHaveLength(2)
    for (const [columns, rows, header] of [
      [30, 10, /\[\+\] Building \d+\.\ds\x1b/],
      [200, 50, /\[\+\] Building \d+\.\ds \(0 steps done\)/],
      [12, 4, /\[\+\] Buildi…/],
    ] as const) {
      await screen.resize(columns, rows)
      const before = screen.text.length
      tell([columns, rows])
      await until(() => header.test(screen.text.slice(before)))
      const shown = await screen.shown()
      expect(Math.max(...shown.map((row) => row.length))).toBeLessThan(columns)
      expect(shown.filter((row) => row.startsWith('[+]'))).toHaveLength(1)
    }
    await screen.resize(80, 24)
    tell([80, 24])
    tell('\x03')
    expect(await exited).toEqual([130, null])
    expect(screen.text.lastIndexOf(visible)).toBeGreaterThan(screen.text.lastIndexOf(hidden))
    expect((await screen.shown()).at(-1)).toMatch(/^error: stopped by SIGINT|^help:/)
  })
})
