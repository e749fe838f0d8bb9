import { OciPackError } from '../../core/errors.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import type { Ulimit } from '../../exec/executor.js'

/** The limits that Docker knows. */
const names = [
  ...['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice'],
  ...['nofile', 'nproc', 'rss', 'rtprio', 'rttime', 'sigpending', 'stack'],
]

/**
 * Reads the values of `--ulimit`: `NAME=SOFT[:HARD]`, where -1 is no limit and the hard limit is the soft one unless said. The last one of a
 * name counts. @throws OciPackError `usage`
 */
export function parseUlimits(texts: readonly string[]): Ulimit[] {
  return [...new Map(texts.map(parseUlimit).map((limit) => [limit.name, limit])).values()]
}

function parseUlimit(text: string): Ulimit {
  const [, name = '', first = '', second = first] = /^([^=]*)=(-1|\d+)(?::(-1|\d+))?$/.exec(text) ?? []
  if (name === '') throw refuse(text, 'it is not NAME=SOFT[:HARD]')
  if (!names.includes(name)) throw refuse(text, `there is no limit ${name}`, nearestOrAll(name, names))
  const [soft, hard] = [Number(first), Number(second)]
  if (hard !== -1 && (soft === -1 || soft > hard)) throw refuse(text, 'the soft limit is above the hard one')
  return { name, soft, hard }
}

function refuse(text: string, why: string, hint = 'Write --ulimit nofile=1024:4096.'): OciPackError {
  return new OciPackError('usage', `--ulimit ${JSON.stringify(text)}: ${why}`, { hint })
}
