import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { fromSystemError } from '../../core/errors.js'
import { namedAuthorities } from '../../http/authorities.js'
import { type Authorization, authorizationSettings } from './authorization.js'

export type Env = Readonly<Record<string, string | undefined>>

/** A repository that is asked, and how. */
export interface Remote {
  /** Its address, as it was written. */
  readonly address: string
  readonly authorization?: Authorization | undefined
  /** The socket of the SSH agent that may be asked. */
  readonly sshAgent?: string | undefined
}

/** What is passed on of the environment: where programs, proxies and certificates are. */
const passedOn = /^(path|systemroot|tmpdir|(https?|all|no)_proxy|ssl_cert_(file|dir)|git_ssl_ca(info|path))$/i

/** Keys come from an agent alone; a host that is not known is not talked to; nothing of the user's own configuration is read. */
const ssh = 'ssh -F /dev/null -o BatchMode=yes -o IdentityFile=none -o StrictHostKeyChecking=yes -o ForwardAgent=no'

/** `git archive` gives the files of a checkout then, and not what the attributes make of them for an archive. */
export const attributes = '* -export-ignore -export-subst\n'

/** The configuration file of a repository of our own. */
export function configuration(sha256: boolean, certificateFile: string | undefined): string {
  return [
    `[core]\nrepositoryFormatVersion = ${sha256 ? 1 : 0}\nbare = true\nhooksPath = /dev/null\nfsmonitor = false`,
    ...(sha256 ? ['[extensions]\nobjectFormat = sha256'] : []),
    '[gc]\nauto = 0\n[maintenance]\nauto = false\n[fetch]\nrecurseSubmodules = false\n[submodule]\nrecurse = false',
    '[tar]\numask = 0022',
    // The file's name is our own: letters, digits, `.` and `-` below the store's folder, whose name may hold anything.
    ...(certificateFile === undefined ? [] : [`[http]\nsslCAInfo = ${JSON.stringify(certificateFile)}`]),
    '',
  ].join('\n')
}

/** All of the environment that Git sees, for a repository at a path. */
export function gitEnvironment(path: string, { address, authorization, sshAgent }: Remote, env: Env): Env {
  const [, scheme] = /^([a-z]+):\/\//.exec(address) ?? []
  const settings = authorization ? authorizationSettings(authorization) : []
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name))),
    LC_ALL: 'C',
    HOME: path,
    GIT_DIR: path,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: scheme ?? 'ssh',
    GIT_SSH_COMMAND: ssh,
    GIT_SSH_VARIANT: 'ssh',
    SSH_ASKPASS_REQUIRE: 'never',
    SSH_AUTH_SOCK: sshAgent,
    GIT_CONFIG_COUNT: `${settings.length}`,
    ...Object.fromEntries(
      settings.flatMap(([name, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, name],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  }
}

/** A file with the certificates that Git is to trust, those that we trust ourselves, where its own settings say nothing else. @throws OciPackError `io` */
export async function certificates(path: string, env: Env): Promise<string | undefined> {
  const { nodes, others } = await namedAuthorities(env)
  if (nodes.length + others.length === 0 || env['GIT_SSL_CAINFO']) return undefined
  const file = join(path, 'certificates.pem')
  try {
    await writeFile(file, [...rootCertificates, ...nodes, ...others].join('\n'))
  } catch (error) {
    throw fromSystemError(error, `cannot write ${file}`)
  }
  return file
}
