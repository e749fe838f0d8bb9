import type { Digest } from '../core/digest.js'
import { sha256 } from '../core/hash.js'
import type { ContainerConfig, Healthcheck, History, ImageConfig } from './config.js'
import { type Manifest, mediaTypes } from './descriptor.js'
import type { Image, Layer } from './image.js'
import { encodeJson } from './manifest.js'
import { converted } from './ociForm.js'
import { isEmpty, sorted } from './ordered.js'

/**
 * An image of a configuration and layers, lowest first. Its configuration is written as Docker writes it: keys in Go's order, what
 * is empty left out, `rootfs` following from the layers; so the same values give the same bytes.
 */
export function newImage({ config, layers }: { config: Omit<ImageConfig, 'rootfs'>; layers: readonly Layer[] }): Image {
  const { architecture, author, created, os, variant } = config
  const written: ImageConfig = {
    architecture,
    ...(author ? { author } : {}),
    config: orderedContainerConfig(config.config ?? {}),
    ...(created ? { created } : {}),
    history: (config.history ?? []).map((step) => ordered(step, historyKeys)),
    os,
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    ...(variant ? { variant } : {}),
  }
  return { config: written, configBytes: encodeJson(written), layers }
}

/** The OCI manifest that points at an image's configuration and layers, its bytes and their digest. */
export function manifestOf({ configBytes, layers, annotations }: Image): {
  manifest: Manifest
  bytes: Uint8Array
  digest: Digest
} {
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: sha256(configBytes), size: configBytes.byteLength },
    layers: layers.map((layer) => {
      const { mediaType, digest, size, urls } = converted(layer.descriptor)
      return { mediaType, digest, size, ...(isEmpty(urls) ? {} : { urls }) }
    }),
    ...(annotations && !isEmpty(annotations.manifest) && { annotations: sorted(annotations.manifest) }),
  }
  const bytes = encodeJson(manifest)
  return { manifest, bytes, digest: sha256(bytes) }
}

const configKeys = [
  'User',
  'ExposedPorts',
  'Env',
  'Entrypoint',
  'Cmd',
  'Volumes',
  'WorkingDir',
  'Labels',
  'StopSignal',
  'ArgsEscaped',
  'Healthcheck',
  'OnBuild',
  'Shell',
] as const satisfies readonly (keyof ContainerConfig)[]
const healthcheckKeys = [
  'Test',
  'Interval',
  'Timeout',
  'StartPeriod',
  'StartInterval',
  'Retries',
] as const satisfies readonly (keyof Healthcheck)[]
const historyKeys = [
  'created',
  'created_by',
  'author',
  'comment',
  'empty_layer',
] as const satisfies readonly (keyof History)[]

function orderedContainerConfig(config: ContainerConfig): ContainerConfig {
  const { ExposedPorts = {}, Volumes = {}, Labels = {}, Healthcheck = {} } = config
  const maps = { ExposedPorts: sorted(ExposedPorts), Volumes: sorted(Volumes), Labels: sorted(Labels) }
  return ordered<ContainerConfig>(
    { ...config, ...maps, Healthcheck: ordered(Healthcheck, healthcheckKeys) },
    configKeys,
  )
}

/** The members that `keys` name, in their order, without those that Go's `omitempty` leaves out. */
function ordered<T extends object>(value: T, keys: readonly (keyof T)[]): Partial<T> {
  const result: Partial<T> = {}
  for (const key of keys) if (!isEmpty(value[key])) result[key] = value[key]
  return result
}
