import { verify } from '../../src/api/verify/verify.js'

/** What is not sound of an image at a path: the rules and what they say. */
export async function errorsIn(path: string): Promise<string[]> {
  const { findings } = await verify(path)
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`)
}
