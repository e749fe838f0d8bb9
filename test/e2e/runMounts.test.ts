import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { baseArchive, hasBusybox } from '../conformance/bases.js'
import type { Ended } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { imageSummary } from '../support/imageSummary.js'
import { needs } from '../support/needs.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

const executes = hasBusybox && (process.getuid?.() === 0 || (await hasUserNamespaces()))

describe.runIf(needs('BusyBox and namespaces to execute it in', executes))('what a RUN is given', () => {
  const folder = temporaryFolder()
  const path = (name: string): string => join(folder, name)
  const agent = createServer()
  const word = 'a word that nobody may find'

  beforeAll(async () => {
    mkdirSync(path('context'))
    writeFileSync(path('context/a'), 'a')
    writeFileSync(path('context/left-out'), '')
    writeFileSync(path('context/.dockerignore'), 'left-out')
    writeFileSync(path('shell.tar'), baseArchive('shell'))
    writeFileSync(path('word'), word)
    await new Promise<void>((resolve) => void agent.listen(path('agent'), resolve))
  })
  afterAll(() => void agent.close())

  /** Builds what these lines make of the base; in the context are the file `a`, and another that is left out. */
  function build(lines: readonly string[], ...flags: string[]): Promise<Ended> {
    writeFileSync(path('Dockerfile'), ['FROM base', ...lines, ''].join('\n'))
    const fixed = ['--progress=plain', '--build-context', 'base=docker-archive:shell.tar', '--cache-dir', 'store']
    return ociPack(['build', ...fixed, '-f', 'Dockerfile', '-o', 'image.tar', ...flags, 'context'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, WORD: word },
    })
  }

  test('is there, and nothing of it is in the image', async () => {
    const { status, stderr } = await build(
      [
        'RUN --mount=target=/m cat /m/a && ! test -e /m/left-out && ! touch /m/new',
        'RUN --mount=target=/m,rw touch /m/new',
        'RUN --mount=from=base,source=opt,target=/m test -e /m/tool',
        'RUN --mount=from=scratch,target=/m test -d /m',
        'RUN --mount=type=tmpfs,target=/m/deep touch /m/deep/x',
        'RUN --mount=type=cache,target=/c touch /c/kept',
        'RUN --mount=type=cache,target=/c test -e /c/kept',
        'RUN --mount=type=cache,target=/c,mode=0700 ! test -e /c/kept',
        `RUN --mount=type=secret,id=f test "$(busybox wc -c </run/secrets/f)" -eq ${word.length}`,
        `RUN --mount=type=secret,id=e,env=E test "\${#E}" -eq ${word.length}`,
        'RUN --mount=type=secret,id=none test ! -e /run',
        'RUN --mount=type=ssh test -S "$SSH_AUTH_SOCK"',
      ],
      ...['--no-cache', '--secret', 'id=f,src=word', '--secret', 'id=e,env=WORD', '--ssh', 'default=agent'],
    )
    expect(stderr).toContain('DONE')
    expect(status).toBe(0)
    const { tree } = imageSummary(readFileSync(path('image.tar')))
    expect(Object.keys(tree).filter((name) => /^\/?(m|c|run)(\/|$)/.test(name))).toEqual([])
    const kept = readdirSync(path('store'), { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    for (const file of [...kept.map(({ parentPath, name }) => join(parentPath, name)), path('image.tar')])
      expect(readFileSync(file).includes(word), file).toBe(false)
    expect(stderr).not.toContain(word)
  })

  test('is limited as the build says', async () => {
    const lines = ['RUN test "$(ulimit -n)" = 77', 'RUN busybox grep -q "1.2.3.4.other" /etc/hosts']
    const { status, stderr } = await build(lines, '--ulimit', 'nofile=77:99', '--add-host', 'other:1.2.3.4')
    expect([status, stderr]).toEqual([0, expect.stringContaining('DONE')])
  })

  test.each<[string, string[], RegExp]>([
    ['RUN --mount=source=none,target=/m true', [], /^error: none is not in the build context\nDockerfile:2\n/m],
    ['RUN --mount=type=secret,id=s,required true', [], /^error: secret s: not found\nDockerfile:2\n/m],
    ['RUN --security=insecure true', [], /^error: security\.insecure is not allowed\nDockerfile:2\n/m],
    ['RUN --network=host true', ['--network', 'none'], /^error: network\.host is not allowed\nDockerfile:2\n/m],
    ['RUN cat /etc/passwd && exit 3', [], /^error: .* ended with exit status 3\nDockerfile:2\n/m],
  ])('%s fails at its line', async (line, flags, message) => {
    const { status, stderr } = await build([line], ...flags)
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
  })
})
