import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hexOf } from '../../../src/core/digest.js'
import { sha256 } from '../../../src/core/hash.js'
import { parseReference } from '../../../src/oci/reference.js'
import type { Bill } from '../../../src/sbom/documents/bill.js'
import { cycloneDxDocument } from '../../../src/sbom/documents/cyclonedx.js'
import { isLicenseExpression } from '../../../src/sbom/documents/licenses.js'
import { spdxDocument } from '../../../src/sbom/documents/spdx.js'
import type { Package } from '../../../src/sbom/package.js'
import { formatPurl, purlOf } from '../../../src/sbom/purl.js'
import { problemsOfCycloneDx, problemsOfSpdx } from './rules.js'

const bash: Package = {
  type: 'deb',
  namespace: 'debian',
  name: 'bash',
  version: '5.2',
  architecture: 'amd64',
  source: { name: 'bash-src', version: '5' },
  licenses: ['GPL-3+', 'MIT'],
  supplier: 'Matthias <m@example.com>',
  homepage: 'https://example.com/bash',
  foundIn: ['/var/lib/dpkg/status'],
}
const scoped: Package = {
  type: 'npm',
  namespace: '@a',
  name: 'b',
  version: '1.0.0',
  licenses: ['MIT OR Apache-2.0'],
  foundIn: ['/x', '/y'],
}
const bill: Bill = {
  subject: {
    names: [parseReference('registry.example/team/task:1')],
    manifestDigest: sha256('manifest'),
    platform: { os: 'linux', architecture: 'amd64' },
    created: '2024-05-06T07:08:09.5Z',
  },
  inventory: {
    distribution: { id: 'debian', versionId: '12', prettyName: 'Debian 12' },
    packages: [bash, scoped],
    unread: [{ path: '/var/lib/rpm/Packages', why: 'it is encrypted' }],
  },
  origins: [
    { kind: 'image', name: 'debian:12', uri: 'pkg:docker/debian@12', digest: sha256('base'), isBase: true },
    { kind: 'file', name: 'https://example.com/f', uri: 'https://example.com/f', digest: sha256('f'), isBase: false },
    {
      kind: 'git',
      name: 'git+https://example.com/g.git#v1',
      uri: `git+https://example.com/g.git@${'a'.repeat(40)}`,
      isBase: false,
    },
  ],
  tool: { name: 'oci-pack', version: '1.2.3' },
}

const formats = { spdx: [spdxDocument, problemsOfSpdx], cyclonedx: [cycloneDxDocument, problemsOfCycloneDx] } as const

describe.each(Object.entries(formats))('%s', (_, [write, problems]) => {
  test('keeps to its specification', () => {
    expect(problems(write(bill))).toEqual([])
    const bare = { ...bill, origins: [], subject: { ...bill.subject, names: [], created: undefined } }
    expect(problems(write({ ...bare, inventory: { distribution: undefined, packages: [], unread: [] } }))).toEqual([])
  })

  test('whatever packages say of themselves', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('MIT', '(((', 'a b', 'https://[', 'x<y>'))
    const some = fc.record({
      name: text,
      version: text,
      supplier: text,
      homepage: text,
      licenses: fc.array(text),
      foundIn: fc.array(text),
    })
    fc.assert(
      fc.property(some, (one) => {
        const packages: Package[] = [{ ...one, type: 'pypi' }]
        expect(problems(write({ ...bill, inventory: { ...bill.inventory, packages } }))).toEqual([])
      }),
    )
  })

  test('is the same for the same, and known by another name for another', () => {
    expect(write(bill)).toEqual(write(structuredClone(bill)))
    const identity = (of: Bill): unknown => {
      const { documentNamespace, serialNumber } = write(of) as Record<string, unknown>
      return documentNamespace ?? serialNumber
    }
    const other = { ...bill, inventory: { ...bill.inventory, packages: [bash] } }
    expect(identity(other)).not.toBe(identity(bill))
  })
})

test('SPDX: what is in the image, what it is built on and with', () => {
  const document = spdxDocument(bill) as {
    packages: { SPDXID: string; name: string }[]
    relationships: Record<string, string>[]
  }
  const names = new Map(document.packages.map(({ SPDXID, name }) => [SPDXID, name]))
  const shown = document.relationships.map(
    ({ spdxElementId = '', relationshipType = '', relatedSpdxElement = '' }) =>
      `${names.get(spdxElementId) ?? 'document'} ${relationshipType} ${names.get(relatedSpdxElement) ?? '?'}`,
  )
  const image = 'registry.example/team/task:1'
  expect(shown).toEqual([
    `document DESCRIBES ${image}`,
    `${image} CONTAINS bash`,
    `${image} CONTAINS @a/b`,
    `${image} DESCENDANT_OF debian:12`,
    `https://example.com/f BUILD_DEPENDENCY_OF ${image}`,
    `git+https://example.com/g.git#v1 BUILD_DEPENDENCY_OF ${image}`,
  ])
  expect(document).toMatchObject({
    creationInfo: { created: '2024-05-06T07:08:09Z', creators: ['Tool: oci-pack-1.2.3'] },
    comment: 'Not read: /var/lib/rpm/Packages: it is encrypted',
    packages: [
      { checksums: [{ checksumValue: hexOf(sha256('manifest')) }] },
      {
        supplier: 'Organization: Matthias (m@example.com)',
        licenseDeclared: 'NOASSERTION',
        licenseComments: 'As the package says: GPL-3+, MIT',
      },
      { licenseDeclared: 'MIT OR Apache-2.0' },
      {},
      { downloadLocation: 'https://example.com/f' },
      { downloadLocation: `git+https://example.com/g.git@${'a'.repeat(40)}` },
    ],
  })
})

test('CycloneDX: components, ancestors, and what could not be read', () => {
  expect(cycloneDxDocument(bill)).toMatchObject({
    metadata: {
      timestamp: '2024-05-06T07:08:09Z',
      component: {
        purl: `pkg:oci/task@${sha256('manifest')}?arch=amd64&repository_url=registry.example%2Fteam%2Ftask&tag=1`,
        pedigree: { ancestors: [{ name: 'debian:12', version: sha256('base') }] },
        externalReferences: [{ type: 'distribution' }, { type: 'vcs' }],
      },
      properties: [{ name: 'oci-pack:unread', value: '/var/lib/rpm/Packages: it is encrypted' }],
    },
    components: [
      { type: 'operating-system', name: 'debian', version: '12' },
      { name: 'bash', purl: purlOf(bash), licenses: [{ license: { name: 'GPL-3+' } }, { license: { id: 'MIT' } }] },
      { group: '@a', name: 'b', licenses: [{ expression: 'MIT OR Apache-2.0' }] },
    ],
  })
})

describe('licence expressions', () => {
  test.each([
    ['MIT', true],
    ['(MIT OR Apache-2.0) AND ISC', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', true],
    ['GPL-3+', false],
    ['MIT OR', false],
    ['(MIT', false],
    ['MIT ISC', false],
    ['', false],
    ['('.repeat(100_000), false],
  ])('%s', (text, is) => {
    expect(isLicenseExpression(text)).toBe(is)
  })
})

test('a package URL holds only what it may, and nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: 'grapheme', minLength: 1 }),
      (name, version) => {
        const purl = formatPurl({ type: 'deb', namespace: 'debian', name, version })
        expect(purl).toMatch(/^pkg:deb\/debian\/[A-Za-z0-9.\-_~:%]+@[A-Za-z0-9.\-_~:%]+$/)
        const [, written = '', of = ''] = /^pkg:deb\/debian\/(.*)@(.*)$/.exec(purl) ?? []
        expect([decodeURIComponent(written), decodeURIComponent(of)]).toEqual([name, version])
      },
    ),
  )
})
