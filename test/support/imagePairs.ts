import { gzipSync } from 'node:zlib'
import { sha256 } from '../../src/core/hash.js'
import { json, writers } from './archives.js'
import { type TarItem, tarItem, writeTar } from './tarItems.js'

/** What an image of a test is made of. */
export interface ImageParts {
  /** Its layers, the lowest first, as files or as plain tars. */
  readonly layers: readonly (readonly TarItem[] | Buffer)[]
  /** What its configuration's `config` says. */
  readonly config?: Readonly<Record<string, unknown>>
  /** What its configuration says besides. */
  readonly more?: Readonly<Record<string, unknown>>
  /** A `created_by` for each layer. */
  readonly steps?: readonly string[]
  readonly tag?: string
  readonly writer?: keyof typeof writers
}

/** An image as the archive that a program writes. */
export function archiveOf({
  layers,
  config = {},
  more = {},
  steps,
  tag = '1',
  writer = 'docker save 28',
}: ImageParts): Buffer {
  const tars = layers.map((layer) => (Buffer.isBuffer(layer) ? layer : writeTar(layer)))
  const document = json({
    architecture: 'amd64',
    os: 'linux',
    created: '1980-01-01T00:00:00Z',
    config,
    ...more,
    history: tars.map((_, i) => ({ created_by: steps?.[i] ?? `COPY ${i}` })),
    rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
  })
  return writeTar(writers[writer]({ layers: tars, config: document, repository: 'com/my/task', tag }))
}

export const file = (name: string, body: string | Buffer = '', more: Partial<TarItem> = {}): TarItem =>
  tarItem({ name, body: Buffer.from(body), ...more })
export const folder = (name: string, more: Partial<TarItem> = {}): TarItem =>
  tarItem({ name, type: 'dir', mode: 0o755, ...more })
export const special = (name: string, type: TarItem['type'], more: Partial<TarItem> = {}): TarItem =>
  tarItem({ name, type, ...more })

/** Two images and what is to be told of them: the verdict, then each difference. */
export interface ImagePair {
  readonly before: ImageParts
  readonly after: ImageParts
  readonly expected: readonly string[]
}

const base = [folder('etc'), file('etc/passwd', 'root:x:0:0\n'), file('bin', 'binary'), folder('d'), file('d/x', 'x')]
const app = [file('app', 'one\ntwo\n')]

/** A pair whose upper layers alone differ. */
function upper(
  before: readonly TarItem[] | Buffer,
  after: readonly TarItem[] | Buffer,
  expected: readonly string[],
): ImagePair {
  return { before: { layers: [base, before] }, after: { layers: [base, after] }, expected: ['different', ...expected] }
}

/** A pair whose configurations alone differ. */
function configured(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  expected: readonly string[],
): ImagePair {
  const layers = [base, app]
  return { before: { layers, config: before }, after: { layers, config: after }, expected: ['different', ...expected] }
}

const written = (writer: NonNullable<ImageParts['writer']>): ImagePair => ({
  before: { layers: [base, app] },
  after: { layers: [base, app], writer },
  expected: ['stored-differently'],
})

/** A tar whose first header tells another size. */
function sized(tar: Buffer): Buffer {
  const other = Buffer.from(tar)
  other.write('00000001000', 124, 'latin1')
  other.write(' '.repeat(8), 148, 'latin1')
  const sum = other.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  other.write(`${sum.toString(8).padStart(6, '0')}\0`, 148, 'latin1')
  return other
}

export const imagePairs: Readonly<Record<string, ImagePair>> = {
  'the same archive': { before: { layers: [base, app] }, after: { layers: [base, app] }, expected: ['same'] },
  'another tag': { before: { layers: [base] }, after: { layers: [base], tag: '2' }, expected: ['same'] },
  'layers that are compressed': written('docker save with the containerd store'),
  'an OCI archive': written('an OCI archive'),
  // What a manifest would be that neither has is the same for both.
  'an archive of crane': { ...written('crane pull'), expected: ['stored-differently'] },
  'a file that changed': upper(app, [file('app', 'one\nTWO\n')], ['/app content', 'layer 1 changed']),
  'a file that grew': upper(app, [file('app', 'one\ntwo\nthree\n')], ['/app content', 'layer 1 changed']),
  'a file more': upper(app, [...app, file('b')], ['/b added', 'layer 1 changed']),
  'a file less': upper([...app, file('b')], app, ['/b removed', 'layer 1 changed']),
  'a mode': upper(app, [file('app', 'one\ntwo\n', { mode: 0o755 })], ['/app mode', 'layer 1 changed']),
  setuid: upper(app, [file('app', 'one\ntwo\n', { mode: 0o4644 })], ['/app mode', 'layer 1 changed']),
  'an owner': upper(app, [file('app', 'one\ntwo\n', { uid: 1000 })], ['/app owner', 'layer 1 changed']),
  'a group': upper(app, [file('app', 'one\ntwo\n', { gid: 1000 })], ['/app owner', 'layer 1 changed']),
  'a time': upper(app, [file('app', 'one\ntwo\n', { mtime: 7 })], ['/app times', 'layer 1 changed']),
  'an extended attribute': upper(
    app,
    [file('app', 'one\ntwo\n', { xattrs: { 'user.note': Buffer.from('hi').toString('base64') } })],
    ['/app xattrs', 'layer 1 changed'],
  ),
  'where a link leads': upper(
    [special('l', 'symlink', { target: 'app' })],
    [special('l', 'symlink', { target: 'bin' })],
    ['/l target', 'layer 1 changed'],
  ),
  'the mode of a link': upper(
    [special('l', 'symlink', { target: 'app', mode: 0o777 })],
    [special('l', 'symlink', { target: 'app', mode: 0o755 })],
    ['layer 1 form unread'],
  ),
  'a link in place of a file': upper(
    [file('l', 'x')],
    [special('l', 'symlink', { target: 'bin' })],
    ['/l type', 'layer 1 changed'],
  ),
  'a file in place of a folder': upper(
    [],
    [file('d', 'now a file')],
    ['/d type mode', '/d/x removed', 'layer 1 changed'],
  ),
  'a device': upper(
    [special('n', 'char', { device: '1:3' })],
    [special('n', 'char', { device: '1:5' })],
    ['/n device', 'layer 1 changed'],
  ),
  'a pipe and a device': upper(
    [special('n', 'fifo')],
    [special('n', 'block', { device: '7:0' })],
    ['/n type', 'layer 1 changed'],
  ),
  'a hard link and a copy': upper(
    [...app, special('b', 'hardlink', { target: 'app' })],
    [...app, file('b', 'one\ntwo\n')],
    ['/b link', 'layer 1 changed'],
  ),
  'a hard link to a file of the base': upper(
    [special('h', 'hardlink', { target: 'bin' })],
    [special('h', 'hardlink', { target: 'd/x' })],
    ['/h content link', 'layer 1 changed'],
  ),
  'a whiteout of what is there': upper(app, [...app, file('.wh.bin')], ['/bin removed', 'layer 1 changed']),
  'a whiteout of what is not there': upper(app, [...app, file('.wh.nothing')], ['layer 1 changed']),
  'an opaque folder': upper(app, [...app, folder('d'), file('d/.wh..wh..opq')], ['/d/x removed', 'layer 1 changed']),
  'a folder that is named': upper(app, [...app, folder('d')], ['layer 1 changed']),
  'the order of entries': upper([...app, file('b')], [file('b'), ...app], ['layer 1 form order']),
  'how names are written': upper(app, [{ ...file('app', 'one\ntwo\n'), name: './app' }], ['layer 1 form name']),
  'what a header says of a folder that has no size': upper([folder('e')], sized(writeTar([folder('e')])), [
    'layer 1 form bytes',
  ]),
  'how much ends the archive': upper(app, Buffer.concat([writeTar(app), Buffer.alloc(512)]), ['layer 1 form end']),
  'a layer more': {
    before: { layers: [base] },
    after: { layers: [base, app], steps: ['COPY 0', 'RUN b'] },
    expected: ['different', 'history added', '/app added', 'layer 1 added'],
  },
  'a layer less': {
    before: { layers: [base, app, [file('b')]] },
    after: { layers: [base, app] },
    expected: ['different', 'history removed', '/b removed', 'layer 2 removed'],
  },
  'all in one layer': {
    before: { layers: [base, app], steps: ['COPY 0', 'RUN b'] },
    after: { layers: [[...base, ...app]], steps: ['COPY 0'] },
    expected: ['different', 'history removed', 'layer 0 changed', 'layer 1 removed'],
  },
  'what a later layer replaces': {
    before: { layers: [base, [file('app', 'hidden')], app] },
    after: { layers: [base, [file('app', 'hidden too')], app] },
    expected: ['different', 'layer 1 changed'],
  },
  'another base': {
    before: { layers: [base, app] },
    after: { layers: [[...base, file('new')], app] },
    expected: ['different', '/new added', 'layer 0 changed'],
  },
  'a step that is told otherwise': {
    before: { layers: [base] },
    after: { layers: [base], steps: ['COPY other'] },
    expected: ['different', 'history changed'],
  },
  'a time of creation': {
    before: { layers: [base] },
    after: { layers: [base], more: { created: '2000-01-01T00:00:00Z' } },
    expected: ['different', 'config created'],
  },
  'a variable': configured({ Env: ['A=1'] }, { Env: ['A=2'] }, ['config config.Env.A']),
  'the order of variables': configured({ Env: ['A=1', 'B=1'] }, { Env: ['B=1', 'A=1'] }, ['config config.Env']),
  'a label': configured({ Labels: { a: '1' } }, { Labels: { a: '1', b: '' } }, ['config config.Labels.b']),
  'a command': configured({ Cmd: ['a', 'b'] }, { Cmd: ['a b'] }, ['config config.Cmd']),
  'an entry point': configured({}, { Entrypoint: ['/app'] }, ['config config.Entrypoint']),
  'a user': configured({ User: 'root' }, { User: '0' }, ['config config.User']),
  'a folder to work in': configured({ WorkingDir: '/' }, { WorkingDir: '/app' }, ['config config.WorkingDir']),
  'a port': configured({ ExposedPorts: { '80/tcp': {} } }, {}, ['config config.ExposedPorts.80/tcp']),
  'a volume': configured({ Volumes: { '/a': {} } }, { Volumes: { '/b': {} } }, ['config config.Volumes./a', 'config config.Volumes./b']), // prettier-ignore
  'what sets nothing': configured({ Cmd: null }, { Cmd: [] }, ['config form']),
  'another machine': {
    before: { layers: [base] },
    after: { layers: [base], more: { architecture: 'arm64' } },
    expected: ['different', 'config architecture'],
  },
  'a name that is no text': upper([file('a\xff', 'x')], [file('a\xff', 'y')], ['/a\ufffd content', 'layer 1 changed']),
  'an archive within that is compressed otherwise': upper(
    [file('a.gz', gzipSync('text', { level: 1 }))],
    [file('a.gz', gzipSync('text'.repeat(2), { level: 9 }))],
    ['/a.gz content', 'layer 1 changed'],
  ),
}
