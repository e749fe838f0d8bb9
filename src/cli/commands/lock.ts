import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addSourceFlags, addStoreFlags } from '../build/flags.js'
import { listOption } from '../flags/listOption.js'
import { type LockFlags, runLock } from '../lock/runLock.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
The lock is a file beside the Dockerfile, of its name with .lock at the end: it holds what each name in FROM,
COPY --from and RUN --mount means. A name that it has already stays what it is there, unless it is to be updated.

The exit status is 0, with --check 1 where the lock is not what it would be if it were written anew.

Examples:
  oci-pack lock
  oci-pack build --locked .
  oci-pack lock --check
  oci-pack lock --update
  oci-pack lock --update-only debian:bookworm
`

/** `oci-pack lock`: writes what the names of a Dockerfile mean. */
export function defineLock(command: Command, choose: Choose): void {
  command
    .description('Write down what the names in a Dockerfile mean, for build --locked.')
    .argument('[context]', 'the folder with the Dockerfile', '.')
    .option('--check', 'write nothing: tell whether anything has moved')
    .option('--update', 'take all as it is now')
    .addOption(listOption('--update-only <name>', 'take this name as it is now, the others as they are locked'))
    .option('--json', 'print JSON')
    .addOption(listOption('--platform <os/arch>', 'what builds are for, several with commas (default: linux/amd64)'))
  addProgressFlags(command)
  addSourceFlags(command)
  addStoreFlags(command)
  command
    .addHelpText('after', notes)
    .action((context: string, flags: LockFlags) => choose((io, api) => runLock(context, flags, io, api)))
}
