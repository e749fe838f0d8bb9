import { temporaryName } from '../../../core/host/temporaryName.js'
import type { Podman } from '../../../exec/podman/command.js'
import { isLeft } from '../../../exec/podman/leftovers.js'
import { namePrefix } from '../../../exec/podman/workplace.js'
import { parseReference, type Reference } from '../../../oci/reference.js'

const repository = 'localhost/oci-pack-run'

/** What one run's container and image are called: nobody else has these names. */
export interface RunNames {
  readonly container: string
  readonly image: Reference
}

export function newNames(): RunNames {
  const name = temporaryName()
  return { container: namePrefix + name, image: parseReference(`${repository}:${name}`) }
}

/** Removes what killed runs left. What cannot be removed stays: it is in nobody's way. */
export async function removeLeftRuns(program: Podman): Promise<void> {
  const containers = await list(program, ['ps', '--all', '--filter', `name=^${namePrefix}`, '--format', '{{.Names}}'])
  const left = containers.filter(isLeft)
  if (left.length > 0) await program(['rm', '--force', '--volumes', ...left])
  const images = await list(program, ['images', '--filter', `reference=${repository}`, '--format', '{{.Tag}}'])
  for (const tag of images.filter((name) => isLeft(namePrefix + name)))
    await program(['rmi', '--no-prune', `${repository}:${tag}`])
}

async function list(program: Podman, args: readonly string[]): Promise<string[]> {
  const { status, stdout } = await program(args)
  return status === 0 ? stdout.split('\n').filter(Boolean) : []
}
