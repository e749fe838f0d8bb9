import { existsSync } from 'node:fs'
import type { Emit } from '../../core/events.js'
import type { RegistryClient } from '../../registry/client.js'
import type { Store } from '../../store/store.js'
import { lazyRegistryClient } from '../registryClient.js'
import { storeDir, withStore } from '../withStore.js'
import type { TransferOptions } from './options.js'

/** What images are moved with. */
export interface Tools {
  /** Who speaks to registries; what speaks HTTP is loaded when it is asked for. */
  readonly client: () => Promise<RegistryClient>
  /** The store, where it is needed or there anyway. */
  readonly store: Store | undefined
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** Opens what some work needs, and closes it. @param needsStore whether a store is made where there is none. @throws OciPackError, and what the work throws */
export async function withTools<T>(
  options: TransferOptions,
  needsStore: boolean,
  work: (tools: Tools) => Promise<T>,
): Promise<T> {
  const { registry = {}, env = process.env, onEvent = () => undefined } = options
  const signal = options.signal ?? new AbortController().signal
  const { client, close } = lazyRegistryClient(registry, env)
  const run = async (store?: Store): Promise<T> => {
    try {
      return await work({ client, store, emit: onEvent, signal })
    } finally {
      close()
    }
  }
  return needsStore || existsSync(storeDir(options)) ? withStore(options, run) : run()
}
