import { existsSync, statSync } from 'node:fs'
import { type BaseFile, HostFiles } from './files.js'
import { writeOciLayout } from './ociLayout.js'

/** A shell and the core utilities, as POSIX names them. */
const tools =
  'sh cat chmod chown cp cut date dirname echo env expr false head id ln ls mkdir mv printf pwd rm rmdir sed sleep sort stat tail test touch tr true uname wc'

/** What no host needs to give. */
const ownFiles: ReadonlyMap<string, BaseFile> = new Map<string, BaseFile>([
  ['/etc', { type: 'directory', mode: 0o755 }],
  ['/etc/group', text('root:x:0:\nnogroup:x:65534:\n')],
  ['/etc/passwd', text('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n')],
  ['/root', { type: 'directory', mode: 0o700 }],
  ['/tmp', { type: 'directory', mode: 0o1777 }],
])

/**
 * Makes a small base image as an OCI layout in `folder`, on the spot, from this host's own shell and core utilities with the
 * libraries that they need. The same host gives the same bytes.
 * @param more programs besides, by name, and files and folders with all in them, by absolute path
 * @throws Error on a host other than Linux, or where a tool or a library is missing
 */
export async function makeHostBase(folder: string, more: readonly string[] = []): Promise<void> {
  if (process.platform !== 'linux')
    throw new Error(`a base can be made of a Linux host only, and this is ${process.platform}`)
  const host = new HostFiles()
  for (const tool of [...tools.split(' '), ...more]) {
    if (!tool.startsWith('/')) for (const path of pathsOf(tool)) host.add(path)
    else if (statSync(tool).isDirectory()) host.addAll(tool)
    else host.add(tool)
  }
  // Tells the loader of libraries that are outside its usual folders.
  if (existsSync('/etc/ld.so.cache')) host.add('/etc/ld.so.cache')
  await writeOciLayout(folder, new Map([...host.files, ...ownFiles]), 'the shell and core utilities of a host')
}

/** Under both names of the folder: on most hosts one is a link to the other. */
function pathsOf(tool: string): string[] {
  const found = ['/bin', '/usr/bin'].map((folder) => `${folder}/${tool}`).filter((path) => existsSync(path))
  if (found.length === 0) throw new Error(`this host has no ${tool} in /bin or /usr/bin`)
  return found
}

function text(content: string): BaseFile {
  return { type: 'file', mode: 0o644, content: Buffer.from(content) }
}
