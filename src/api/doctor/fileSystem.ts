/** A mounted file system, as far as a store cares. */
export interface FileSystem {
  /** `ext4`, `overlay`, `nfs4`. */
  readonly type: string
  readonly options: readonly string[]
}

/** The file system that holds an absolute path, by the text of /proc/self/mountinfo (proc(5)); of two mounted over each other the last. */
export function fileSystemOf(mountinfo: string, path: string): FileSystem | undefined {
  let found: (FileSystem & { readonly point: string }) | undefined
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , , escaped, options = ''] = before.split(' ')
    const [type = ''] = after.split(' ')
    if (escaped === undefined || type === '') continue
    const point = escaped.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    const holds = point === '/' || path === point || path.startsWith(`${point}/`)
    if (holds && (!found || point.length >= found.point.length)) found = { point, type, options: options.split(',') }
  }
  return found && { type: found.type, options: found.options }
}
