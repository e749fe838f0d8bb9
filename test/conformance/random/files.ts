import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Files, FileSpec, Owner } from '../case.js'
import { tarOf } from '../files.js'

/** Few names, so that what is copied meets what is there; some of them mean something to a pattern. */
const name = fc.constantFrom('a', 'b', 'c.txt', 'd', 'e', 'l', 'sub', '.h', 'x y', '[ab]', 'a*', 'é')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))

const fileMode = fc.constantFrom(0o644, 0o644, 0o755, 0o600, 0o4755, 0o2711, 0)
const folderMode = fc.constantFrom(0o755, 0o755, 0o700, 0o1777, 0o2750, 0o555)
const target = fc.oneof(
  path,
  path.map((to) => `/${to}`),
  path.map((to) => `../${to}`),
  fc.constantFrom('.', '..', '/', '/etc', '/opt/data', 'l', '../../../../opt', '/nowhere'),
)

const anyFile: fc.Arbitrary<FileSpec> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ file: fc.constantFrom('', 'one\n', 'two\n'), mode: fileMode }) },
  { weight: 2, arbitrary: fc.record({ dir: folderMode }) },
  { weight: 2, arbitrary: fc.record({ link: target }) },
  { weight: 1, arbitrary: fc.constant({ hardLink: '' }) },
)

const owner: fc.Arbitrary<Owner> = fc.constantFrom([0, 0], [3, 4], [1000, 1001])
const archivedFile: fc.Arbitrary<FileSpec> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(anyFile, owner)
      .map(([spec, who]) =>
        typeof spec === 'object' && ('file' in spec || 'dir' in spec) ? { ...spec, owner: who } : spec,
      ),
  },
  { weight: 1, arbitrary: fc.constantFrom<FileSpec[]>({ fifo: 0o640 }, { device: 'char' }, { device: 'block' }) },
)

const archivedPath = fc.oneof(
  { weight: 12, arbitrary: path },
  { weight: 1, arbitrary: path.map((at) => `./${at}`) },
  { weight: 1, arbitrary: path.map((at) => `/${at}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('.', '../a', 'd/../b', 'l/a', 'l/../a', 'etc/motd', 'opt/data', 'bin/q', 'srv/abs/q'),
  },
)

/** The content of a file that ADD unpacks: its entries in any order, whatever they make of each other. */
const archive: fc.Arbitrary<FileSpec> = fc
  .tuple(fc.array(fc.tuple(archivedPath, archivedFile), { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([entries, packed]) => {
    const tar = tarOf(linked(standing(Object.fromEntries(entries))))
    return { file: packed ? gzipSync(tar) : tar }
  })

/** What a build may copy: folders, files, links and archives. */
export const contextFiles: fc.Arbitrary<Files> = fc
  .tuple(
    fc.array(fc.tuple(path, anyFile), { minLength: 2, maxLength: 10 }),
    fc.array(fc.tuple(fc.constantFrom('a.tar', 'b.tar.gz', 'd/a.tar'), archive), { maxLength: 2 }),
  )
  .map(([files, archives]) => linked(rooted(Object.fromEntries([...files, ...archives]))))

/** Only what lies in folders, parents first. */
function rooted(files: Files): Files {
  const kept: Record<string, FileSpec> = {}
  for (const [at, spec] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const above = Object.entries(kept).filter(([other]) => at.startsWith(`${other}/`))
    if (above.every(([, other]) => typeof other === 'object' && 'dir' in other)) kept[at] = spec
  }
  return kept
}

/** Without what would take the place of a folder that has something in it: Docker fails when it sets the times of folders at the end. */
function standing(files: Files): Files {
  const entries = Object.entries(files)
  const isOver = (at: string, before: number) => entries.slice(0, before).some(([other]) => other.startsWith(`${at}/`))
  return Object.fromEntries(
    entries.filter(([at, spec], i) => (typeof spec === 'object' && 'dir' in spec) || !isOver(at, i)),
  )
}

/** Each hard link is one to the first file before it; without such a file it is left out. */
function linked(files: Files): Files {
  const entries = Object.entries(files)
  return Object.fromEntries(
    entries.flatMap(([at, spec], i): [string, FileSpec][] => {
      if (typeof spec === 'string' || !('hardLink' in spec)) return [[at, spec]]
      const first = entries.slice(0, i).find(([, other]) => typeof other === 'object' && 'file' in other)
      return first ? [[at, { hardLink: first[0] }]] : []
    }),
  )
}
