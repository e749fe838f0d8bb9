import type { Bounds } from '../descriptor/descriptor.js'
import { keepToLimit } from './hints.js'
import type { Problem } from './report.js'

/** What is wrong with a number by the limits of its parameter. NaN breaks none, as in Java. */
export function checkBounds(value: number, { gt, geq, lt, leq }: Bounds): Problem[] {
  const problems: Problem[] = []
  const wrong = (rule: string, limit: number) =>
    problems.push({ message: `${value} is not ${rule} ${limit}`, hint: keepToLimit })
  if (gt !== undefined && value <= gt) wrong('greater than', gt)
  if (geq !== undefined && value < geq) wrong('at least', geq)
  if (lt !== undefined && value >= lt) wrong('less than', lt)
  if (leq !== undefined && value > leq) wrong('at most', leq)
  return problems
}
