import { describe, expect, it } from 'vitest'
import { digestOfHex } from '../../src/core/digest.js'
import { parsePlatform, type Platform } from '../../src/core/platform.js'
import { type Descriptor, type Index, mediaTypes } from '../../src/oci/descriptor.js'
import { selectPlatform } from '../../src/oci/selectPlatform.js'
import { thrown } from '../support/thrown.js'

/** An index of the platforms as they are written; `-` names none. */
function indexOf(...platforms: string[]): Index {
  const manifests = platforms.map((platform, i): Descriptor => {
    const entry = { mediaType: mediaTypes.manifest, digest: digestOfHex(String(i).repeat(64)), size: i }
    return platform === '-' ? entry : { ...entry, platform: written(platform) }
  })
  return { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
}

function written(text: string): Platform {
  const [os = '', architecture = '', variant] = text.split('/')
  return variant === undefined ? { os, architecture } : { os, architecture, variant }
}

describe('selectPlatform', () => {
  it.each<[string, string[], number]>([
    ['linux/amd64', ['linux/arm64', 'linux/amd64'], 1],
    ['linux/amd64', ['linux/amd64', 'linux/amd64'], 0],
    ['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 1],
    ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v4'], 1],
    ['linux/amd64/v3', ['linux/amd64'], 0],
    ['linux/amd64', ['linux/386', 'linux/arm64'], 0],
    ['linux/amd64', ['linux/386', 'linux/amd64'], 1],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm64'], 1],
    ['linux/arm/v7', ['linux/arm/v6', 'linux/arm/v7'], 1],
    ['linux/arm', ['linux/arm/v6', 'linux/arm/v7'], 1],
    ['linux/arm/v6', ['linux/arm/v7', 'linux/arm/v5'], 1],
    ['linux/arm64', ['linux/amd64', 'linux/arm64/v8'], 1],
    ['linux/arm64/v8', ['linux/amd64', 'linux/arm64'], 1],
    ['linux/arm64', ['linux/arm/v7', 'linux/arm/v6'], 0],
    ['windows/amd64', ['linux/amd64', 'windows/amd64'], 1],
    ['linux/amd64', ['-', 'linux/amd64'], 1],
    ['linux/amd64', ['linux/arm64', '-'], 1],
    ['linux/amd64', ['unknown/unknown', 'linux/amd64'], 1],
  ])('takes for %s of %j number %i', (wanted, platforms, expected) => {
    expect(selectPlatform(indexOf(...platforms), parsePlatform(wanted), 'it').size).toBe(expected)
  })

  it.each([
    ['linux/arm64', ['linux/amd64']],
    ['linux/arm/v6', ['linux/arm/v7']],
    ['linux/amd64', ['linux/amd64/v2']],
    ['linux/amd64', []],
  ])('finds nothing for %s in %j', (wanted, platforms) => {
    const error = thrown(() =>
      selectPlatform(indexOf(...platforms, 'unknown/unknown'), parsePlatform(wanted), 'alpine'),
    )
    expect(error.message).toBe(`alpine has no image for ${wanted}`)
    expect(error.hint).toBe(
      platforms.length > 0
        ? `It has: ${platforms.join(', ')}. Choose one with --platform.`
        : 'It has no image at all: name another one.',
    )
  })
})
