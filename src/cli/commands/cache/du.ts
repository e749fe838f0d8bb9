import type { Command } from 'commander'
import type { Choose } from '../../action.js'
import { usageText } from '../../cache/cacheText.js'
import { print } from '../../io.js'
import { addStoreFlags, shownAs, type StoreFlags } from './flags.js'

/** `oci-pack cache du`: how much is kept of each kind. */
export function defineCacheDu(command: Command, choose: Choose): void {
  addStoreFlags(command)
    .description('Show how much is kept of each kind, and how much of it no running build uses.')
    .addHelpText('after', '\nExamples:\n  oci-pack cache du\n  oci-pack cache du --json | jq .reclaimable\n')
    .action(({ json, cacheDir }: StoreFlags) => {
      choose(async ({ stdout, env }, api) => {
        const usage = await api.cacheUsage({ cacheDir, env })
        await print(stdout, shownAs(usage, json, usageText))
        return 0
      })
    })
}
