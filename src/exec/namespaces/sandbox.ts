import { spawn } from 'node:child_process'
import { closeSync, constants, existsSync, openSync } from 'node:fs'
import { chmod, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { constants as osConstants } from 'node:os'
import { join } from 'node:path'
import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError, systemError } from '../../core/errors.js'
import type { RunExit, RunRequest } from '../executor.js'
import { devices, hostsFile, type MountPoints, mountTable } from './mountTable.js'
import { overlayOptions, type Privilege, userNamespace } from './privilege.js'
import { sandboxScript, waitingScript } from './sandboxScript.js'
import { runTool, toolEnvironment } from './tool.js'

/** What a sandbox is made of. */
export interface SandboxParts {
  /** An empty folder of its own; what is written lands in its `upper`. */
  readonly base: string
  /** Folders in overlay form, the uppermost first; at least one. */
  readonly lower: readonly string[]
  readonly points: MountPoints
  /** The working directory as a clean path below the root, links followed. */
  readonly cwd: ByteString
  readonly privilege: Privilege
}

/** Makes a sandbox, has the request's program run in it, and returns how it ended. @throws OciPackError `executor`, `aborted` */
export async function runInSandbox(request: RunRequest, parts: SandboxParts): Promise<RunExit> {
  const { base } = parts
  await prepare(request, parts)
  await supervise(request, parts)
  if (request.signal.aborted) throw new OciPackError('aborted', 'RUN was stopped')
  const status = (await readFile(join(base, 'status'), 'utf8')).trim()
  if (status === '') {
    const log = (await readFile(join(base, 'log'), 'utf8')).trim()
    throw new OciPackError(
      'executor',
      `cannot make the sandbox for a RUN: ${log || 'it ended before the program began'}`,
    )
  }
  return exitOf(Number(status))
}

/** A shell gives 128 and the signal's number for a program that a signal ended. */
function exitOf(status: number): RunExit {
  const signal = Object.entries(osConstants.signals).find(([, number]) => number === status - 128)
  return signal ? { signal: signal[0] } : { status }
}

/** Fills the sandbox's folder with what its script expects. */
async function prepare(request: RunRequest, { base, lower, points, privilege }: SandboxParts): Promise<void> {
  for (const name of ['upper', 'work', 'root', 'host', 'dev', 'dev/pts', 'dev/shm', 'dev/mqueue'])
    await mkdir(join(base, name))
  for (const name of devices.filter((device) => existsSync(`/dev/${device}`)))
    await writeFile(join(base, 'dev', name), '')
  for (const [name, target] of links) await symlink(target, join(base, 'dev', name))
  for (const [i, folder] of lower.entries()) await symlink(folder, join(base, `${i}`))
  await copyFile('/etc/resolv.conf', join(base, 'resolv.conf')).catch(() => writeFile(join(base, 'resolv.conf'), ''))
  for (const [i, mount] of request.mounts.entries())
    if (mount.type === 'file') await writeFile(join(base, `file-${i}`), mount.bytes, { mode: mount.mode })
  await writeFile(join(base, 'hosts'), hostsFile(request.extraHosts))
  await writeFile(join(base, 'mounts'), mountTable(request, points, base, privilege, existsSync), 'latin1')
  // Whatever the umask was, others than root must get through.
  for (const [name, mode] of [
    ['upper', request.tree.mode],
    ['dev', 0o755],
    ['resolv.conf', 0o644],
    ['hosts', 0o644],
  ] as const)
    await chmod(join(base, name), mode)
  await runTool(['mkfifo', '-m', '666', 'stdout', 'stderr'], { cwd: base })
}

const links = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
  ['ptmx', 'pts/ptmx'],
] as const

/** Executes the sandbox's script and hands on what the program prints, until both are over. */
async function supervise(request: RunRequest, parts: SandboxParts): Promise<void> {
  const { signal, onOutput } = request
  const stdout = new Output(join(parts.base, 'stdout'), (data) => onOutput('stdout', data))
  const stderr = new Output(join(parts.base, 'stderr'), (data) => onOutput('stderr', data))
  const [program = '', ...args] = commandLine(request, parts)
  const child = spawn(program, args, {
    env: toolEnvironment,
    stdio: ['pipe', stdout.writer, stderr.writer],
    detached: true,
  })
  // Process 1 ends with its standard input, and with it all that it started.
  const stop = (): unknown => child.stdin?.destroy()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => resolve())
      child.once('error', (error) =>
        reject(new OciPackError('executor', `cannot start unshare: ${systemError(error).message}`, { cause: error })),
      )
    })
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
    await Promise.all([stdout.end(), stderr.end()])
  }
}

/** One of the program's streams: a real pipe, which it can open anew as /dev/stdout; the sockets that Node makes cannot. */
class Output {
  readonly writer: number
  readonly #ended: Promise<void>

  constructor(fifo: string, take: (data: Uint8Array) => void) {
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
    this.writer = openSync(fifo, constants.O_WRONLY)
    const socket = new Socket({ fd: reader, readable: true, writable: false })
    socket.on('data', take)
    this.#ended = new Promise((resolve, reject) => socket.once('end', resolve).once('error', reject))
    this.#ended.catch(() => undefined)
  }

  /** Waits until all that was written is taken; nobody else may be writing any more. */
  async end(): Promise<void> {
    closeSync(this.writer)
    await this.#ended
  }
}

function commandLine(request: RunRequest, { base, lower, points, cwd, privilege }: SandboxParts): string[] {
  const net = request.network === 'none' ? ['--net'] : []
  const exported = request.env.filter(
    (line) => /^[A-Za-z_][A-Za-z0-9_]*=/.test(line) && !/^(?:PPID|E?UID|BASHOPTS|SHELLOPTS)=/.test(line),
  )
  // Names that are none to a shell, and what it would not let itself be told.
  const passedThrough = request.env.filter((line) => !exported.includes(line))
  const overlay = `lowerdir=${lower.map((_, i) => i).join(':')},upperdir=upper,workdir=work,${overlayOptions(privilege)}`
  return [
    ...[
      'unshare',
      ...userNamespace(privilege.kind),
      '--mount',
      '--pid',
      '--ipc',
      '--uts',
      ...net,
      '--fork',
      '--kill-child',
    ],
    ...[
      '/bin/sh',
      '-c',
      sandboxScript,
      'sh',
      base,
      overlay,
      textOfBytes(cwd),
      textOfBytes(points.dev),
      request.network,
    ],
    ...identity(request, privilege),
    ...['env', '-i', ...passedThrough, '/bin/sh', '-c', waitingScript, 'sh', ...exported, '--', ...request.argv],
  ]
}

/** setpriv's options: the user, and the capabilities that Docker leaves to its containers. */
function identity({ user }: RunRequest, { kind }: Privilege): string[] {
  const groups =
    kind === 'single'
      ? ['--keep-groups']
      : user.groups.length > 0
        ? ['--groups', user.groups.join(',')]
        : ['--clear-groups']
  const bounds = ['-all', ...capabilities.map((name) => `+${name}`)].join(',')
  return ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, ...groups, '--inh-caps=-all', `--bounding-set=${bounds}`]
}

const capabilities = [
  ...['chown', 'dac_override', 'fsetid', 'fowner', 'mknod', 'net_raw', 'setgid', 'setuid', 'setfcap', 'setpcap'],
  ...['net_bind_service', 'sys_chroot', 'kill', 'audit_write'],
]
