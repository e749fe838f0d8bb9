import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readElf } from '../../scripts/hostBase/elf.js'
import { HostFiles } from '../../scripts/hostBase/files.js'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { needs } from '../support/needs.js'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oci-pack-base-'))
  await makeHostBase(join(folder, 'base'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Index {
  manifests: { digest: string }[]
}
interface Manifest {
  layers: { digest: string }[]
}

const blobPath = (digest: string): string => join(folder, 'base', 'blobs', ...digest.split(':'))
function layerPath(): string {
  const index = JSON.parse(readFileSync(join(folder, 'base', 'index.json'), 'utf8')) as Index
  const manifest = JSON.parse(readFileSync(blobPath(index.manifests[0]?.digest ?? ''), 'utf8')) as Manifest
  return blobPath(manifest.layers[0]?.digest ?? '')
}

describe('the base made of this host', () => {
  test('is the same, byte for byte, when made again', async () => {
    await makeHostBase(join(folder, 'again'))
    expect(execFileSync('diff', ['-r', join(folder, 'base'), join(folder, 'again')], { encoding: 'utf8' })).toBe('')
  })

  test.runIf(needs('a root that may chroot', process.getuid?.() === 0))('runs its tools inside its own root', () => {
    const root = join(folder, 'root')
    execFileSync('mkdir', [root])
    execFileSync('tar', ['-xf', layerPath(), '-C', root])
    const script = 'ls -ld /tmp | cut -c1-10; expr 40 + 2; printf "%s\\n" "$(cat /etc/group | head -n 1)"; id -un'
    const printed = execFileSync('chroot', [root, '/bin/sh', '-c', script], {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    })
    expect(printed).toBe('drwxrwxrwt\n42\nroot:x:0:\nroot\n')
  })
})

test.runIf(needs('ldd', existsSync('/usr/bin/ldd')))('the libraries of a program are those that ldd finds', () => {
  const files = new HostFiles()
  files.add('/usr/bin/ls')
  const listed = execFileSync('ldd', ['/usr/bin/ls'], { encoding: 'utf8' })
  for (const path of listed.match(/\/\S+/g) ?? []) files.add(path)
  const withLdd = [...files.files.keys()].sort()
  const alone = new HostFiles()
  alone.add('/usr/bin/ls')
  expect([...alone.files.keys()].sort()).toEqual(withLdd)
})

test('what is no ELF file asks for nothing', () => {
  expect(readElf(Buffer.from('#!/bin/sh\necho'))).toBeUndefined()
})
