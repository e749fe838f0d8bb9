import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Maker, makerOf, stateOf, temporaryName } from '../../../src/core/host/temporaryName.js'
import { run } from '../../support/command.js'
import { needs } from '../../support/needs.js'

const program = fileURLToPath(new URL('../../support/printTemporaryName.ts', import.meta.url))
const node = [process.execPath, '--import', 'tsx', program] as const

function maker(name: string): Maker {
  const found = makerOf(name.trim())
  if (!found) throw new Error(`${name} is no temporary name`)
  return found
}

it('is another one each time, and tells its maker', () => {
  const names = Array.from({ length: 100 }, temporaryName)
  expect(new Set(names).size).toBe(100)
  for (const name of names) expect(name).toMatch(/^[0-9a-z-]{30,60}$/)
  const before = Date.now()
  expect(maker(temporaryName())).toMatchObject({ pid: process.pid })
  expect(maker(temporaryName()).since).toBeGreaterThanOrEqual(before)
})

it.each(['', '1234.5f0c2b7e', 'x'.repeat(50), `${temporaryName()}x`, `a/${temporaryName()}`])(
  '%j is no temporary name',
  (name) => {
    expect(makerOf(name)).toBeUndefined()
  },
)

const unshare = ['--user', '--map-root-user', '--pid', '--fork', '--mount', '--mount-proc']
const namespaces = (await run('unshare', [...unshare, 'true']).catch(() => undefined))?.status === 0

describe('the maker', () => {
  const own = maker(temporaryName())

  it('lives as long as its process', async () => {
    expect(stateOf(own)).toBe('alive')
    const [command, ...args] = node
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const [name] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    const other = maker(name)
    expect(other).toMatchObject({ host: own.host, pid: child.pid })
    expect(stateOf(other)).toBe('alive')
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(stateOf(other)).toBe('dead')
  })

  it('cannot be seen from another boot or container', () => {
    expect(stateOf({ ...own, host: '0'.repeat(12) })).toBe('unknown')
  })

  describe.runIf(needs('Linux', process.platform === 'linux'))('on Linux', () => {
    it('is not the one that was given its id again', () => {
      expect(stateOf({ ...own, start: `${Number(own.start) + 1}` })).toBe('dead')
    })

    it('is dead once it was killed, though nobody has reaped it', async () => {
      // The shell becomes a program that knows nothing of the child that it has.
      const script = '"$@" </dev/zero & exec sleep 1000'
      const parent = spawn('sh', ['-c', script, 'sh', ...node], { stdio: ['ignore', 'pipe', 'inherit'] })
      const [name] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string]
      const child = maker(name)
      process.kill(child.pid, 'SIGKILL')
      while (!/\) Z /.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1'))) await setTimeout(5)
      expect(stateOf(child)).toBe('dead')
      parent.kill()
    })
  })

  it.runIf(needs('a PID namespace', namespaces))('cannot be seen from another PID namespace', async () => {
    const { stdout } = await run('unshare', [...unshare, 'sh', '-c', '"$@" </dev/null', 'sh', ...node])
    expect(stateOf(maker(stdout))).toBe('unknown')
  })
})
