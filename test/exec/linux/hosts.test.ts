import { expect, it } from 'vitest'
import { hostsFile } from '../../../src/exec/linux/hosts.js'

it('hostsFile lists the names that are given', () => {
  expect(hostsFile([{ name: 'db', address: '10.0.0.1' }])).toMatch(/localhost.*\n.*\n10\.0\.0\.1\tdb\n$/)
})
