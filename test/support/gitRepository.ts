import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runOk } from './command.js'

/** What Git sees: nobody's configuration, one author, one time. */
const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
  GIT_AUTHOR_DATE: '1577934245 +0000',
  GIT_COMMITTER_DATE: '1577934245 +0000',
}

/** The time of every commit, in seconds since 1970. */
export const commitTime = 1577934245

/** A repository with the files of its branch beside it, to be served from the folder in which it is made. */
export class GitRepository {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async make(path: string, format = 'sha1'): Promise<GitRepository> {
    mkdirSync(path, { recursive: true })
    const repository = new GitRepository(path)
    await repository.git('init', '-q', '-b', 'main', `--object-format=${format}`)
    return repository
  }

  /** Runs Git in it; gives what it printed. */
  async git(...args: string[]): Promise<string> {
    return (await runOk('git', ['-c', 'protocol.file.allow=always', ...args], { cwd: this.path, env })).trim()
  }

  /** Writes files, a link for `-> target`, and commits them with what else is in the index; gives the commit. */
  async commit(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name)
      mkdirSync(dirname(path), { recursive: true })
      if (content.startsWith('-> ')) symlinkSync(content.slice(3), path)
      else writeFileSync(path, content)
    }
    await this.git('add', '-A')
    await this.git('commit', '-q', '--allow-empty', '-m', 'message')
    return this.git('rev-parse', 'HEAD')
  }

  /** A commit of a tree that no checkout would have made: `ls-tree` lines. */
  async commitOf(...entries: string[]): Promise<string> {
    const file = join(this.path, '.git/entries')
    writeFileSync(file, entries.map((entry) => `${entry}\n`).join(''))
    const tree = (await runOk('sh', ['-c', 'git mktree --missing < .git/entries'], { cwd: this.path, env })).trim()
    const commit = await this.git('commit-tree', '-m', 'message', tree)
    await this.git('update-ref', 'refs/heads/main', commit)
    return commit
  }
}
