import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasCommand, runOk } from '../support/command.js'
import { needs } from '../support/needs.js'
import { link } from '../support/trees.js'
import { purls, scanned } from './support.js'

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'
const bash = `Package: bash
Status: install ok installed
Architecture: amd64
Source: bash-src (5.2-1)
Version: 5.2.15-2+b2
Maintainer: Matthias <m@example.com>
Description: a shell
 Version: of a text that goes on
`
const removed = 'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\nArchitecture: all\n'

test('what is installed is found, with its source and its distribution', async () => {
  const files = { 'var/lib/dpkg/status': `${removed}\n${bash}`, 'etc/os-release': debian }
  const { packages, distribution, unread } = await scanned(files)
  expect(distribution).toEqual({ id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' })
  expect(unread).toEqual([])
  expect(packages).toMatchObject([
    { name: 'bash', version: '5.2.15-2+b2', source: { name: 'bash-src', version: '5.2-1' }, licenses: [] },
  ])
  expect(await purls(files)).toEqual([
    'pkg:deb/debian/bash@5.2.15-2%2Bb2?arch=amd64&distro=debian-12&upstream=bash-src%405.2-1',
  ])
})

test('images without dpkg have a file for each package, and lines may end as on Windows', async () => {
  const status = 'Package: tzdata\r\nVersion: 1:2024a\r\nArchitecture: all\r\n'
  expect(
    await purls({
      'var/lib/dpkg/status.d/tzdata': status,
      'var/lib/dpkg/status.d/tzdata.md5sums': 'Package: no\nVersion: 1\n',
    }),
  ).toEqual(['pkg:deb/debian/tzdata@1:2024a?arch=all'])
})

test("the database is found through links, and a circle of links is nobody's", async () => {
  expect(await purls({ 'var/lib/dpkg': link('/data'), 'data/status': bash })).toHaveLength(1)
  expect(await purls({ 'var/lib/dpkg': link('/var/lib/dpkg') })).toEqual([])
})

test('licences are those that the copyright file names', async () => {
  const copyright =
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: MIT\n text\n\nFiles: b\nLicense: GPL-2+\n'
  const files = { 'var/lib/dpkg/status': bash, 'usr/share/doc/bash/copyright': copyright }
  expect((await scanned(files)).packages[0]?.licenses).toEqual(['GPL-2+', 'MIT'])
  const prose = { ...files, 'usr/share/doc/bash/copyright': 'License: do as you like\n' }
  expect((await scanned(prose)).packages[0]?.licenses).toEqual([])
})

describe.runIf(needs('dpkg-query', hasCommand('dpkg-query')))('against dpkg itself', () => {
  test('this machine has the packages that dpkg-query tells', async () => {
    const format = '${db:Status-Status} ${Package} ${Version} ${Architecture}\n'
    const stdout = await runOk('dpkg-query', ['-W', '-f', format])
    const told = stdout.split('\n').filter((line) => line.startsWith('installed '))
    const { packages } = await scanned({ 'var/lib/dpkg/status': readFileSync('/var/lib/dpkg/status') })
    const found = packages.map(
      ({ name, version, architecture }) => `installed ${name} ${version} ${architecture ?? ''}`,
    )
    expect(found.length).toBeGreaterThan(50)
    expect(found.sort()).toEqual(told.sort())
  })
})
