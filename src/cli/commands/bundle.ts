import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { type BundleFlags, runBundle } from '../check/runBundle.js'
import { listOption } from '../flags/listOption.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
The bundle holds descriptor.yml, the image as NAMESPACE-VERSION.tar and, where the folder has one, logo.png. Nothing is
written where the check finds an error: the exit status is then 1.

Examples:
  oci-pack bundle
  oci-pack bundle -o dist/task.zip --build-arg VERSION=2 .
  oci-pack bundle --fix .
  oci-pack bundle -o - . | curl --fail --form 'task=@-' https://cytomine.example/app-engine/api/v1/tasks
`

/** `oci-pack bundle`: a Task as the file that is uploaded to the App Engine. */
export function defineBundle(command: Command, choose: Choose): void {
  command
    .description('Check a Task, build its image and pack both for the App Engine.')
    .argument('[folder]', "the Task's folder", '.')
    .option('-o, --output <path>', 'the bundle, - for standard output (default: NAMESPACE-VERSION.zip)')
    .option('--fix', "set the descriptor's configuration.image.file to what the bundle has")
    .option('--json', 'print JSON')
    .addOption(listOption('-t, --tag <name>', "the image's name; the descriptor's must be among them"))
  addProgressFlags(command, "print the bundle's path alone")
  addBuildFlags(command)
  command
    .addHelpText('after', notes)
    .action((folder: string, flags: BundleFlags) => choose((io, api) => runBundle(folder, flags, io, api)))
}
