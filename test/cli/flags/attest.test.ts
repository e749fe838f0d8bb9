import { describe, expect, test } from 'vitest'
import type { AttestOptions } from '../../../src/api/attest/options.js'
import { type AttestFlags, parseAttest } from '../../../src/cli/flags/attest.js'

const spdx: AttestOptions = { sbom: { format: 'spdx' } }

describe('what is asked for', () => {
  test.each<[AttestFlags, AttestOptions | undefined]>([
    [{}, undefined],
    [{ sbom: 'true' }, spdx],
    [{ sbom: 'spdx' }, spdx],
    [{ sbom: 'cyclonedx' }, { sbom: { format: 'cyclonedx' } }],
    [{ sbom: 'format=cyclonedx' }, { sbom: { format: 'cyclonedx' } }],
    [{ sbom: '0', provenance: 'false' }, undefined],
    [{ provenance: '1' }, { provenance: { mode: 'min' } }],
    [{ provenance: 'max' }, { provenance: { mode: 'max' } }],
    [
      { provenance: 'mode=max,builder-id=https://ci.example' },
      { provenance: { mode: 'max', builderId: 'https://ci.example' } },
    ],
    [{ attest: ['type=sbom', 'type=provenance,mode=max'] }, { ...spdx, provenance: { mode: 'max' } }],
    [{ attest: ['type=provenance,version=v1', 'type=provenance,disabled=true'] }, undefined],
    [{ attest: ['type=sbom'], sbom: 'false', provenance: 'true' }, { provenance: { mode: 'min' } }],
  ])('%j', (flags, expected) => {
    expect(parseAttest(flags)).toEqual(expected)
  })
})

describe('refused', () => {
  test.each<[AttestFlags, string]>([
    [{ sbom: 'yes' }, '--sbom yes: "yes" is not KEY=VALUE'],
    [{ sbom: 'format=xml' }, '--sbom format=xml: format is "xml"'],
    [{ sbom: 'generator=image' }, '--sbom generator=image: no generator is run'],
    [{ provenance: 'mode=most' }, '--provenance mode=most: mode is "most"'],
    [{ provenance: 'version=v0.2' }, '--provenance version=v0.2: version is "v0.2"'],
    [{ provenance: 'disabled=maybe' }, '--provenance disabled=maybe: disabled is "maybe"'],
    [{ provenance: 'builder-id=me' }, '--provenance builder-id=me: builder-id is "me", which is no URI'],
    [{ attest: ['mode=max'] }, '--attest mode=max: it says no type'],
    [{ attest: ['type=vex'] }, '--attest type=vex: there is no type "vex"'],
    [{ attest: ['type=sbom,mode=max'] }, '--attest type=sbom,mode=max: there is no key "mode"'],
  ])('%j', (flags, message) => {
    expect(() => parseAttest(flags)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) as string }),
    )
  })
})
