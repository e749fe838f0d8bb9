import { OciPackError } from '../../core/errors.js'
import { clearHelper, type Helper, listHelper, programOf, tellHelper } from '../credentialHelper.js'
import { filesHelper, type HelperSettings } from '../settings/settings.js'
import { dropCredentials, keepCredentials, keptPlaces } from './keep.js'
import { type LoginPlace, placeOfKey } from './place.js'
import type { Login } from './verify.js'

type Env = Readonly<Record<string, string | undefined>>

/** Who keeps credentials: a helper that a file of settings names, or, without one, the file itself and the helpers in it. */
export interface Keeper {
  readonly file: string
  /** The suffix of a program (`docker-credential-SUFFIX`). */
  readonly suffix?: string
}

/** Who is asked first, next and last, as Podman has it: where helpers are listed and files are not among them, no file is. */
export function keepersOf(file: string, helpers: HelperSettings | undefined): Keeper[] {
  if (!helpers) return [{ file }]
  return helpers.names.map((name) => (name === filesHelper ? { file } : { file: helpers.file, suffix: name }))
}

/** A keeper as people name it. */
export function formatKeeper({ file, suffix }: Keeper): string {
  return suffix === undefined ? file : programOf({ suffix })
}

/**
 * Gives credentials to the first who can keep them: a helper of the settings has none of a part of a registry. Gives the file, and the
 * suffix of the helper that it names. @throws OciPackError `registry` where a helper fails, `unsupported` where none can, `format`, `io`
 */
export async function keepWithFirst(
  keepers: readonly Keeper[],
  place: LoginPlace,
  login: Login & { readonly token?: string | undefined },
  env: Env,
): Promise<Keeper> {
  const keeper = keepers.find(({ suffix }) => suffix === undefined || place.path === '')
  if (!keeper)
    throw new OciPackError('unsupported', `no credential helper keeps what is for a part of a registry`, {
      hint: 'Log in to the whole registry, or name a file with --authfile.',
    })
  const helper = helperOf(keeper, place)
  if (!helper) {
    const suffix = await keepCredentials(keeper.file, place, login, env)
    return { file: keeper.file, ...(suffix === undefined ? {} : { suffix }) }
  }
  await tellHelper(helper, login, env)
  return keeper
}

/** Lets a keeper forget a registry; gives whether it knew it. @throws as `keepWithFirst` */
export async function dropFrom(keeper: Keeper, place: LoginPlace, env: Env): Promise<boolean> {
  if (keeper.suffix === undefined) return dropCredentials(keeper.file, place, env)
  const helper = place.path === '' ? helperOf(keeper, place) : undefined
  return helper !== undefined && clearHelper(helper, env)
}

/** Lets a keeper forget all; gives what it knew. @throws as `keepWithFirst` */
export async function dropAllFrom({ file, suffix }: Keeper, env: Env): Promise<LoginPlace[]> {
  const dropped: LoginPlace[] = []
  if (suffix === undefined) {
    for (const place of await keptPlaces(file)) if (await dropCredentials(file, place, env)) dropped.push(place)
    return dropped
  }
  for (const server of await listHelper({ suffix, path: file }, env))
    if (await clearHelper({ suffix, server, path: file }, env)) dropped.push(placeOfKey(server))
  return dropped
}

/** The settings' helpers know Docker Hub by its short name, those of a file by another: so Podman has it. */
function helperOf({ file, suffix }: Keeper, { host }: LoginPlace): Helper | undefined {
  return suffix === undefined ? undefined : { suffix, server: host, path: file }
}
