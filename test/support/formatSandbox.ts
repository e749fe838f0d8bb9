import { execFile } from 'node:child_process'
import { existsSync, readlinkSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Ended } from './command.js'

/**
 * Runs a script of sh in a user namespace where all ids are what they are outside, with binary formats of its own (Linux 6.7): what is registered
 * there is gone with it, and this machine's stay as they are. For root alone, who may map all ids.
 */
export async function inFormatSandbox(script: string): Promise<Ended> {
  const mount = 'mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc'
  const args = ['--user', '--mount', '--net', 'sh', '-ec', `read go; ${mount}\n${script}`]
  const child = execFile('unshare', args, { maxBuffer: 1 << 24 })
  const ended = new Promise<Ended>((resolve, reject) => {
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout?.on('data', (text: string) => out.push(text))
    child.stderr?.on('data', (text: string) => err.push(text))
    child.once('error', reject)
    child.once('close', (status) => resolve({ status: status ?? 128, stdout: out.join(''), stderr: err.join('') }))
  })
  const proc = `/proc/${child.pid ?? 0}`
  const namespace = (of: string): string => readlinkSync(`${of}/ns/user`)
  while (existsSync(`${proc}/ns/user`) && namespace(proc) === namespace('/proc/self')) await setTimeout(5)
  for (const ids of ['uid', 'gid']) writeFileSync(`${proc}/${ids}_map`, '0 0 65536')
  child.stdin?.end('\n')
  return ended
}

/** Whether this user on this kernel can have such a sandbox. */
export async function canSandboxFormats(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false
  return inFormatSandbox('true').then(
    ({ status }) => status === 0,
    () => false,
  )
}
