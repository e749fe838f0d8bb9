import { join } from 'node:path'
import { OciPackError } from '../../core/errors.js'
import { proxyFor } from '../../http/proxy.js'
import { certificateFolders, certificatesIn, hostsWithCertificates } from '../../registry/certificates.js'
import { readHostSettings } from '../../registry/settings/files.js'
import { authorityChecks } from './authorities.js'
import type { Check } from './check.js'

type Env = Readonly<Record<string, string | undefined>>

/** How registries are reached from here: by which settings, certificates and proxies. */
export async function reachChecks(env: Env): Promise<Check[]> {
  return [
    ...(await told('registries', () => settingsChecks(env))),
    ...(await told('certificates', () => certificateChecks(certificateFolders(env)))),
    ...(await told('authorities', () => authorityChecks(env))),
    ...(await told('proxy', async () => proxyChecks(env))),
  ]
}

/** What cannot be read is what a build would end with. */
async function told(topic: string, look: () => Promise<Omit<Check, 'topic'>[]>): Promise<Check[]> {
  try {
    return (await look()).map((check) => ({ topic, ...check }))
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    return [{ topic, good: false, finding: error.message, hint: error.hint }]
  }
}

async function settingsChecks(env: Env): Promise<Omit<Check, 'topic'>[]> {
  const { files, registries, hubMirrors } = await readHostSettings(env)
  return files.map((file) => {
    const own = registries.filter((settings) => settings.file === file).map(({ prefix }) => prefix)
    const mirrors = file.endsWith('.json') && hubMirrors.length > 0 ? ['docker.io'] : []
    return { good: true, finding: `${file}: ${[...own, ...mirrors].join(', ') || 'says nothing of a registry'}` }
  })
}

async function certificateChecks(folders: readonly string[]): Promise<Omit<Check, 'topic'>[]> {
  const checks: Omit<Check, 'topic'>[] = []
  for (const folder of folders) {
    const hosts = await hostsWithCertificates([folder])
    for (const host of hosts) await certificatesIn(join(folder, host))
    if (hosts.length > 0) checks.push({ good: true, finding: `${folder}: ${hosts.join(', ')}` })
  }
  return checks
}

/** A proxy without what we show it. */
function proxyChecks(env: Env): Omit<Check, 'topic'>[] {
  return ['https', 'http'].flatMap((scheme) => {
    const proxy = proxyFor(new URL(`${scheme}://registry.example`), env)
    return proxy ? [{ finding: `${proxy.protocol}//${proxy.host} for ${scheme}://` }] : []
  })
}
