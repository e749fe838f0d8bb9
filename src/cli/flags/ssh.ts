import { OciPackError } from '../../core/errors.js'

/**
 * Reads the values of `--ssh`: `ID[=SOCKET|KEY[,KEY]]`, as Docker takes them; no id is `default`. Without a path it is the agent at
 * SSH_AUTH_SOCK. @throws OciPackError `usage`, where an id is given twice
 */
export function parseSsh(texts: readonly string[]): Record<string, string[]> {
  const agents = new Map<string, string[]>()
  for (const text of texts) {
    const at = text.indexOf('=')
    const id = (at < 0 ? text : text.slice(0, at)) || 'default'
    if (agents.has(id))
      throw new OciPackError('usage', `--ssh names the agent ${JSON.stringify(id)} twice`, {
        hint: 'Leave one out, or give it another name: --ssh NAME=SOCKET.',
      })
    agents.set(
      id,
      at < 0
        ? []
        : text
            .slice(at + 1)
            .split(',')
            .filter(Boolean),
    )
  }
  return Object.fromEntries(agents)
}
