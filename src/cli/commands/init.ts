import { type Command, Option } from 'commander'
import type { InitOptions } from '../../api/init.js'
import { languages } from '../../task/init/languages.js'
import type { Choose } from '../action.js'
import { print } from '../io.js'
import { stoppable } from '../signals.js'
import { harmless } from '../text/harmless.js'

const examples = `
Examples:
  oci-pack init my-task
  oci-pack init --language r --namespace org.example.cells.count --name "Count cells" cells
`

const next =
  'Next: README.md tells how to check, run and upload it. Then change descriptor.yml and the code to what your Task does.\n'

/** `oci-pack init`: writes a Task to begin with. */
export function defineInit(command: Command, choose: Choose): void {
  command
    .description('Write a Task to begin with: descriptor, Dockerfile, code, inputs.')
    .argument('[folder]', 'where to; made where it is not there', '.')
    .addOption(new Option('--language <language>', 'what the code is written in').choices(languages).default('python'))
    .option('--namespace <namespace>', 'what tells the Task from all others', 'com.my.task')
    .option('--name <name>', 'what people read', 'My task')
    .option('--force', 'replace files that are there')
    .addHelpText('after', examples)
    .action((folder: string, flags: Omit<InitOptions, 'folder' | 'signal'>) => {
      choose(async ({ stdout }, api) => {
        const { files } = await stoppable((signal) => api.init({ ...flags, folder, signal }))
        await print(stdout, harmless(`${files.map((path) => `${path}\n`).join('')}\n${next}`))
        return 0
      })
    })
}
