import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chrootExecutor } from '../../../src/exec/chroot/chroot.js'
import type { Executor, ExecutorName } from '../../../src/exec/executor.js'
import { namespacesExecutor } from '../../../src/exec/namespaces/namespaces.js'
import { Execution } from '../../support/execution.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'

const folder = temporaryFolder()
const here = await Execution.open(folder)
const executors: Executor[] = [namespacesExecutor(here.tools), chrootExecutor(here.tools)]
const able = await Promise.all(executors.map(async (executor) => (await executor.examine()).works))
afterAll(async () => {
  for (const executor of executors) await executor.close?.()
})

/** A file of the host that nobody inside may see. */
const secret = join(folder, 'secret')
writeFileSync(secret, 'of the host')

const arm = process.arch === 'arm64'
/** Numbers of system calls, here. */
const call = {
  bpf: arm ? 280 : 321,
  io_uring_setup: 425,
  keyctl: arm ? 219 : 250,
  mknodat: arm ? 33 : 259,
  mount: arm ? 40 : 165,
  open_by_handle_at: arm ? 265 : 304,
  open_tree: 428,
  perf_event_open: arm ? 241 : 298,
  ptrace: arm ? 117 : 101,
  setns: arm ? 268 : 308,
  umount2: arm ? 39 : 166,
  unshare: arm ? 97 : 272,
}

const disk = statSync(folder).dev
const [major, minor] = [(disk >> 8) & 0xfff, (disk & 0xff) | ((disk >> 12) & 0xfff00)]

interface Attempt {
  /** In Perl; it is out when it prints OUT. */
  readonly script: string
  /** Where it cannot be kept from succeeding, and why. */
  readonly cannotStop?: Partial<Record<ExecutorName, string>>
}

const attempts: Record<string, Attempt> = {
  'a second chroot': {
    script: `
      opendir my $root, '/'; mkdir '/jail'; chroot '/jail'; chdir $root;
      chdir '..' for 1 .. 50; chroot '.';
      print 'OUT' if -e '${secret}'`,
  },
  'the root of process 1': { script: `print 'OUT' if -e '/proc/1/root${secret}'` },
  'the folder of any process': {
    script: `for my $id (1 .. 100, ${process.pid}) { print 'OUT' if -e "/proc/$id/root${secret}" || -e "/proc/$id/cwd/../../../../../..${secret}" }`,
  },
  'an inherited descriptor': {
    script: `for my $fd (0 .. 255) { print 'OUT' if -e "/proc/self/fd/$fd${secret}"; open my $it, '<&=', $fd or next; print 'OUT' if chdir $it }`,
  },
  'links that lead up': { script: `symlink '../../../../../../..${secret}', '/up'; print 'OUT' if -e '/up'` },
  "the disk's device": {
    script: `
      my $path = "/disk\\0"; syscall ${call.mknodat}, -100, $path, 0060600, ${(major << 8) | (minor & 0xff) | ((minor & ~0xff) << 12)};
      print 'OUT' if open my $disk, '<', '/disk'`,
  },
  "the memory's device": {
    script: `my $path = "/mem\\0"; syscall ${call.mknodat}, -100, $path, 0020600, ${(1 << 8) | 1}; print 'OUT' if open my $memory, '<', '/mem'`,
  },
  'a device in a place that is mounted': {
    script: `
      for (qw(/dev/shm/disk /dev/disk /tmp/disk)) {
        my $path = "$_\\0"; syscall ${call.mknodat}, -100, $path, 0060600, ${(major << 8) | (minor & 0xff) | ((minor & ~0xff) << 12)};
        print 'OUT' if open my $disk, '<', $_ }`,
  },
  'a mount': {
    script: `my ($a, $b, $t) = ("proc\\0", "/tmp\\0", "proc\\0"); print 'OUT' if syscall(${call.mount}, $a, $b, $t, 0, 0) == 0`,
  },
  'a remount that may write': {
    script: `
      for (qw(/proc/sys /sys /proc/bus /)) { my ($a, $b) = ("none\\0", "$_\\0"); print 'OUT' if syscall(${call.mount}, $a, $b, $a, 0x1020, 0) == 0 }`,
  },
  'taking away what hides': {
    script: `for (qw(/proc/kcore /proc/sys /proc /sys /dev)) { my $path = "$_\\0"; print 'OUT' if syscall(${call.umount2}, $path, 2) == 0 }`,
  },
  'settings of the kernel': {
    script: `for (qw(/proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sysrq-trigger /sys/kernel/uevent_helper /sys/power/state)) { print 'OUT' if open my $f, '+<', $_ }`,
  },
  'memory of the kernel': { script: `print 'OUT' if open(my $f, '<', '/proc/kcore') && sysread $f, my $bytes, 16` },
  'namespaces of its own': {
    script: `for (0x10000000, 0x20000, 0x40000000, 0x20000000) { print 'OUT' if syscall(${call.unshare}, $_) == 0 }`,
  },
  'namespaces of others': {
    script: `for my $id (1, ${process.pid}) { for (qw(mnt pid user net)) { open my $ns, '<', "/proc/$id/ns/$_" or next; print 'OUT' if syscall(${call.setns}, fileno $ns, 0) == 0 } }`,
  },
  'the builder, by ptrace': { script: `print 'OUT' if syscall(${call.ptrace}, 16, ${process.pid}, 0, 0) == 0` },
  'the builder, by a signal': {
    script: `print 'OUT' if kill 0, ${process.pid}`,
    cannotStop: { chroot: 'processes are the same, and root may send signals to any' },
  },
  'the builder, by its memory': { script: `print 'OUT' if open my $f, '+<', '/proc/${process.pid}/mem'` },
  'the environment of the builder': {
    script: `for my $id (1 .. 50, ${process.pid}) { open my $f, '<', "/proc/$id/environ" or next; print 'OUT' if <$f> =~ /VITEST/ }; print 'OUT' if exists $ENV{VITEST}`,
  },
  'calls that reach into the kernel': {
    script: `
      my $buffer = "\\0" x 256;
      print 'OUT' if syscall(${call.open_by_handle_at}, 0, $buffer, 0) >= 0 || ($! != 1 && $! != 38);
      print 'OUT' if syscall(${call.bpf}, 0, $buffer, 72) >= 0 || ($! != 1 && $! != 38);
      print 'OUT' if syscall(${call.perf_event_open}, $buffer, 0, -1, -1, 0) >= 0 || ($! != 1 && $! != 38);
      print 'OUT' if syscall(${call.keyctl}, 0, -3, 0) >= 0 || ($! != 1 && $! != 38);
      print 'OUT' if syscall(${call.io_uring_setup}, 1, $buffer) >= 0 || ($! != 1 && $! != 38);
      my $path = "/\\0"; print 'OUT' if syscall(${call.open_tree}, -100, $path, 1) >= 0`,
  },
  'capabilities that it shall not have': {
    script: `open my $f, '<', '/proc/self/status' or exit; for (<$f>) { print 'OUT' if /^Cap(?:Prm|Eff|Bnd|Amb|Inh):\\s*(\\S+)/ && hex($1) & ~0xa80425fb }`,
  },
}

describe.each(executors.map((executor, i) => ({ name: executor.name, executor, works: able[i] ?? false })))(
  'nobody gets out by $name through',
  ({ name, executor, works }) => {
    for (const [what, { script, cannotStop }] of Object.entries(attempts)) {
      if (cannotStop?.[name] !== undefined) continue
      it.runIf(needs(`the right to execute by ${name}`, works))(what, async () => {
        const { stdout, stderr } = await here.run(executor, '', { argv: ['perl', '-e', script] })
        expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' })
      })
    }
  },
)

it.runIf(needs('the right to execute by namespaces', able[0] ?? false))(
  'the attempts are real: with all rights they succeed',
  async () => {
    for (const what of ['a mount', 'namespaces of its own', 'taking away what hides']) {
      const argv = ['perl', '-e', attempts[what]?.script ?? '']
      expect([
        what,
        (await here.run(namespacesExecutor(here.tools), '', { argv, security: 'insecure' })).stdout,
      ]).not.toEqual([what, ''])
    }
  },
)
