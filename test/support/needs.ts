/**
 * Whether a test that needs a part of the machine (a program, a kernel feature) can run. Where the part is missing, its name is
 * printed and the test is skipped; in CI it is an error, so that nothing is skipped there in silence.
 */
export function needs(part: string, present: boolean): boolean {
  if (present) return true
  if (process.env['CI'] === 'true') throw new Error(`this test needs ${part}, which is missing here`)
  console.warn(`skipped: ${part} is missing`)
  return false
}
