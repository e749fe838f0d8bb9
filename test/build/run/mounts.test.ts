import { describe, expect, test } from 'vitest'
import type { BuildRequest } from '../../../src/build/request.js'
import type { Mount, RunRequest } from '../../../src/exec/executor.js'
import { nodeAt } from '../../../src/rootfs/tree.js'
import { ScriptedBuild, succeed } from '../../support/scriptedBuild.js'
import { failure } from '../../support/thrown.js'
import { directory, file, link, tree } from '../../support/trees.js'

const context = tree({
  a: file('a', { mode: 0o640, mtime: 7 }),
  'd/x': file('x'),
  'd/sub': directory({ mode: 0o711 }),
  link: link('d/x'),
  up: link('../../d'),
  dangling: link('nothing'),
})
const secret = Buffer.from('very secret')
const asked: Partial<BuildRequest> = {
  context,
  secrets: new Map([
    ['s', () => Promise.resolve(secret)],
    ['path/to/s', () => Promise.resolve(secret)],
    ['zero', () => Promise.resolve(Buffer.from('a\0b'))],
  ]),
  sshAgents: new Map([
    ['default', '/host/agent'],
    ['k', '/host/keys'],
  ]),
  namedContexts: new Map([['nm', { kind: 'folder', tree: tree({ n: file('n') }), isOwn: true }]]),
  buildArgs: new Map(),
}

/** The request that a RUN comes to, in /w of a stage beside another one, `st`, with the context's files. */
async function requested(text: string, more: Partial<BuildRequest> = {}): Promise<RunRequest> {
  const dockerfile = `FROM scratch AS st\nCOPY . /\nFROM scratch\nENV V=v PRE=pre\nWORKDIR /w\n${text}\n`
  const build = new ScriptedBuild(dockerfile, succeed, { ...asked, ...more })
  await build.run()
  const [request] = build.requests
  if (!request) throw new Error('nothing was executed')
  return request
}

const mountsOf = async (flags: string, more?: Partial<BuildRequest>): Promise<readonly Mount[]> =>
  (await requested(`RUN ${flags} true`, more)).mounts

/** What is at a mount's source. */
function files(mount: Mount | undefined): string[] {
  if ((mount?.type !== 'bind' && mount?.type !== 'cache') || !mount.source) throw new Error('no files')
  const node = nodeAt(mount.source.tree, mount.source.path)
  return node?.type === 'directory' ? [...node.children.keys()].sort() : []
}

describe('a bind', () => {
  test.each<[string, object, string[]]>([
    ['--mount=target=/m', { target: '/m', readOnly: true }, ['a', 'd', 'dangling', 'link', 'up']],
    ['--mount=source=d,target=m,rw', { target: '/w/m', readOnly: false }, ['sub', 'x']],
    ['--mount=source=d,target=$V/q', { target: '/w/v/q' }, ['sub', 'x']],
    ['--mount=source=../../d/,target=../x/./y//', { target: '/x/y' }, ['sub', 'x']],
    ['--mount=source=up,target=.', { target: '/w' }, ['sub', 'x']],
    ['--mount=source=d', { target: '/w' }, ['sub', 'x']],
    ['--mount=from=nm,target=/m', { target: '/m' }, ['n']],
    ['--mount=from=ST,source=/d,target=/m', { source: { path: 'd' } }, ['sub', 'x']],
    ['--mount=from=st,source=up,target=/m', { source: { path: 'd' } }, ['sub', 'x']],
    ['--mount=from=st,target=/m', { source: { path: '' } }, ['a', 'd', 'dangling', 'link', 'up']],
    ['--mount=from=scratch,target=/m', { source: { layers: [], path: '' } }, []],
  ])('%s', async (flags, mount, names) => {
    const [found, ...more] = await mountsOf(flags)
    expect([found, ...more]).toMatchObject([{ type: 'bind', ...mount }])
    expect(files(found)).toEqual(names)
  })

  test('of a file of the context has its mode, and belongs to root', async () => {
    const [found] = await mountsOf('--mount=source=a,target=f')
    expect(found).toMatchObject({ type: 'bind', target: '/w/f' })
    if (found?.type !== 'bind') return expect.unreachable()
    const node = found.source.tree.children.get(found.source.path)
    expect(node).toMatchObject({ type: 'file', mode: 0o640, uid: 0, gid: 0, mtime: 7, size: 1 })
    expect(found.source.layers).toHaveLength(1)
  })

  test('follows a link to a file', async () => {
    const [found] = await mountsOf('--mount=source=link,target=/f')
    if (found?.type !== 'bind') return expect.unreachable()
    expect(found.source.tree.children.get(found.source.path)).toMatchObject({ type: 'file', size: 1 })
  })
})

test('mounts are made in the order of their targets; of one target, the last one counts', async () => {
  const flags = ['/b', '/a/x', '/b', '/a'].map((target) => `--mount=type=tmpfs,target=${target}`)
  const files = '--mount=type=secret,id=s,target=/a/s --mount=source=a,target=/b'
  const found = await mountsOf(`${flags.join(' ')} ${files}`)
  expect(found.map(({ type, target }) => `${type} ${target}`)).toEqual([
    ...['tmpfs /a', 'file /a/s', 'tmpfs /a/x', 'tmpfs /b', 'tmpfs /b', 'bind /b'],
  ])
})

describe('a cache', () => {
  const plain = { type: 'cache', sharing: 'shared', readOnly: false, uid: 0, gid: 0, mode: 0o755 }
  test.each<[string, object]>([
    ['--mount=type=cache,target=/c', { ...plain, id: '/c', target: '/c' }],
    ['--mount=type=cache,target=/c/', { ...plain, id: '/c', target: '/c' }],
    ['--mount=type=cache,target=c', { ...plain, id: 'c', target: '/w/c' }],
    ['--mount=type=cache,target=/c,id=$V,sharing=locked,ro', { ...plain, id: 'v', sharing: 'locked', readOnly: true }],
    ['--mount=type=cache,target=/c,mode=0700,uid=1', { ...plain, id: '/c 1:0 0700', uid: 1, mode: 0o700 }],
    ['--mount=type=cache,target=/c,from=st,uid=1', { ...plain, id: '/c 1:0 0755', uid: 1 }],
  ])('%s', async (flags, mount) => {
    const [found] = await mountsOf(flags)
    expect(found).toMatchObject(mount)
    expect(found).not.toHaveProperty('source')
  })

  test('of a namespace is another one', async () => {
    const [found] = await mountsOf('--mount=type=cache,target=/c', {
      buildArgs: new Map([['BUILDKIT_CACHE_MOUNT_NS', 'ns']]),
    })
    expect(found).toMatchObject({ id: 'ns//c' })
  })

  test('with files at first is another one for other files, and has no owner of its own', async () => {
    const ids = new Set<string>()
    for (const [from, names] of [
      ['from=st', ['a', 'd', 'dangling', 'link', 'up']],
      ['from=st,source=d', ['sub', 'x']],
      ['from=st,source=d,uid=4', ['sub', 'x']],
    ] as const) {
      const [found] = await mountsOf(`--mount=type=cache,target=/c,${from}`)
      expect(found).toMatchObject(plain)
      expect(files(found)).toEqual(names)
      if (found?.type === 'cache') ids.add(found.id)
    }
    expect([...ids]).toMatchObject([expect.stringMatching(/^\/c from [0-9a-f]{64}$/), expect.any(String)])
  })
})

test('a tmpfs', async () => {
  expect(await mountsOf('--mount=type=tmpfs,target=t,size=1k,ro,from=st')).toEqual([
    { type: 'tmpfs', target: '/w/t', size: 1024, readOnly: true },
  ])
})

describe('a secret', () => {
  const plain = { type: 'file', bytes: secret, uid: 0, gid: 0, mode: 0o400 }
  test.each<[string, Mount[] | object[], string[]]>([
    ['id=s', [{ ...plain, target: '/run/secrets/s' }], []],
    ['id=path/to/s', [{ ...plain, target: '/run/secrets/s' }], []],
    ['target=x/s,mode=0444,uid=5,gid=6', [{ ...plain, target: '/w/x/s', mode: 0o444, uid: 5, gid: 6 }], []],
    ['id=s,env=S', [], ['S=very secret']],
    ['id=s,env=PRE,target=/t', [{ ...plain, target: '/t' }], ['PRE=very secret']],
    ['id=s,env=HOME', [], ['HOME=very secret']],
    ['id=none', [], []],
    ['id=none,env=PRE', [], ['PRE=']],
    ['id=none,env=PATH,required=false', [], ['PATH=']],
  ])('%s', async (fields, mounts, env) => {
    const request = await requested(`RUN --mount=type=secret,${fields} true`)
    expect(request.mounts).toEqual(mounts)
    expect(request.env).toEqual(expect.arrayContaining(env))
  })

  test('in a variable that another one is put in too: the last one counts', async () => {
    const flags = '--mount=type=secret,id=s,env=A --mount=type=secret,id=none,env=A'
    expect((await requested(`RUN ${flags} true`)).env).toContain('A=')
  })

  test('is in no key: a RUN with another value of it is not executed again', async () => {
    const build = new ScriptedBuild('FROM scratch\nRUN --mount=type=secret,id=s,env=S true\n', succeed, asked)
    await build.run()
    await build.run({ secrets: new Map([['s', () => Promise.reject(new Error('nothing reads it'))]]) })
    expect(build.requests).toHaveLength(1)
  })

  test('is in no image, event or error', async () => {
    const build = new ScriptedBuild(
      'FROM scratch\nRUN --mount=type=secret,id=s,env=S --mount=type=secret,id=s true\nRUN false\n',
      ({ argv }) => ({ status: argv.at(-1) === 'false' ? 1 : 0 }),
      asked,
    )
    const error = await failure(build.run())
    expect(JSON.stringify([build.events, error, error.message])).not.toContain('very secret')
  })
})

describe('SSH agents', () => {
  const plain = { type: 'socket', uid: 0, gid: 0, mode: 0o600 }
  test.each<[string, object[], string | undefined]>([
    [
      '--mount=type=ssh',
      [{ ...plain, target: '/run/buildkit/ssh_agent.0', socket: '/host/agent' }],
      '/run/buildkit/ssh_agent.0',
    ],
    [
      '--mount=type=ssh,id=k,target=/s --mount=type=ssh,required',
      [
        { ...plain, target: '/run/buildkit/ssh_agent.1', socket: '/host/agent' },
        { ...plain, target: '/s', socket: '/host/keys' },
      ],
      '/s',
    ],
    [
      '--mount=type=ssh,target=s,mode=0666,uid=5',
      [{ ...plain, target: '/w/s', socket: '/host/agent', uid: 5, mode: 0o666 }],
      's',
    ],
    ['--mount=type=ssh,id=none', [], '/run/buildkit/ssh_agent.0'],
  ])('%s', async (flags, mounts, socket) => {
    const request = await requested(`RUN ${flags} true`)
    expect(request.mounts).toEqual(mounts)
    expect(request.env).toContain(`SSH_AUTH_SOCK=${socket}`)
  })

  test.each(['ENV SSH_AUTH_SOCK=mine', 'ARG SSH_AUTH_SOCK=mine'])('%s stays', async (instruction) => {
    expect((await requested(`${instruction}\nRUN --mount=type=ssh true`)).env).toContain('SSH_AUTH_SOCK=mine')
  })
})

test('a script is a file beside the mounts', async () => {
  const request = await requested('RUN --mount=type=tmpfs,target=/t <<EOF\n#!/bin/x\nEOF')
  expect(request.argv.at(-1)).toBe('/dev/pipes/EOF')
  expect(request.mounts).toMatchObject([
    { type: 'file', target: '/dev/pipes/EOF', mode: 0o755, bytes: Buffer.from('#!/bin/x\n') },
    { type: 'tmpfs' },
  ])
})

test.each<[string, string, string?]>([
  ['source=nothing,target=/m', 'nothing is not in the build context'],
  ['source=dd,target=/m', 'dd is not in the build context', 'Did you mean d?'],
  ['source=dangling,target=/m', 'dangling is not in the build context'],
  ['source=a/b,target=/m', 'a/b is not in the build context'],
  ['source=a*,target=/m', 'a* is not in the build context'],
  [
    'from=st,source=nothing,target=/m',
    'nothing is not in the stage st',
    'Check the path: it begins at the root of these files.',
  ],
  ['from=nm,source=nn,target=/m', 'nn is not in the context nm', 'Did you mean n?'],
  ['from=scratch,source=x,target=/m', 'x is not in scratch'],
  ['type=cache,source=x,target=/m', 'x is not in scratch'],
  ['type=cache,from=st,source=nothing,target=/m', 'nothing is not in the stage st'],
  ['target=/', 'invalid mount target "/": it is the root'],
  ['target=..', 'invalid mount target "..": it is the root'],
  ['type=secret,id=s,target=/', 'invalid mount target "/": it is the root'],
  [
    'type=secret,id=none,required',
    'secret none: not found',
    'Pass it: --secret id=none,src=FILE or --secret id=none,env=VARIABLE.',
  ],
  ['type=secret,id=zero,env=Z', 'the secret zero holds a zero byte, which no environment variable can'],
  [
    'type=ssh,id=none,required',
    'there is no SSH agent none for this build',
    'Pass one: --ssh none, or --ssh none=KEY.',
  ],
])('--mount=%s: %s', async (mount, message, hint) => {
  expect(await failure(requested(`RUN --mount=${mount} true`))).toMatchObject({
    message,
    location: { line: 6 },
    ...(hint === undefined ? {} : { hint }),
  })
})
