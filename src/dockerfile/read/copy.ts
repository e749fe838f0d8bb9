import { OciPackError } from '../../core/errors.js'
import { parseWordList } from '../arguments.js'
import type { FlagKinds } from '../flags.js'
import { formOf } from '../forms.js'
import { parseHeredocMarker } from '../heredoc.js'
import type { Copy, Heredoc } from '../instruction.js'
import { common, type Parts, readFlags } from './parts.js'

const both: FlagKinds = { chown: 'text', chmod: 'text', link: 'boolean', exclude: 'texts' }
const kinds = {
  copy: { from: 'text', parents: 'boolean', ...both },
  add: { 'keep-git-dir': 'boolean', checksum: 'text', unpack: 'boolean', ...both },
} as const satisfies Record<Copy['kind'], FlagKinds>

/** COPY and ADD. @throws OciPackError `dockerfile` */
export function readCopy(parts: Parts, kind: Copy['kind']): Copy {
  const flags = readFlags(parts, kinds[kind])
  const { words, json } = parseWordList(parts.rest)
  const destination = words.at(-1)
  if (destination === undefined || words.length < 2) {
    throw new OciPackError(
      'dockerfile',
      `${parts.keyword} requires at least two arguments: what to copy, and where to`,
      { hint: formOf(parts.keyword) },
    )
  }
  const marker = (word: string) => (json ? undefined : markerOf(word))
  if (marker(destination))
    throw new OciPackError('dockerfile', `${parts.keyword} cannot accept a here-document as its destination`, {
      hint: `Write the path last: ${parts.keyword} <<EOF /path.`,
    })
  const sources: string[] = []
  const heredocs: Heredoc[] = []
  for (const word of words.slice(0, -1)) {
    const name = marker(word)?.name
    const heredoc = name === undefined ? undefined : parts.heredocs.findLast((candidate) => candidate.name === name)
    if (heredoc) heredocs.push(heredoc)
    else sources.push(word)
  }
  const from = flags.text('from')
  const chown = flags.text('chown')
  const chmod = flags.text('chmod')
  const checksum = flags.text('checksum')
  const keepGitDir = flags.boolean('keep-git-dir')
  const unpack = flags.boolean('unpack')
  // An empty flag is as good as none.
  return {
    ...common(parts),
    kind,
    sources,
    heredocs,
    destination,
    link: flags.boolean('link') ?? false,
    parents: flags.boolean('parents') ?? false,
    exclude: flags.texts('exclude'),
    ...(from && { from }),
    ...(chown && { chown }),
    ...(chmod && { chmod }),
    ...(checksum && { checksum }),
    ...(keepGitDir !== undefined && { keepGitDir }),
    ...(unpack !== undefined && { unpack }),
  }
}

/** The here-document that a word opens. As in Docker, a quote in it that is not closed is met where the word is expanded, if it ever is. */
function markerOf(word: string): ReturnType<typeof parseHeredocMarker> {
  try {
    return parseHeredocMarker(word)
  } catch (error) {
    if (error instanceof OciPackError) return undefined
    throw error
  }
}
