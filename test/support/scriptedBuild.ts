import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../../src/build/build.js'
import { Layers } from '../../src/build/layers.js'
import type { BuildRequest, BuildTools } from '../../src/build/request.js'
import type { Event } from '../../src/core/events.js'
import { RunTurns } from '../../src/build/runTurns.js'
import { parseDockerfile } from '../../src/dockerfile/parse.js'
import type { Executor, RunExit, RunRequest } from '../../src/exec/executor.js'
import type { Image } from '../../src/oci/image.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import type { LayerEntries } from '../../src/rootfs/layerWriter.js'
import { emptyDirectory } from '../../src/rootfs/node.js'
import { buildTimes } from '../../src/rootfs/times.js'
import { plainExtent } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'
import { temporaryFolder } from './folder.js'

/** Plays a RUN: may write to its layer, and tells how it ended. */
export type Play = (request: RunRequest, layer: LayerEntries) => Promise<RunExit> | RunExit

export const succeed: Play = () => ({ status: 0 })

const folder = temporaryFolder()
let count = 0

/** A build whose RUNs are played, in a store of its own; `run` may be called again. */
export class ScriptedBuild {
  readonly requests: RunRequest[] = []
  readonly events: Event[] = []
  readonly #dockerfile: string
  readonly #play: Play
  readonly #more: Partial<BuildRequest>
  readonly #tools: Partial<BuildTools>
  readonly #dir = join(folder, String(count++))

  constructor(
    dockerfile: string,
    play: Play = succeed,
    more: Partial<BuildRequest> = {},
    tools: Partial<BuildTools> = {},
  ) {
    this.#dockerfile = dockerfile
    this.#play = play
    this.#more = more
    this.#tools = tools
  }

  async run(extra: Partial<BuildRequest> = {}): Promise<Image> {
    const store = await Store.open(join(this.#dir, 'store'))
    const work = join(this.#dir, `work-${count++}`)
    mkdirSync(work)
    const reader = new ContentReader((layer) => plainExtent(store, layer))
    const stopping = new AbortController()
    const { signal } = stopping
    const times = buildTimes('1000', undefined, 0)
    const request: BuildRequest = {
      dockerfile: parseDockerfile(this.#dockerfile, 'Dockerfile'),
      context: emptyDirectory(),
      namedContexts: new Map(),
      buildArgs: new Map(),
      platform: { os: 'linux', architecture: 'amd64' },
      platformGiven: true,
      labels: new Map(),
      times,
      noCache: new Set(),
      network: 'host',
      extraHosts: [],
      allowed: new Set(),
      shmSize: 64 << 20,
      ulimits: [],
      secrets: new Map(),
      sshAgents: new Map(),
      ...this.#more,
      ...extra,
    }
    const tools: BuildTools = {
      store,
      reader,
      executors: () => Promise.resolve([this.executor]),
      turns: new RunTurns(8),
      pull: (reference) => Promise.reject(new Error(`nothing is pulled, not ${reference}`)),
      git: {
        resolve: ({ remote }) => Promise.reject(new Error(`nothing is fetched, not ${remote}`)),
        tree: ({ remote }) => Promise.reject(new Error(`nothing is fetched, not ${remote}`)),
      },
      download: (address) => Promise.reject(new Error(`nothing is fetched, not ${address}`)),
      emit: (event) => void this.events.push(event),
      hostPlatform: request.platform,
      signal,
      stop: () => stopping.abort(),
      ...this.#tools,
    }
    try {
      return await build(request, tools, new Layers(store, work, { epoch: times.epoch, signal }))
    } finally {
      reader.close()
      await store.close()
    }
  }

  readonly executor: Executor = {
    name: 'namespaces',
    offer: (request) =>
      Promise.resolve({
        serves: true,
        execute: async (layer) => {
          this.requests.push(request)
          return this.#play(request, layer)
        },
      }),
    examine: () => Promise.resolve({ works: true, findings: [], hints: [] }),
  }
}
