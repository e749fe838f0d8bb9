import type { Case, Cases, Files } from '../case.js'

const files: Files = {
  x: { dir: 0o750 },
  'x/a.txt': 'a\n',
  'x/y': { dir: 0o711 },
  'x/y/b.txt': { file: 'b\n', mode: 0o600 },
  'x/y/c.md': 'c\n',
  'x/y/z': { dir: 0o700 },
  'x/y/z/d.txt': 'd\n',
  'x/empty': { dir: 0o2755 },
  'other/y/e.txt': 'e\n',
  link: { link: 'x' },
  'x/inner': { link: 'y' },
  'top.txt': 'top\n',
}

const ownTime = 'a folder keeps its own time, whatever is made in it after'

function keeping(...lines: string[]): Case {
  return { dockerfile: ['FROM scratch', ...lines], context: files, frontend: 'newer' }
}

/** `--parents`: the folders above what is copied come along. */
export const copyParents: Cases = {
  'a-file': keeping('COPY --parents x/y/b.txt /1', 'COPY --parents ./top.txt /2/', 'COPY --parents=false x/a.txt /3/'),
  'several-sources': keeping('COPY --parents x/a.txt other/y/e.txt ./x/y/c.md /1/'),
  'a-folder': keeping('COPY --parents x/y /1/', 'COPY --parents /x/empty/ /2/'),
  'wildcards-of-one-level': keeping('COPY --parents */y/*.txt /1/', 'COPY --parents x/? /2/'),
  'any-depth': keeping('COPY --parents x/**/*.txt /1/', 'COPY --parents **/*.txt /2/', 'COPY --parents ./**/y /3/'),
  pivot: keeping(
    'COPY --parents ./x/./y/*.txt /1/',
    'COPY --parents x/y/./z/d.txt /2/',
    'COPY --parents x/./y/./z /3/',
  ),
  'pivot-behind-wildcards': keeping('COPY --parents */./y/*.txt /1/', 'COPY --parents x/*/./**/*.txt /2/'),
  'pivot-at-the-ends': keeping(
    'COPY --parents /./x/a.txt /1/',
    'COPY --parents x/y/. /2/',
    'COPY --parents x/y/./ /3/',
  ),
  'the-whole-context': keeping('COPY --parents . /1/', 'COPY --parents ./* /2/', 'COPY --parents ** /3/'),
  dots: keeping('COPY --parents x/../other/y/e.txt /1/', 'COPY --parents ../x/./y/../a.txt /2/'),
  'matches-nothing': keeping('COPY --parents x/*.none /1/', 'COPY --parents none/**/*.txt /2/'),
  'chown-and-chmod': keeping('COPY --parents --chown=3:4 x/y/z/d.txt /1/', 'COPY --parents --chmod=640 x/y/b.txt /2/'),
  exclude: keeping(
    'COPY --parents --exclude=**/*.md x/y /1/',
    'COPY --parents --exclude=x/y/z x/**/*.txt /2/',
    'COPY --parents --exclude=z x/y/./** /3/',
    'COPY --parents --exclude=x/y/* --exclude=!x/y/b.txt x/y /4/',
  ),
  'through-a-link': keeping(
    'COPY --parents link/a.txt /1/',
    'COPY --parents link/./a.txt /2/',
    'COPY --parents x/inner /3/',
  ),
  'folders-that-exist': {
    ...keeping('COPY --parents opt/data/deep/new opt/again/new /', 'COPY --parents --chown=5:6 opt/data/deep/other /'),
    dockerfile: [
      'FROM conformance/tree:1',
      'COPY --parents opt/data/deep/new opt/again/new /',
      'COPY --parents --chown=5:6 --chmod=700 opt/data/deep/other /',
    ],
    context: {
      opt: { dir: 0o750 },
      'opt/data': { dir: 0o700 },
      'opt/data/deep': { dir: 0o755 },
      'opt/data/deep/new': 'n\n',
      'opt/data/deep/other': 'o\n',
      'opt/again/new': 'n\n',
    },
    deviations: { 'tree./opt/again': ownTime, 'tree./opt/data/deep': ownTime },
  },
  'links-of-the-base': {
    ...keeping(),
    dockerfile: ['FROM conformance/tree:1', 'COPY --parents abs/a srv/abs/a /srv/rel/'],
    context: { 'abs/a': 'a\n', 'srv/abs/a': 'a\n' },
  },
  'a-folder-over-a-link': {
    ...keeping(),
    dockerfile: ['FROM conformance/tree:1', 'COPY --parents srv/abs/a /'],
    context: { 'srv/abs/a': 'a\n' },
    refused: true,
  },
  'from-a-stage': {
    ...keeping(),
    dockerfile: [
      'FROM scratch',
      'COPY --from=conformance/tree:1 --parents /opt/./data/**/b /1/',
      'COPY --from=conformance/tree:1 --parents /opt/./data/** /usr/bin /2/',
    ],
    deviations: {
      'tree./1/data': ownTime,
      'tree./1/data/deep': ownTime,
      'tree./2/data': ownTime,
      'tree./2/usr': ownTime,
    },
  },
  'missing-after-the-pivot': { ...keeping('COPY --parents x/./none /1/'), refused: true },
  'missing-before-the-pivot': { ...keeping('COPY --parents none/./*.txt /1/'), refused: true },
  add: { ...keeping('ADD --parents x/a.txt /1/'), refused: true },
}
