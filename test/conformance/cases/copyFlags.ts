import type { Cases } from '../case.js'

const folder = {
  'd/a': 'a\n',
  'd/b': { file: 'b\n', mode: 0o755 },
  'd/sub/c.txt': 'c\n',
  'd/sub/deep/e.txt': 'e\n',
  'd/empty': { dir: 0o700 },
} as const

/** What COPY's flags change. */
export const copyFlags: Cases = {
  'chown-ids': { dockerfile: ['FROM scratch', 'COPY --chown=5:7 d /x/y', 'COPY --chown=9 d/a /z/a'], context: folder },
  'chown-names': {
    dockerfile: [
      'FROM conformance/tree:1',
      'COPY --chown=app:staff d/a /1',
      'COPY --chown=app d/a /2',
      'COPY --chown=:staff d/a /3',
      'COPY --chown=mail:0 d/a /4',
      'COPY --chown=7:app d/a /5',
    ],
    context: folder,
  },
  'chown-existing-folder': { dockerfile: ['FROM conformance/tree:1', 'COPY --chown=app d /opt/data'], context: folder },
  'chown-large-ids': { dockerfile: ['FROM scratch', 'COPY --chown=3000000:2000000000 d/a /x/a'], context: folder },
  'chown-unknown-names': {
    dockerfile: ['FROM conformance/tree:1', 'COPY --chown=nobody-here d/a /1', 'COPY --chown=app:no-group d/a /2'],
    context: folder,
  },
  'chmod-of-parents': {
    dockerfile: [
      'FROM scratch',
      'COPY --chmod=2770 d/a /1/2/a',
      'COPY --chmod=1777 d/a /3/a',
      'COPY --chmod=4777 d /4/5',
      'COPY --chmod=666 d/a /6/',
    ],
    context: folder,
  },
  'chown-names-without-files': {
    dockerfile: [
      'FROM conformance/small:1',
      'COPY --chown=app d/a /1',
      'COPY --chown=5:staff d/a /2',
      'COPY --chown=:staff d/a /3',
    ],
    context: folder,
  },
  'chown-names-after-a-first-layer': {
    dockerfile: ['FROM scratch', 'WORKDIR /w', 'COPY --chown=app:staff d/a /1'],
    context: folder,
  },
  'chown-names-of-linked-files': {
    dockerfile: ['FROM scratch', 'COPY etc /etc', 'COPY --chown=app:staff d/a /1'],
    context: {
      ...folder,
      'etc/passwd': { link: 'users' },
      'etc/users': 'app:x:5:6:::\n',
      'etc/group': { link: 'nowhere' },
    },
  },
  'chown-too-large-ids': {
    dockerfile: ['FROM scratch', 'COPY --chown=4000000000 d/a /x/a'],
    context: folder,
    refused: true,
  },
  'chown-variable': { dockerfile: ['FROM scratch', 'ARG who=3', 'COPY --chown=$who:${who}4 d/a /x'], context: folder },
  'chown-symlinks': {
    dockerfile: ['FROM scratch', 'COPY --chown=3:4 --chmod=600 d /x'],
    context: { 'd/l': { link: 'a' }, 'd/a': 'a' },
  },
  'chown-setuid': {
    dockerfile: ['FROM scratch', 'COPY --chown=3:4 s /x/'],
    context: { s: { file: 's', mode: 0o6755 } },
  },
  'user-owns-no-copies': {
    dockerfile: ['FROM conformance/tree:1', 'USER app', 'COPY d/a /x/a', 'WORKDIR /y'],
    context: folder,
  },
  'chmod-octal': {
    dockerfile: ['FROM scratch', 'COPY --chmod=750 d /x/y', 'COPY --chmod=0644 d/b /z', 'COPY --chmod=4755 d/a /s'],
    context: folder,
  },
  'chmod-symbolic': {
    dockerfile: [
      'FROM scratch',
      ...['u=rwX,go=rX', 'a+x', 'g-w,o=', 'u+s,g+s', '+t', 'o=u', 'go=u-w', '=', '-x', '+X', 'g+w,u-r', 'u=g'].map(
        (mode, i) => `COPY --chmod=${mode} . /m${i}/`,
      ),
    ],
    context: {
      a: 'a',
      x: { file: 'x', mode: 0o755 },
      s: { file: 's', mode: 0o6711 },
      d: { dir: 0o1770 },
      'd/f': { file: 'f', mode: 0o640 },
      'd/l': { link: 'f' },
    },
  },
  'chmod-at-its-bounds': {
    dockerfile: [
      'FROM scratch',
      'ARG m=u+x',
      'COPY --chmod=0 d/a /1/a',
      'COPY --chmod=00755 d/a /2',
      'COPY --chmod=7777 d/a /3/a',
      'COPY --chmod=$m d/a /4',
      'COPY --chmod= d/a /5',
    ],
    context: folder,
  },
  'chmod-variable': { dockerfile: ['FROM scratch', 'ARG mode=700', 'COPY --chmod=$mode d/a /x'], context: folder },
  'chmod-existing-folder': { dockerfile: ['FROM conformance/tree:1', 'COPY --chmod=700 d /opt/data'], context: folder },
  exclude: {
    dockerfile: [
      'FROM scratch',
      'COPY --exclude=*.txt --exclude=a d /1',
      'COPY --exclude=**/*.txt d /2',
      'COPY --exclude=sub d /3',
    ],
    context: folder,
  },
  'exclude-with-wildcards': {
    dockerfile: [
      'FROM scratch',
      'COPY --exclude=*/c.txt d* /1/',
      'COPY --exclude=d/a d/* /2/',
      'COPY --exclude=a d/* /3/',
    ],
    context: folder,
  },
  'exclude-and-re-include': {
    dockerfile: [
      'FROM scratch',
      'COPY --exclude=sub --exclude=!sub/c.txt d /1',
      'COPY --exclude=!sub/c.txt --exclude=sub d /2',
      'COPY --exclude=** --exclude=!sub/deep d /3',
      'COPY --exclude=* --exclude=!a d /4',
      'COPY --exclude=* --exclude=!a d/* /5/',
      'COPY --exclude=sub/* --exclude=!sub/c.txt d /6',
    ],
    context: folder,
  },
  'exclude-as-written': {
    dockerfile: [
      'FROM scratch',
      'ENV name=c',
      'COPY --exclude=$name d /1',
      String.raw`COPY --exclude="\\[ab\\]" d /2`,
      String.raw`COPY --exclude=\[ab\] d /3`,
      String.raw`COPY --exclude='[ab]' d /4`,
      String.raw`COPY --exclude=\\$name d /5`,
    ],
    context: { 'd/a': 'a', 'd/b': 'b', 'd/c': 'c', 'd/[ab]': 'brackets', 'd/$name': 'name' },
  },
}
