import type { Cases } from '../case.js'

const folder = {
  'd/a': 'a\n',
  'd/b': { file: 'b\n', mode: 0o755 },
  'd/sub/c': 'c\n',
  'd/empty': { dir: 0o700 },
} as const

/** Where COPY puts what. */
export const copy: Cases = {
  'file-to-a-new-name': { dockerfile: ['FROM scratch', 'COPY a /x/y/b'], context: { a: 'a\n' } },
  'file-into-a-folder': { dockerfile: ['FROM scratch', 'COPY a /x/'], context: { a: 'a\n' } },
  'file-into-an-existing-folder': {
    dockerfile: ['FROM conformance/tree:1', 'COPY a /opt/data'],
    context: { a: 'new\n' },
  },
  'file-over-a-file': {
    dockerfile: ['FROM conformance/tree:1', 'COPY --chmod=640 a /etc/motd'],
    context: { a: 'new\n' },
  },
  'file-over-a-hard-link': {
    dockerfile: ['FROM conformance/tree:1', 'COPY a /usr/bin/tool2'],
    context: { a: 'new\n' },
  },
  'file-over-a-symlink': { dockerfile: ['FROM conformance/tree:1', 'COPY a /srv/file'], context: { a: 'new\n' } },
  'file-over-a-dangling-symlink': {
    dockerfile: ['FROM conformance/tree:1', 'COPY a /srv/dangling'],
    context: { a: 'new\n' },
  },
  'file-through-a-symlink': {
    dockerfile: ['FROM conformance/tree:1', 'COPY a /bin/a', 'COPY a /var/run/x/a'],
    context: { a: 'a\n' },
  },
  'file-through-relative-symlinks': {
    dockerfile: ['FROM conformance/tree:1', 'COPY a /srv/rel/1', 'COPY a /srv/out/2', 'COPY a /srv/abs/deep/3'],
    context: { a: 'a\n' },
  },
  'file-through-a-dangling-symlink': {
    dockerfile: ['FROM conformance/tree:1', 'COPY a /srv/dangling/a'],
    context: { a: 'a\n' },
  },
  'file-into-a-removed-folder': { dockerfile: ['FROM conformance/tree:1', 'COPY a /opt/gone/'], context: { a: 'a\n' } },
  'several-files': { dockerfile: ['FROM scratch', 'COPY b a /x/'], context: { a: 'a\n', b: 'b\n' } },
  'several-sources-one-name': { dockerfile: ['FROM scratch', 'COPY a b /x'], context: { a: 'a', b: 'b' } },
  'wildcard-in-a-missing-folder': {
    dockerfile: ['FROM scratch', 'COPY gone/* /x/'],
    context: { a: 'a' },
    refused: true,
  },
  'wildcard-in-a-file': { dockerfile: ['FROM scratch', 'COPY a/* /x/'], context: { a: 'a' }, refused: true },
  'several-matches-one-name': {
    dockerfile: ['FROM scratch', 'COPY *.txt /x'],
    context: { '1.txt': '1', '2.txt': '2' },
  },
  'one-match-one-name': { dockerfile: ['FROM scratch', 'COPY *.txt /x'], context: { '1.txt': '1' } },
  'json-form': { dockerfile: ['FROM scratch', 'COPY ["a b", "c", "/with space/"]'], context: { 'a b': '1', c: '2' } },
  'relative-destination': {
    dockerfile: ['FROM scratch', 'WORKDIR /work', 'COPY a b/c', 'COPY a .', 'COPY a ./d/', 'COPY a ../up'],
    context: { a: 'a\n' },
  },
  'folder-contents': { dockerfile: ['FROM scratch', 'COPY d /x'], context: folder },
  'folder-into-existing': {
    dockerfile: ['FROM conformance/tree:1', 'COPY d /opt/data', 'COPY d/sub /tmp'],
    context: { ...folder, d: { dir: 0o700 } },
  },
  'folder-own-mode': {
    dockerfile: ['FROM scratch', 'COPY d /x', 'COPY d /y/'],
    context: { d: { dir: 0o2750 }, 'd/a': 'a' },
  },
  'folder-through-a-symlink': { dockerfile: ['FROM conformance/tree:1', 'COPY d /srv/abs'], context: folder },
  'folder-over-a-symlink-inside': {
    dockerfile: ['FROM conformance/tree:1', 'COPY d /srv'],
    context: { 'd/file': 'no link now\n', 'd/abs/z': 'z\n' },
    refused: true,
  },
  'file-over-a-symlink-inside': {
    dockerfile: ['FROM conformance/tree:1', 'COPY d /srv'],
    context: { 'd/file': 'no link now\n' },
  },
  'several-folders': { dockerfile: ['FROM scratch', 'COPY d e /x/'], context: { ...folder, 'e/sub/z': 'z\n' } },
  'the-whole-context': { dockerfile: ['FROM scratch', 'WORKDIR /app', 'COPY . .'], context: folder },
  'a-variable-that-is-not-set': { dockerfile: ['FROM scratch', 'COPY $unset /x'], context: folder },
  'source-is-cleaned': {
    dockerfile: [
      'FROM scratch',
      'COPY /d/a /1',
      'COPY ./d/../d/a /2',
      'COPY d/sub/ /3/',
      'COPY ../../d/b /4',
      'COPY d/. /5/',
    ],
    context: folder,
  },
  'destination-is-cleaned': { dockerfile: ['FROM scratch', 'COPY a /x//y/../z/./w'], context: { a: 'a\n' } },
  'wildcard-files': {
    dockerfile: ['FROM scratch', 'COPY d/*.txt d/?.md /x/'],
    context: { 'd/1.txt': '1', 'd/2.txt': '2', 'd/.h.txt': 'h', 'd/a.md': 'a', 'd/ab.md': 'ab' },
  },
  'wildcard-folders': { dockerfile: ['FROM scratch', 'COPY d* /x/'], context: { ...folder, 'd2/z': 'z', d3: 'd3' } },
  'wildcard-of-one-folder': { dockerfile: ['FROM scratch', 'COPY */sub /x'], context: folder },
  'wildcard-class': {
    dockerfile: ['FROM scratch', 'COPY [a-c][!1]*.txt /x/'],
    context: { 'a1.txt': '', 'a2.txt': '2', 'b^.txt': '^', 'd2.txt': '' },
  },
  'wildcard-negated-class': {
    dockerfile: ['FROM scratch', 'COPY [^ab].txt /x/'],
    context: { 'a.txt': '', 'c.txt': 'c', 'D.txt': 'D', Dockerfile: '' },
  },
  'wildcard-stars-are-one-level': {
    dockerfile: ['FROM scratch', 'COPY **/c /x/', 'COPY d/** /y/'],
    context: { ...folder, 'c/file': 'c', 'sub/c': 'c1' },
  },
  'wildcard-matches-nothing': { dockerfile: ['FROM conformance/tree:1', 'COPY nothing* /x/'], context: folder },
  'wildcard-escaped': {
    dockerfile: ['FROM scratch', 'COPY a[[]1].txt /x/', String.raw`COPY b\*.txt /y/`],
    context: { 'a[1].txt': '[', 'a1.txt': '1', 'b*.txt': '*', 'bb.txt': 'b' },
  },
  'symlinks-inside-a-folder': {
    dockerfile: ['FROM scratch', 'COPY d /x'],
    context: {
      'd/abs': { link: '/etc/passwd' },
      'd/rel': { link: 'file' },
      'd/file': 'f\n',
      'd/dir': { link: '../e' },
      'd/dangling': { link: 'none' },
      'e/f': '',
    },
  },
  'symlink-named-as-source': {
    dockerfile: ['FROM scratch', 'COPY file-link /1', 'COPY dir-link /2', 'COPY dir-link/a /3', 'COPY *-link /4/'],
    context: { 'd/a': 'a\n', 'dir-link': { link: 'd' }, 'file-link': { link: 'd/a' } },
  },
  'symlink-source-stays-inside': {
    dockerfile: ['FROM scratch', 'COPY out /x'],
    context: { out: { link: '../../../../d/a' }, 'd/a': 'inside\n' },
  },
  'symlink-source-absolute': {
    dockerfile: ['FROM scratch', 'COPY out /x'],
    context: { out: { link: '/d/a' }, 'd/a': 'inside\n' },
  },
  'hard-links': {
    dockerfile: ['FROM scratch', 'COPY d /x', 'COPY d/1 /y'],
    context: { 'd/1': { file: 'same\n', mode: 0o755 }, 'd/2': { hardLink: 'd/1' } },
  },
  'special-files': { dockerfile: ['FROM scratch', 'COPY d /x'], context: { 'd/pipe': { fifo: 0o640 }, 'd/a': 'a' } },
  modes: {
    dockerfile: ['FROM scratch', 'COPY . /x/'],
    context: {
      setuid: { file: 's', mode: 0o4755 },
      setgid: { file: 's', mode: 0o2755 },
      none: { file: 'n', mode: 0 },
      odd: { file: 'o', mode: 0o631 },
      sticky: { dir: 0o1777 },
      closed: { dir: 0o500 },
      'closed/in': { file: 'in', mode: 0o400 },
    },
  },
  'odd-names': {
    dockerfile: ['FROM scratch', 'COPY . /x/'],
    context: {
      'a b': '1',
      'new\nline': '2',
      'tab\t': '3',
      'quote"\'': '4',
      '[br]': '5',
      'back\\slash': '6',
      'caf\u00e9': '7',
      'cafe\u0301': '8',
      '-dash': '9',
      '.dot': '10',
      '~': '11',
    },
  },
  'long-names': {
    dockerfile: ['FROM scratch', 'COPY . /x/'],
    context: {
      [`${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(255)}`]: 'deep',
      ['g'.repeat(101)]: { link: 'h'.repeat(150) },
    },
  },
  'whiteout-like-names': { dockerfile: ['FROM scratch', 'COPY a /x/wh.a', 'COPY a /x/.whale'], context: { a: 'a' } },
  'same-content-again': { dockerfile: ['FROM scratch', 'COPY a /a', 'COPY a /a', 'COPY a /b'], context: { a: 'a\n' } },
  'empty-folder': { dockerfile: ['FROM scratch', 'COPY d /x', 'COPY d /y/z/'], context: { d: { dir: 0o755 } } },
  'file-to-the-root': { dockerfile: ['FROM scratch', 'COPY a /', 'COPY a ..'], context: { a: 'a\n' } },
  'folder-to-the-root': {
    dockerfile: ['FROM conformance/tree:1', 'COPY d /'],
    context: { d: { dir: 0o700 }, 'd/etc/new': 'n\n', 'd/tmp': { dir: 0o755 } },
  },
  'wildcard-before-dots': {
    dockerfile: ['FROM scratch', 'COPY d*/../a /x', 'COPY */gone/../../d/sub/../a /y'],
    context: { ...folder, a: 'a\n' },
  },
  'folders-made-below-setgid': {
    dockerfile: [
      'FROM conformance/tree:1',
      'COPY a /var/mail/1/2/a',
      'COPY d /var/mail/3/4',
      'COPY --chown=7:8 a /var/mail/5/a',
      'COPY --chmod=2770 a /var/mail/6/a',
      'WORKDIR /var/mail/7/8',
    ],
    context: { ...folder, a: 'a\n' },
  },
  'folder-gives-its-time': {
    dockerfile: ['FROM scratch', 'COPY --from=conformance/tree:1 /etc/motd /opt/data /x/'],
  },
  'dockerfile-elsewhere': {
    dockerfile: ['FROM scratch', 'COPY . /x/'],
    dockerfilePath: 'build/app.Dockerfile',
    context: { a: 'a' },
  },
}
