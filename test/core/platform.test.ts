import { describe, expect, test } from 'vitest'
import { formatPlatform, parsePlatform, samePlatform } from '../../src/core/platform.js'
import { thrown } from '../support/thrown.js'

describe('parsePlatform', () => {
  // The names that containerd gives them.
  test.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/AMD64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['linux/riscv64', 'linux/riscv64'],
    ['linux/of-the-future', 'linux/of-the-future'],
    ['macos/arm64', 'darwin/arm64'],
    ['linux', 'linux/amd64'],
    ['windows', 'windows/amd64'],
    ['amd64', 'linux/amd64'],
    ['x86_64', 'linux/amd64'],
    ['AArch64', 'linux/arm64'],
    ['armhf', 'linux/arm/v7'],
    ['s390x', 'linux/s390x'],
    ['ppc64le', 'linux/ppc64le'],
  ])('%s is %s', (text, platform) => {
    expect(formatPlatform(parsePlatform(text))).toBe(platform)
  })

  test.each([
    '',
    '/',
    'linux/',
    '/amd64',
    'linux/amd64/v1/x',
    'linux amd64',
    'linux/amd64,linux/arm64',
    'linux/\u00e4',
  ])('%j is refused', (text) => {
    expect(thrown(() => parsePlatform(text))).toMatchObject({
      code: 'usage',
      message: expect.stringContaining(text) as string,
    })
  })

  test.each(['nonsense', 'amd65', 'constructor'])(
    'a single word %j that is no known system or architecture is refused',
    (text) => {
      expect(thrown(() => parsePlatform(text))).toMatchObject({
        code: 'usage',
        message: `platform "${text}" is no operating system or architecture that is known`,
      })
    },
  )
})

test.each([
  ['linux/arm64', 'linux/arm64/v8', true],
  ['linux/arm', 'linux/arm/v7', true],
  ['linux/arm/v6', 'linux/arm/v7', false],
  ['linux/amd64', 'windows/amd64', false],
])('%s and %s are the same: %j', (a, b, same) => {
  expect(samePlatform(parsePlatform(a), parsePlatform(b))).toBe(same)
})
