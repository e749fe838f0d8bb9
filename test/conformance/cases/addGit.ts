import type { Case, Cases } from '../case.js'

const commits = [
  { files: { a: 'one\n', 'd/e': 'e\n', 'd/f/g': 'g\n', l: '-> a', dangling: '-> nowhere' }, tag: 'v1' },
  { files: { a: 'two\n', '.dockerignore': 'd\n', '.gitattributes': 'd export-ignore\n' } },
]
const from = (base: string, ...lines: string[]): Case => ({ dockerfile: [`FROM ${base}`, ...lines], commits })
const refused = (...lines: string[]): Case => ({ ...from('scratch', ...lines), refused: true })

/** ADD of Git repositories. */
export const addGit: Cases = {
  'default-branch': from('scratch', 'ADD @served@/r.git /r'),
  refs: from(
    'scratch',
    'ADD @served@/r.git#main /main/',
    'ADD @served@/r.git#v1 /tag',
    'ADD @served@/r.git#refs/tags/v1 /full',
    'ADD @served@/r.git#@commit0@ /commit',
  ),
  folders: from(
    'scratch',
    'ADD @served@/r.git#v1:d /x',
    'ADD @served@/r.git#:d/f /y/',
    'WORKDIR /w',
    'ADD @served@/r.git#v1:d .',
  ),
  'onto-what-is-there': from(
    'conformance/tree:1',
    'ADD @served@/r.git#v1:d /opt/data',
    'ADD @served@/r.git#v1:d /srv/abs',
  ),
  'owner-and-mode': from(
    'conformance/tree:1',
    'ADD --chown=app:staff @served@/r.git#v1 /x',
    'ADD --chown=3 --chmod=700 @served@/r.git#v1:d /new/y',
  ),
  exclude: from(
    'scratch',
    'ADD --exclude=d --exclude=l @served@/r.git#v1 /x',
    'ADD --exclude=**/g @served@/r.git#v1 /y',
  ),
  checksum: from('scratch', 'ADD --checksum=@commit0@ @served@/r.git#v1 /x'),
  variables: from('scratch', 'ARG ref=v1', 'ADD @served@/r.git#$ref:d /x'),
  several: { ...from('scratch', 'ADD h @served@/r.git#v1:d /x/'), context: { h: 'h' } },
  'from-onbuild': { dockerfile: ['FROM scratch AS a', 'ONBUILD ADD @served@/r.git#v1:d /x/', 'FROM a'], commits },
  'another-checksum': refused(`ADD --checksum=${'0'.repeat(40)} @served@/r.git#v1 /x`),
  'no-such-ref': refused('ADD @served@/r.git#none /x'),
  'no-such-folder': refused('ADD @served@/r.git#v1:none /x'),
  'no-such-repository': refused('ADD @served@/none.git /x'),
  'a-file-as-the-folder': refused('ADD @served@/r.git#v1:a /x'),
  'by-copy': refused('COPY @served@/r.git /x'),
  'onto-a-file': { ...from('conformance/tree:1', 'ADD @served@/r.git#v1:d /srv/file'), refused: true },
}
