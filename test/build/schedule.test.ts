import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Schedule } from '../../src/build/schedule.js'

test('who needs nothing of each other goes on at the same time, and each is made once', async () => {
  const going = new Set<number>()
  let most = 0
  const order: number[] = []
  const needs: Record<number, number[]> = { 0: [], 1: [], 2: [0, 1], 3: [0] }
  const schedule: Schedule<number> = new Schedule(
    async (index) => {
      for (const other of needs[index] ?? []) await schedule.get(other)
      going.add(index)
      most = Math.max(most, going.size)
      await setImmediate()
      going.delete(index)
      order.push(index)
      return index * 10
    },
    () => expect.unreachable(),
  )
  await schedule.all([2, 3])
  expect(order.toSorted()).toEqual([0, 1, 2, 3])
  expect(order.indexOf(2)).toBeGreaterThan(Math.max(order.indexOf(0), order.indexOf(1)))
  expect(most).toBe(2)
  expect(await schedule.get(2)).toBe(20)
})

test('the first failure stops the rest, and is thrown when nothing goes on any more', async () => {
  const stopping = new AbortController()
  const ended: string[] = []
  const schedule: Schedule<void> = new Schedule(
    async (index) => {
      if (index === 0) throw new Error('first')
      if (index === 1) await schedule.get(0)
      while (!stopping.signal.aborted) await setImmediate()
      await setImmediate()
      ended.push(`${index} ended`)
      throw new Error('stopped')
    },
    () => stopping.abort(),
  )
  await expect(schedule.all([0, 1, 2])).rejects.toThrow('first')
  expect(ended).toEqual(['2 ended'])
})
