import { withoutCredentials } from '../../core/credentials.js'
import { OciPackError } from '../../core/errors.js'
import { memo } from '../../core/memo.js'
import type { GitReference } from '../../dockerfile/gitReference.js'
import type { Directory } from '../../rootfs/node.js'
import { putNode } from '../../rootfs/tree.js'
import type { Times } from '../../rootfs/times.js'
import { Shared } from '../../store/shared.js'
import type { Store } from '../../store/store.js'
import { authorizationOf, type Parent, type Secrets } from './authorization.js'
import { type CommitFiles, keepFiles, storedFiles } from './commitFiles.js'
import { folderOf, treeOfFiles } from './commitTree.js'
import { fetchObject } from './fetch.js'
import type { Git, GitCommit } from './git.js'
import { gitDirectory } from './gitDirectory.js'
import { keepPack, type Pack, storedPack } from './pack.js'
import { Repository } from './repository.js'
import { askForCommit, checkCommit, commitSaid } from './resolve.js'
import { submoduleAddress } from './submodules.js'
import type { Remote } from './surroundings.js'

/** The files of a commit and of all its submodules together: as many as a layer may have. */
const maxFiles = 4_000_000

export interface GitTools {
  readonly store: Store
  readonly times: Times
  readonly secrets: Secrets
  /** The socket of the SSH agent that the build was given. */
  readonly sshAgent: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** No repository is asked. */
  readonly offline?: boolean
  readonly signal: AbortSignal
}

/** Git by the program `git`, into repositories that last as long as they are needed; what came of them is in the store. */
export class GitSources implements Git {
  readonly #tools: GitTools
  readonly #asked = new Map<string, Promise<GitCommit>>()
  readonly #fetching = new Shared<CommitFiles>()
  readonly #packing = new Shared<Pack>()

  constructor(tools: GitTools) {
    this.#tools = tools
  }

  async resolve(reference: GitReference): Promise<GitCommit> {
    const { remote, ref, checksum } = reference
    const commit = commitSaid(reference) ?? (await this.#ask(remote, ref))
    checkCommit(commit, checksum, withoutCredentials(remote))
    return commit
  }

  async tree(reference: GitReference, commit: GitCommit): Promise<Directory> {
    const { subdir, submodules = true, keepGitDir, mtime } = reference
    const remote = await this.#remote(reference.remote)
    const times = mtime === 'commit' ? (own: number) => own : this.#tools.times.ofContext
    const tree = await this.#tree(remote, commit.commit, { times, submodules, left: { files: maxFiles } })
    // As Docker does it: a folder of a repository is none.
    if (subdir !== undefined) return folderOf(tree, subdir, withoutCredentials(remote.address))
    if (keepGitDir) tree.children.set('.git', await this.#gitDirectory(remote, commit, tree.mtime))
    return tree
  }

  async #tree(remote: Remote, commit: string, making: Making): Promise<Directory> {
    const files = await this.#files(remote, commit)
    making.left.files -= files.index.entries.length + 1
    if (making.left.files < 0)
      throw new OciPackError('format', `${withoutCredentials(remote.address)} has more than ${maxFiles} files`)
    const tree = treeOfFiles(files, making.times)
    for (const submodule of making.submodules ? files.submodules : []) {
      const its = await this.#remote(submoduleAddress(remote.address, submodule), remote)
      putNode(tree, submodule.path, await this.#tree(its, submodule.commit, making))
    }
    return tree
  }

  #ask(address: string, ref: string | undefined): Promise<GitCommit> {
    return memo(this.#asked, JSON.stringify([address, ref]), async () =>
      this.#with(await this.#remote(address), '', (own) => askForCommit(own, ref)),
    )
  }

  #files(remote: Remote, commit: string): Promise<CommitFiles> {
    const { store } = this.#tools
    return this.#fetching.get(commit, async () => {
      const stored = await storedFiles(store, commit)
      return stored ?? this.#fetched(remote, commit, (own) => keepFiles(store, own, commit))
    })
  }

  async #gitDirectory(remote: Remote, commit: GitCommit, mtime: number): Promise<Directory> {
    const { store } = this.#tools
    const id = commit.tag ?? commit.commit
    const objects = await this.#packing.get(id, async () => {
      const stored = await storedPack(store, id)
      return stored ?? this.#fetched(remote, id, (own) => keepPack(store, own, commit))
    })
    return gitDirectory(objects, commit, withoutCredentials(remote.address), mtime)
  }

  /** @param parent what the repository that this one is a submodule of was asked with */
  async #remote(address: string, parent?: Parent): Promise<Remote> {
    const { secrets, sshAgent } = this.#tools
    if (isSsh(address) && sshAgent === undefined)
      throw new OciPackError('source', `${address} cannot be fetched: SSH asks for a key, and the build has none`, {
        hint: 'Load the key into your SSH agent (ssh-add), and pass it: --ssh default.',
      })
    return { address, authorization: await authorizationOf(address, secrets, parent), sshAgent }
  }

  #fetched<T>(remote: Remote, id: string, use: (repository: Repository) => Promise<T>): Promise<T> {
    return this.#with(remote, id, async (repository) => {
      await fetchObject(repository, id)
      return use(repository)
    })
  }

  /** Makes a repository for ids like this one, and removes it after use. */
  async #with<T>(remote: Remote, id: string, use: (repository: Repository) => Promise<T>): Promise<T> {
    const { store, env, signal, offline } = this.#tools
    if (offline) throw notHere(remote)
    const folder = await store.temporaryFolder()
    try {
      return await use(await Repository.make(folder.path, remote, id.length === 64, { env, signal }))
    } finally {
      await folder.remove()
    }
  }
}

/** What all repositories of one tree have in common. */
interface Making {
  readonly times: (own: number) => number
  readonly submodules: boolean
  readonly left: { files: number }
}

function notHere({ address }: Remote): OciPackError {
  const what = `what is wanted of the Git repository ${withoutCredentials(address)}`
  return new OciPackError('not-found', `${what} is not in the store, and nobody may be asked`, {
    hint: 'Build once without --offline. Offline, a branch or a tag is known by a lock alone: oci-pack lock, then --locked.',
  })
}

function isSsh(address: string): boolean {
  return !/^(https?|git|file):/.test(address)
}
