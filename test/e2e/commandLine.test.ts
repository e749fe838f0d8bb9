import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { cliPath, projectRoot } from '../support/paths.js'

const folder = temporaryFolder()
const plain = { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder } }

test.each<[string[], number, RegExp, RegExp]>([
  [[], 0, /^Usage: oci-pack/, /^$/],
  [['--version'], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
  [['biuld'], 2, /^$/, /^error: unknown command 'biuld'\nhelp: Did you mean build\?\n$/],
  [['build', '--tagg', 'x'], 2, /^$/, /^error: unknown option '--tagg'\nhelp: Did you mean --tag\?\n$/],
  [['build', '-t', 'Upper/Case', '.'], 2, /^$/, /^error: --tag: image reference "Upper\/Case": .*\nhelp: /],
  [['build', '-o', 'type=zip,dest=a', '.'], 2, /^$/, /^error: --output .*\nhelp: /],
  [['build', 'nowhere'], 1, /^$/, /^error: .*nowhere.*: no such file or directory\n/],
  [['build', '.'], 1, /^$/, /^error: the Dockerfile Dockerfile is not there\nhelp: /],
  [['inspect', 'nowhere.tar'], 1, /^$/, /^error: .*nowhere\.tar/],
  [['verify', '--progress', 'quiet', 'nowhere.tar'], 1, /^$/, /^error: .*nowhere\.tar/],
  [['cache', 'ls'], 0, /^0 B in .*\/\.cache\/oci-pack\n$/, /^$/],
  [['cache', 'prune'], 2, /^$/, /^error: it is not said what is to be pruned\nhelp: /],
  [
    ['cache', 'prune', '--all'],
    0,
    /^removed nothing\nleft 0 B in .*\/\.cache\/oci-pack\n$/,
    /^#1 prune .*\n#1 DONE .*\n$/,
  ],
  [['cache', 'prune', '--all', '-q'], 0, /^removed nothing\nleft 0 B in .*\/\.cache\/oci-pack\n$/, /^$/],
  [['build', '--progress', 'plian'], 2, /^$/, /^error: .*'plian' is invalid.*\nhelp: Did you mean plain\?\n$/],
  [['help', 'cache', 'ls'], 0, /^Usage: oci-pack cache ls/, /^$/],
  [['cache', 'pruen', '--all'], 2, /^$/, /^error: unknown command 'pruen'\nhelp: Did you mean prune\?\n$/],
])('oci-pack %j ends with status %d', async (args, status, stdout, stderr) => {
  const ended = await ociPack(args, plain)
  expect(ended).toEqual({
    status,
    stdout: expect.stringMatching(stdout) as string,
    stderr: expect.stringMatching(stderr) as string,
  })
  expect(ended.stderr).not.toMatch(/^ {4}at /m)
})

test.each(['| true', '>&-', '2>&- | true'])('a reader that goes away is no error: %s', async (reader) => {
  const ended = await run('sh', ['-c', `"${process.execPath}" "${cliPath}" build --help ${reader}`], plain)
  expect(ended).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('--version loads no package', async () => {
  const env = { ...plain.env, NODE_DEBUG: 'esm' }
  const { stderr } = await ociPack(['--version'], { env })
  expect(stderr).not.toContain(join(projectRoot, 'node_modules'))
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops a build, which leaves nothing behind', async (signal, status) => {
  const context = join(folder, signal)
  mkdirSync(context)
  writeFileSync(join(context, 'Dockerfile'), 'FROM silent\n')
  // A registry that takes the connection and says nothing.
  const sockets: { destroy(): void }[] = []
  const registry = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(registry, 'listening')
  const address = registry.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const connected = once(registry, 'connection')
  const mirror = ['--registry-mirror', `docker.io=http://127.0.0.1:${port}`]
  const args = [cliPath, 'build', '--cache-dir', join(context, 'cache'), ...mirror, '-o', 'image.tar', '.']
  const child = spawn(process.execPath, args, { cwd: context, env: plain.env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  await connected
  child.kill(signal)
  expect(await exited).toEqual([status, null])
  expect(readdirSync(context).sort()).toEqual(['Dockerfile', 'cache'])
  for (const socket of sockets) socket.destroy()
  registry.close()
})
