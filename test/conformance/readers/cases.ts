import { fileItem, json, linkItem, sample, writers } from '../../support/archives.js'
import { sha256 } from '../../../src/core/hash.js'
import { type TarItem, tarItem, writeTar } from '../../support/tarItems.js'
import { changed, layer, layerOfHeaders, sparseFile } from './tars.js'
import {
  annotated,
  baseOf,
  blobItems,
  blobName,
  descriptor,
  dockerOnly,
  gzipped,
  imageName,
  indexJson,
  layoutItem,
  make as makeOf,
  manifestJson,
  ociOnly,
  type Made,
  type Parts,
  types,
  whole,
  zstdStored,
} from './image.js'

const file = (name: string): Partial<TarItem> & Pick<TarItem, 'name'> => ({ name, body: Buffer.from('content') })
const hardLink = (name: string, target: string): Partial<TarItem> & Pick<TarItem, 'name'> => ({
  name,
  target,
  type: 'hardlink',
})
const symlink = (name: string, target: string): Partial<TarItem> & Pick<TarItem, 'name'> => ({
  name,
  target,
  type: 'symlink',
})
const without = (items: readonly TarItem[], name: string): TarItem[] => items.filter((item) => item.name !== name)

/** `layer(file('a'))` as xz and bzip2 make it. */
const xz =
  '/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4Af/AERdADCAM1AYaImDAdzibiEFX+y+Q1puM5HxnAl4Vtj09/gLJRD7pOQ1IMqI+15VdT6TCrcNdHsPhY46W+koJHYyax3u40sAAKxbvMUAAVyAEAAAAFz75lk+MA2LAgAAAAABWVo='
const bzip2 =
  'QlpoOTFBWSZTWTDxOcAAADJbkMmAQABPhAAA6gGeAAQAABggAFRWgAAAPUGKJ6mhkzSAaNVRwR4wBE+2ohWesgQgUqImCBLwdERz0eyF2YghUH33mx4HESL4u5IpwoSBh4nOAA=='

/** An archive that is given to real engines. Its lowest layer is like no other's: engines look at no layer that they have already. */
type Craft = (image: Sound) => Buffer

/** What every case begins with. */
class Sound {
  readonly base: Buffer
  readonly sound: Made
  readonly layerBlob: string
  readonly flipped: Buffer
  readonly other: Made

  constructor(name: string) {
    this.base = baseOf(name)
    this.sound = this.make()
    this.layerBlob = blobName(this.base)
    this.flipped = Buffer.from(this.base)
    this.flipped[700] = 0x21
    this.other = this.make({ layers: [this.base, layer(file('other'))], names: ['docker.io/verify/other:2'] })
  }

  make(parts: Partial<Parts> = {}): Made {
    return makeOf({ layers: [this.base], ...parts })
  }

  /** An archive that every reader takes, but for what its second layer holds. */
  withLayer(above: Buffer, more: Partial<Parts> = {}): Buffer {
    return writeTar(whole(this.make({ layers: [this.base, above], ...more })))
  }

  nested(): TarItem[] {
    const { sound } = this
    const index = json({ schemaVersion: 2, mediaType: types.index, manifests: sound.entries })
    const top = { ...descriptor(types.index, index), ...annotated(imageName) }
    return [manifestJson(sound), indexJson([top]), layoutItem, ...blobItems(sound), fileItem(blobName(index), index)]
  }
}

const asWritten = Object.fromEntries(
  Object.entries(writers).map(([writer, write]): [string, Craft] => [
    `written by ${writer}`,
    () => writeTar(write(sample({ repository: 'verify/readers', tag: '1', file: writer.replaceAll(' ', '-') }))),
  ]),
)

const crafts: Readonly<Record<string, Craft>> = {
  ...asWritten,
  sound: (at) => writeTar(whole(at.sound)),

  // What the archive holds, and how it is named.
  'manifest.json alone': (at) => writeTar(dockerOnly(at.sound)),
  'index.json alone': (at) => writeTar(ociOnly(at.sound)),
  'index.json without oci-layout': (at) => writeTar(without(ociOnly(at.sound), 'oci-layout')),
  'manifest.json and index.json without oci-layout': (at) => writeTar(without(whole(at.sound), 'oci-layout')),
  'oci-layout without index.json': (at) => writeTar(without(ociOnly(at.sound), 'index.json')),
  'repositories alone': (at) =>
    writeTar([
      fileItem('aa/json', json({ id: 'aa'.repeat(32), created: '1980-01-01T00:00:00Z', os: 'linux' })),
      fileItem('aa/VERSION', Buffer.from('1.0')),
      fileItem('aa/layer.tar', at.base),
      fileItem('repositories', json({ 'verify/readers': { '1': 'aa' } })),
    ]),
  nothing: () => writeTar([fileItem('hello', Buffer.from('hello'))]),
  'a nested index': (at) => writeTar(at.nested()),
  'a nested index alone': (at) => writeTar(without(at.nested(), 'manifest.json')),
  'manifest.json of another image than index.json': (at) =>
    writeTar([manifestJson(at.other), indexJson(at.sound.entries), layoutItem, ...blobItems(at.sound, at.other)]),
  'two images': (at) => writeTar(whole(at.sound, at.other)),
  'two names': (at) => writeTar(whole(at.make({ names: [imageName, 'docker.io/verify/again:3'] }))),
  'no name': (at) => writeTar(whole(at.make({ names: null }))),
  'no name, manifest.json alone': (at) => writeTar(dockerOnly(at.make({ names: null }))),
  'no name, index.json alone': (at) => writeTar(ociOnly(at.make({ names: null }))),
  'a name with capitals': (at) => writeTar(whole(at.make({ names: ['docker.io/Verify/Readers:1'] }))),
  'a name without tag': (at) => writeTar(whole(at.make({ names: ['verify/readers'] }))),
  'a tag alone in index.json': (at) =>
    writeTar([
      indexJson(
        at.sound.entries.map((entry) => ({ ...entry, annotations: { 'org.opencontainers.image.ref.name': '1' } })),
      ),
      layoutItem,
      ...blobItems(at.sound),
    ]),

  // How the layers are stored.
  'gzip layers': (at) => writeTar(whole(at.make({ stored: gzipped, layerType: types.gzip }))),
  'gzip layers, manifest.json alone': (at) => writeTar(dockerOnly(at.make({ stored: gzipped, layerType: types.gzip }))),
  'gzip layers said to be plain': (at) => writeTar(whole(at.make({ stored: gzipped }))),
  'gzip layers said to be plain, index.json alone': (at) => writeTar(ociOnly(at.make({ stored: gzipped }))),
  'plain layers said to be gzip': (at) => writeTar(whole(at.make({ layerType: types.gzip }))),
  'plain layers said to be gzip, index.json alone': (at) => writeTar(ociOnly(at.make({ layerType: types.gzip }))),
  'zstd layers': (at) => writeTar(whole(at.make({ stored: zstdStored, layerType: types.zstd }))),
  'zstd layers, manifest.json alone': (at) =>
    writeTar(dockerOnly(at.make({ stored: zstdStored, layerType: types.zstd }))),
  'zstd layers, index.json alone': (at) => writeTar(ociOnly(at.make({ stored: zstdStored, layerType: types.zstd }))),
  'zstd layers said to be gzip, index.json alone': (at) =>
    writeTar(ociOnly(at.make({ stored: zstdStored, layerType: types.gzip }))),
  'a layer compressed by xz': (at) => at.withLayer(layer(file('a')), { stored: storedAs(xz) }),
  'a layer compressed by bzip2': (at) => at.withLayer(layer(file('a')), { stored: storedAs(bzip2) }),
  'layers of an unknown type': (at) => writeTar(whole(at.make({ layerType: 'text/plain' }))),
  'layers of an unknown type, index.json alone': (at) => writeTar(ociOnly(at.make({ layerType: 'text/plain' }))),
  'no layers': (at) => writeTar(whole(at.make({ layers: [] }))),
  'a layer twice': (at) => writeTar(whole(at.make({ layers: [at.base, layer(file('a')), at.base] }))),
  'an empty layer of no bytes': (at) => at.withLayer(Buffer.alloc(0)),
  'a layer of zeros alone': (at) => at.withLayer(Buffer.alloc(1024)),

  // What is said of the parts.
  'a wrong DiffID': (at) =>
    writeTar(whole(at.make({ config: { rootfs: { type: 'layers', diff_ids: [sha256('x')] } } }))),
  'a wrong DiffID, index.json alone': (at) =>
    writeTar(ociOnly(at.make({ config: { rootfs: { type: 'layers', diff_ids: [sha256('x')] } } }))),
  'more DiffIDs than layers': (at) =>
    writeTar(whole(at.make({ config: { rootfs: { type: 'layers', diff_ids: [sha256(at.base), sha256('x')] } } }))),
  'fewer DiffIDs than layers': (at) =>
    writeTar(whole(at.make({ config: { rootfs: { type: 'layers', diff_ids: [] } } }))),
  'history of more layers': (at) => writeTar(whole(at.make({ config: { history: [{}, {}, {}] } }))),
  'a configuration of something else': (at) =>
    writeTar(whole(at.make({ configType: 'application/vnd.unknown.config' }))),
  'no platform': (at) => writeTar(whole(at.make({ config: { os: undefined, architecture: undefined } }))),
  'another processor': (at) => writeTar(whole(at.make({ config: { architecture: 's390x' } }))),
  'another system': (at) => writeTar(whole(at.make({ config: { os: 'windows' } }))),
  'a configuration that is no JSON': (at) =>
    writeTar([...without(whole(at.sound), at.sound.docker.Config), fileItem(at.sound.docker.Config, Buffer.from('{'))]),
  'a wrong size in the manifest': (at) =>
    writeTar(whole(at.make({ descriptors: (layers) => layers.map((one) => ({ ...one, size: one.size + 1 })) }))),
  'a wrong size in the manifest, index.json alone': (at) =>
    writeTar(ociOnly(at.make({ descriptors: (layers) => layers.map((one) => ({ ...one, size: one.size + 1 })) }))),
  'a changed byte in a layer': (at) =>
    writeTar([...without(whole(at.sound), at.layerBlob), fileItem(at.layerBlob, at.flipped)]),
  'a changed byte in a layer, index.json alone': (at) =>
    writeTar([...without(ociOnly(at.sound), at.layerBlob), fileItem(at.layerBlob, at.flipped)]),
  'a layer that is missing': (at) => writeTar(without(whole(at.sound), at.layerBlob)),
  'a layer that is missing, index.json alone': (at) => writeTar(without(ociOnly(at.sound), at.layerBlob)),
  'a configuration that is missing': (at) => writeTar(without(whole(at.sound), at.sound.docker.Config)),

  // The archive's own form.
  'garbage behind the archive': (at) => Buffer.concat([writeTar(whole(at.sound)), Buffer.from('garbage '.repeat(128))]),
  'an archive without its end': (at) => writeTar(whole(at.sound)).subarray(0, -1024),
  'an archive that is cut': (at) => writeTar(whole(at.sound)).subarray(0, -3072),
  'a whole archive compressed by gzip': (at) => gzipped(writeTar(whole(at.sound))),
  'manifest.json twice': (at) => writeTar([manifestJson(at.other), ...whole(at.sound), ...blobItems(at.other)]),
  'a layer twice in the archive': (at) => writeTar([...whole(at.sound), fileItem(at.layerBlob, at.base)]),
  'a layer twice in the archive, once changed': (at) =>
    writeTar([fileItem(at.layerBlob, at.flipped), ...whole(at.sound)]),
  'absolute names': (at) => writeTar(whole(at.sound).map((item) => ({ ...item, name: `/${item.name}` }))),
  'a member that leaves': (at) => writeTar([...whole(at.sound), fileItem('../outside', Buffer.from('x'))]),
  'a layer that is a symbolic link': (at) =>
    writeTar([
      ...without(whole(at.sound), at.layerBlob),
      fileItem('real', at.base),
      linkItem(at.layerBlob, '../../real'),
    ]),
  'a layer that is a hard link': (at) =>
    writeTar([
      fileItem('real', at.base),
      ...without(whole(at.sound), at.layerBlob),
      { ...linkItem(at.layerBlob, 'real'), type: 'hardlink' },
    ]),
  'a layer that is an absolute link within the archive': (at) =>
    writeTar([...without(whole(at.sound), at.layerBlob), fileItem('real', at.base), linkItem(at.layerBlob, '/real')]),
  'a layer that is a link above the root and back': (at) =>
    writeTar([
      ...without(whole(at.sound), at.layerBlob),
      fileItem('real', at.base),
      linkItem(at.layerBlob, '../../../../real'),
    ]),
  'a layer that is a link out of the archive': (at) =>
    writeTar([...without(whole(at.sound), at.layerBlob), linkItem(at.layerBlob, '../../../../../../etc/hostname')]),
  'members that nobody names': (at) => writeTar([...whole(at.sound), fileItem('README', Buffer.from('hello'))]),
  'a device among the members': (at) =>
    writeTar([...whole(at.sound), { ...fileItem('device', Buffer.alloc(0)), type: 'char', device: '1:3' }]),
  'a blob under a wrong name': (at) =>
    writeTar([...whole(at.sound), fileItem(`blobs/sha256/${'0'.repeat(64)}`, Buffer.from('x'))]),

  // What a layer holds.
  'an absolute hard link': (at) => at.withLayer(layer(file('a'), hardLink('b', '/a'))),
  'a hard link to a lower layer': (at) => at.withLayer(layer(hardLink('b', 'etc/conf'))),
  'a hard link to nothing': (at) => at.withLayer(layer(hardLink('b', 'nothing'))),
  'a hard link before its file': (at) => at.withLayer(layer(hardLink('b', 'a'), file('a'))),
  'a hard link that leaves': (at) => at.withLayer(layer(hardLink('b', '../../../../etc/hostname'))),
  'a hard link to a folder': (at) => at.withLayer(layer({ name: 'd', type: 'dir', mode: 0o755 }, hardLink('b', 'd'))),
  'a hard link to a symbolic link': (at) => at.withLayer(layer(symlink('s', 'x'), hardLink('b', 's'))),
  'a name that leaves': (at) => at.withLayer(layer(file('../outside'))),
  'a name that leaves by a detour': (at) => at.withLayer(layer(file('x/../../outside'))),
  'a name with a detour': (at) => at.withLayer(layer(file('x/../inside'))),
  'an absolute name': (at) => at.withLayer(layer(file('/absolute'))),
  'a file below a link of its layer': (at) => at.withLayer(layer(symlink('d', '/etc'), file('d/new'))),
  'a file below a link of its layer that leads out': (at) =>
    at.withLayer(layer(symlink('d', '../../../../../../tmp'), file('d/oci-pack-verify-escape'))),
  'a file below a link of a lower layer': (at) =>
    writeTar(whole(at.make({ layers: [at.base, layer(symlink('d', '/etc')), layer(file('d/new'))] }))),
  'a file below a file': (at) => at.withLayer(layer(file('a'), file('a/b'))),
  'a file below a file of a lower layer': (at) => at.withLayer(layer(file('etc/conf/b'))),
  'a device': (at) => at.withLayer(layer({ name: 'dev0', type: 'char', device: '1:3', mode: 0o666 })),
  'a fifo': (at) => at.withLayer(layer({ name: 'pipe', type: 'fifo' })),
  'a sparse file': (at) => at.withLayer(sparseFile('sparse')),
  'a setuid program': (at) => at.withLayer(layer({ ...file('su'), mode: 0o4755 })),
  'a file for all to write': (at) => at.withLayer(layer({ ...file('open'), mode: 0o666 })),
  'a file twice': (at) => at.withLayer(layer(file('a'), { name: 'a', body: Buffer.from('second') })),
  'a file twice by two spellings': (at) => at.withLayer(layer(file('a'), file('./a'))),
  'a folder twice': (at) =>
    at.withLayer(layer({ name: 'd', type: 'dir', mode: 0o755 }, { name: 'd', type: 'dir', mode: 0o700 })),
  'a folder twice by two spellings': (at) =>
    at.withLayer(layer({ name: 'd', type: 'dir', mode: 0o755 }, { name: './d', type: 'dir', mode: 0o700 })),
  'a folder after a file in it': (at) => at.withLayer(layer(file('d/a'), { name: 'd', type: 'dir', mode: 0o755 })),
  'a whiteout twice': (at) => at.withLayer(layer({ name: 'etc/.wh.conf' }, { name: 'etc/.wh.conf' })),
  'a file and a folder of one name': (at) => at.withLayer(layer(file('a'), { name: 'a', type: 'dir', mode: 0o755 })),
  'a folder with files, then a file of its name': (at) =>
    at.withLayer(layer({ name: 'a', type: 'dir', mode: 0o755 }, file('a/b'), file('a'))),
  'a whiteout of a file': (at) => at.withLayer(layer({ name: 'etc/.wh.conf' })),
  'a whiteout of nothing': (at) => at.withLayer(layer({ name: 'etc/.wh.gone' })),
  'a whiteout in the lowest layer': (at) =>
    writeTar(whole(at.make({ layers: [layer({ name: '.wh.gone' }, file('a'))] }))),
  'an opaque folder': (at) =>
    at.withLayer(layer({ name: 'etc', type: 'dir', mode: 0o755 }, { name: 'etc/.wh..wh..opq' })),
  'a whiteout without a name': (at) => at.withLayer(layer({ name: 'etc/.wh.' })),
  'a whiteout of the folder itself': (at) => at.withLayer(layer({ name: 'etc/.wh..' })),
  'a whiteout of the folder above': (at) => at.withLayer(layer({ name: 'etc/.wh...' })),
  'a whiteout of another engine': (at) => at.withLayer(layer({ name: '.wh..wh.plnk', type: 'dir', mode: 0o755 })),
  'a whiteout with content': (at) => at.withLayer(layer({ name: 'etc/.wh.conf', body: Buffer.from('x') })),
  'a whiteout and a file of one name': (at) => at.withLayer(layer(file('etc/conf'), { name: 'etc/.wh.conf' })),
  'a whiteout before a file of its name': (at) => at.withLayer(layer({ name: 'etc/.wh.conf' }, file('etc/conf'))),
  'an opaque folder after a file in it': (at) => at.withLayer(layer(file('etc/new'), { name: 'etc/.wh..wh..opq' })),
  'a whiteout of a folder with a new file in it': (at) => at.withLayer(layer(file('etc/new'), { name: '.wh.etc' })),
  'a name that is not UTF-8': (at) => at.withLayer(layer(file('caf\xe9'))),
  'a pax name that is not UTF-8': (at) => at.withLayer(layerOfHeaders({ path: 'caf\xe9' })),
  'a name with a control character': (at) => at.withLayer(layer(file('a\x1b[31mb\nc'))),
  'a name of 256 bytes': (at) => at.withLayer(layerOfHeaders({ path: 'n'.repeat(256) })),
  'a name of 255 bytes': (at) => at.withLayer(layerOfHeaders({ path: 'n'.repeat(255) })),
  'a path of 5000 bytes': (at) => at.withLayer(layerOfHeaders({ path: 'folder/'.repeat(714) + 'xy' })),
  'a link to a path of 5000 bytes': (at) =>
    at.withLayer(layerOfHeaders({ path: 's', type: 'symlink', linkPath: 'folder/'.repeat(714) + 'xy' })),
  'names that differ by case': (at) => at.withLayer(layer(file('name'), file('Name'))),
  'an owner of 2^21': (at) => at.withLayer(layerOfHeaders({ path: 'a', uid: 2 ** 21, gid: 2 ** 21 })),
  'an owner of 2^31': (at) => at.withLayer(layerOfHeaders({ path: 'a', uid: 2 ** 31, gid: 2 ** 31 })),
  'an owner of 2^32 - 1': (at) => at.withLayer(layerOfHeaders({ path: 'a', uid: 2 ** 32 - 1, gid: 2 ** 32 - 1 })),
  'an owner of 2^32': (at) => at.withLayer(layerOfHeaders({ path: 'a', uid: 2 ** 32, gid: 2 ** 32 })),
  'a time before 1970': (at) => at.withLayer(layerOfHeaders({ path: 'a', mtime: -1000 })),
  'a time of the year 2500': (at) => at.withLayer(layerOfHeaders({ path: 'a', mtime: 16_725_225_600 })),
  'a time of the year 10000': (at) => at.withLayer(layerOfHeaders({ path: 'a', mtime: 253_402_300_800 })),
  'a capability': (at) =>
    at.withLayer(
      layer({ ...file('ping'), mode: 0o755, xattrs: { 'security.capability': 'AQAAAgAgAAAAAAAAAAAAAAAAAAA=' } }),
    ),
  'an attribute of a user': (at) => at.withLayer(layer({ ...file('a'), xattrs: { 'user.note': 'eA==' } })),
  'an attribute of the trusted': (at) => at.withLayer(layer({ ...file('a'), xattrs: { 'trusted.note': 'eA==' } })),
  'an attribute of nobody': (at) => at.withLayer(layer({ ...file('a'), xattrs: { 'strange.note': 'eA==' } })),
  'an entry of an unknown type': (at) =>
    at.withLayer(
      changed(layer(file('a')), (header) => {
        header.write('Z', 156, 'latin1')
      }),
    ),
  'an entry with a wrong checksum': (at) => at.withLayer(flippedHeader()),
  'a size that is no number': (at) =>
    at.withLayer(
      changed(layer(file('a')), (header) => {
        header.write('zzzzzzzzzzz\0', 124, 'latin1')
      }),
    ),
  'a pax record that is malformed': (at) => at.withLayer(malformedPax()),
  'a layer that is no tar': (at) => at.withLayer(Buffer.from('hello '.repeat(300))),
  'a layer that is cut within a file': (at) =>
    at.withLayer(layer({ name: 'a', body: Buffer.alloc(5000, 1) }).subarray(0, 2000)),
  'a layer without its end': (at) => at.withLayer(layer(file('a')).subarray(0, -1024)),
  'a layer with one block at its end': (at) => at.withLayer(layer(file('a')).subarray(0, -512)),
  'a block of zeros between entries': (at) =>
    at.withLayer(Buffer.concat([layer(file('a')).subarray(0, -1024), Buffer.alloc(512), layer(file('b'))])),
  'a tar behind the end of a layer': (at) => at.withLayer(Buffer.concat([layer(file('a')), layer(file('b'))])),
  'garbage behind the end of a layer': (at) => at.withLayer(Buffer.concat([layer(file('a')), Buffer.alloc(512, 7)])),
  'garbage behind a gzip layer': (at) =>
    at.withLayer(layer(file('a')), {
      stored: (bytes) => Buffer.concat([gzipped(bytes), Buffer.from('garbage')]),
      layerType: types.gzip,
    }),
  'a gzip layer that is cut': (at) =>
    at.withLayer(layer(file('a')), {
      stored: (bytes) => gzipped(bytes).subarray(0, -4),
      layerType: types.gzip,
    }),
  'a gzip layer of two members': (at) =>
    at.withLayer(layer(file('a')), {
      stored: (bytes) => Buffer.concat([gzipped(bytes.subarray(0, 700)), gzipped(bytes.subarray(700))]),
      layerType: types.gzip,
    }),
}

/** Archives by what is odd or wrong with them. */
export const cases: Readonly<Record<string, Buffer>> = Object.fromEntries(
  Object.entries(crafts).map(([name, craft]) => [name, craft(new Sound(name))]),
)

function storedAs(compressed: string): (plain: Buffer) => Buffer {
  return (plain) => (plain.equals(layer(file('a'))) ? Buffer.from(compressed, 'base64') : plain)
}

function flippedHeader(): Buffer {
  const tar = Buffer.from(layer(file('a')))
  tar.write('9', 148, 'latin1')
  tar.write('b', 0, 'latin1')
  return tar
}

function malformedPax(): Buffer {
  const records = { ...tarItem({ name: 'pax', body: Buffer.from('999 path=x\n') }) }
  const tar = changed(writeTar([records]), (header) => {
    header.write('x', 156, 'latin1')
  })
  return Buffer.concat([tar.subarray(0, 1024), layer(file('a'))])
}
