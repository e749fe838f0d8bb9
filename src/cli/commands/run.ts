import { type Command, Option } from 'commander'
import { engineNames } from '../../task/run/engine.js'
import type { Choose } from '../action.js'
import { addBuildFlags } from '../build/flags.js'
import { listOption } from '../flags/listOption.js'
import type { RunFlags } from '../task/runRequest.js'
import { runTaskCommand } from '../task/runTask.js'
import { addProgressFlags } from '../progress/flags.js'

const notes = `
The Task works on folders of its own: the inputs are copied, laid out as the App Engine does it, and what it writes
is checked against the descriptor and put into --outputs, in the place of what has the same names there; the rest of
that folder is left alone. As in the App Engine, nothing of the image is overridden, and ram and cpus are limits.
It has no network unless the descriptor asks for it (internet: true).

What the Task prints is handed on as it is, and the report goes to standard error; with --json the report goes to
standard output, and what the Task prints to standard error.

The exit status is the Task's own, 3 when its outputs break the descriptor, 124 when it ran out of time, 1 when it was
not run, as with a wrong input, and 2 when the command line is wrong.

Examples:
  oci-pack run --inputs inputs --outputs outputs
  oci-pack run com.my.task-1.0.0.zip --input a=19 --input b=23 --outputs outputs
  oci-pack run image.tar --descriptor descriptor.yml --input image=@scan.png --timeout 5m --json
`

/** `oci-pack run`: a Task on this machine, as the App Engine runs it. */
export function defineRun(command: Command, choose: Choose): void {
  command
    .description('Run a Task on inputs and check what it writes.')
    .argument('[task]', 'a folder with a Dockerfile, a bundle, or an image archive', '.')
    .optionsGroup('What it works on:')
    .option('--inputs <folder>', 'a file, or for an array a folder, for each input')
    .addOption(listOption('--input <name=value>', 'the value of an input; NAME=@FILE takes it from a file'))
    .option('--outputs <folder>', 'where to put what it writes')
    .option('--descriptor <file>', 'the descriptor (default: descriptor.yml where the Task is)')
    .optionsGroup('How it runs:')
    .addOption(
      new Option('--engine <engine>', 'what runs it (default: auto, the first that can)').choices([
        'auto',
        ...engineNames,
      ]),
    )
    .option('--timeout <duration>', 'end it after so long: 30s, 5m')
    .option('--keep', 'keep its own folders, and tell where they are')
    .option('--json', 'print the report as JSON')
  addProgressFlags(command, 'show nothing but what the Task prints, and what is wrong')
  addBuildFlags(command)
  command
    .addHelpText('after', notes)
    .action((task: string, flags: RunFlags) => choose((io, api) => runTaskCommand(task, flags, io, api)))
}
