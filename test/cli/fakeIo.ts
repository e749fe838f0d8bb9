import type { Api } from '../../src/cli/api.js'
import type { Env, Io, Output } from '../../src/cli/io.js'

/** A stream that keeps what is written to it. */
export class FakeOutput implements Output {
  text = ''
  readonly isTTY: boolean
  columns: number
  rows: number

  constructor({ isTTY = false, columns = 80, rows = 24 } = {}) {
    this.isTTY = isTTY
    this.columns = columns
    this.rows = rows
  }

  write(text: string | Uint8Array, done?: (error?: Error | null) => void): boolean {
    this.text += typeof text === 'string' ? text : Buffer.from(text).toString()
    done?.()
    return true
  }
}

export function fakeIo(
  env: Env = {},
  isTTY = false,
): Io & { readonly stdout: FakeOutput; readonly stderr: FakeOutput } {
  return { stdout: new FakeOutput({ isTTY }), stderr: new FakeOutput({ isTTY }), env }
}

/** An API whose functions fail unless they are given. */
export function fakeApi(functions: Partial<Api>): Api {
  const missing = async (): Promise<never> => Promise.reject(new Error('this is not to be called'))
  return {
    build: missing,
    init: missing,
    explore: missing,
    inspect: missing,
    inspectLayer: missing,
    listFiles: missing,
    withFile: missing,
    exportFiles: missing,
    whyFile: missing,
    sbom: missing,
    diff: missing,
    plan: missing,
    lock: missing,
    login: missing,
    logout: missing,
    verify: missing,
    reproduce: missing,
    runTask: missing,
    listCache: missing,
    pruneCache: missing,
    cacheUsage: missing,
    verifyCache: missing,
    why: missing,
    doctor: missing,
    checkDockerfile: missing,
    check: missing,
    bundle: missing,
    copy: missing,
    push: missing,
    pull: missing,
    pullAll: missing,
    tag: missing,
    list: missing,
    ...functions,
  }
}
