import { expect, it } from 'vitest'
import { temporaryName } from '../../../src/core/host/temporaryName.js'
import type { Podman } from '../../../src/exec/podman/command.js'
import { removeLeftovers } from '../../../src/exec/podman/leftovers.js'
import { needs } from '../../support/needs.js'

const living = temporaryName()
/** As of a process that began at another time under our id. */
const dead = living.replace(/-\d+-(?=\w+-\w+$)/, '-1-')
const [elsewhere, long] = [Date.now(), Date.now() - 25 * 3600_000].map(
  (since) => `0123456789ab-1-1-${since.toString(36)}-00000000`,
)

it.runIf(needs('Linux', process.platform === 'linux'))(
  'removes what dead builds left in Podman, and nothing else',
  async () => {
    const lists: Readonly<Record<string, string>> = {
      ps: `oci-pack-${dead}\noci-pack-${living}\noci-pack-mine\nother\n`,
      secret: `oci-pack-${dead}-env-0\noci-pack-${living}-env-0\nother\n`,
      images: `1 ${dead}\n2 ${living}\n3 ${elsewhere}\n4 ${long}\n5\n`,
    }
    const removals: string[] = []
    const podman: Podman = (args) => {
      const [command = '', what = ''] = args
      if (command.startsWith('rm') || what === 'rm') removals.push(args.join(' '))
      else expect(lists[command]).toBeDefined()
      return Promise.resolve({ status: 0, stdout: lists[command] ?? '', stderr: '' })
    }
    await removeLeftovers(podman)
    expect(removals).toEqual([
      `rm --force --time=0 oci-pack-${dead}`,
      `secret rm oci-pack-${dead}-env-0`,
      'rmi --force --no-prune 1 4',
    ])
  },
)
