import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { Patience, Transient, retry, waitAfter } from '../../src/core/retry.js'

const quick = { attempts: 3, first: 1, longest: 2 }
const failure = new OciPackError('registry', 'down', { hint: '' })

/** Fails so often, then gives the number of calls. */
function failing(times: number, thrown: Error = new Transient(failure)): () => Promise<number> {
  let calls = 0
  return () => (++calls > times ? Promise.resolve(calls) : Promise.reject(thrown))
}

describe('retry', () => {
  it.each([0, 1, 2])('passes over %i failures', async (times) => {
    expect(await retry(failing(times), quick)).toBe(times + 1)
  })

  it('throws what failed when it failed too often', async () => {
    await expect(retry(failing(3), quick)).rejects.toBe(failure)
  })

  it('throws at once what will not pass', async () => {
    await expect(retry(failing(1, failure), quick)).rejects.toBe(failure)
  })

  it('does not wait as long as some ask', async () => {
    await expect(retry(failing(1, new Transient(failure, 1e7)), quick)).rejects.toBe(failure)
  })

  it('stops with its signal', async () => {
    const slow = { attempts: 3, first: 1e6, longest: 1e6 }
    await expect(retry(failing(1), slow, AbortSignal.timeout(10))).rejects.toMatchObject({ code: 'aborted' })
    await expect(retry(failing(1), slow, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  })
})

it('is patient anew after some progress', async () => {
  const patience = new Patience(quick)
  for (let i = 0; i < 5; i++) {
    await patience.after(new Transient(failure))
    await patience.after(new Transient(failure))
    patience.renew()
  }
  await patience.after(new Transient(failure))
  await patience.after(new Transient(failure))
  await expect(patience.after(new Transient(failure))).rejects.toBe(failure)
})

it('waits between half and all of what doubles, up to the longest', () => {
  const backoff = { attempts: 5, first: 100, longest: 5000 }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        const whole = Math.min(5000, 100 * 2 ** (failures - 1))
        const wait = waitAfter(failures, backoff, random)
        return wait >= whole / 2 && wait <= whole
      },
    ),
  )
})
