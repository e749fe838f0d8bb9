const secret = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i
const open = /(?:_|^)public(?:_|$)/i

/** Whether the value under a name should be shown to nobody, as BuildKit's check SecretsUsedInArgOrEnv judges names. */
export function isSecretName(name: string): boolean {
  return secret.test(name) && !open.test(name)
}
