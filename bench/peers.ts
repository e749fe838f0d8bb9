import { execFileSync } from 'node:child_process'
import { cliPath } from '../test/support/paths.js'
import { type Contender, has } from './measure.js'

const base = 'bench-base:1'

/**
 * The peers that are on the PATH, each with the base in its own store. crane keeps none: it takes the base from the registry that
 * BENCH_REGISTRY names (host and port), and is left out without.
 */
export function peers(tree: string, layout: string, cache: string): Contender[] {
  const found: Contender[] = []
  const prepare = (command: string, ...args: string[]): void =>
    void execFileSync(command, args, { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] })
  const registry = process.env['BENCH_REGISTRY']
  if (registry === undefined) console.log('  left out: crane, for BENCH_REGISTRY names no registry')
  else if (has('crane')) {
    prepare('crane', 'push', layout, `${registry}/${base}`)
    const append = `crane append --base "${registry}/${base}" --new_layer crane-layer.tar --new_tag bench:1 --output crane.tar`
    found.push({ name: 'tar, crane append', script: `tar --sort=name -C "${tree}" -cf crane-layer.tar . && ${append}` })
  }
  const archive = baseArchive(layout, cache)
  if (has('docker')) {
    prepare('docker', 'load', '-i', archive)
    const build = `docker build --no-cache --network host --build-arg BASE=${base} -t bench:1 -f Dockerfile "${tree}"`
    found.push({ name: 'docker build, docker save', script: `${build} && docker save -o docker.tar bench:1` })
  }
  if (has('buildah')) {
    prepare('buildah', 'pull', '--policy', 'always', `docker-archive:${archive}`)
    const flags = '--no-cache --layers=false --isolation chroot --pull=false'
    const build = `buildah bud ${flags} --build-arg BASE=${base} -t bench:1 -f Dockerfile "${tree}"`
    const push = 'rm -f buildah.tar && buildah push bench:1 docker-archive:buildah.tar:bench:1'
    found.push({ name: 'buildah bud, buildah push', script: `${build} && ${push}` })
  }
  return found
}

/** The base as an archive that Docker and Buildah take. */
function baseArchive(layout: string, cache: string): string {
  const flags = ['--build-context', `base=oci-layout:${layout}`, '--cache-dir', 'store', '--progress', 'quiet']
  const options = { cwd: cache, input: 'FROM base\n' }
  execFileSync(
    process.execPath,
    [cliPath, 'build', '-t', base, ...flags, '-f', '-', '-o', 'base-image.tar', '.'],
    options,
  )
  return 'base-image.tar'
}
