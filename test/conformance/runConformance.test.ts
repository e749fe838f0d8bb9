import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasCommand, run } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { projectRoot } from '../support/paths.js'
import { hasBusybox } from './bases.js'
import { runCases } from './cases/index.js'
import { exceptional, exceptionOf } from './exceptions.js'
import { expectAsDocker } from './expectAsDocker.js'
import { asOrdinary, canBecomeOrdinary, type Mode, modes, ordinaryId } from './modes.js'
import { type OciPackOutcome, writeBases } from './ociPack.js'

const canExecute = needs('a static BusyBox (busybox-static)', hasBusybox)
const isRoot = process.getuid?.() === 0
const canUnshare =
  hasCommand('unshare') &&
  (await run('unshare', isRoot ? ['--mount', 'true'] : ['--user', '--map-root-user', '--mount', 'true'])).status === 0

function isThere({ runWith, user }: Mode): boolean {
  if (runWith !== 'namespaces') return true
  return (
    needs('the right to make namespaces', canUnshare) &&
    (user === undefined || needs('what makes root an ordinary user (setpriv, newuidmap)', canBecomeOrdinary))
  )
}

const there = modes.filter(isThere)
/** What all the others are compared with. */
const reference = there.find(({ runWith }) => runWith === 'namespaces')
const outcomes = new Map<Mode, Map<string, OciPackOutcome>>()

describe.runIf(canExecute)('what RUN makes is what it is in Docker', () => {
  const folder = temporaryFolder()
  // All at once: each waits for other processes most of the time.
  beforeAll(async () => {
    chmodSync(folder, 0o711)
    const built = await Promise.all(there.map((mode) => buildAll(mode, join(folder, mode.name))))
    for (const [index, mode] of there.entries()) outcomes.set(mode, built[index] ?? new Map<string, OciPackOutcome>())
  }, 1_800_000)

  describe.each(there)('$title', (mode) => {
    const outcomeOf = (name: string) => {
      const outcome = outcomes.get(mode)?.get(name)
      if (!outcome) throw new Error(`${name} was not built`)
      return outcome
    }

    if (mode.runWith === 'builtin') {
      test('for these', async () => {
        const served = Object.keys(runCases).filter((name) => !isDeclined(outcomeOf(name)))
        await expect(served.join('\n') + '\n').toMatchFileSnapshot('asData.txt')
      })
    }

    test.each(Object.entries(runCases))('%s', (name, built) => {
      const outcome = outcomeOf(name)
      if (mode.runWith === 'builtin' && isDeclined(outcome)) return
      const exception = exceptionOf(mode.name, name)
      if (exception?.how === 'refused')
        return expect(outcome, `not refused, though ${exception.why}`).toHaveProperty('refused')
      if (exception)
        return expect(() => expectAsDocker(name, built, outcome), `no other, though ${exception.why}`).toThrow()
      if (isDeclined(outcome)) throw new Error(outcome.refused)
      expectAsDocker(name, built, outcome)
      if (reference) expect(idOf(outcome), 'the image’s id').toBe(idOf(outcomes.get(reference)?.get(name)))
    })
  })
})

test('exceptions are made for cases that there are', () => {
  expect([...exceptional].filter((name) => !(name in runCases))).toEqual([])
})

function idOf(outcome: OciPackOutcome | undefined): string | undefined {
  return outcome && 'imageId' in outcome ? outcome.imageId : undefined
}

/** An executor did not take it. */
function isDeclined(outcome: OciPackOutcome): outcome is Extract<OciPackOutcome, { refused: string }> {
  return 'refused' in outcome && outcome.code === 'executor'
}

/** Builds all cases in a process of its own, which is another user's where the mode says so. */
async function buildAll({ runWith, user }: Mode, folder: string): Promise<Map<string, OciPackOutcome>> {
  mkdirSync(folder)
  chmodSync(folder, 0o711)
  const [home, etc] = [join(folder, 'home'), join(folder, 'etc')]
  mkdirSync(home)
  writeBases(home)
  if (user !== undefined) chownSync(home, ordinaryId, ordinaryId)
  const command = [process.execPath, '--import', 'tsx', 'test/conformance/batch.ts', runWith, home]
  const [program = '', ...args] = [...(user === undefined ? [] : asOrdinary(etc, user)), ...command]
  const opened = openSync('/', 'r')
  const child = spawn(program, args, {
    cwd: projectRoot,
    env: { ...process.env, HOME: home, TMPDIR: home },
    // An open folder of the host, which nobody inside shall find.
    stdio: ['pipe', 'pipe', 'inherit', opened],
  })
  if (!child.stdin || !child.stdout) throw new Error('a process without its pipes')
  child.stdin.end(Object.keys(runCases).join('\n'))
  closeSync(opened)
  const ended = once(child, 'close')
  const printed = await text(child.stdout)
  await ended
  if (child.exitCode !== 0) throw new Error(`the builds ended with status ${child.exitCode}`)
  const lines = printed.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => resultOf(JSON.parse(line))))
}

function resultOf(value: unknown): [string, OciPackOutcome] {
  if (isResult(value)) return [value.name, value.outcome]
  throw new Error(`the builds printed ${JSON.stringify(value)}`)
}

function isResult(value: unknown): value is { name: string; outcome: OciPackOutcome } {
  return typeof value === 'object' && value !== null && 'name' in value && 'outcome' in value
}
