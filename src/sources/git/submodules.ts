import { type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import type { Repository } from './repository.js'

const without = 'To do without them: ?submodules=false.'

/** A place of a commit's tree where another repository's commit belongs (gitsubmodules(7)). */
export interface Submodule {
  readonly path: ByteString
  readonly commit: string
  /** As `.gitmodules` has it: it may be relative to the repository's own address. Undefined where nothing is said of the path. */
  readonly url?: string
}

/** The submodules of a commit, those left out that `.gitmodules` says are not to be fetched. @throws OciPackError as `Repository.ask` */
export async function submodulesOf(repository: Repository, commit: string): Promise<Submodule[]> {
  const listed = (await repository.ask(['ls-tree', '-r', '-z', '--full-tree', commit])).split('\0')
  const links = listed.flatMap((line) => {
    const [, id, path] = /^160000 commit ([0-9a-f]+)\t(.+)$/s.exec(line) ?? []
    return id === undefined || path === undefined ? [] : [{ path, commit: id }]
  })
  if (links.length === 0) return []
  const modules = await readModules(repository, commit)
  return links.flatMap((link) => {
    const module = modules.find(({ path }) => path === link.path)
    if (module?.update === 'none') return []
    return [{ ...link, ...(module?.url !== undefined && { url: textOfBytes(module.url) }) }]
  })
}

type Module = Readonly<Partial<Record<'path' | 'url' | 'update', string>>>

/** What a commit's `.gitmodules` says; nothing where there is none. A file that it wants to include is not looked at. */
async function readModules(repository: Repository, commit: string): Promise<Module[]> {
  const blob = `${commit}:.gitmodules`
  if ((await repository.run(['cat-file', '-e', blob])).status !== 0) return []
  const pattern = '^submodule\\..*\\.(path|url|update)$'
  const pairs = ['config', '--blob', blob, '--no-includes', '-z', '--get-regexp', pattern]
  // It ends with 1 where nothing of the kind is said.
  const answer = await repository.ask(pairs, { none: 1 })
  const modules = new Map<string, Record<string, string>>()
  for (const line of answer.split('\0')) {
    const [, name, key, value] = /^submodule\.(.*)\.([a-z]+)\n(.*)$/s.exec(line) ?? []
    if (name === undefined || key === undefined || value === undefined) continue
    const module = modules.get(name) ?? {}
    modules.set(name, { ...module, [key]: value })
  }
  return [...modules.values()]
}

/**
 * A submodule's address, seen from the repository that it belongs to: one that begins with `./` or `../` goes on from there.
 * @throws OciPackError `source` for one that leads nowhere, or to this machine's own files
 */
export function submoduleAddress(parent: string, { path, url }: Submodule): string {
  const what = `the submodule ${textOfBytes(path)} of ${parent}`
  if (url === undefined) throw new OciPackError('source', `${what} has no URL in .gitmodules`, { hint: without })
  const address = /^\.\.?\//.test(url) ? relativeTo(parent, url) : url
  if (
    address !== undefined &&
    /^((https?|git|ssh):\/\/[^-/]|[a-z0-9_][a-z0-9_-]*@[a-z0-9.][a-z0-9.-]*:)/i.test(address)
  )
    return address
  throw new OciPackError(
    'source',
    `${what} cannot be fetched: ${JSON.stringify(url)} is no address that a submodule may have`,
    {
      hint: `Submodules come over https, http, ssh and git. ${without}`,
    },
  )
}

/** As `git submodule` resolves it: each `../` takes away one part of the parent's address, down to its host. */
function relativeTo(parent: string, url: string): string | undefined {
  let base = parent.replace(/\/+$/, '')
  let rest = url
  for (let match; (match = /^(\.\.?)\/+/.exec(rest)); rest = rest.slice(match[0].length)) {
    if (match[1] === '.') continue
    const cut = Math.max(base.lastIndexOf('/'), base.includes('://') ? -1 : base.lastIndexOf(':'))
    if (cut < 0 || /^[a-z]+:\/\/[^/]*$/.test(base)) return undefined
    base = base.slice(0, base[cut] === ':' ? cut + 1 : cut)
  }
  return base.endsWith(':') ? base + rest : `${base}/${rest}`
}
