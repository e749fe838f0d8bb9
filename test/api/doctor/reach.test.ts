import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Check } from '../../../src/api/doctor/check.js'
import { reachChecks } from '../../../src/api/doctor/reach.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
const conf = '.config/containers/registries.conf'
const certs = '.config/containers/certs.d'

/** What is told of a user's files; what the machine's own files say is left out. */
async function look(name: string, files: Readonly<Record<string, string>>, env = {}): Promise<Check[]> {
  const home = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  const checks = await reachChecks({ HOME: home, ...env })
  return checks
    .filter(({ finding }) => !finding.startsWith('/etc/'))
    .map((check) => ({ ...check, finding: check.finding.replaceAll(`${home}/`, '') }))
}

it('tells of settings, certificates and proxies, and of no password', async () => {
  const files = {
    [conf]: '[[registry]]\nlocation = "a.example"\nprefix = "docker.io/library"\n',
    [`${conf}.d/x.conf`]: '',
    [`${certs}/b.example:5000/ca.crt`]: '',
  }
  expect(await look('all', files, { HTTPS_PROXY: 'http://me:secret@proxy.example:3128' })).toEqual([
    { topic: 'registries', good: true, finding: `${conf}: docker.io/library` },
    { topic: 'registries', good: true, finding: `${conf}.d/x.conf: says nothing of a registry` },
    { topic: 'certificates', good: true, finding: `${certs}: b.example:5000` },
    { topic: 'proxy', finding: 'http://proxy.example:3128 for https://' },
  ])
})

it('tells what cannot be read', async () => {
  const files = { [conf]: 'x', [`${certs}/b.example/a.key`]: '' }
  expect(await look('broken', files, { HTTP_PROXY: 'socks5://me:secret@x' })).toEqual([
    {
      topic: 'registries',
      good: false,
      finding: expect.stringContaining(`${conf}:1`) as string,
      hint: expect.any(String) as string,
    },
    {
      topic: 'certificates',
      good: false,
      finding: expect.stringContaining('a.key has no .cert') as string,
      hint: expect.any(String) as string,
    },
    {
      topic: 'proxy',
      good: false,
      finding: expect.not.stringContaining('secret') as string,
      hint: expect.any(String) as string,
    },
  ])
})
