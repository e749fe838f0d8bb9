import * as v from 'valibot'

const nothing = v.literal('NOASSERTION')
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/))
const spdxId = v.pipe(v.string(), v.regex(/^SPDXRef-[A-Za-z0-9.-]+$/))
const purl = v.pipe(
  v.string(),
  v.regex(/^pkg:[a-z]+\/[A-Za-z0-9.\-_~:%/]*(@[A-Za-z0-9.\-_~:%]+)?(\?[A-Za-z0-9.\-_~:%=&]+)?$/),
)
const address = v.pipe(v.string(), v.url())
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** What SPDX 2.3 demands of the members that are used here; nothing else may be there. */
const spdxPackage = v.strictObject({
  SPDXID: spdxId,
  name: v.string(),
  versionInfo: v.optional(v.string()),
  supplier: v.optional(v.pipe(v.string(), v.regex(/^Organization: .*$/su))),
  downloadLocation: v.union([nothing, v.pipe(v.string(), v.regex(/^(git\+)?https?:\/\//))]),
  filesAnalyzed: v.literal(false),
  licenseConcluded: nothing,
  licenseDeclared: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.+() -]+$/)),
  licenseComments: v.optional(v.string()),
  copyrightText: nothing,
  homepage: v.optional(address),
  sourceInfo: v.optional(v.string()),
  comment: v.optional(v.string()),
  primaryPackagePurpose: v.optional(v.literal('CONTAINER')),
  checksums: v.optional(v.array(v.strictObject({ algorithm: v.literal('SHA256'), checksumValue: hex }))),
  externalRefs: v.optional(
    v.array(
      v.strictObject({
        referenceCategory: v.literal('PACKAGE-MANAGER'),
        referenceType: v.literal('purl'),
        referenceLocator: purl,
      }),
    ),
  ),
})
const spdx = v.strictObject({
  spdxVersion: v.literal('SPDX-2.3'),
  dataLicense: v.literal('CC0-1.0'),
  SPDXID: v.literal('SPDXRef-DOCUMENT'),
  name: v.string(),
  documentNamespace: v.pipe(address, v.regex(/^[^#]+$/)),
  creationInfo: v.strictObject({ created: time, creators: v.array(v.pipe(v.string(), v.regex(/^Tool: \S+-\S+$/))) }),
  comment: v.optional(v.string()),
  packages: v.array(spdxPackage),
  relationships: v.array(
    v.strictObject({
      spdxElementId: spdxId,
      relationshipType: v.picklist(['DESCRIBES', 'CONTAINS', 'DESCENDANT_OF', 'BUILD_DEPENDENCY_OF']),
      relatedSpdxElement: spdxId,
    }),
  ),
})

/** What is wrong with an SPDX document: its members, identifiers that are there twice, relationships to what is not there. */
export function problemsOfSpdx(document: unknown): string[] {
  const read = v.safeParse(spdx, document)
  if (!read.success) return told(read.issues)
  const ids = ['SPDXRef-DOCUMENT', ...read.output.packages.map(({ SPDXID }) => SPDXID)]
  const ends = read.output.relationships.flatMap((one) => [one.spdxElementId, one.relatedSpdxElement])
  return [...twice(ids), ...ends.filter((id) => !ids.includes(id))]
}

const hashes = v.array(v.strictObject({ alg: v.literal('SHA-256'), content: hex }))
const properties = v.array(v.strictObject({ name: v.string(), value: v.string() }))
const license = v.union([
  v.strictObject({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]+$/)) }),
  v.strictObject({ name: v.string() }),
])
const references = v.array(
  v.strictObject({
    url: v.pipe(v.string(), v.regex(/^\S+$/)),
    type: v.picklist(['website', 'distribution', 'vcs', 'other']),
    comment: v.optional(v.string()),
    hashes: v.optional(hashes),
  }),
)
const component = v.strictObject({
  type: v.picklist(['application', 'container', 'library', 'operating-system']),
  'bom-ref': v.optional(v.pipe(v.string(), v.minLength(1))),
  supplier: v.optional(v.strictObject({ name: v.string() })),
  group: v.optional(v.string()),
  name: v.string(),
  version: v.optional(v.string()),
  description: v.optional(v.string()),
  hashes: v.optional(hashes),
  licenses: v.optional(
    v.union([v.tuple([v.strictObject({ expression: v.string() })]), v.array(v.strictObject({ license }))]),
  ),
  purl: v.optional(purl),
  externalReferences: v.optional(references),
  pedigree: v.optional(v.strictObject({ ancestors: v.array(v.looseObject({ type: v.literal('container') })) })),
  properties: v.optional(properties),
})
const cycloneDx = v.strictObject({
  $schema: v.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
  bomFormat: v.literal('CycloneDX'),
  specVersion: v.literal('1.6'),
  serialNumber: v.pipe(
    v.string(),
    v.regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  ),
  version: v.literal(1),
  metadata: v.strictObject({
    timestamp: time,
    tools: v.strictObject({ components: v.array(component) }),
    component,
    properties: v.optional(properties),
  }),
  components: v.array(component),
})

/** What is wrong with a CycloneDX document: its members, and references that are there twice. */
export function problemsOfCycloneDx(document: unknown): string[] {
  const read = v.safeParse(cycloneDx, document)
  if (!read.success) return told(read.issues)
  const { metadata, components } = read.output
  return twice([metadata.component, ...components].map((one) => one['bom-ref'] ?? ''))
}

function told(issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string[] {
  return issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`)
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) !== i)
}
