import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { doctorText } from '../doctor/doctorText.js'
import { print } from '../io.js'
import { styleFor } from '../text/style.js'

interface DoctorFlags {
  readonly json?: boolean
  readonly cacheDir?: string
}

const notes = `
The exit status is 0 where a RUN that starts programs can be executed, 1 where none can.

Examples:
  oci-pack doctor
  oci-pack doctor --json | jq .runs
`

/** `oci-pack doctor`: what this host can do. */
export function defineDoctor(command: Command, choose: Choose): void {
  command
    .description('Tell what builds can do on this host, and what would make more possible.')
    .option('--json', 'print JSON')
    .option('--cache-dir <folder>', 'the store (default: oci-pack in XDG_CACHE_HOME)')
    .addHelpText('after', notes)
    .action(({ json, cacheDir }: DoctorFlags) => {
      choose(async ({ stdout, env }, api) => {
        const report = await api.doctor({ cacheDir, env })
        await print(stdout, json ? `${JSON.stringify(report, null, 2)}\n` : doctorText(report, styleFor(stdout, env)))
        return report.runs ? 0 : 1
      })
    })
}
