import * as v from 'valibot'
import { type Digest, isDigest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'
import type { ImageConfig } from './config.js'
import { type Index, type Manifest, mediaTypes } from './descriptor.js'

/** As many bytes as a manifest, an index or a configuration may have; what is larger is no such document. */
export const maxDocumentSize = 8 * 1024 * 1024

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const digest = v.custom<Digest>(
  (value) => typeof value === 'string' && isDigest(value),
  'Invalid digest: Expected sha256: and 64 hex digits',
)
const strings = v.array(v.string())
const stringMap = v.record(v.string(), v.string())
const emptyObjects = v.record(v.string(), v.object({}))

const descriptor = v.object({
  mediaType: v.string(),
  digest,
  size: count,
  urls: v.exactOptional(strings),
  annotations: v.exactOptional(stringMap),
  platform: v.exactOptional(
    v.object({ os: v.string(), architecture: v.string(), variant: v.exactOptional(v.string()) }),
  ),
})

const manifest = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.picklist([mediaTypes.manifest, mediaTypes.dockerManifest]), mediaTypes.manifest),
  artifactType: v.exactOptional(v.string()),
  config: descriptor,
  layers: v.optional(v.array(descriptor), []),
  annotations: v.exactOptional(stringMap),
})

const index = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.picklist([mediaTypes.index, mediaTypes.dockerManifestList]), mediaTypes.index),
  manifests: v.optional(v.array(descriptor), []),
  annotations: v.exactOptional(stringMap),
})

const containerConfig = v.object({
  User: v.exactOptional(v.string()),
  ExposedPorts: v.exactOptional(emptyObjects),
  Env: v.exactOptional(strings),
  Entrypoint: v.exactOptional(strings),
  Cmd: v.exactOptional(strings),
  Volumes: v.exactOptional(emptyObjects),
  WorkingDir: v.exactOptional(v.string()),
  Labels: v.exactOptional(stringMap),
  StopSignal: v.exactOptional(v.string()),
  ArgsEscaped: v.exactOptional(v.boolean()),
  Healthcheck: v.exactOptional(
    v.object({
      Test: v.exactOptional(strings),
      Interval: v.exactOptional(count),
      Timeout: v.exactOptional(count),
      StartPeriod: v.exactOptional(count),
      StartInterval: v.exactOptional(count),
      Retries: v.exactOptional(count),
    }),
  ),
  OnBuild: v.exactOptional(strings),
  Shell: v.exactOptional(strings),
})

const history = v.object({
  created: v.exactOptional(v.string()),
  created_by: v.exactOptional(v.string()),
  author: v.exactOptional(v.string()),
  comment: v.exactOptional(v.string()),
  empty_layer: v.exactOptional(v.boolean()),
})

const config = v.object({
  created: v.exactOptional(v.string()),
  author: v.exactOptional(v.string()),
  architecture: v.pipe(v.string(), v.nonEmpty()),
  os: v.pipe(v.string(), v.nonEmpty()),
  variant: v.exactOptional(v.string()),
  config: v.exactOptional(containerConfig),
  rootfs: v.object({ type: v.literal('layers'), diff_ids: v.optional(v.array(digest), []) }),
  history: v.exactOptional(v.array(history)),
})

/**
 * An image manifest (OCI image-spec, manifest.md, or Docker's schema 2) read from its JSON; fields that we don't know are left out.
 * `what` names the document in errors. @throws OciPackError `format`, `unsupported` for Docker's schema 1
 */
export function parseManifest(bytes: Uint8Array, what: string): Manifest {
  return check(manifest, parseVersioned(bytes, what), what)
}

/** An image index (OCI image-spec, image-index.md) or Docker's manifest list, as `parseManifest` reads a manifest. */
export function parseIndex(bytes: Uint8Array, what: string): Index {
  return check(index, parseVersioned(bytes, what), what)
}

/** Whichever of the two the bytes hold: what has `manifests` is an index. A document that could be either is refused (OCI image-spec, CVE-2021-41190). */
export function parseManifestOrIndex(bytes: Uint8Array, what: string): Manifest | Index {
  const value = parseVersioned(bytes, what)
  const isIndex = typeof value === 'object' && value !== null && 'manifests' in value
  if (isIndex && ('config' in value || 'layers' in value)) {
    throw new OciPackError('format', `${what} has both manifests and layers: it is neither an index nor a manifest`)
  }
  return isIndex ? check(index, value, what) : check(manifest, value, what)
}

/** An image's configuration (OCI image-spec, config.md), as `parseManifest` reads a manifest. */
export function parseConfig(bytes: Uint8Array, what: string): ImageConfig {
  return check(config, parseJson(bytes, what), what)
}

/** A value as the JSON document that we write: UTF-8, no white space, keys in the order in which the value has them. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

/** The value of a JSON document. A member that is null is left out: Go's programs write null for what is not there. @throws OciPackError `format` */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.byteLength > maxDocumentSize) {
    throw new OciPackError('format', `${what} has ${bytes.byteLength} bytes; at most ${maxDocumentSize} are read`)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return JSON.parse(text, (_key, value: unknown) => (value === null ? undefined : value))
  } catch (cause) {
    throw new OciPackError('format', `${what} is not JSON`, { cause })
  }
}

/** A value that a schema describes. The error names the field. @throws OciPackError `format` */
export function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  throw new OciPackError('format', `${what}: ${path === null ? '' : `${path}: `}${issue.message}`)
}

function parseVersioned(bytes: Uint8Array, what: string): unknown {
  const value = parseJson(bytes, what)
  if (typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === 1) {
    throw new OciPackError('unsupported', `${what} is a Docker image manifest of schema 1`, {
      hint: 'Push the image again with a Docker newer than 1.10, which writes schema 2.',
    })
  }
  return value
}
