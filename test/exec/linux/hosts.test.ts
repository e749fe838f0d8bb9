import { expect, it } from 'vitest'
import { hostsFile } from '../../../src/exec/linux/hosts.js'

it('hostsFile lists the names that are given', () => {
  const hosts = hostsFile({ hostname: 'box', extraHosts: [{ name: 'db', address: '10.0.0.1' }] })
  expect(hosts).toMatch(/^127\.0\.0\.1\tlocalhost box\n.*\n10\.0\.0\.1\tdb\n$/)
})
