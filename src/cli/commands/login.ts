import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addRegistryFlags } from '../flags/registry.js'
import { type LoginFlags, runLogin } from '../login/runLogin.js'

const notes = `
What is not given is asked for on the terminal. The registry is shown the name and the password first; what it takes
is written to the file that --authfile or REGISTRY_AUTH_FILE names, or else to config.json in DOCKER_CONFIG or
~/.docker, or given to the credential helper that this file names. Where registries.conf lists credential-helpers and
--authfile is not given, the first of them keeps it. Docker and Podman read it there.

Examples:
  oci-pack login
  oci-pack login registry.example:5000
  oci-pack login --username me --password-stdin ghcr.io < token
  oci-pack login --authfile auth.json quay.io/team
`

/** `oci-pack login`: credentials for a registry. */
export function defineLogin(command: Command, choose: Choose): void {
  command
    .description('Keep a name and a password for a registry, where Docker and Podman keep theirs.')
    .argument('[registry]', 'HOST[:PORT], or a path below it (default: docker.io)')
    .option('-u, --username <name>', 'the name')
    .option('-p, --password <password>', 'the password; others on this machine may see it')
    .option('--password-stdin', 'take the password from standard input')
    .option('--json', 'print JSON')
  addRegistryFlags(command)
  command
    .addHelpText('after', notes)
    .action((registry: string | undefined, flags: LoginFlags) =>
      choose((io, api) => runLogin(registry, flags, io, api)),
    )
}
