import { hexOf } from '../core/digest.js'
import { withoutCredentials } from '../core/credentials.js'
import { sha256 } from '../core/hash.js'
import { formatPlatform } from '../core/platform.js'
import { isPredefined } from '../dockerfile/predefined.js'
import type { History } from '../oci/config.js'
import { type AttestationDocument, jsonFile } from '../sbom/documents/document.js'
import { dockerPurl, type Origin, type Subject, type Tool } from '../sbom/documents/bill.js'

export const provenanceModes = ['min', 'max'] as const
/** How much is told: `max` tells the build's arguments, labels, the Dockerfile and the steps too. */
export type ProvenanceMode = (typeof provenanceModes)[number]

/** What a build was asked for. */
export interface BuildFacts {
  /** The Dockerfile's path as it was given, and its text. */
  readonly dockerfile: { readonly path: string; readonly text: string }
  readonly target: string | undefined
  readonly buildArgs: ReadonlyMap<string, string>
  readonly labels: Readonly<Record<string, string>>
  readonly network: string
  /** What secrets and SSH agents are called; nothing else of them is known here. */
  readonly secretIds: readonly string[]
  readonly sshIds: readonly string[]
  /** The time that files and the image were given, in seconds since 1970. */
  readonly epoch: number
}

/** All that a provenance tells. */
export interface Provenance {
  readonly subject: Subject
  readonly origins: readonly Origin[]
  readonly facts: BuildFacts
  /** What the image's configuration says of its steps. */
  readonly history: readonly History[]
  readonly tool: Tool
  readonly mode: ProvenanceMode
  /** Who vouches for the build, as a URI. */
  readonly builderId: string
}

export const predicateType = 'https://slsa.dev/provenance/v1'
/** What `externalParameters` mean: docs/attest.md tells. */
export const buildType = 'urn:oci-pack:build:dockerfile:1'
/** Anybody's own machine vouches for nothing more than that oci-pack ran. */
export const defaultBuilderId = 'urn:oci-pack:builder:local'

/**
 * Where an image comes from, as an in-toto Statement v1 with a SLSA Provenance v1 predicate. No time of a clock and no value of a secret is in it, so that
 * the same build gives the same statement.
 */
export function provenanceStatement(provenance: Provenance): object {
  const { subject, origins, facts, tool, builderId } = provenance
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjectsOf(subject),
    predicateType,
    predicate: {
      buildDefinition: {
        buildType,
        externalParameters: externalParameters(provenance),
        internalParameters: { epoch: facts.epoch, ...(provenance.mode === 'max' && buildSteps(provenance)) },
        resolvedDependencies: origins.map(dependencyOf),
      },
      runDetails: { builder: { id: builderId, version: { [tool.name]: tool.version } } },
    },
  }
}

/** The same as a document. */
export function provenanceDocument(provenance: Provenance): AttestationDocument {
  return {
    mediaType: 'application/vnd.in-toto+json',
    extension: provenanceExtension,
    title: provenanceExtension,
    annotations: { 'in-toto.io/predicate-type': predicateType },
    bytes: jsonFile(provenanceStatement(provenance)),
  }
}

/** What a provenance's file is called behind the image's. */
export const provenanceExtension = 'provenance.json'

/** One for each name of the image; `_` is what has none (in-toto, "Statement"). */
function subjectsOf({ names, manifestDigest, platform }: Subject): object[] {
  const digest = { sha256: hexOf(manifestDigest) }
  const purls = names.map((name) => dockerPurl(name, platform))
  return (purls.length > 0 ? purls : ['_']).map((name) => ({ name, digest }))
}

function externalParameters({ subject, facts, mode }: Provenance): object {
  const { dockerfile, target, network, secretIds, sshIds, labels } = facts
  return {
    dockerfile: { path: dockerfile.path, digest: { sha256: hexOf(sha256(dockerfile.text)) } },
    platform: formatPlatform(subject.platform),
    network,
    ...(target !== undefined && { target }),
    ...(mode === 'max' && {
      buildArgs: buildArgs(facts),
      labels: sorted(Object.entries(labels)),
      secrets: [...secretIds].sort(),
      ssh: [...sshIds].sort(),
    }),
  }
}

/** Those that the Dockerfile can see; the addresses of proxies are nobody's business, as in the history. */
function buildArgs({ buildArgs }: BuildFacts): Record<string, string> {
  const told = [...buildArgs].filter(([name]) => !isProxy(name))
  return sorted(told.map(([name, value]) => [name, withoutCredentials(value)]))
}

function isProxy(name: string): boolean {
  return isPredefined(name) && /_proxy$/i.test(name)
}

/** A user and a password in an address are left out, though the image's history may show them. */
function buildSteps({ facts, history }: Provenance): object {
  return {
    dockerfile: withoutCredentials(facts.dockerfile.text),
    steps: history.map(({ created_by: createdBy = '', empty_layer: emptyLayer = false }) => ({
      createdBy: withoutCredentials(createdBy),
      emptyLayer,
    })),
  }
}

function dependencyOf({ kind, name, uri, digest }: Origin): object {
  if (kind !== 'git') return { uri, ...(digest !== undefined && { digest: { sha256: hexOf(digest) } }) }
  return { uri: name, digest: { gitCommit: uri.slice(uri.lastIndexOf('@') + 1) } }
}

function sorted(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}
