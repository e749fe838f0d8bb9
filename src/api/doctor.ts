import { realpath } from 'node:fs/promises'
import { release } from 'node:os'
import { fromSystemError } from '../core/errors.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import { formatPlatform } from '../core/platform.js'
import type { Examination, ExecutorName } from '../exec/executor.js'
import { ContentReader } from '../rootfs/contentReader.js'
import { buildTimes } from '../rootfs/times.js'
import { plainExtent } from '../store/layers.js'
import type { Check } from './doctor/check.js'
import { credentialChecks } from './doctor/credentials.js'
import { kernelChecks } from './doctor/kernel.js'
import { platformCheck } from './doctor/platforms.js'
import { reachChecks } from './doctor/reach.js'
import { storeChecks, type StoreReport, storeReport } from './doctor/storeCheck.js'
import { agentCheck, idChecks, readText } from './doctor/surroundings.js'
import { makeExecutors } from './executors.js'
import { type StoreLocation, withStore } from './withStore.js'

/** What `oci-pack doctor` tells of a host. */
export interface DoctorReport {
  readonly platform: string
  /** The operating system's own release, and Node's version. */
  readonly system: string
  readonly node: string
  readonly store: StoreReport
  /** The ways to execute a RUN, in the order in which they are tried. */
  readonly executors: readonly ({ readonly name: ExecutorName } & Examination)[]
  readonly checks: readonly Check[]
  /** Whether a RUN that starts programs can be executed here. */
  readonly runs: boolean
}

/** Looks at what this host can do for builds; the store is opened, and nothing else is changed. @throws OciPackError `io` where the store cannot be opened */
export function doctor(location: StoreLocation = {}): Promise<DoctorReport> {
  const env = location.env ?? process.env
  return withStore({ ...location, env }, async (opened) => {
    const reader = new ContentReader((layer) => plainExtent(opened, layer))
    const made = makeExecutors({ store: opened, reader, times: buildTimes(undefined, undefined, 0), env })
    try {
      const store = await reportOf(opened.dir)
      const executors = []
      for (const executor of made) executors.push({ name: executor.name, ...(await executor.examine()) })
      const linux =
        process.platform === 'linux'
          ? [...kernelChecks(readText), await platformCheck(opened), ...(await idChecks())]
          : []
      return {
        platform: formatPlatform(hostPlatform),
        system: `${process.platform} ${release()}`,
        node: process.version,
        store,
        executors,
        checks: [
          ...storeChecks(store),
          ...linux,
          ...(await credentialChecks(env)),
          ...(await reachChecks(env)),
          agentCheck(env),
        ],
        runs: executors.some(({ name, works }) => works && name !== 'builtin'),
      }
    } finally {
      reader.close()
      for (const executor of made) await executor.close?.()
    }
  })
}

async function reportOf(dir: string): Promise<StoreReport> {
  try {
    return await storeReport(await realpath(dir), readText('/proc/self/mountinfo'))
  } catch (error) {
    throw fromSystemError(error, `cannot look at the store ${dir}`)
  }
}
