import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { RunRequest } from '../executor.js'
import type { Ids } from './ids.js'
import { ownerFilter, seccompFilter } from './seccomp.js'
import type { Value } from './wire.js'

/** The capabilities that Docker leaves to a container, by their numbers (capabilities(7)). */
const dockerCapabilities: Readonly<Record<string, number>> = {
  chown: 0,
  dac_override: 1,
  fowner: 3,
  fsetid: 4,
  kill: 5,
  setgid: 6,
  setuid: 7,
  setpcap: 8,
  net_bind_service: 10,
  net_raw: 13,
  sys_chroot: 18,
  mknod: 27,
  audit_write: 29,
  setfcap: 31,
}

/** Resources by the numbers that they have on Linux (setrlimit(2)). */
const resources: Readonly<Record<string, number>> = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  rss: 5,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  as: 9,
  locks: 10,
  sigpending: 11,
  msgqueue: 12,
  nice: 13,
  rtprio: 14,
  rttime: 15,
}

export interface ProcessOptions {
  readonly ids: Ids
  /** Whether the file tree alone keeps the process from the host: then it may not change its root again, nor make devices. */
  readonly rootAlone?: boolean
}

/** The process of a request, as process.pl takes it. @throws OciPackError `usage` for a limit that does not exist */
export function processOf(request: RunRequest, { ids, rootAlone = false }: ProcessOptions): Value {
  const { argv, env, cwd, user, security, ulimits } = request
  const single = ids.kind === 'single'
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  return {
    argv: argv.map(bytesOfText),
    env: env.map(bytesOfText),
    cwd: bytesOfText(cwd),
    uid: user.uid,
    gid: user.gid,
    groups: single ? [] : [...user.groups],
    // The kernel does not let go of groups where there is one id.
    keepGroups: single,
    limits: ulimits.map(({ name, soft, hard }) => [resourceOf(name), soft, hard]),
    capabilities: security === 'insecure' ? -1 : capabilities(rootAlone),
    filterIfPossible: rootAlone,
    filter: security === 'insecure' ? '' : seccompFilter(arch),
    // An ordinary user of the image may give nothing away.
    owners: single && user.uid === 0 ? ownerFilter(arch) : '',
  }
}

/** What a job `run` says of a process that is executed for its own sake; nothing for a RUN. */
export function containerJob({ container }: RunRequest): { readonly [name: string]: Value } {
  return {
    forget: container !== undefined,
    groups: (container?.groups ?? []).map(bytesOfText),
    processors: container?.processors ?? 0,
  }
}

function capabilities(rootAlone: boolean): number {
  const given = Object.entries(dockerCapabilities).filter(
    ([name]) => !rootAlone || (name !== 'sys_chroot' && name !== 'mknod'),
  )
  return given.reduce((mask, [, number]) => mask + 2 ** number, 0)
}

function resourceOf(name: string): number {
  const number = Object.hasOwn(resources, name) ? resources[name] : undefined
  if (number !== undefined) return number
  throw new OciPackError('usage', `there is no limit called ${name}`, {
    hint: `They are ${Object.keys(resources).join(', ')}.`,
  })
}
