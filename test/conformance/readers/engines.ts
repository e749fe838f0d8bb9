import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, run } from '../../support/command.js'
import type { Containerd } from '../../support/containerd.js'
import type { Podman } from '../../support/podman.js'

/** What an engine made of an archive: the names under which it has the image, or why it refused. */
export type Outcome = { readonly names: readonly string[] } | { readonly refused: string }

/** Gives an archive to an engine; what it took is taken away again. `scratch` is an empty folder. */
export type Engine = (archive: string, scratch: string) => Promise<Outcome>

/** A Docker at a host; whether its images are in the containerd store is its own affair. */
export function docker(host: string): Engine {
  const env = { ...process.env, DOCKER_HOST: host }
  return async (archive) => {
    const loaded = await run('docker', ['load', '-i', archive], { env })
    const told = [...loaded.stdout.matchAll(/^Loaded image(?: ID)?: (.*)$/gm)].map(([, name = '']) => name)
    // Of an archive without manifest.json it tells nothing.
    const listed = await run('docker', ['images', '--format={{.Repository}}:{{.Tag}}', 'verify/*'], { env })
    const names = told.length > 0 ? told : listed.stdout.split('\n').filter((name) => name !== '')
    const created = await Promise.all(
      names.map(async (name) => {
        const made = await run('docker', ['create', '--pull=never', name, 'true'], { env })
        if (made.status === 0) await run('docker', ['rm', made.stdout.trim()], { env })
        return made
      }),
    )
    if (names.length > 0) await run('docker', ['image', 'rm', '-f', ...names], { env })
    // A name without a tag is taken, and nobody finds it again.
    const failed = created.filter(({ stderr }) => !/No such image|not found/.test(stderr))
    return outcome([loaded, ...failed], names)
  }
}

export function containerd(daemon: Containerd): Engine {
  return async (archive) => {
    const imported = await daemon.run('images', 'import', archive)
    const names = (await daemon.run('images', 'ls', '--quiet')).stdout.split('\n').filter((name) => name !== '')
    // Images without a name of their own have one of the day.
    const lasting = names.map((name) => name.replace(/^import-[\d-]+/, 'import-DATE'))
    if (names.length > 0) await daemon.run('images', 'rm', ...names)
    return outcome([imported], lasting)
  }
}

export function podman(engine: Podman): Engine {
  return async (archive) => {
    const loaded = await engine.run('load', '-q', '-i', archive)
    const names = [...loaded.stdout.matchAll(/^Loaded image: (.*)$/gm)].map(([, name = '']) => name)
    await engine.run('rmi', '--all', '--force')
    return outcome([loaded], names)
  }
}

export function skopeo(transport: 'docker-archive' | 'oci-archive'): Engine {
  return async (archive, scratch) => {
    const args = ['--insecure-policy', 'copy', '--quiet', `${transport}:${archive}`, `oci:${join(scratch, 'copy')}`]
    return outcome([await run('skopeo', args)], [])
  }
}

/** umoci takes a layout's folder: the archive is unpacked for it. */
export const umoci: Engine = async (archive, scratch) => {
  const layout = join(scratch, 'layout')
  mkdirSync(layout)
  const untarred = await run('tar', ['-xf', archive, '-C', layout])
  const listed = await run('umoci', ['ls', '--layout', layout])
  const [tag] = listed.stdout.trim().split('\n')
  if (listed.status !== 0 || !tag) return { refused: reason(listed) || reason(untarred) || 'no image' }
  return outcome([await run('umoci', ['unpack', '--image', `${layout}:${tag}`, join(scratch, 'bundle')])], [tag])
}

function outcome(ran: readonly Ended[], names: readonly string[]): Outcome {
  const failed = ran.find(({ status }) => status !== 0)
  return failed ? { refused: reason(failed) } : { names }
}

/** What an engine said of its archive formats or else at last, without what differs from one time to the next. */
function reason({ stderr, stdout }: Ended): string {
  const lines = `${stdout}\n${stderr}`.trim().split('\n')
  const formats = lines.filter((line) => /^ \* (docker|oci)-archive: /.test(line))
  const panic = lines.find((line) => line.startsWith('panic: '))
  return (panic ?? (formats.length > 0 ? formats.map((line) => line.slice(3)).join('; ') : (lines.at(-1) ?? '')))
    .replace(/\/\S*\/(?:oci-pack-test-|readers-)[^/\s]*(?:\/case-[^/\s]*)?/g, '…')
    .replace(/\/var\/(?:lib|tmp)\/\S*?\d{6,}/g, '…')
    .replace(/tmpmounts\/\S+|extract-\d+-\S+/g, '…')
    .replace(/^time="[^"]*" level=\w+ msg=/, '')
    .slice(0, 300)
}
