import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/events.js'
import { sha256 } from '../../src/core/hash.js'
import type { BuildOptions } from '../../src/index.js'
import { builder, folder } from '../support/builder.js'
import { useFileServer } from '../support/fileServer.js'
import { type ImageSummary, imageSummary } from '../support/imageSummary.js'
import { failure } from '../support/thrown.js'
import { tarItem, writeTar } from '../support/tarItems.js'

const server = useFileServer()
let count = 0

async function built(instructions: string, more: Partial<BuildOptions> = {}): Promise<ImageSummary> {
  const dest = join(folder, `address-${count++}.tar`)
  const { run } = builder({ Dockerfile: `FROM scratch\n${instructions}\n`, local: 'local' }, more)
  await run({ outputs: [{ type: 'docker', dest }] })
  return imageSummary(readFileSync(dest))
}

const lastModified = 'Wed, 02 Jan 2019 03:04:05 GMT'

// All of it is what Docker 28.5.2 was seen to do with a server of these answers, but for the times, the credentials and what errors say.
describe('ADD of an address', () => {
  test('makes a file of 0600, which belongs to root', async () => {
    server.give('/dir/name.txt', 'hello\n', { 'last-modified': lastModified })
    const { tree, history } = await built(`ADD ${server.url('/dir/name.txt')} /x/`)
    expect(tree).toMatchObject({
      x: { mode: '0755' },
      'x/name.txt': { mode: '0600', uid: 0, gid: 0, mtime: 315532800, text: 'hello\n' },
    })
    expect(history).toEqual([[`ADD ${server.url('/dir/name.txt')} /x/ # buildkit`, false]])
  })

  test('which has its own time where the build preserves times', async () => {
    server.give('/a', 'x', { 'last-modified': lastModified })
    server.give('/b', 'x')
    const { tree } = await built(`ADD ${server.url('/a')} ${server.url('/b')} /x/`, { timestamp: 'preserve' })
    expect(tree).toMatchObject({ 'x/a': { mtime: 1546398245 }, 'x/b': { mtime: 0 } })
  })

  test('takes --chmod and --chown, and variables in the address and the checksum', async () => {
    server.give('/a/v1', 'x')
    const { tree, history } = await built(
      `ARG URL\nARG SUM\nADD --chmod=u+x --chown=5:6 --checksum=$SUM \${URL}/v1 /x/`,
      { buildArgs: { URL: server.url('/a'), SUM: sha256('x') } },
    )
    expect(tree).toMatchObject({ 'x/v1': { mode: '0700', uid: 5, gid: 6 } })
    expect(history.at(-1)?.[0]).toBe(`ADD --chown=5:6 --chmod=u+x ${server.url('/a/v1')} /x/ # buildkit`)
  })

  test('stands beside files of the context, and takes no wildcards', async () => {
    server.give('/a[1]*', 'x')
    expect(Object.keys((await built(`ADD loc* ${server.url('/a[1]*')} /x/`)).tree)).toEqual(['x', 'x/a[1]*', 'x/local'])
  })

  test('unpacks an archive only where it is told to', async () => {
    const archive = gzipSync(writeTar([tarItem({ name: 'in', body: Buffer.from('in') })]))
    server.give('/a.tar.gz', archive)
    server.give('/plain', 'plain')
    const { tree } = await built(
      `ADD ${server.url('/a.tar.gz')} /packed/\nADD --unpack=true ${server.url('/a.tar.gz')} ${server.url('/plain')} /open/`,
    )
    expect(Object.keys(tree)).toEqual(['open', 'open/in', 'open/plain', 'packed', 'packed/a.tar.gz'])
  })

  test('fetches an address once in a build', async () => {
    server.give('/a', 'x')
    await built(`ADD ${server.url('/a')} /x\nADD ${server.url('/a')} /y`)
    expect(server.seen).toHaveLength(1)
  })

  test('does not tell credentials', async () => {
    server.give('/a', 'x')
    const events: Event[] = []
    const address = server.url('/a').replace('http://', 'http://user:secret@')
    const { history } = await built(`ADD ${address} /x`, { onEvent: (event) => events.push(event) })
    expect(history[0]?.[0]).toBe(`ADD ${server.url('/a')} /x # buildkit`)
    expect(server.seen[0]?.headers.authorization).toBe('Basic dXNlcjpzZWNyZXQ=')
    expect(JSON.stringify(events)).not.toContain('secret')
    const error = await failure(built(`ADD ${address}/none /x`))
    expect(error).toMatchObject({ location: { line: 2, text: [`ADD ${server.url('/a')}/none /x`] } })
    expect(JSON.stringify(error)).not.toContain('secret')
  })
})

describe('refused', () => {
  const sum = sha256('x')
  test.each([
    ['ADD URL/none /x', 'not-found', 'HTTP status 404'],
    [`ADD --checksum=${sha256('y')} URL/a /x`, 'integrity', `has the digest ${sum} instead of ${sha256('y')}`],
    ['ADD --checksum=sha512:abc URL/a /x', 'dockerfile', 'is not sha256: and 64 hex digits'],
    [`ADD --checksum=${sum} URL/a URL/b /x/`, 'dockerfile', 'is for one source'],
    [`ADD --checksum=${sum} local /x`, 'dockerfile', 'is for URLs and Git repositories'],
    ['COPY URL/a /x', 'dockerfile', 'COPY cannot fetch'],
    ['ADD URL/a.git /x', 'source', 'Git cannot fetch from'],
    ['ADD URL/%zz /x', 'source', 'is no address of a file'],
    ['ADD HTTP://h.example/a /x', 'source', 'HTTP://h.example/a is not in the build context'],
  ])('%s', async (instruction, code, message) => {
    server.give('/a', 'x')
    await expect(built(instruction.replaceAll('URL', server.url('')))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
      location: { line: 2 },
    })
  })
})
