import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { cliPath } from '../test/support/paths.js'
import { type Contender, has, printRatios, race } from './measure.js'

/** Of five rounds the median is steady on a quiet machine; BENCH_ROUNDS says otherwise. */
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const image = process.env['BENCH_IMAGE'] ?? 'library/python:3.11'
const ours = 'oci-pack pull'

/**
 * Pulls an image of the registry that BENCH_REGISTRY names (host and port, by plain HTTP) into image.tar, with nothing of it in a store, beside the peers
 * that write such an archive; and the same into nowhere.
 */
export function pull(cache: string): void {
  const registry = process.env['BENCH_REGISTRY']
  if (registry === undefined) {
    console.log('  left out: pull, for BENCH_REGISTRY names no registry')
    return
  }
  const name = `${registry}/${image}`
  const command = (output: string): string =>
    `"${process.execPath}" "${cliPath}" pull -q --cache-dir pull-no-store -o ${output} ${name}`
  const contenders: Contender[] = [
    { name: ours, script: command('pull.tar') },
    { name: `${ours}, to nowhere`, script: `${command('-')} >/dev/null` },
  ]
  if (has('crane')) contenders.push({ name: 'crane pull', script: `crane pull --insecure ${name} pull-crane.tar` })
  if (has('skopeo')) {
    const flags = '--insecure-policy copy -q --src-tls-verify=false'
    const place = 'docker-archive:pull-skopeo.tar:bench:1'
    contenders.push({
      name: 'skopeo copy',
      script: `rm -f pull-skopeo.tar && skopeo ${flags} docker://${name} ${place}`,
    })
  }
  console.log(`Pulling ${image} into an archive, median of ${rounds}`)
  printRatios(race(contenders, rounds, cache), ours)
  for (const file of ['pull.tar', 'pull-crane.tar', 'pull-skopeo.tar']) rmSync(join(cache, file), { force: true })
}
