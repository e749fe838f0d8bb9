import { hexOf, type Digest } from '../../core/digest.js'
import { formatPlatform } from '../../core/platform.js'
import type { Inventory, Package } from '../package.js'
import { purlOf } from '../purl.js'
import { type Bill, createdTime, type Origin, subjectName, subjectPurl } from './bill.js'
import { uuidOf } from './identity.js'
import { isLicenseExpression, isLicenseId } from './licenses.js'
import { isAddress } from './spdx.js'

/** A bill of materials as a CycloneDX document (ECMA-424, CycloneDX 1.6, JSON). The same bill gives the same document. */
export function cycloneDxDocument(bill: Bill): object {
  const { subject, inventory, tool } = bill
  const body = {
    version: 1,
    metadata: {
      timestamp: createdTime(subject),
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      component: imageComponent(bill),
      ...(inventory.unread.length > 0 && {
        properties: inventory.unread.map(({ path, why }) => ({ name: 'oci-pack:unread', value: `${path}: ${why}` })),
      }),
    },
    components: [...systemComponent(inventory), ...inventory.packages.map(packageComponent)],
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(body)}`,
    ...body,
  }
}

function imageComponent({ subject, origins }: Bill): object {
  const purl = subjectPurl(subject)
  const ancestors = origins.filter(({ isBase }) => isBase)
  const others = origins.filter(({ isBase }) => !isBase)
  return {
    type: 'container',
    'bom-ref': subject.manifestDigest,
    name: subjectName(subject),
    version: subject.manifestDigest,
    hashes: hashes(subject.manifestDigest),
    ...(purl !== undefined && { purl }),
    ...(others.length > 0 && { externalReferences: others.map(originReference) }),
    ...(ancestors.length > 0 && { pedigree: { ancestors: ancestors.map(ancestor) } }),
    properties: [{ name: 'oci-pack:platform', value: formatPlatform(subject.platform) }],
  }
}

function ancestor({ name, uri, digest }: Origin): object {
  return {
    type: 'container',
    name,
    ...(digest !== undefined && { version: digest, hashes: hashes(digest) }),
    purl: uri,
  }
}

const referenceTypes = { image: 'other', file: 'distribution', git: 'vcs' } as const

function originReference({ kind, name, uri, digest }: Origin): object {
  return {
    url: uri,
    type: referenceTypes[kind],
    comment: `The image was built with ${name}`,
    ...(digest !== undefined && { hashes: hashes(digest) }),
  }
}

function systemComponent({ distribution }: Inventory): object[] {
  if (!distribution) return []
  const { id, versionId, prettyName } = distribution
  return [
    {
      type: 'operating-system',
      'bom-ref': `os:${id}`,
      name: id,
      ...(versionId !== undefined && { version: versionId }),
      ...(prettyName !== undefined && { description: prettyName }),
    },
  ]
}

function packageComponent(found: Package): object {
  const { type, namespace, name, version, licenses, source, supplier, homepage, download, foundIn } = found
  const purl = purlOf(found)
  const from = source && [source.name, source.version ?? []].flat().join(' ')
  return {
    type: 'library',
    'bom-ref': purl,
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    ...(type === 'npm' && namespace !== undefined && { group: namespace }),
    name,
    version,
    ...(licenses.length > 0 && { licenses: licenseChoice(licenses) }),
    purl,
    ...externalReferences(homepage, download),
    properties: [
      ...(from !== undefined ? [{ name: 'oci-pack:source', value: from }] : []),
      ...foundIn.map((value) => ({ name: 'oci-pack:path', value })),
    ],
  }
}

function externalReferences(homepage: string | undefined, download: string | undefined): object {
  const references = [
    ...(homepage !== undefined && isAddress(homepage) ? [{ url: homepage, type: 'website' }] : []),
    ...(download !== undefined ? [{ url: download, type: download.includes('+') ? 'vcs' : 'distribution' }] : []),
  ]
  return references.length > 0 ? { externalReferences: references } : {}
}

/** One expression, or a list of licences by their identifiers or names: the format knows no list of expressions. */
function licenseChoice(licenses: readonly string[]): object[] {
  const [first = '', ...more] = licenses
  if (more.length === 0 && !isLicenseId(first) && isLicenseExpression(first)) return [{ expression: first }]
  return licenses.map((text) => ({ license: isLicenseId(text) ? { id: text } : { name: text } }))
}

function hashes(digest: Digest): object[] {
  return [{ alg: 'SHA-256', content: hexOf(digest) }]
}
