import { gzipSync } from 'node:zlib'
import type { Case, Cases, Files } from '../case.js'
import { tarItem, writeTar } from '../../support/tarItems.js'
import { tarOf } from '../files.js'

/** An archive over the tree of the base. */
function adding(files: Files, ...lines: string[]): Case {
  return {
    dockerfile: ['FROM conformance/tree:1', ...lines],
    context: { 'a.tar': { file: tarOf(files) } },
  }
}

/** The entries of several archives in one. */
function joined(...parts: Files[]): Buffer {
  const archives = parts.map((files) => tarOf(files))
  return Buffer.concat(archives.map((archive, i) => archive.subarray(0, i < parts.length - 1 ? -1024 : undefined)))
}

const capability = 'AQAAAgAgAAAAAAAAAAAAAAAAAAA='

/** ADD of archives over what is there, with entries of all kinds. */
export const addOver: Cases = {
  'files-over-folders-and-links': adding({ data: 'a file now\n', again: { link: '/tmp' } }, 'ADD a.tar /opt'),
  'folders-over-files-and-links': {
    ...adding({}, 'ADD a.tar /etc', 'ADD b.tar /srv'),
    context: {
      'a.tar': { file: tarOf({ motd: { dir: 0o700 }, 'motd/q': 'q\n' }) },
      'b.tar': { file: tarOf({ abs: { dir: 0o700 }, 'abs/q': 'q\n', rel: 'a file now\n', loop: { link: 'on' } }) },
    },
  },
  'implied-folder-over-a-file': { ...adding({ 'motd/q': 'q\n' }, 'ADD a.tar /etc'), refused: true },
  'onto-a-file': { ...adding({ f: 'f\n' }, 'ADD a.tar /etc/motd'), refused: true },
  'onto-a-link-to-a-file': { ...adding({ f: 'f\n' }, 'ADD a.tar /srv/file'), refused: true },
  'onto-links': adding({ f: 'f\n' }, 'ADD a.tar /srv/abs', 'ADD a.tar /srv/dangling', 'ADD a.tar /srv/out/'),
  'through-links-within-the-destination': adding(
    {
      data: { link: '/tmp' },
      'data/q': 'q\n',
      l: { link: '/' },
      'l/r': 'r\n',
      d: { dir: 0o711 },
      m: { link: 'd' },
      'm/s': 's\n',
    },
    'ADD a.tar /opt',
  ),
  'through-absolute-links-to-the-root': adding({ l: { link: '/etc' }, 'l/new': 'n\n' }, 'ADD a.tar /'),
  'same-names-as-other-kinds': {
    ...adding({}, 'ADD a.tar /x'),
    context: {
      'a.tar': {
        file: joined(
          { f: 'first', d: { dir: 0o700 }, l: { link: 'd' }, e: { dir: 0o700 }, 'e/f': 'f' },
          { f: { link: 'd' }, d: 'a file now', l: { dir: 0o755 }, e: { dir: 0o755, owner: [3, 4] } },
        ),
      },
    },
  },
  'folder-with-files-becomes-a-file': {
    ...adding({}, 'ADD a.tar /x'),
    context: { 'a.tar': { file: joined({ d: { dir: 0o700 }, 'd/f': 'f' }, { d: 'a file now' }) } },
  },
  'whiteout-like-names': adding({ 'deep/.wh.b': 'f\n', 'new/.wh.a': 'f\n', 'new/b': 'b\n' }, 'ADD a.tar /opt/data'),
  'odd-names': adding(
    { 'a//b/./c/': { dir: 0o700 }, './/e': 'e\n', 'f/..': { dir: 0o711 }, 'g/../h': 'h\n', '//two': '2' },
    'ADD a.tar /x',
  ),
  'hard-links-chowned': adding({ f: { file: 'f\n', owner: [3, 4] }, h: { hardLink: 'f' } }, 'ADD --chown=7:8 a.tar /x'),
  'extended-attributes': adding(
    { f: { file: 'f\n', xattrs: { 'user.a': 'YQ==', 'security.capability': capability } } },
    'ADD a.tar /x',
  ),
  exclude: adding(
    { 'd/a': 'a\n', 'd/b': 'b\n' },
    'ADD --exclude=d/a --exclude=a.tar a.tar /x',
    'ADD --exclude=*.tar . /y/',
  ),
  unpack: adding(
    { 'd/a': 'a\n' },
    'ADD --unpack=false a.tar /x/',
    'ADD --unpack=true a.tar /y/',
    'ADD --unpack a.tar /z/',
    'ADD --unpack=false --chown=3:4 --chmod=600 a.tar /w',
  ),
  'bytes-behind-the-end': {
    ...adding({}, 'ADD a.tar /x', 'ADD b.gz /y'),
    context: {
      'a.tar': { file: Buffer.concat([tarOf({ f: 'f' }), Buffer.from('something else')]) },
      'b.gz': {
        file: Buffer.concat(
          [tarOf({ f: 'f' }).subarray(0, 700), tarOf({ f: 'f' }).subarray(700)].map((part) => gzipSync(part)),
        ),
      },
    },
  },
  'hard-link-to-itself': {
    ...adding({}, 'ADD a.tar /x'),
    context: {
      'a.tar': { file: writeTar([tarItem({ name: 'a' }), tarItem({ name: 'a', type: 'hardlink', target: 'a' })]) },
    },
    refused: true,
  },
  'nothing-but-zeros': {
    ...adding({}, 'ADD a.tar /x', 'ADD a.tar /y/'),
    context: { 'a.tar': { file: Buffer.alloc(10_240) } },
  },
  'by-a-link-in-the-context': {
    ...adding({}, 'ADD l /x/'),
    context: { 'a.tar': { file: tarOf({ f: 'f\n' }) }, l: { link: 'a.tar' } },
  },
  'folder-leaving-by-dots': { ...adding({ '../x': { dir: 0o755 } }, 'ADD a.tar /x'), refused: true },
}
