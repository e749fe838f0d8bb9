import * as v from 'valibot'
import { check, parseJson } from '../oci/manifest.js'
import { oddAnswer, readAll } from './answer.js'
import { nameAt } from './hosts.js'
import type { Repository, Session } from './session.js'

/** As many bytes as one page of tags may have, and as many pages as are read. */
const maxPage = 16 * 1024 * 1024
const maxPages = 10_000

const tagList = v.object({ tags: v.optional(v.array(v.string()), []) })

/** The tags of a repository, all pages of them (OCI distribution-spec, "Listing Tags"). @throws OciPackError `not-found`, `registry`, `format`, `aborted` */
export async function tagsOf(session: Session, repository: Repository, signal?: AbortSignal): Promise<string[]> {
  const what = `the tags of ${repository.host}/${repository.repository}`
  return session.inTurn(repository, `cannot list ${what} from`, signal, async (endpoint, doing) => {
    const tags: string[] = []
    let page: string | URL | undefined = 'tags/list'
    for (let pages = 0; page !== undefined; pages++) {
      if (pages === maxPages) throw oddAnswer(`${doing}: there are more than ${maxPages} pages`)
      const answer = await session.ask(endpoint, repository, page, { doing, signal })
      tags.push(...check(tagList, parseJson(await readAll(answer, maxPage, doing), what), what).tags)
      page = nextPage(
        answer.header('link'),
        `${endpoint.origin}/v2/${nameAt(endpoint, repository.repository)}/tags/list`,
      )
    }
    return tags
  })
}

/** The address of the next page, which a Link header names (RFC 8288). */
function nextPage(link: string | undefined, base: string): URL | undefined {
  const [, address] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? []
  return address !== undefined && URL.canParse(address, base) ? new URL(address, base) : undefined
}
