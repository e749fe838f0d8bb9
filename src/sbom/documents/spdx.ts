import { hexOf } from '../../core/digest.js'
import { sha256 } from '../../core/hash.js'
import type { Package } from '../package.js'
import { purlOf } from '../purl.js'
import { type Bill, createdTime, type Origin, type Subject, subjectName, subjectPurl } from './bill.js'
import { identityOf } from './identity.js'
import { isLicenseExpression } from './licenses.js'

interface SpdxPackage {
  readonly SPDXID: string
  readonly name: string
  readonly [field: string]: unknown
}

interface Relationship {
  readonly spdxElementId: string
  readonly relationshipType: string
  readonly relatedSpdxElement: string
}

const unsaid = 'NOASSERTION'
const documentId = 'SPDXRef-DOCUMENT'
const imageId = 'SPDXRef-Image'

/** A bill of materials as an SPDX document (SPDX 2.3, JSON). The same bill gives the same document. */
export function spdxDocument(bill: Bill): object {
  const { subject, inventory, origins, tool } = bill
  const { distribution, unread } = inventory
  const packages = inventory.packages.map(packageOf)
  const sources = origins.map(originOf)
  const body = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: documentId,
    name: subjectName(subject),
    creationInfo: { created: createdTime(subject), creators: [`Tool: ${tool.name}-${tool.version}`] },
    ...(unread.length > 0 && { comment: unread.map(({ path, why }) => `Not read: ${path}: ${why}`).join('\n') }),
    packages: [imagePackage(subject, distribution?.prettyName), ...packages, ...sources],
    relationships: [
      relation(documentId, 'DESCRIBES', imageId),
      ...packages.map(({ SPDXID }) => relation(imageId, 'CONTAINS', SPDXID)),
      ...origins.map((origin, i) => originRelation(origin, sources[i]?.SPDXID ?? '')),
    ],
  }
  const { spdxVersion, dataLicense, SPDXID, name, ...rest } = body
  const documentNamespace = `https://spdx.org/spdxdocs/${tool.name}-${identityOf(body)}`
  return { spdxVersion, dataLicense, SPDXID, name, documentNamespace, ...rest }
}

function imagePackage(subject: Subject, system: string | undefined): SpdxPackage {
  const purl = subjectPurl(subject)
  return {
    SPDXID: imageId,
    name: subjectName(subject),
    versionInfo: subject.manifestDigest,
    ...told({}),
    primaryPackagePurpose: 'CONTAINER',
    checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(subject.manifestDigest) }],
    ...(system !== undefined && { comment: `The image is ${system}.` }),
    ...(purl !== undefined && { externalRefs: [purlReference(purl)] }),
  }
}

function packageOf(found: Package): SpdxPackage {
  const { type, namespace, name, version, licenses, source, supplier, homepage, download, foundIn } = found
  const purl = purlOf(found)
  return {
    SPDXID: elementId(`Package-${type}`, name, purl),
    name: type === 'npm' && namespace !== undefined ? `${namespace}/${name}` : name,
    versionInfo: version,
    ...(supplier !== undefined && { supplier: `Organization: ${agentOf(supplier)}` }),
    ...told({ download, licenses }),
    ...(homepage !== undefined && isAddress(homepage) && { homepage }),
    sourceInfo: [
      `Found in ${foundIn.join(', ')}`,
      ...(source ? [`built from ${[source.name, source.version ?? []].flat().join(' ')}`] : []),
    ].join('; '),
    externalRefs: [purlReference(purl)],
  }
}

function originOf({ kind, name, uri, digest }: Origin): SpdxPackage {
  return {
    SPDXID: elementId('Source', name, `${uri} ${digest ?? ''}`),
    name,
    ...(digest !== undefined && { versionInfo: digest }),
    ...told(kind === 'image' ? {} : { download: uri }),
    ...(kind === 'image' && { primaryPackagePurpose: 'CONTAINER' }),
    ...(digest !== undefined && { checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(digest) }] }),
    ...(kind === 'image' && { externalRefs: [purlReference(uri)] }),
  }
}

function originRelation({ isBase }: Origin, id: string): Relationship {
  return isBase ? relation(imageId, 'DESCENDANT_OF', id) : relation(id, 'BUILD_DEPENDENCY_OF', imageId)
}

/** What every package must say of its origin and its licences. */
function told({ download, licenses = [] }: { download?: string | undefined; licenses?: readonly string[] }): object {
  const declared = licenses.map((text) => (licenses.length > 1 && / OR /.test(text) ? `(${text})` : text))
  const isDeclared = licenses.length > 0 && licenses.every(isLicenseExpression)
  return {
    downloadLocation: download ?? unsaid,
    filesAnalyzed: false,
    licenseConcluded: unsaid,
    licenseDeclared: isDeclared ? declared.join(' AND ') : unsaid,
    ...(licenses.length > 0 && !isDeclared && { licenseComments: `As the package says: ${licenses.join(', ')}` }),
    copyrightText: unsaid,
  }
}

function purlReference(referenceLocator: string): object {
  return { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator }
}

/** An identifier of letters, digits, dots and dashes, which no other element has. */
function elementId(kind: string, name: string, unique: string): string {
  return `SPDXRef-${kind}-${name.replace(/[^A-Za-z0-9.-]+/g, '-')}-${hexOf(sha256(unique)).slice(0, 16)}`
}

function relation(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): Relationship {
  return { spdxElementId, relationshipType, relatedSpdxElement }
}

/** `NAME <ADDRESS>` as SPDX writes whom somebody is: `NAME (ADDRESS)`. */
function agentOf(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ ?<([^<>]+)>$/, ' ($1)')
}

/** Whether a text may stand where SPDX wants an address. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(text) && URL.canParse(text)
}
