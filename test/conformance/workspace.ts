import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baseNames, baseTag } from './bases.js'
import type { Case } from './case.js'
import { writeFiles } from './files.js'
import { serve, type Served } from './served.js'
import { removeTree } from '../support/removeTree.js'

/** Where the things are that a case is built from. */
export interface Workspace {
  readonly context: string
  readonly file: string
  /** Folders by the name of their build context. */
  readonly contexts: Readonly<Record<string, string>>
  /** By id: the file that holds a secret; those from the environment are not there. */
  readonly secrets: Readonly<Record<string, string>>
  /** Sockets by the id of their agent. */
  readonly agents: Readonly<Record<string, string>>
  /** Where the image's archive is to be written. */
  readonly archive: string
}

/** Writes what a case is built from into a folder of its own, lets `use` build it and removes it all. */
export async function inWorkspace<T>(test: Case, use: (workspace: Workspace) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  let served: Served | undefined
  const servers: Server[] = []
  try {
    const context = join(folder, 'context')
    served = await serve(test, join(folder, 'served'))
    const { dockerfilePath: path = 'Dockerfile' } = test
    writeFiles(context, { ...test.context, ...(path === null ? {} : { [path]: served.addressed(textOf(test)) }) })
    const contexts = Object.entries(test.contexts ?? {}).map(([name, files]): [string, string] => {
      writeFiles(join(folder, name), files)
      return [name, join(folder, name)]
    })
    const secrets = Object.entries(test.secrets ?? {}).flatMap(([id, secret]): [string, string][] => {
      if (!('file' in secret)) return []
      writeFileSync(join(folder, `secret-${id}`), secret.file)
      return [[id, join(folder, `secret-${id}`)]]
    })
    const agents = test.agents?.map((id): [string, string] => [id, join(folder, `agent-${id}`)]) ?? []
    for (const [, socket] of agents) servers.push(await listen(socket))
    const outcome = await use({
      context,
      file: join(context, path ?? 'Dockerfile'),
      contexts: Object.fromEntries(contexts),
      secrets: Object.fromEntries(secrets),
      agents: Object.fromEntries(agents),
      archive: join(folder, 'image.tar'),
    })
    return served.anonymous(outcome)
  } finally {
    for (const server of servers) server.close()
    await served?.close()
    removeTree(folder)
  }
}

async function listen(socket: string): Promise<Server> {
  const server = createServer((connection) => connection.end())
  server.listen(socket)
  await once(server, 'listening')
  return server
}

/** The variables of the builder's environment that hold secrets. */
export function secretVariables({ secrets = {} }: Case): Record<string, string> {
  return Object.fromEntries(
    Object.values(secrets).flatMap((secret) => ('env' in secret ? [[secret.env, secret.value]] : [])),
  )
}

/** The bases that a case's Dockerfile may name: in clear, or put together from variables. */
export function basesOf(test: Case): string[] {
  const text = textOf(test)
  return baseNames.filter((name) => text.includes(baseTag(name)) || text.includes(`=${name}\n`))
}

/** The Dockerfile, `word` in the place of `@unique@`. */
function textOf({ dockerfile }: Case, word: string = randomUUID()): string {
  const text = typeof dockerfile === 'string' ? dockerfile : dockerfile.map((line) => line + '\n').join('')
  return text.replaceAll('@unique@', () => word)
}
