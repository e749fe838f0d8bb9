import { describe, expect, it } from 'vitest'
import { isLoopback } from '../../src/http/loopback.js'

describe('isLoopback', () => {
  it.each(['localhost', 'localhost:5000', '127.0.0.1', '127.9.8.7:80', '[::1]', '[::1]:5000'])('%s is', (host) => {
    expect(isLoopback(host)).toBe(true)
  })
  it.each(['127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', '[::2]', 'docker.io', '0.0.0.0'])(
    '%s is not',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})
