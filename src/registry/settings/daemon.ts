import * as v from 'valibot'
import { check, parseJson } from '../../oci/manifest.js'

const daemonFile = v.object({
  'insecure-registries': v.optional(v.array(v.string()), []),
  'registry-mirrors': v.optional(v.array(v.string()), []),
})

/** What the Docker daemon's daemon.json says of registries: its mirrors are those of Docker Hub. @throws OciPackError `format` */
export function parseDaemonSettings(text: string, file: string): { insecureHosts: string[]; hubMirrors: string[] } {
  const settings = check(daemonFile, parseJson(Buffer.from(text), file), file)
  return { insecureHosts: settings['insecure-registries'], hubMirrors: settings['registry-mirrors'] }
}
