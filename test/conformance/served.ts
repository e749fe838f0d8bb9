import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { GitRepository } from '../support/gitRepository.js'
import { GitServer } from '../support/gitServer.js'
import type { Case } from './case.js'

/** What a case finds at addresses, while it is built. */
export interface Served {
  /** A Dockerfile's text with the server's address in the place of `@served@`, and the commits' ids in that of `@commit0@` and so on. */
  readonly addressed: (text: string) => string
  /** What was made of it, with `@served@` in the place of the address. */
  readonly anonymous: <T>(outcome: T) => T
  readonly close: () => Promise<void>
}

/** Serves the files and the repository of a case; `folder` is for the repository. */
export async function serve({ served, commits }: Case, folder: string): Promise<Served> {
  if (!served && !commits)
    return { addressed: (text) => text, anonymous: (outcome) => outcome, close: async () => undefined }
  mkdirSync(folder)
  const ids = commits ? await makeRepository(join(folder, 'r.git'), commits) : []
  const server = await GitServer.start(folder)
  const files = new Map(Object.entries(served ?? {}))
  server.instead = ({ url = '' }, response) => {
    const bytes = files.get(url)
    if (bytes === undefined && url.includes('.git')) return false
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
    return true
  }
  const address = server.url('').slice(0, -1)
  return {
    addressed: (text) =>
      ids.reduce((told, id, i) => told.replaceAll(`@commit${i}@`, id), text.replaceAll('@served@', address)),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- a text for a text
    anonymous: (outcome) => JSON.parse(JSON.stringify(outcome).replaceAll(address, '@served@')),
    close: () => server.close(),
  }
}

/** Makes commits on a branch `main`; gives their ids, which are always the same. */
async function makeRepository(path: string, commits: NonNullable<Case['commits']>): Promise<string[]> {
  const repository = await GitRepository.make(path)
  const ids: string[] = []
  for (const { files, tag } of commits) {
    ids.push(await repository.commit(files))
    if (tag !== undefined) await repository.git('tag', tag)
  }
  return ids
}
