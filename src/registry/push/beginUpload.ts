import type { Digest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import type { Answer } from '../../http/transport.js'
import type { Repository } from '../session.js'
import type { Target } from './target.js'
import { Upload } from './upload.js'

/** Repositories that a blob is sought in: each costs a request. */
const maxSources = 4

/**
 * Begins to bring a blob into a repository: from another one of the same registry where one has it, without its bytes; else by an upload
 * (OCI distribution-spec, "Mounting a blob from another repository"). @throws Transient, OciPackError
 */
export async function beginUpload(
  target: Target,
  digest: Digest,
  sources: readonly Repository[],
): Promise<Upload | 'mounted'> {
  let upload: Upload | undefined
  for (const from of mountable(target, sources)) {
    await upload?.cancel()
    const mounted = await mount(target, digest, from)
    if (mounted === 'mounted') return mounted
    upload = mounted
  }
  return upload ?? new Upload(target, await emptied(target.ask('blobs/uploads/', { method: 'POST' })))
}

/** Asks for a blob of another repository; gives the upload that the registry begins instead, if it does. */
async function mount(target: Target, digest: Digest, from: string): Promise<Upload | 'mounted' | undefined> {
  const query = new URLSearchParams({ mount: digest, from })
  let answer: Answer
  try {
    answer = await emptied(target.ask(`blobs/uploads/?${query.toString()}`, { method: 'POST' }, from))
  } catch (error) {
    // Who may not read there, or where nothing can be taken from elsewhere, can send it all the same.
    if (error instanceof OciPackError && (error.code === 'registry' || error.code === 'not-found')) return undefined
    throw error
  }
  if (answer.status !== 201) return new Upload(target, answer)
  const found = answer.header('docker-content-digest') ?? digest
  if (found === digest) return 'mounted'
  throw new OciPackError('integrity', `${target.doing}: the registry took ${found} from ${from} in its place`)
}

async function emptied(asking: Promise<Answer>): Promise<Answer> {
  const answer = await asking
  await answer.discard()
  return answer
}

/** The other repositories of the target's registry, each once, as the registry names them. */
function mountable(target: Target, sources: readonly Repository[]): string[] {
  const { host, repository } = target.repository
  const others = sources.filter((source) => source.host === host && source.repository !== repository)
  return [...new Set(others.map((source) => target.nameOf(source.repository)))].slice(0, maxSources)
}
