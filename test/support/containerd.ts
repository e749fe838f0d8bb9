import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ended, run, runOk } from './command.js'

/** A containerd whose state all lives in one folder. */
export class Containerd {
  readonly #process: ChildProcess
  readonly #address: string

  private constructor(process: ChildProcess, address: string) {
    this.#process = process
    this.#address = address
  }

  static async start(folder: string): Promise<Containerd> {
    const address = join(folder, 'containerd.sock')
    const args = ['--root', join(folder, 'root'), '--state', join(folder, 'state'), '--address', address]
    const process = spawn('containerd', args, { stdio: 'ignore' })
    while (!existsSync(address)) {
      if (process.exitCode !== null) throw new Error(`containerd ended with status ${process.exitCode}`)
      await sleep(50)
    }
    return new Containerd(process, address)
  }

  ctr(...args: string[]): Promise<string> {
    return runOk('ctr', ['--address', this.#address, ...args])
  }

  /** As `ctr`, whatever its status is. */
  run(...args: string[]): Promise<Ended> {
    return run('ctr', ['--address', this.#address, ...args])
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }
}
