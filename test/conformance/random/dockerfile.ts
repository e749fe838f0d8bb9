import fc from 'fast-check'
import { disguised, ignorePattern } from './patterns.js'

/** Places of the base `tree`, and those that copies make. */
const places = [
  '/',
  '/x',
  '/x/y',
  'rel',
  '.',
  '..',
  '/opt/data',
  '/opt/data/deep/q',
  '/opt/again',
  '/opt/gone',
  '/srv/abs',
  '/srv/rel/q',
  '/srv/out',
  '/srv/dangling',
  '/srv/dangling/q',
  '/srv/file',
  '/bin',
  '/bin/q',
  '/var/run/q',
  '/var/mail',
  '/etc/motd',
  '/usr/bin/tool2',
  '/tmp',
  '/x/a',
  '/x/d',
  '/x/l/q',
  '/x/sub/../b',
]
/** What of the base is there to be copied. */
const treePlaces = [
  '/opt/data',
  '/opt/data/deep/b',
  '/opt/again',
  '/srv/abs',
  '/srv/rel/deep',
  '/srv/file',
  '/bin/tool',
  '/var',
  '/etc/motd',
  '/usr',
  '/tmp',
]
const place = fc.constantFrom(...places)
const destination = fc
  .tuple(place, fc.constantFrom('', '', '/', '/.'))
  .map(([at, after]) => at.replace(/\/$/, '') + (after || (at === '/' ? '/' : '')))

function flag(name: string, ...values: string[]): fc.Arbitrary<string[]> {
  return fc
    .option(fc.constantFrom(...values), { freq: 4 })
    .map((value) => (value === null ? [] : [`--${name}=${value}`]))
}

const chown = flag('chown', '3:4', '5', 'app', 'app:staff', ':staff', 'mail:0', '0:7')
const chmod = flag('chmod', '750', '0644', '1777', '4755', '2070')
/** Not `!a/b`: with a link `a` that leads nowhere Docker fails. */
const excludes = fc
  .array(
    ignorePattern.filter((pattern) => !/^!.*\//.test(pattern)),
    { maxLength: 2 },
  )
  .map((patterns) => patterns.map((pattern) => `--exclude=${JSON.stringify(pattern)}`))

/** How an instruction is written: with blanks in a word, as JSON. */
function instruction(keyword: string, flags: readonly string[], words: readonly string[], json: boolean): string {
  const list = json || words.some((word) => /\s/.test(word) || word === '') ? JSON.stringify(words) : words.join(' ')
  return [keyword, ...flags, list].join(' ')
}

/** One instruction of stage `index`, for a context with these paths. */
function step(paths: readonly string[], index: number, links: boolean): fc.Arbitrary<readonly string[]> {
  const fromContext = disguised(fc.constantFrom(...paths, '.'))
  const fromTree = disguised(fc.constantFrom(...treePlaces, ...(index > 0 ? ['/x', '/'] : [])))
  const copied = fc
    .constantFrom<(string | undefined)[]>(
      undefined,
      undefined,
      undefined,
      'conformance/tree:1',
      ...(index > 0 ? [String(index - 1)] : []),
    )
    .chain((from) =>
      fc.tuple(
        fc.constant(from),
        fc.array(from === undefined ? fromContext : fromTree, { minLength: 1, maxLength: 2 }),
      ),
    )
  const link = links ? flag('link', 'true') : fc.constant([])
  const flags = fc
    .tuple(chown, chmod, fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: excludes }), link)
    .map((all) => all.flat())
  const archives = paths.filter((at) => at.includes('.tar'))
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(copied, flags, destination, fc.boolean())
        .map(([[from, sources], written, to, json]) => [
          instruction('COPY', [...(from === undefined ? [] : [`--from=${from}`]), ...written], [...sources, to], json),
        ]),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...(archives.length > 0 ? archives : paths.length > 0 ? paths : ['.'])),
          fc.array(fromContext, { maxLength: 1 }),
          flags,
          destination,
          fc.boolean(),
        )
        .map(([archive, more, written, to, json]) => [instruction('ADD', written, [archive, ...more, to], json)]),
    },
    { weight: 1, arbitrary: place.map((at) => [`WORKDIR ${at}`]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(flags, destination)
        .map(([written, to]) => [`COPY ${written.join(' ')} <<q <<"r" ${to}`, 'one $PATH', 'q', 'two $PATH', 'r']),
    },
  )
}

/** The lines of a Dockerfile of one to three stages; the last one is built. */
export function dockerfile(paths: readonly string[], links: boolean): fc.Arbitrary<readonly string[]> {
  return fc
    .integer({ min: 1, max: 3 })
    .chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => stage(paths, i, links))).map((stages) => stages.flat()),
    )
}

function stage(paths: readonly string[], index: number, links: boolean): fc.Arbitrary<readonly string[]> {
  const bases = [
    'conformance/tree:1',
    'conformance/tree:1',
    'scratch',
    'conformance/small:1',
    ...(index > 0 ? [`s${index - 1}`] : []),
  ]
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(step(paths, index, links), { minLength: 1, maxLength: 3 }))
    .map(([base, steps]) => [`FROM ${base} AS s${index}`, ...steps.flat()])
}
