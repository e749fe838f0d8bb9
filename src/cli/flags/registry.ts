import type { Command } from 'commander'
import type { RegistryOptions } from '../../api/options.js'
import { OciPackError } from '../../core/errors.js'
import { listOption } from './listOption.js'
import { parseFullPair } from './pairs.js'

/** The flags that say how registries are reached, as they were written. */
export interface RegistryFlags {
  readonly registryMirror?: readonly string[]
  readonly insecureRegistry?: readonly string[]
  readonly authfile?: string
  readonly certDir?: string
}

/** Teaches a command the flags that say how registries are reached. */
export function addRegistryFlags(command: Command): void {
  command
    .addOption(listOption('--registry-mirror <host=url>', 'a registry to ask before the one of that name'))
    .addOption(listOption('--insecure-registry <host>', 'a registry that may be spoken to without TLS, by plain HTTP'))
    .option('--authfile <path>', 'the file with the credentials (default: where docker and podman keep them)')
    .option('--cert-dir <folder>', 'certificates for the registries: *.crt, *.cert with *.key (default: certs.d)')
}

/** How registries are reached. @throws OciPackError `usage` */
export function registryOf(flags: RegistryFlags): RegistryOptions {
  const { registryMirror = [], insecureRegistry = [], authfile, certDir } = flags
  return {
    mirrors: parseMirrors(registryMirror),
    insecureHosts: insecureRegistry,
    ...(authfile === undefined ? {} : { authFile: authfile }),
    ...(certDir === undefined ? {} : { certificates: certDir }),
  }
}

/** `HOST=URL` each; those of one host are asked in the order in which they are given. */
function parseMirrors(texts: readonly string[]): Record<string, string[]> {
  const mirrors = new Map<string, string[]>()
  for (const text of texts) {
    const { name, value } = parseFullPair(text, '--registry-mirror', 'docker.io=https://mirror.example')
    if (!/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) {
      throw new OciPackError(
        'usage',
        `--registry-mirror ${text}: ${JSON.stringify(value)} is not an http or https address`,
        {
          hint: 'Write --registry-mirror docker.io=https://mirror.example.',
        },
      )
    }
    mirrors.set(name, [...(mirrors.get(name) ?? []), value])
  }
  return Object.fromEntries(mirrors)
}
