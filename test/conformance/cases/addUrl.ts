import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Case, Cases } from '../case.js'
import { tarOf } from '../files.js'

const archive = gzipSync(tarOf({ in: { file: 'in\n', mode: 0o640, owner: [7, 8] }, 'd/deep': 'deep\n' }))
const served = { '/a.txt': 'a\n', '/dir/b.txt': 'b\n', '/empty': '', '/a.tar.gz': archive }
const sum = createHash('sha256').update('a\n').digest('hex')
const from = (base: string, ...lines: string[]): Case => ({ dockerfile: [`FROM ${base}`, ...lines], served })
const refused = (...lines: string[]): Case => ({ ...from('scratch', ...lines), context: { f: 'f' }, refused: true })

/** ADD of http addresses. */
export const addUrl: Cases = {
  file: from('scratch', 'ADD @served@/a.txt /x/', 'ADD @served@/dir/b.txt /y', 'WORKDIR /w', 'ADD @served@/a.txt .'),
  'query-and-fragment': {
    ...from('scratch', 'ADD @served@/q?name=other.txt#part /x/'),
    served: { '/q?name=other.txt': 'q\n' },
  },
  'encoded-name': { ...from('scratch', 'ADD @served@/a%20b%2Bc /x/'), served: { '/a%20b%2Bc': 'encoded\n' } },
  'no-name': { ...from('scratch', 'ADD @served@/ /x/'), served: { '/': 'index\n' } },
  'name-with-a-slash-behind': { ...from('scratch', 'ADD @served@/d/ /x/'), served: { '/d/': 'index\n' } },
  empty: from('scratch', 'ADD @served@/empty /x/'),
  'owner-and-mode': from(
    'conformance/tree:1',
    'ADD --chown=app:staff --chmod=4750 @served@/a.txt /new/x',
    'ADD --chmod=u+x @served@/a.txt /y',
    'ADD --chown=5 @served@/a.txt /z/',
  ),
  variables: from(
    'scratch',
    `ARG name=a sum=${sum}`,
    'ENV ending=.txt',
    'ADD --checksum=sha256:$sum @served@/${name}$ending /$name/',
  ),
  'onto-what-is-there': from(
    'conformance/tree:1',
    'ADD @served@/a.txt /opt/data',
    'ADD @served@/a.txt /srv/file',
    'ADD @served@/a.txt /srv/abs',
    'ADD @served@/a.txt /srv/dangling',
  ),
  'beside-files': {
    ...from('scratch', 'ADD f* @served@/a.txt @served@/dir/b.txt /x/'),
    context: { f: 'f', f2: 'f2' },
  },
  'several-onto-a-name': from('scratch', 'ADD @served@/a.txt @served@/dir/b.txt /x'),
  exclude: from('scratch', 'ADD --exclude=*.txt @served@/a.txt /x/', 'ADD --exclude=b @served@/a.txt /y/'),
  link: from('scratch', 'ADD --link @served@/a.txt /x/'),
  'archive-stays': from('scratch', 'ADD @served@/a.tar.gz /x/', 'ADD --unpack=false @served@/a.tar.gz /y/'),
  'archive-unpacked': from(
    'scratch',
    'ADD --unpack=true @served@/a.tar.gz /x/',
    'ADD --unpack --chown=3:4 @served@/a.tar.gz /y',
    'ADD --unpack=true @served@/a.txt /z/',
  ),
  'from-onbuild': {
    dockerfile: ['FROM scratch AS a', 'ONBUILD ADD @served@/a.txt /x/', 'FROM a'],
    served,
  },
  'not-there': refused('ADD @served@/none /x'),
  'in-capitals': refused('ADD HTTP://127.0.0.1:1/a /x'),
  'by-copy': refused('COPY @served@/a.txt /x'),
  'another-checksum': refused(`ADD --checksum=sha256:${'0'.repeat(64)} @served@/a.txt /x`),
  'ill-formed-checksum': refused('ADD --checksum=sha256:12 @served@/a.txt /x'),
  'checksum-of-another-kind': refused(`ADD --checksum=sha512:${'0'.repeat(128)} @served@/a.txt /x`),
  'checksum-of-two': refused(`ADD --checksum=sha256:${sum} @served@/a.txt @served@/a.txt /x/`),
  'checksum-of-a-file': refused(`ADD --checksum=sha256:${sum} f /x`),
  'onto-a-path-below-a-file': {
    ...from('conformance/tree:1', 'ADD @served@/a.txt /srv/file/x'),
    refused: true,
  },
}
