import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { type Descriptor, mediaTypes } from '../../src/oci/descriptor.js'
import type { Reference } from '../../src/oci/reference.js'
import { RegistryClient, type RegistryOptions } from '../../src/registry/client.js'
import { FakeRegistry } from './fakeRegistry.js'

/** What each test of a client has anew: the registry that it asks, and another that it may be led to. */
export let registry: FakeRegistry
export let other: FakeRegistry
/** The home folder of the client's user, empty at first. */
export let home: string
export let client: RegistryClient
/** What the registry has: a manifest, and a blob. */
export let reference: Reference
export const blob = randomBytes(3_000_000)
export const descriptor: Descriptor = { mediaType: mediaTypes.layer, digest: sha256(blob), size: blob.length }

/** Sets all of it up for the tests of the calling file. */
export function useRegistries(): void {
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'client-'))
    registry = await FakeRegistry.start()
    other = await FakeRegistry.start()
    registry.addBlob(blob)
    registry.addManifest('team/image', { mediaType: mediaTypes.manifest }, 'v1')
    reference = { host: registry.host, repository: 'team/image', tag: 'v1' }
    useClient({})
  })
  afterEach(async () => {
    client.close()
    await registry.stop()
    await other.stop()
    await rm(home, { recursive: true })
  })
}

/** Takes another client for the rest of the test. */
export function useClient(options: Partial<RegistryOptions>): void {
  const backoff = { attempts: 3, first: 1, longest: 2 }
  client = new RegistryClient({ env: { HOME: home }, backoff, stallTimeout: 5_000, ...options })
}

/** Takes a client of a user who has logged in, as auth files say that. */
export async function logIn(
  credentials: Readonly<Record<string, object>>,
  options: Partial<RegistryOptions> = {},
): Promise<void> {
  const path = join(home, 'auth.json')
  await writeFile(path, JSON.stringify({ auths: credentials }))
  useClient({ env: { HOME: home, REGISTRY_AUTH_FILE: path }, ...options })
}

/** The blob as the client gives it. */
export async function fetchBlob(): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const bytes of client.blob(reference, descriptor)) chunks.push(bytes)
  return Buffer.concat(chunks)
}

/** An Authorization header, and an auth file's entry, for `USER:PASSWORD`. */
export const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
export const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') })
