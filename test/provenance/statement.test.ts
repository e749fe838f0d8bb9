import { expect, test } from 'vitest'
import { hexOf } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { parseReference } from '../../src/oci/reference.js'
import { type Provenance, provenanceStatement } from '../../src/provenance/statement.js'

const digest = sha256('manifest')
const dockerfile = 'FROM debian:bookworm\nADD https://user:pass@example.com/a /\n'
const provenance: Provenance = {
  subject: {
    names: [parseReference('com/my/task:1.0.0'), parseReference('registry.example:5000/task:1')],
    manifestDigest: digest,
    platform: { os: 'linux', architecture: 'amd64' },
    created: undefined,
  },
  origins: [
    {
      kind: 'git',
      name: 'git+https://example.com/a.git#main',
      uri: `git+https://example.com/a.git@${'a'.repeat(40)}`,
      isBase: false,
    },
    { kind: 'image', name: 'debian:bookworm', uri: 'pkg:docker/debian@bookworm', digest: sha256('base'), isBase: true },
  ],
  facts: {
    dockerfile: { path: 'docker/Dockerfile', text: dockerfile },
    target: undefined,
    buildArgs: new Map([
      ['VERSION', '2'],
      ['HTTP_PROXY', 'http://user:pass@proxy.example'],
      ['FROM_URL', 'https://user:pass@example.com/x'],
    ]),
    labels: { b: '2', a: '1' },
    network: 'none',
    secretIds: ['token'],
    sshIds: ['default'],
    epoch: 315532800,
  },
  history: [{ created_by: 'ADD https://user:pass@example.com/a / # buildkit' }],
  tool: { name: 'oci-pack', version: '9.9.9' },
  mode: 'max',
  builderId: 'https://ci.example/builder',
}

test('a statement of in-toto with a predicate of SLSA', () => {
  expect(provenanceStatement(provenance)).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'pkg:docker/com/my/task@1.0.0?platform=linux%2Famd64', digest: { sha256: hexOf(digest) } },
      { name: 'pkg:docker/registry.example:5000/task@1?platform=linux%2Famd64', digest: { sha256: hexOf(digest) } },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'urn:oci-pack:build:dockerfile:1',
        externalParameters: {
          dockerfile: { path: 'docker/Dockerfile', digest: { sha256: hexOf(sha256(dockerfile)) } },
          platform: 'linux/amd64',
          network: 'none',
          buildArgs: { FROM_URL: 'https://example.com/x', VERSION: '2' },
          labels: { a: '1', b: '2' },
          secrets: ['token'],
          ssh: ['default'],
        },
        internalParameters: {
          epoch: 315532800,
          dockerfile: 'FROM debian:bookworm\nADD https://example.com/a /\n',
          steps: [{ createdBy: 'ADD https://example.com/a / # buildkit', emptyLayer: false }],
        },
        resolvedDependencies: [
          { uri: 'git+https://example.com/a.git#main', digest: { gitCommit: 'a'.repeat(40) } },
          { uri: 'pkg:docker/debian@bookworm', digest: { sha256: hexOf(sha256('base')) } },
        ],
      },
      runDetails: { builder: { id: 'https://ci.example/builder', version: { 'oci-pack': '9.9.9' } } },
    },
  })
})

test('mode min tells neither arguments nor the text', () => {
  const text = JSON.stringify(provenanceStatement({ ...provenance, mode: 'min' }))
  expect(text).not.toMatch(/VERSION|token|ADD|buildArgs|steps/)
})

test('no mode tells a password', () => {
  expect(JSON.stringify(provenanceStatement(provenance))).not.toMatch(/pass|proxy\.example/)
})

test('an image without a name is told by its digest alone', () => {
  const subject = { ...provenance.subject, names: [] }
  expect(provenanceStatement({ ...provenance, subject })).toMatchObject({
    subject: [{ name: '_', digest: { sha256: hexOf(digest) } }],
  })
})
