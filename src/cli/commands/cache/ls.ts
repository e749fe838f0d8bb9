import type { Command } from 'commander'
import type { Choose } from '../../action.js'
import { reportText } from '../../cache/cacheText.js'
import { print } from '../../io.js'
import { addStoreFlags, shownAs, type StoreFlags } from './flags.js'

/** `oci-pack cache ls`: all that is kept. */
export function defineCacheLs(command: Command, choose: Choose): void {
  addStoreFlags(command)
    .description('Show what is kept, its size and its last use.')
    .addHelpText('after', '\nExamples:\n  oci-pack cache ls\n  oci-pack cache ls --json | jq .size\n')
    .action(({ json, cacheDir }: StoreFlags) => {
      choose(async ({ stdout, env }, api) => {
        const report = await api.listCache({ cacheDir, env })
        await print(
          stdout,
          shownAs(report, json, (shown) => reportText(shown, Date.now())),
        )
        return 0
      })
    })
}
