import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { defaultOutput } from '../build/request.js'
import { listOption } from '../flags/listOption.js'
import { addProgressFlags } from '../progress/flags.js'
import { runWhyCache, type WhyCacheFlags } from '../why/runWhyCache.js'

const notes = `
Of each RUN that a build needs is told whether its layer would be taken from the cache; and what was another than before when it was
executed last, or is now: the first of the base, the instructions above with their files, the command, variables, settings, mounts.

No RUN is executed. The exit status is 0.

Examples:
  oci-pack why
  oci-pack why . 7
  oci-pack why --target test --build-arg VERSION=2 .
  oci-pack why --json . | jq '.runs[] | select(.cached | not)'
`

/** `oci-pack why`: why RUNs are executed rather than taken from the cache. */
export function defineWhy(command: Command, choose: Choose): void {
  command
    .description('Tell why a RUN is executed rather than taken from the cache.')
    .argument('[context]', 'the folder that COPY and ADD read', '.')
    .argument('[line]', 'the line of the Dockerfile on which a RUN begins (default: all)')
    .option('--json', 'print JSON')
    .addOption(listOption('-o, --output <output>', `where the image would go (default: ${defaultOutput})`))
  addProgressFlags(command)
  addBuildFlags(command)
  command
    .addHelpText('after', notes)
    .action((context: string, line: string | undefined, flags: WhyCacheFlags) =>
      choose((io, api) => runWhyCache(context, line, flags, io, api)),
    )
}
