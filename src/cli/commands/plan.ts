import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { defaultOutput } from '../build/request.js'
import { listOption } from '../flags/listOption.js'
import { type PlanFlags, runPlan } from '../plan/runPlan.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
Nothing is built. Registries are asked what references mean, for manifests and configurations and for no layer.

Of a RUN is told whether it can be applied as data, if the base's programs are those that oci-pack knows, or why
it needs a process, and what executes one on this host.

The exit status is 0, or 1 where it is known already that the build would fail.

Examples:
  oci-pack plan
  oci-pack plan --target test --build-arg VERSION=2 .
  oci-pack plan --json . | jq '.stages[].base'
  oci-pack build --call outline .
`

/** `oci-pack plan`: what a build would do. */
export function definePlan(command: Command, choose: Choose): void {
  command
    .description('Tell what a build would do, without building.')
    .argument('[context]', 'the folder that COPY and ADD read', '.')
    .option('--json', 'print JSON')
    .option('--no-resolve', 'ask no registry what references mean')
    .addOption(listOption('-o, --output <output>', `where the image would go (default: ${defaultOutput})`))
  addProgressFlags(command)
  addBuildFlags(command)
  command
    .addHelpText('after', notes)
    .action((context: string, flags: PlanFlags) => choose((io, api) => runPlan(context, flags, io, api)))
}
