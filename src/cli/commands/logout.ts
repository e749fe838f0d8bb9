import type { Command } from 'commander'
import type { LogoutReport } from '../../api/login.js'
import { OciPackError } from '../../core/errors.js'
import type { Choose } from '../action.js'
import { print } from '../io.js'
import { oneLine } from '../text/harmless.js'

interface LogoutFlags {
  readonly all?: boolean
  readonly authfile?: string
  readonly json?: boolean
}

const notes = `
Examples:
  oci-pack logout
  oci-pack logout registry.example:5000
  oci-pack logout --all --authfile auth.json
`

/** `oci-pack logout`: the end of what login keeps. */
export function defineLogout(command: Command, choose: Choose): void {
  command
    .description('Forget the name and the password for a registry.')
    .argument('[registry]', 'HOST[:PORT], or a path below it (default: docker.io)')
    .option('-a, --all', 'forget those of all registries')
    .option('--authfile <path>', 'the file with the credentials (default: where login keeps them)')
    .option('--json', 'print JSON')
    .addHelpText('after', notes)
    .action((registry: string | undefined, { all, authfile, json }: LogoutFlags) => {
      if (all && registry !== undefined)
        throw new OciPackError('usage', '--all and a registry cannot be used together', {
          hint: 'Leave one of them out.',
        })
      choose(async ({ stdout, env }, api) => {
        const report = await api.logout({ registry, all, authFile: authfile, env })
        await print(stdout, json ? `${JSON.stringify(report, null, 2)}\n` : logoutText(report))
        return 0
      })
    })
}

function logoutText({ places, removed, left }: LogoutReport): string {
  const lines = removed.map((registry) => `logged out of ${oneLine(registry)}`)
  return [
    ...(lines.length > 0 ? lines : [`there is nothing to forget in ${oneLine(places.join(', '))}`]),
    ...left.map((place) => `${oneLine(place)} has credentials of the same registry yet`),
    '',
  ].join('\n')
}
