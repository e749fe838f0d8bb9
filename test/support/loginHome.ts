import { join } from 'node:path'
import { beforeEach } from 'vitest'
import { keepersOf, keepWithFirst } from '../../src/registry/login/keepers.js'
import { parseLoginPlace } from '../../src/registry/login/place.js'
import { makeCredentialHelper } from './credentialHelper.js'
import { temporaryFolder } from './folder.js'

/** Where one test logs in and out: a home with the credential helpers `one` and `two`. */
export interface LoginHome {
  readonly home: string
  /** Docker's file of credentials. */
  readonly file: string
  /** The registries.conf that `env` names. */
  readonly conf: string
  readonly env: Record<string, string>
}

/** What is kept in these tests. */
export const me = { username: 'me', password: 'p w' }

/** A new home for each test. */
export function loginHome(): () => LoginHome {
  const folder = temporaryFolder()
  let tests = 0
  let made: LoginHome
  beforeEach(() => {
    const home = join(folder, `home${++tests}`)
    const conf = join(home, 'registries.conf')
    const env = {
      HOME: home,
      PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
      CONTAINERS_REGISTRIES_CONF: conf,
    }
    makeCredentialHelper(home, 'one')
    makeCredentialHelper(home, 'two')
    made = { home, file: join(home, '.docker/config.json'), conf, env }
  })
  return () => made
}

/** Keeps a name and a password with the first of some keepers, as their settings list them. */
export function keepIn(
  { file, conf, env }: LoginHome,
  names: readonly string[],
  registry = 'r.example',
): ReturnType<typeof keepWithFirst> {
  return keepWithFirst(keepersOf(file, { file: conf, names }), parseLoginPlace(registry), me, env)
}
