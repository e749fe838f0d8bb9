import { parsePlatform } from '../../core/platform.js'
import type { Image } from '../../oci/image.js'
import type { Store } from '../../store/store.js'
import type { TaskDescriptor } from '../../task/descriptor/descriptor.js'
import type { Finding } from '../../core/finding.js'
import { checkImage } from '../../task/image/checkImage.js'
import { openImage } from '../../task/image/openImage.js'

interface Looking {
  readonly descriptor: TaskDescriptor | undefined
  /** The platform that was asked for, where one was. */
  readonly platform: string | undefined
  /** What the image is called in the findings. */
  readonly file: string
}

/** Looks at an image's configuration and files. @throws OciPackError */
export async function checkFiles(
  { store, image }: { readonly store: Store; readonly image: Image },
  { descriptor, platform, file }: Looking,
): Promise<readonly Finding[]> {
  const opened = await openImage(store, image)
  try {
    const asked = platform === undefined ? undefined : parsePlatform(platform)
    return await checkImage({ ...opened, descriptor, asked }, file)
  } finally {
    opened.close()
  }
}
