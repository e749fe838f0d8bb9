import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { checkSignal } from '../../src/dockerfile/signal.js'

test.each(['SIGTERM', 'TERM', 'kill', '9', '99', 'SIGRTMIN+3', 'rtmax-14', 'RTMIN'])('%s is a signal', (signal) => {
  expect(() => checkSignal(signal)).not.toThrow()
})

test.each(['', 'FOO', '0', 'SIG', 'RTMIN+16', 'RTMAX-0', '1.5', 'TERM '])('%j is none', (signal) => {
  expect(() => checkSignal(signal)).toThrow(OciPackError)
})
