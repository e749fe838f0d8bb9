import type { Command } from 'commander'
import type { Choose } from '../../action.js'
import { verificationText } from '../../cache/verificationText.js'
import { print } from '../../io.js'
import { addProgressFlags, type ProgressFlags, progressMode } from '../../progress/flags.js'
import { withProgress } from '../../progress/progress.js'
import { stoppable } from '../../signals.js'
import { addStoreFlags, shownAs, type StoreFlags } from './flags.js'

interface VerifyFlags extends StoreFlags, ProgressFlags {
  readonly fix?: boolean
}

const examples = `
The exit status is 1 where something is damaged and was not removed. Builds may run meanwhile.

Examples:
  oci-pack cache verify
  oci-pack cache verify --fix
`

/** `oci-pack cache verify`: whether all that is kept is what it should be. The exit status is 1 where it is not. */
export function defineCacheVerify(command: Command, choose: Choose): void {
  addStoreFlags(command)
    .description('Check every digest and size of what is kept.')
    .option('--fix', 'remove what is wrong, so that it is fetched or made anew')
  addProgressFlags(command)
  command.addHelpText('after', examples).action((flags: VerifyFlags) => {
    const { json, cacheDir, fix } = flags
    choose((io, api) =>
      withProgress(
        progressMode(flags, io),
        io,
        async ({ emit, succeed }) => {
          const verification = await stoppable((signal) =>
            api.verifyCache({ cacheDir, env: io.env, fix, onEvent: emit, signal }),
          )
          succeed(verification)
          await print(io.stdout, shownAs(verification, json, verificationText))
          return verification.ok ? 0 : 1
        },
        { doing: 'Verifying', done: 'Verified' },
      ),
    )
  })
}
