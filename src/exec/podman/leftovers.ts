import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makerOf, stateOf } from '../../core/host/temporaryName.js'
import type { Podman } from './command.js'
import { label, removeImages } from './images.js'
import { privatePlace } from './privateFolder.js'
import { namePrefix } from './workplace.js'

const dayInMilliseconds = 24 * 60 * 60 * 1000

/** Removes what killed builds left in Podman and in memory. What cannot be removed stays: it is in nobody's way. */
export async function removeLeftovers(podman: Podman): Promise<void> {
  const containers = await list(podman, ['ps', '--all', '--filter', `name=^${namePrefix}`, '--format', '{{.Names}}'])
  await remove(podman, ['rm', '--force', '--time=0'], containers.filter(isLeft))
  const secrets = await list(podman, ['secret', 'ls', '--format', '{{.Name}}'])
  await remove(podman, ['secret', 'rm'], secrets.filter(isLeft))
  const format = `{{.ID}} {{index .Labels "${label}"}}`
  const images = await list(podman, ['images', '--all', '--filter', `label=${label}`, '--format', format])
  await removeImages(podman, images.flatMap(leftImage))
  const folders = await readdir(privatePlace).catch(() => [])
  for (const name of folders.filter(isLeft))
    await rm(join(privatePlace, name), { recursive: true, force: true }).catch(() => undefined)
}

async function list(podman: Podman, args: readonly string[]): Promise<string[]> {
  const { stdout } = await podman(args)
  return stdout.split('\n').filter(Boolean)
}

async function remove(podman: Podman, command: readonly string[], names: readonly string[]): Promise<void> {
  if (names.length > 0) await podman([...command, ...names])
}

function leftImage(line: string): string[] {
  const [id = '', maker = ''] = line.split(' ')
  return isLeft(namePrefix + maker) ? [id] : []
}

/** Whether a dead process left what has a name that begins with `namePrefix` and a temporary name; where its maker cannot be seen from here, whether that is more than a day ago. */
export function isLeft(name: string): boolean {
  const [, temporary = ''] = /^oci-pack-((?:[^-]+-){4}[^-]+)/.exec(name) ?? []
  const maker = makerOf(temporary)
  if (!maker) return false
  const state = stateOf(maker)
  return state === 'dead' || (state === 'unknown' && Date.now() - maker.since > dayInMilliseconds)
}
