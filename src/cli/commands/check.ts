import { type Command, Option } from 'commander'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { type CheckFlags, runCheck } from '../check/runCheck.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
What is looked at:
  a folder       descriptor.yml, the Dockerfile (docs/check.md), and the image that it makes, which is built for it;
                 the Dockerfile alone where there is no descriptor
  a bundle       how it is packed, the descriptor and the image in it
  an image.tar   how it is packed and the image; the descriptor beside it, where there is one

An error is what the App Engine refuses, or what keeps the Task from running there; a warning is what only some
engines or sites take, or what could be better in the Dockerfile. The exit status is 0 where there is no error, 1 where there is one.

Examples:
  oci-pack check
  oci-pack check com.my.task-1.0.0.zip
  oci-pack check --no-build .
  oci-pack check --format sarif . > check.sarif
`

/** `oci-pack check`: whether the App Engine takes a Task. */
export function defineCheck(command: Command, choose: Choose): void {
  command
    .description('Tell whether the App Engine will take a Task, and what to mend.')
    .argument('[path]', "a Task's folder, a bundle or an image's archive", '.')
    .addOption(new Option('--format <format>', 'how to tell it').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--descriptor <path>', 'the descriptor of an image.tar (default: descriptor.yml beside it)')
    .option('--no-build', 'build nothing and look up no image: check descriptor and Dockerfile only')
  addProgressFlags(command)
  addBuildFlags(command)
  command
    .addHelpText('after', notes)
    .action((path: string, flags: CheckFlags) => choose((io, api) => runCheck(path, flags, io, api)))
}
