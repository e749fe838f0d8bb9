import { OciPackError } from '../../core/errors.js'
import { temporaryName } from '../../core/host/temporaryName.js'
import { formatPlatform, normalizePlatform } from '../../core/platform.js'
import type { Store } from '../../store/store.js'
import type { Examination, Executor, Offer, RunRequest } from '../executor.js'
import type { OpenContent } from '../linux/copies.js'
import { archiveExchange, type ArchiveOf } from './archiveExchange.js'
import { runProgram } from '../../core/host/runProgram.js'
import { type Podman, podmanCommand } from './command.js'
import { execute } from './execute.js'
import { askHost, type PodmanHost } from './host.js'
import { Images } from './images.js'
import { layoutExchange } from './layoutExchange.js'
import { removeLeftovers } from './leftovers.js'
import type { Workshop } from './workplace.js'

export interface PodmanParts {
  readonly store: Store
  readonly openContent: OpenContent
  readonly archiveOf: ArchiveOf
  /** What Podman sees of the environment: where it is, how it is set up, how it reaches another machine. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Executes a RUN in a container of the user's Podman, on this machine or, as on macOS and Windows, on another. */
export function podmanExecutor({ store, openContent, archiveOf, env }: PodmanParts): Executor {
  const podman = podmanCommand(env)
  let asked: Promise<PodmanHost> | undefined
  let opened: Promise<Workshop> | undefined
  const host = (): Promise<PodmanHost> => (asked ??= askHost(podman))
  const open = async (): Promise<Workshop> => {
    const found = await host()
    await removeLeftovers(podman)
    const exchange = found.remote ? archiveExchange(podman, archiveOf, store) : layoutExchange(podman, store)
    const inside: Podman = (args, options) =>
      found.rootless ? podman(['unshare', ...args], options) : runProgram(args[0] ?? '', args.slice(1), env, options)
    return {
      podman,
      inside,
      host: found,
      exchange,
      images: new Images(podman, exchange, temporaryName()),
      store,
      openContent,
    }
  }
  return {
    name: 'podman',
    async offer(request): Promise<Offer> {
      const why = await host().then((found) => refusal(request, found), refusalOf)
      if (why) return { serves: false, ...why }
      return { serves: true, execute: async (layer) => execute(request, await (opened ??= open()), layer) }
    },
    examine: () => host().then(examination, (error: unknown) => ({ works: false, ...asFinding(refusalOf(error)) })),
    async close() {
      await (await opened?.catch(() => undefined))?.images.remove()
    },
  }
}

interface Refusal {
  readonly why: string
  readonly hint?: string
}

function refusal({ platform, mounts }: RunRequest, { platforms, remote }: PodmanHost): Refusal | undefined {
  const wanted = formatPlatform(normalizePlatform(platform))
  if (!platforms.includes(wanted))
    return {
      why: `programs for ${wanted} do not run where podman does, which is ${platforms.join(', ')}`,
      hint: 'A recent Podman executes them where qemu-user-static is installed; `podman info` tells (emulatedArchitectures).',
    }
  if (remote && mounts.some(({ type }) => type === 'socket'))
    return { why: 'podman runs on another machine, where sockets of this one cannot be reached' }
  if (remote && mounts.some((mount) => mount.type === 'cache' && mount.source))
    return { why: 'podman runs on another machine, where a cache cannot be given what it is to hold at first' }
  return undefined
}

/** Why Podman is of no use at all. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof OciPackError)) throw error
  return { why: error.message, hint: 'Install Podman 4.3 or later, or mend its setup until `podman info` works.' }
}

function asFinding({ why, hint }: Refusal): Omit<Examination, 'works'> {
  return { findings: [`${why}.`], hints: hint === undefined ? [] : [hint] }
}

function examination({ version, remote, rootless, manyIds, storage, platforms }: PodmanHost): Examination {
  const where = remote ? 'on another machine' : rootless ? 'without root' : 'as root'
  return {
    works: true,
    findings: [
      `Podman ${version} ${where}, with ${storage} storage, executes programs for ${platforms.join(', ')}.`,
      ...(manyIds ? [] : ['It has one user id: a RUN that gives files to other users fails.']),
      ...(storage === 'vfs'
        ? ['Its storage copies every layer: each RUN takes as much time and room as the whole image.']
        : []),
    ],
    hints: manyIds
      ? []
      : ['Install uidmap (newuidmap, newgidmap) and give yourself ranges in /etc/subuid and /etc/subgid.'],
  }
}
