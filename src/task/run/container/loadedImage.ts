import { OciPackError } from '../../../core/errors.js'
import { sha256 } from '../../../core/hash.js'
import type { Cleanup } from '../../../exec/podman/cleanup.js'
import type { Podman } from '../../../exec/podman/command.js'
import { dockerArchive } from '../../../export/dockerArchive.js'
import type { Image } from '../../../oci/image.js'
import { formatReference, type Reference } from '../../../oci/reference.js'

interface Loading {
  readonly program: Podman
  /** The program's name. */
  readonly called: string
  readonly name: Reference
  /** A folder for what the program writes on the way. */
  readonly temporary: string
  readonly cleanup: Cleanup
  readonly signal: AbortSignal
}

/**
 * By what an engine knows an image: the id of one that it has already, which stays; else a name under which the image is brought there,
 * and which goes when all is over. @throws OciPackError `executor`, `aborted`, `io`
 */
export async function loadedImage(
  image: Image,
  { program, called, name, temporary, cleanup, signal }: Loading,
): Promise<string> {
  const id = sha256(image.configBytes)
  if ((await program(['image', 'inspect', '--format', '{{.Id}}', id], { signal })).status === 0) return id
  const text = formatReference(name)
  cleanup.add(() => program(['rmi', '--no-prune', text]))
  const { status, stderr } = await program(['load', '--quiet'], {
    input: dockerArchive(image, [name], 0),
    temporary,
    signal,
  })
  if (status === 0) return text
  throw new OciPackError('executor', `cannot give ${called} the Task's image: ${stderr || `status ${status}`}`)
}
