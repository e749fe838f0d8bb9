import { describe, expect, it } from 'vitest'
import { builtinExecutor } from '../../../src/exec/builtin/builtin.js'
import type { RunRequest } from '../../../src/exec/executor.js'
import type { TarHeader } from '../../../src/oci/tar/entry.js'
import { type Content, type Directory, emptyDirectory, type Node, noXattrs } from '../../../src/rootfs/node.js'
import { putNode } from '../../../src/rootfs/tree.js'
import { runRequest } from '../../support/runRequest.js'

const epoch = 1000
const executor = builtinExecutor({ openContent: open, epoch })
const common = { uid: 0, gid: 0, mtime: 5, mtimeNsec: 0, xattrs: noXattrs }

async function* open(content: Content): AsyncGenerator<Uint8Array> {
  if (content.from === 'bytes') yield await Promise.resolve(content.bytes)
}

function file(text: string, mode = 0o644): Node {
  const bytes = Buffer.from(text)
  return { type: 'file', ...common, mode, size: bytes.length, content: { from: 'bytes', bytes } }
}

function link(target: string): Node {
  return { type: 'symlink', ...common, mode: 0o777, target }
}

function directory(mode = 0o755): Directory {
  return emptyDirectory({ ...common, mode })
}

/** What dash says of itself. */
const dash = '\x7fELF \0nolog\0Illegal number Bad substitution Syntax error: OPTIND=1\0'

/** An image in the manner of Debian's, with a few files. */
function image(): Directory {
  const root = directory()
  putNode(root, 'bin', link('usr/bin'))
  for (const name of ['chmod', 'chown', 'ln', 'mkdir', 'rm', 'rmdir', 'touch', 'true'])
    putNode(root, `usr/bin/${name}`, file('\x7fELF \0GNU coreutils\0', 0o755))
  putNode(root, 'usr/bin/dash', file(dash, 0o755))
  putNode(root, 'usr/bin/bash', file('\x7fELF @(#)Bash version 5.2.15(1) release GNU', 0o755))
  putNode(root, 'usr/bin/sh', link('dash'))
  for (const path of ['etc', 'app', 'app/data', 'app/data/deep', 'app/empty', 'tmp']) putNode(root, path, directory())
  putNode(root, 'app/run.sh', file('#!/bin/sh\n'))
  putNode(root, 'app/data/one', file('1\n'))
  putNode(root, 'app/data/deep/two', file('2\n'))
  putNode(root, 'app/link', link('/app/data'))
  putNode(root, 'etc/passwd', file('root:x:0:0::/root:/bin/sh\n'))
  putNode(root, 'etc/hosts', file(''))
  return root
}

function request(argv: readonly string[], changes: Partial<RunRequest> = {}): RunRequest {
  return runRequest({
    argv,
    env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/root'],
    cwd: '/app',
    tree: image(),
    ...changes,
  })
}

interface Entry {
  readonly header: TarHeader
  readonly text: string
}

async function entriesOf(asked: RunRequest): Promise<Entry[]> {
  const offer = await executor.offer(asked)
  if (!offer.serves) throw new Error(offer.why)
  const entries: Entry[] = []
  const exit = await offer.execute({
    async add(header, content = []) {
      const chunks: Uint8Array[] = []
      for await (const chunk of content) chunks.push(chunk)
      entries.push({ header, text: Buffer.concat(chunks).toString() })
    },
  })
  expect(exit).toEqual({ status: 0 })
  return entries
}

/** `type mode path` of each entry, with link targets, contents, and `*` where the time is new. */
async function layer(text: string, changes: Partial<RunRequest> = {}): Promise<string[]> {
  const entries = await entriesOf(request(['/bin/sh', '-c', text], changes))
  return entries.map(({ header: { type, mode, path, linkPath, mtime }, text: content }) =>
    [
      type,
      mode.toString(8),
      path,
      ...(linkPath ? [`-> ${linkPath}`] : []),
      ...(content ? [JSON.stringify(content)] : []),
      ...(mtime === epoch ? ['*'] : []),
    ].join(' '),
  )
}

describe('what changes becomes a layer', () => {
  it.each<[string, string[]]>([
    ['chmod +x run.sh', ['directory 755 app', 'file 755 app/run.sh "#!/bin/sh\\n"']],
    ['chmod 600 /app/link/one', ['directory 755 app', 'directory 755 app/data', 'file 600 app/data/one "1\\n"']],
    [
      'chmod -R go-rx data',
      [
        'directory 755 app',
        'directory 700 app/data',
        'directory 700 app/data/deep',
        'file 600 app/data/deep/two "2\\n"',
        'file 600 app/data/one "1\\n"',
      ],
    ],
    ['mkdir -p /srv/a/b', ['directory 755 srv *', 'directory 755 srv/a *', 'directory 755 srv/a/b *']],
    ['mkdir -m 700 x y', ['directory 755 app *', 'directory 700 app/x *', 'directory 700 app/y *']],
    ['mkdir -p data', []],
    [
      'ln -s /app/run.sh /usr/bin/run',
      ['directory 755 usr', 'directory 755 usr/bin *', 'symlink 777 usr/bin/run -> /app/run.sh *'],
    ],
    [
      'ln -s ../run.sh data',
      ['directory 755 app', 'directory 755 app/data *', 'symlink 777 app/data/run.sh -> ../run.sh *'],
    ],
    ['ln -sfn empty link', ['directory 755 app *', 'symlink 777 app/link -> empty *']],
    ['rm run.sh', ['directory 755 app *', 'file 0 app/.wh.run.sh']],
    ['rm -rf data missing /nothing/here', ['directory 755 app *', 'file 0 app/.wh.data']],
    ['rm -rf data && mkdir data', ['directory 755 app *', 'directory 755 app/data *', 'file 0 app/data/.wh..wh..opq']],
    ['rm -r data; ln -s empty data', ['directory 755 app *', 'symlink 777 app/data -> empty *']],
    ['rmdir empty', ['directory 755 app *', 'file 0 app/.wh.empty']],
    ['touch run.sh new', ['directory 755 app *', 'file 644 app/new *', 'file 644 app/run.sh "#!/bin/sh\\n" *']],
    ['echo a "b  c" > new', ['directory 755 app *', 'file 644 app/new "a b  c\\n" *']],
    ['echo 2 >> data/one', ['directory 755 app', 'directory 755 app/data', 'file 644 app/data/one "1\\n2\\n" *']],
    ['echo gone > /dev/null', []],
    [': > data/one', ['directory 755 app', 'directory 755 app/data', 'file 644 app/data/one *']],
    ['chown -R 33:34 empty', ['directory 755 app', 'directory 755 app/empty']],
    ['true', []],
    ['mkdir x && rmdir x', ['directory 755 app *']],
  ])('%s', async (text, expected) => {
    expect(await layer(text)).toEqual(expected)
  })

  it('takes the exec form, where no shell is needed', async () => {
    const entries = await entriesOf(request(['chmod', '700', '/app/run.sh']))
    expect(entries.map(({ header }) => header.path)).toEqual(['app', 'app/run.sh'])
  })

  it('takes options of the shell that change nothing', async () => {
    for (const options of [['-ec'], ['-e', '-c'], ['-o', 'pipefail', '-c'], ['-euo', 'pipefail', '-c']])
      expect(await entriesOf(request(['/bin/bash', ...options, 'rm run.sh']))).toHaveLength(2)
  })

  it('prints what the commands print', async () => {
    const printed: string[] = []
    await layer('echo one; echo three >&2; true && echo two', {
      onOutput: (stream, data) => printed.push(`${stream} ${Buffer.from(data).toString()}`),
    })
    expect(printed).toEqual(['stdout one\n', 'stderr three\n', 'stdout two\n'])
  })

  it('leaves the tree that it was given as it was', async () => {
    const tree = image()
    await layer('rm -rf data && chmod 700 empty && touch new', { tree })
    expect(tree).toEqual(image())
  })
})

describe('what is not fully understood is declined', () => {
  it.each([
    'chmod +x missing',
    'chmod -x',
    'chmod u+q run.sh',
    'chmod --reference=a run.sh',
    'chmod run.sh',
    'chmod -v +x run.sh',
    'chmod 755 /',
    'mkdir data',
    'mkdir a/b',
    'mkdir -p run.sh',
    'mkdir -p run.sh/x',
    'ln -s a run.sh',
    'ln -s a b c',
    'ln -s x missing/',
    'rm data',
    'rm missing',
    'rm -rf /',
    'rm -rf .',
    'rm -rf ..',
    'rm -rf /app',
    'rm -rf /etc',
    'rm -f /etc/hosts',
    'rmdir data',
    'touch -d now x',
    'touch /proc/x',
    'touch missing/x',
    'touch missing/../x',
    'touch run.sh/x',
    'echo a > data',
    'echo a > /dev/stdout',
    'apt-get update',
    'chmod +x run.sh && apt-get update',
    'A=b cd data',
  ])('%s', async (text) => {
    const offer = await executor.offer(request(['/bin/sh', '-c', text]))
    expect(offer.serves).toBe(false)
  })

  const cases: [string, Partial<RunRequest>][] = [
    ['another user', { user: { uid: 1, gid: 1, groups: [] } }],
    ['mounts', { mounts: [{ type: 'host', source: '/', target: '/x', readOnly: true }] }],
    ['a missing working directory', { cwd: '/missing' }],
    ['no PATH', { env: [] }],
    ['a PATH in which the program is not', { env: ['PATH=/app'] }],
    ['a shell that reads a file first', { env: ['PATH=/bin', 'BASH_ENV=/x'] }],
  ]
  it.each(cases)('%s', async (_, changes) => {
    expect((await executor.offer(request(['/bin/sh', '-c', 'chmod +x /app/run.sh'], changes))).serves).toBe(false)
  })

  it.each<[string, (tree: Directory) => void]>([
    ['no shell', (tree) => putNode(tree, 'usr/bin/sh', link('missing'))],
    ['a shell of another kind', (tree) => putNode(tree, 'usr/bin/sh', link('chmod'))],
    [
      'a script in the place of the program',
      (tree) => putNode(tree, 'usr/bin/chmod', file('#!/usr/bin/perl\n', 0o755)),
    ],
    ['another program under the name', (tree) => putNode(tree, 'usr/local/bin/chmod', file('\x7fELF', 0o755))],
  ])('%s', async (_, change) => {
    const tree = image()
    change(tree)
    expect((await executor.offer(request(['/bin/sh', '-c', 'chmod +x run.sh'], { tree }))).serves).toBe(false)
  })
})
