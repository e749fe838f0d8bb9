import { gzipSync } from 'node:zlib'
import type { Cases, Files } from '../case.js'
import { tarOf } from '../files.js'
import { bzip2Archive, xzArchive, zstdArchive } from './archives.js'

const inside: Files = {
  d: { dir: 0o750, owner: [3, 4] },
  'd/a': { file: 'a\n', mode: 0o640, owner: [3, 4] },
  'd/l': { link: 'a' },
  'd/h': { hardLink: 'd/a' },
  'd/setuid': { file: 's', mode: 0o4755 },
  'implied/parent/f': 'f\n',
}
const archive = { file: tarOf(inside) }

/** ADD: as COPY, and archives unpacked. */
export const add: Cases = {
  'plain-files': {
    dockerfile: ['FROM scratch', 'ADD a d /x/', 'ADD --chown=3:4 --chmod=600 a /y'],
    context: { a: 'a\n', 'd/b': 'b\n' },
  },
  tar: { dockerfile: ['FROM scratch', 'ADD a.tar /x', 'ADD a.tar /y/'], context: { 'a.tar': archive } },
  'tar-gzip': {
    dockerfile: ['FROM scratch', 'ADD a.anything /x'],
    context: { 'a.anything': { file: gzipSync(archive.file) } },
  },
  'tar-bzip2': { dockerfile: ['FROM scratch', 'ADD a.tar.bz2 /x'], context: { 'a.tar.bz2': { file: bzip2Archive } } },
  'tar-xz': { dockerfile: ['FROM scratch', 'ADD a.tar.xz /x'], context: { 'a.tar.xz': { file: xzArchive } } },
  'tar-zstd': { dockerfile: ['FROM scratch', 'ADD a.tar.zst /x'], context: { 'a.tar.zst': { file: zstdArchive } } },
  'gzip-that-is-no-tar': {
    dockerfile: ['FROM scratch', 'ADD a.gz /x/'],
    context: { 'a.gz': { file: gzipSync('not a tar\n') } },
  },
  'named-tar-but-text': { dockerfile: ['FROM scratch', 'ADD a.tar /x/'], context: { 'a.tar': 'text\n' } },
  'empty-file-named-tar': { dockerfile: ['FROM scratch', 'ADD a.tar /x/'], context: { 'a.tar': '' } },
  'tar-chown': { dockerfile: ['FROM scratch', 'ADD --chown=8:9 a.tar /x'], context: { 'a.tar': archive } },
  'tar-chmod': { dockerfile: ['FROM scratch', 'ADD --chmod=700 a.tar /x'], context: { 'a.tar': archive } },
  'tar-onto-existing': {
    dockerfile: ['FROM conformance/tree:1', 'ADD a.tar /'],
    context: {
      'a.tar': {
        file: tarOf({
          'etc/motd': 'third\n',
          'opt/data/a': { file: 'new\n', mode: 0o600 },
          'tmp/x': 'x',
          'opt/data/deep': { dir: 0o700 },
        }),
      },
    },
  },
  'tar-through-a-link-of-the-base': {
    dockerfile: ['FROM conformance/tree:1', 'ADD a.tar /'],
    context: { 'a.tar': { file: tarOf({ 'bin/new': 'new\n', 'var/run/x': 'x\n' }) } },
  },
  'tar-with-dot-entry': {
    dockerfile: ['FROM conformance/tree:1', 'ADD a.tar /opt/data', 'ADD a.tar /new'],
    context: { 'a.tar': { file: tarOf({ '.': { dir: 0o700, owner: [3, 4] }, './f': 'f\n' }) } },
  },
  'tar-file-over-a-folder': {
    dockerfile: ['FROM conformance/tree:1', 'ADD a.tar /opt'],
    context: { 'a.tar': { file: tarOf({ 'data/deep': 'a file now\n' }) } },
  },
  'tar-same-name-twice': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: {
      'a.tar': {
        file: Buffer.concat([tarOf({ f: 'first' }).subarray(0, 1024), tarOf({ f: { file: 'last', mode: 0o600 } })]),
      },
    },
  },
  'tar-leaving-by-dots': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: { 'a.tar': { file: tarOf({ '../out': 'out\n' }) } },
    refused: true,
  },
  'tar-leaving-by-a-link': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: { 'a.tar': { file: tarOf({ l: { link: '../../..' }, 'l/out': 'out\n' }) } },
    refused: true,
  },
  'tar-absolute-names': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: { 'a.tar': { file: tarOf({ '/abs': 'abs\n' }) } },
  },
  'tar-wildcard': {
    dockerfile: ['FROM scratch', 'ADD *.tar /x/'],
    context: { '1.tar': { file: tarOf({ one: '1' }) }, '2.tar': { file: tarOf({ two: '2' }) } },
  },
  'tar-in-a-folder-stays': { dockerfile: ['FROM scratch', 'ADD d /x'], context: { 'd/a.tar': archive } },
  'tar-names-that-are-not-utf8': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: { 'a.tar': { file: tarOf({ 'latin-\xe9': '1', 'd-\xff\xfe/f\x80': '2' }, 'latin1') } },
  },
  'tar-devices': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: { 'a.tar': { file: tarOf({ c: { device: 'char' }, p: { fifo: 0o600 } }) } },
  },
  'tar-cut-off': {
    dockerfile: ['FROM scratch', 'ADD a.tar /x'],
    context: { 'a.tar': { file: archive.file.subarray(0, 2000) } },
    refused: true,
  },
  'tar-below-setgid': {
    dockerfile: [
      'FROM conformance/tree:1',
      'ADD a.tar /var/mail/1/2',
      'ADD --chown=7:8 a.tar /var/mail/3/4',
      'ADD a.tar /var/mail',
    ],
    context: { 'a.tar': { file: tarOf({ 'p/q/f': 'f', r: { dir: 0o2755, owner: [0, 9] }, 'r/s/t': 't' }) } },
  },
  'tar-copied': { dockerfile: ['FROM scratch', 'COPY a.tar /x/'], context: { 'a.tar': archive } },
  heredoc: { dockerfile: ['FROM scratch', 'ADD <<a <<b /x/', 'one', 'a', 'two', 'b'] },
}
