import { access } from 'node:fs/promises'
import type { BuildTools, NamedContext } from '../build/request.js'
import { OciPackError } from '../core/errors.js'
import { contextName } from '../dockerfile/contextName.js'
import { parseReference } from '../oci/reference.js'
import type { Times } from '../rootfs/times.js'
import { folderTree } from './context/folder.js'
import { contextPlace } from './context/place.js'

/** What named contexts are opened with. */
export interface NamedContextTools extends Pick<BuildTools, 'store' | 'pull' | 'git'> {
  readonly times: Times
}

/**
 * What `--build-context` values stand for: a folder, a Git address, `oci-layout:PATH[:TAG]` or `docker-archive:PATH[:NAME]` (also spelt with `//`), or
 * `docker-image://REFERENCE`. @throws OciPackError `usage`, `reference`, `io`
 */
export async function namedContexts(
  values: Readonly<Record<string, string>>,
  tools: NamedContextTools,
): Promise<Map<string, NamedContext>> {
  const contexts = new Map<string, NamedContext>()
  for (const [name, value] of Object.entries(values)) contexts.set(nameOf(name), await namedContext(value, tools))
  return contexts
}

function nameOf(name: string): string {
  try {
    return contextName(name)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({
      code: 'usage',
      message: `the name of the build context ${JSON.stringify(name)} could be no image's: ${error.message}`,
    })
  }
}

async function namedContext(value: string, { times, store, pull, git }: NamedContextTools): Promise<NamedContext> {
  const [, scheme, rest = ''] = /^(oci-layout|docker-archive|oci-archive|docker-image):(?:\/\/)?(.*)$/.exec(value) ?? []
  if (scheme === undefined) {
    const place = await contextPlace(value)
    if (place.kind === 'git')
      return { kind: 'folder', tree: await git.tree(place.reference, await git.resolve(place.reference)), isOwn: false }
    if (place.kind !== 'folder')
      throw new OciPackError('usage', `the build context ${value} is not a folder`, {
        hint: 'Name a folder, or write oci-layout:PATH, docker-archive:PATH, docker-image://NAME or a Git address.',
      })
    return { kind: 'folder', tree: await folderTree(place.path, undefined, times), isOwn: true }
  }
  if (scheme === 'docker-image') {
    parseReference(rest)
    return { kind: 'image', open: (platform) => pull(rest, platform) }
  }
  const [path, name] = await splitName(rest)
  return {
    kind: 'image',
    open: async (platform) => {
      const [{ imported }, { openArchive }] = await Promise.all([
        import('../sources/imported.js'),
        import('../sources/openArchive.js'),
      ])
      // As with a registry: where there is no choice, the image is taken whatever it is for, and a check tells of it.
      const choice = { preferred: platform, ...(name === undefined ? {} : { name }) }
      return imported(store, (await openArchive(path, choice)).image)
    },
  }
}

/** `PATH:NAME` names one of several images. Both may hold colons: the path is the shortest beginning that exists. */
async function splitName(text: string): Promise<[path: string, name: string | undefined]> {
  for (let colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':', colon + 1)) {
    const path = text.slice(0, colon)
    if (await exists(path)) return [path, text.slice(colon + 1)]
  }
  return [text, undefined]
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
