import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { entryNode } from '../../rootfs/entryNode.js'
import { type Directory, emptyDirectory, noXattrs, type RegularFile } from '../../rootfs/node.js'
import { pathParts } from '../../rootfs/tree.js'
import type { GitCommit } from './git.js'
import type { Pack } from './pack.js'

/**
 * The `.git` of a checkout of one commit (gitrepository-layout(5)): what `git log`, `describe` and `status` need, and nothing that depends on
 * when, where and how it was fetched: no hooks, no logs, no history. @param mtime of all of it, in seconds since 1970
 */
export function gitDirectory({ layer, index }: Pack, commit: GitCommit, address: string, mtime: number): Directory {
  const root = emptyDirectory({ mtime })
  for (const path of ['objects/info', 'refs/heads', 'refs/tags']) folderAt(root, path, mtime)
  for (const entry of index.entries) {
    const { path } = entry.header
    const node = entryNode(entry, layer, undefined, undefined)
    putFile(root, /^pack-/.test(path) ? `objects/pack/${path}` : path, { ...node, mtime } as RegularFile)
  }
  const texts = new Map([
    ['HEAD', `${commit.commit}\n`],
    ['config', configuration(address, commit.commit.length === 64)],
  ])
  if (commit.ref !== undefined) texts.set(bytesOfText(commit.ref), `${commit.tag ?? commit.commit}\n`)
  for (const [path, text] of texts) putFile(root, path, textFile(text, mtime))
  return root
}

function putFile(root: Directory, path: ByteString, file: RegularFile): void {
  const slash = path.lastIndexOf('/')
  folderAt(root, path.slice(0, Math.max(slash, 0)), file.mtime).children.set(path.slice(slash + 1), file)
}

/** The folder at a path, made where it is not there. */
function folderAt(root: Directory, path: ByteString, mtime: number): Directory {
  let folder = root
  for (const part of pathParts(path)) {
    let next = folder.children.get(part)
    if (next?.type !== 'directory') folder.children.set(part, (next = emptyDirectory({ mtime })))
    folder = next
  }
  return folder
}

function textFile(text: string, mtime: number): RegularFile {
  const bytes = Buffer.from(text)
  return {
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime,
    mtimeNsec: 0,
    xattrs: noXattrs,
    size: bytes.byteLength,
    content: { from: 'bytes', bytes },
  }
}

function configuration(address: string, sha256: boolean): string {
  return `[core]
\trepositoryformatversion = ${sha256 ? 1 : 0}
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
${sha256 ? '[extensions]\n\tobjectformat = sha256\n' : ''}[remote "origin"]
\turl = "${address.replace(/[\\"]/g, '\\$&')}"
\tfetch = +refs/heads/*:refs/remotes/origin/*
`
}
