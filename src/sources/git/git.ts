import type { GitReference } from '../../dockerfile/gitReference.js'
import type { Directory } from '../../rootfs/node.js'

/** The commit that an address means. */
export interface GitCommit {
  /** Its whole id, of SHA-1 or SHA-256. */
  readonly commit: string
  /** The branch or tag that it was found by, as `refs/heads/main`; undefined where an id was given. */
  readonly ref?: string
  /** The id of the annotated tag that names it. */
  readonly tag?: string
}

/** Where a build gets what Git keeps: first which commit is meant, which can change from day to day, then its files, which cannot. */
export interface Git {
  /**
   * Asks the repository which commit an address means; nobody is asked where the address says it itself, and once in a build for each ref.
   * @throws OciPackError `not-found` for a ref that is not there, `integrity` for another commit than the checksum says, `source` where the
   * repository cannot be reached, `unsupported` without the program git
   */
  resolve(reference: GitReference): Promise<GitCommit>
  /**
   * The files of a commit, those of the address' folder alone where it names one, with `.git` where it is to be kept. What was fetched once
   * is in the store: nobody is asked for it again.
   * @throws OciPackError `source` where the commit or the folder is not there, the repository cannot be reached, or holds names that no
   * checkout would make; `format` for too many files
   */
  tree(reference: GitReference, commit: GitCommit): Promise<Directory>
}
