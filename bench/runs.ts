import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliPath } from '../test/support/paths.js'
import { type Contender, has, printRatios, race } from './measure.js'

/** Of five rounds the median is steady on a quiet machine; BENCH_ROUNDS says otherwise. */
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
/** A Debian with apt, which the peers have at hand under this name and a registry gives. */
const base = process.env['BENCH_BASE'] ?? 'debian:bookworm'
const ours = 'oci-pack'

/** RUNs on Debian, of programs that builtin does not know: what one costs, twenty of them, an installation of packages, and the same from the cache. */
export function runs(cache: string): void {
  const command = (...parts: string[]): string => [`"${process.execPath}" "${cliPath}"`, ...parts].join(' ')
  const build = (file: string, ...more: string[]): string =>
    command('build --cache-dir runs-store --progress quiet', `-f ${file}`, ...more, 'runs-context')
  const writes = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `RUN tr a-z A-Z < /etc/debian_version > /written${i}`)
  const packages = 'apt-get update -q && apt-get install -y -q --no-install-recommends python3 openssh-client'
  mkdirSync(join(cache, 'runs-context'), { recursive: true })
  dockerfile(cache, 'one', writes(1))
  dockerfile(cache, 'twenty', writes(20))
  dockerfile(cache, 'apt', [`RUN ${packages}`])

  console.log(`A RUN on ${base}, median of ${rounds}: twenty less one, by nineteen, beside the program alone`)
  const single = race(
    [
      { name: 'one', script: build('one.Dockerfile', '--no-cache -o - >/dev/null') },
      { name: 'twenty', script: build('twenty.Dockerfile', '--no-cache -o - >/dev/null') },
      {
        name: 'programs',
        script: writes(20)
          .map((line) => `sh -c '${line.slice(4).replace(/> .*/, '> programs.out')}'`)
          .join('\n'),
      },
    ],
    rounds,
    cache,
  )
  const each = ((single.get('twenty') ?? NaN) - (single.get('one') ?? NaN)) / 19
  const alone = (single.get('programs') ?? NaN) / 20
  console.log(
    `  ${each.toFixed(1)} ms a RUN, ${alone.toFixed(1)} ms the program itself: ${(each - alone).toFixed(1)} ms more`,
  )

  console.log(`Twenty RUNs on ${base}, nothing unpacked before, median of ${rounds}`)
  const fresh = 'rm -rf runs-store/unpacked'
  printRatios(
    race(
      [
        { name: ours, script: `${fresh}; ${build('twenty.Dockerfile', '--no-cache -o runs.tar')}` },
        ...peerBuilds('twenty.Dockerfile'),
      ],
      rounds,
      cache,
    ),
    ours,
  )

  console.log(`apt-get install on ${base}, median of ${rounds}`)
  printRatios(
    race(
      [{ name: ours, script: build('apt.Dockerfile', '--no-cache -o runs.tar') }, ...peerBuilds('apt.Dockerfile')],
      rounds,
      cache,
    ),
    ours,
  )

  console.log(`The same from the cache, median of ${rounds}`)
  printRatios(
    race(
      [
        { name: 'writing its bytes', script: 'cat runs.tar >runs-copy.tar' },
        { name: ours, script: build('apt.Dockerfile', '-o runs.tar') },
        { name: `${ours}, to nowhere`, script: build('apt.Dockerfile', '-o - >/dev/null') },
      ],
      rounds,
      cache,
    ),
    'writing its bytes',
  )
  for (const name of ['runs-store', 'runs-context', 'runs.tar', 'runs-copy.tar', 'programs.out'])
    rmSync(join(cache, name), { recursive: true, force: true })
}

function dockerfile(cache: string, name: string, lines: readonly string[]): void {
  writeFileSync(join(cache, `${name}.Dockerfile`), [`FROM ${base}`, ...lines, ''].join('\n'))
}

function peerBuilds(file: string): Contender[] {
  const found: Contender[] = []
  const context = `-f ${file} runs-context`
  if (has('docker'))
    found.push({ name: 'docker build', script: `docker build -q --no-cache --network host -t runs:1 ${context}` })
  if (has('buildah'))
    found.push({
      name: 'buildah bud --isolation chroot',
      script: `buildah bud -q --no-cache --isolation chroot --pull=false -t runs:1 ${context}`,
    })
  return found
}
