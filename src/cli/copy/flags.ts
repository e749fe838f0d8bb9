import { type Command, Option } from 'commander'
import type { CopyOptions } from '../../api/copy/options.js'
import { compressionFlag } from '../flags/compression.js'
import { listOption } from '../flags/listOption.js'
import { addRegistryFlags, type RegistryFlags, registryOf } from '../flags/registry.js'
import type { Env } from '../io.js'
import { addProgressFlags, type ProgressFlags } from '../progress/flags.js'

/** The flags of what copies images, as they were written. */
export interface CopyFlags extends RegistryFlags, ProgressFlags {
  readonly platform?: readonly string[]
  readonly compression?: CopyOptions['compression']
  readonly digestfile?: string
  readonly json?: boolean
  readonly cacheDir?: string
}

/** The flags of what may write manifests in another form. */
export interface ManifestFlags extends CopyFlags {
  readonly format?: 'oci'
}

/** Teaches a command the flags that all commands have that copy images. */
export function addCopyFlags(command: Command): void {
  command
    .addOption(listOption('--platform <os/arch>', 'of an index, the images for these platforms; several with commas'))
    .addOption(compressionFlag())
    .option('--digestfile <path>', 'write the digest of what was written to a file')
    .option('--json', 'print JSON')
  addProgressFlags(command, 'print the digest alone')
  command.optionsGroup('Registries and store:')
  addRegistryFlags(command)
  command.option('--cache-dir <folder>', 'the store (default: oci-pack in XDG_CACHE_HOME)')
}

/** The form in which manifests are written. */
export function manifestsFlag(): Option {
  return new Option('--format <form>', "oci: write OCI's manifests in place of Docker's").choices(['oci'])
}

/** What the flags ask for. @throws OciPackError `usage` */
export function copyOptions(flags: CopyFlags, env: Env): Omit<CopyOptions, 'source' | 'destination'> {
  const { platform = [], compression, cacheDir } = flags
  return {
    platforms: platform.flatMap((text) => text.split(',')),
    compression,
    cacheDir,
    env,
    registry: registryOf(flags),
  }
}
