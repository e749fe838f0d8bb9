import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliPath } from '../test/support/paths.js'
import { bigBase } from './base.js'
import { printRatios, race } from './measure.js'
import { peers } from './peers.js'
import { countFiles, installedTree } from './tree.js'

/** Of five rounds the median is steady on a quiet machine; BENCH_ROUNDS says otherwise. */
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const ours = 'oci-pack'
const made = [
  'layer.tar',
  'base.tar',
  'base-image.tar',
  'image.tar',
  'crane-layer.tar',
  'crane.tar',
  'docker.tar',
  'buildah.tar',
  'store',
]
const floor = 'floor: tar, sha256sum, cat'

/** COPY of a real `npm install` onto a base of 235 MB into image.tar, with the base at hand and no build cache. */
export async function copyTree(cache: string): Promise<void> {
  const tree = installedTree(cache)
  const base = await bigBase(cache)
  console.log(`COPY of ${countFiles(tree)} files onto a base of 235 MB into image.tar, median of ${rounds}`)
  writeFileSync(join(cache, 'Dockerfile'), 'ARG BASE=base\nFROM ${BASE}\nCOPY . /app\n')
  const build = `"${process.execPath}" "${cliPath}" build --no-cache -t bench:1 -f Dockerfile --build-context "base=oci-layout:${base}"`
  const contenders = [
    // The least that any builder must do: read the tree in order, hash it, write it beside the base's bytes.
    {
      name: floor,
      script: `{ tar --sort=name -C "${tree}" -c . | tee layer.tar | sha256sum; cat "${base}"/blobs/sha256/* >base.tar; }`,
    },
    { name: ours, script: `${build} --cache-dir store -o image.tar "${tree}"` },
    ...peers(tree, base, cache),
  ]
  const medians = race(contenders, rounds, cache)
  printRatios(medians, floor)
  console.log('  and against oci-pack')
  printRatios(medians, ours)
  for (const name of made) rmSync(join(cache, name), { recursive: true, force: true })
}
