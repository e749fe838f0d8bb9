import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { RunTurns } from '../../src/build/runTurns.js'
import { OciPackError } from '../../src/core/errors.js'
import { tarHeader } from '../../src/oci/tar/entry.js'
import { failure } from '../support/thrown.js'
import { type Play, ScriptedBuild, succeed } from '../support/scriptedBuild.js'
import { directory, file, tree } from '../support/trees.js'

/** Makes an empty file of the name of the command's last word. */
const makeFile: Play = async ({ argv }, layer) => {
  await layer.add(tarHeader(argv.at(-1) ?? ''))
  return { status: 0 }
}

const commands = ({ requests }: ScriptedBuild): string[] => requests.map(({ argv }) => argv.at(-1) ?? '')

describe('stages', () => {
  test('are built at the same time, each step when what it needs is there', async () => {
    const going = new Set<string>()
    let most = 0
    const play: Play = async (request, layer) => {
      const name = request.argv.at(-1) ?? ''
      going.add(name)
      most = Math.max(most, going.size)
      // All three can only be going on at once.
      while (most < 3 && name !== 'last') await setImmediate()
      going.delete(name)
      return makeFile(request, layer)
    }
    const build = new ScriptedBuild(
      `FROM scratch AS a
RUN ["a"]
FROM scratch AS b
RUN ["b"]
FROM scratch
RUN ["c"]
COPY --from=a /a /from-a
COPY --from=b /b /from-b
RUN ["last"]
`,
      play,
    )
    await build.run()
    expect(most).toBe(3)
    expect(commands(build)).toHaveLength(4)
    const [last] = build.requests.slice(-1)
    expect([...(last?.tree.children.keys() ?? [])].toSorted()).toEqual(['c', 'from-a', 'from-b'])
  })

  test('no more RUNs are executed at once than may be', async () => {
    let going = 0
    let most = 0
    const play: Play = async () => {
      most = Math.max(most, ++going)
      for (let turns = 0; most < 2 || turns < 50; turns++) await setImmediate()
      going--
      return { status: 0 }
    }
    const stages = [1, 2, 3, 4].map((n) => `FROM scratch AS s${n}\nRUN ["${n}"]\n`).join('')
    const copies = [1, 2, 3, 4].map((n) => `RUN --mount=from=s${n},target=/s true\n`).join('')
    await new ScriptedBuild(`${stages}FROM scratch\n${copies}`, play, {}, { turns: new RunTurns(2) }).run()
    expect(most).toBe(2)
  })

  test('make the same image whichever of them is ready first', async () => {
    const digests = await Promise.all(
      ['a', 'b'].map(async (slow) => {
        const play: Play = async (request, layer) => {
          for (let turns = 0; turns < 20 && request.argv[0] === slow; turns++) await setImmediate()
          return makeFile(request, layer)
        }
        const text = 'FROM scratch AS a\nRUN ["a"]\nFROM scratch AS b\nRUN ["b"]\nCOPY --from=a / /a/\n'
        return Buffer.from((await new ScriptedBuild(text, play).run()).configBytes).toString()
      }),
    )
    expect(digests[0]).toBe(digests[1])
  })

  const failing = `FROM scratch AS a
RUN ["slow"]
FROM scratch AS b
RUN ["bad"]
FROM scratch
COPY --from=a / /
COPY --from=b / /
`

  test('stop when one fails: its error is told, with its line, when nothing goes on any more', async () => {
    let stopped = false
    const play: Play = async ({ argv, signal }) => {
      if (argv[0] === 'bad') return { status: 3 }
      while (!signal.aborted) await setImmediate()
      await setImmediate()
      stopped = true
      throw new OciPackError('aborted', 'RUN was stopped')
    }
    const build = new ScriptedBuild(failing, play)
    expect(await failure(build.run())).toMatchObject({ code: 'run', location: { line: 4 } })
    expect(stopped).toBe(true)
    const told = build.events.filter(({ type }) => type === 'step-failed' || type === 'step-stopped')
    expect(told).toMatchObject([
      { type: 'step-failed', id: '1.2' },
      { type: 'step-stopped', id: '0.2' },
    ])
  })

  test('that a trigger of a base names are built, though no stage of the plan needs them', async () => {
    const text = 'FROM scratch AS a\nRUN ["a"]\nFROM base\nRUN ["b"]\n'
    const base = new ScriptedBuild('FROM scratch\nONBUILD COPY --from=a /a /copied\n', succeed)
    const image = await base.run()
    const named = new Map([['base', { kind: 'image' as const, open: () => Promise.resolve(image) }]])
    const build = new ScriptedBuild(text, makeFile, { namedContexts: named })
    await build.run()
    expect(commands(build)).toEqual(['a', 'b'])
  })
})

describe('a RUN that comes again', () => {
  const twice = 'FROM scratch AS a\nRUN ["same"]\nFROM scratch\nRUN ["same"]\nCOPY --from=a / /\n'

  test.each([
    ['known ones are used', new Set<string>()],
    ['all is built anew', true as const],
  ])('in another stage is executed once, where %s', async (_, noCache) => {
    const build = new ScriptedBuild(twice, makeFile, { noCache })
    await build.run()
    expect(commands(build)).toEqual(['same'])
    const done = build.events.filter(
      ({ type, ...event }) => type === 'step-done' && 'id' in event && /\.2$/.test(event.id),
    )
    expect(done).toMatchObject([{ detail: 'namespaces' }, { cached: true }])
  })

  test('is not executed by a later build, but where that is asked for', async () => {
    const build = new ScriptedBuild('FROM scratch AS one\nRUN ["a"]\nFROM one AS Two\nRUN ["b"]\n', makeFile)
    const counts: number[] = []
    for (const noCache of [new Set<string>(), new Set<string>(), new Set(['two']), new Set(['1']), true] as const) {
      const before = build.requests.length
      await build.run({ noCache })
      counts.push(build.requests.length - before)
    }
    expect(counts).toEqual([2, 0, 1, 0, 2])
    expect(build.events).toContainEqual({
      type: 'warning',
      message: 'no stage is called 1, so nothing of it is built anew',
      hint: 'Name a stage of the Dockerfile: FROM ... AS NAME.',
    })
  })
})

describe('the request of a RUN', () => {
  test('asks for what the build allows and limits', async () => {
    const limits = [{ name: 'nofile', soft: 1, hard: 2 }]
    const more = {
      allowed: new Set(['security.insecure'] as const),
      shmSize: 1,
      ulimits: limits,
      extraHosts: [{ name: 'a', address: '1.2.3.4' }],
    }
    const build = new ScriptedBuild(
      'FROM scratch\nRUN true\nRUN --security=insecure --network=none true\n',
      succeed,
      more,
    )
    await build.run()
    expect(build.requests).toMatchObject([
      { security: 'sandbox', network: 'host', shmSize: 1, ulimits: limits, extraHosts: more.extraHosts },
      { security: 'insecure', network: 'none' },
    ])
  })

  test.each([
    ['--security=insecure', 'security.insecure is not allowed', 'Allow it: --allow security.insecure.'],
    ['--network=host', 'network.host is not allowed', 'Allow it: --allow network.host.'],
  ])('is refused %s where that is not allowed', async (flag, message, hint) => {
    const build = new ScriptedBuild(`FROM scratch\nRUN ${flag} true\n`, succeed, { network: 'none' })
    expect(await failure(build.run())).toMatchObject({ code: 'dockerfile', message, hint, location: { line: 2 } })
  })

  test('knows the user and the home that the files below tell', async () => {
    const etc = tree({ 'etc/passwd': file('app:x:7:8::/home/app:'), 'etc/group': file('x:x:9:app') })
    const build = new ScriptedBuild('FROM scratch\nCOPY . /\nUSER app\nWORKDIR /w\nRUN ["a"]\n', succeed, {
      context: etc,
    })
    await build.run()
    expect(build.requests).toMatchObject([{ user: { uid: 7, gid: 8, groups: [8, 9] }, cwd: '/w' }])
    expect(build.requests[0]?.env).toContain('HOME=/home/app')
  })

  test('has whole folders as mounts, without the context’s own mode, and their digest in its key', async () => {
    const text = 'FROM scratch\nRUN --mount=target=/m true\n'
    const context = (content: string) => {
      const made = directory({ mode: 0o700 })
      made.children.set('a', file(content))
      return made
    }
    const build = new ScriptedBuild(text, succeed)
    for (const content of ['1', '1', '2']) await build.run({ context: context(content) })
    expect(build.requests).toHaveLength(2)
    expect(build.requests[0]?.mounts).toMatchObject([
      { type: 'bind', target: '/m', readOnly: true, source: { path: 'source' } },
    ])
    const [mount] = build.requests[0]?.mounts ?? []
    if (mount?.type !== 'bind') throw new Error('no bind')
    expect(mount.source.tree.children.get('source')).toMatchObject({ mode: 0o755, uid: 0, mtime: 1000 })
  })
})
