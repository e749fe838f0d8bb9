import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, type Ended, runOk } from './command.js'

/** Settings that work in a virtual machine, in a container and where limits may not be raised. */
const settings = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
netns = "none"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
`

/** A Podman whose images and containers all live in one folder. */
export class Podman {
  readonly #flags: readonly string[]
  readonly #env: NodeJS.ProcessEnv

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'containers.conf'), settings)
    this.#env = { ...process.env, CONTAINERS_CONF: join(folder, 'containers.conf') }
    this.#flags = [
      ...['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--tmpdir', join(folder, 'tmp')],
      // The one driver that asks nothing of the file system below.
      ...['--storage-driver', 'vfs'],
    ]
  }

  run(...args: string[]): Promise<Ended> {
    return run('podman', [...this.#flags, ...args], { env: this.#env })
  }

  runOk(...args: string[]): Promise<string> {
    return runOk('podman', [...this.#flags, ...args], { env: this.#env })
  }

  /** The same Podman, as a shell would call it. */
  get shellCommand(): string {
    return `env CONTAINERS_CONF='${this.#env['CONTAINERS_CONF'] ?? ''}' podman ${this.#flags.join(' ')}`
  }

  /** Takes away all images with what Podman mounted for them. */
  async close(): Promise<void> {
    await this.run('rmi', '--all', '--force')
  }
}
