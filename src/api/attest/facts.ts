import { basename, isAbsolute } from 'node:path'
import { OciPackError } from '../../core/errors.js'
import type { BuildFacts } from '../../provenance/statement.js'
import type { Times } from '../../rootfs/times.js'
import { defaultNames } from '../context/dockerfile.js'
import type { BuildOptions, OutputOption } from '../options.js'

/** What was asked for, as a provenance tells it: nothing of this machine is in it. */
export function factsOf(
  options: BuildOptions,
  { text, times, args }: { readonly text: string; readonly times: Times; readonly args: ReadonlyMap<string, string> },
): BuildFacts {
  const { file = defaultNames[0], target, labels = {}, network = 'host', secrets = {}, ssh = {} } = options
  const path = file === '-' ? defaultNames[0] : isAbsolute(file) ? basename(file) : file
  return {
    dockerfile: { path, text },
    target,
    buildArgs: args,
    labels,
    network: network === 'none' ? 'none' : 'host',
    secretIds: Object.keys(secrets),
    sshIds: Object.keys(ssh),
    epoch: times.epoch,
  }
}

/** @throws OciPackError `usage`: what goes to standard output has no place beside it */
export function refuseStdout(outputs: readonly OutputOption[]): void {
  if (outputs.every((output) => output.type === 'registry' || output.dest !== '-')) return
  throw new OciPackError(
    'usage',
    'an attestation is written beside the image, and standard output has no place for it',
    {
      hint: 'Name a file, --output image.tar, or ask of the archive later: oci-pack sbom image.tar.',
    },
  )
}
