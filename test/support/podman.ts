import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, type Ended, runOk } from './command.js'

/** A Podman whose images and containers all live in one folder, in the way that its user would set it up: by environment. */
export class Podman {
  /** What sets it up; for a program that calls podman. */
  readonly env: NodeJS.ProcessEnv

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    const [config, storage] = [join(folder, 'containers.conf'), join(folder, 'storage.conf')]
    writeFileSync(config, settings(folder))
    writeFileSync(storage, storageSettings(folder))
    this.env = { ...process.env, CONTAINERS_CONF: config, CONTAINERS_STORAGE_CONF: storage }
  }

  run(...args: string[]): Promise<Ended> {
    return run('podman', args, { env: this.env })
  }

  runOk(...args: string[]): Promise<string> {
    return runOk('podman', args, { env: this.env })
  }

  /** The same Podman, as a shell would call it. */
  get shellCommand(): string {
    const names = ['CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF']
    return `env ${names.map((name) => `${name}='${this.env[name] ?? ''}'`).join(' ')} podman`
  }

  /** Takes away all images with what Podman mounted for them. */
  async close(): Promise<void> {
    await this.run('rmi', '--all', '--force')
  }
}

/** Settings that work in a virtual machine, in a container and where limits may not be raised. */
function settings(folder: string): string {
  return `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
netns = "none"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
tmp_dir = "${join(folder, 'tmp')}"
`
}

/** The one driver that asks nothing of the file system below. */
function storageSettings(folder: string): string {
  const root = join(folder, 'root')
  // Podman 4 asks an ordinary user for both.
  const rootless = process.getuid?.() === 0 ? '' : `rootless_storage_path = "${root}"\n`
  return `[storage]
driver = "vfs"
runroot = "${join(folder, 'run')}"
graphroot = "${root}"
${rootless}`
}
