import type { Image } from '../../oci/image.js'
import { openArchive } from '../../sources/openArchive.js'
import type { Store } from '../../store/store.js'
import { openBundle } from '../../task/bundle/openBundle.js'
import type { TaskDescriptor } from '../../task/descriptor/descriptor.js'
import { withBuiltImage } from '../build.js'
import { resultOf } from '../buildResult.js'
import { archiveChoice } from '../images/choice.js'
import type { BuildOptions, BuildResult } from '../options.js'
import { withStore } from '../withStore.js'
import { bundleOutput } from './names.js'
import { checkedDescriptor, descriptorOf, folderBeside, taskKind } from './taskPlace.js'

/** A Task's image, and what is said of the Task. */
export interface TaskParts {
  readonly store: Store
  readonly image: Image
  /** Undefined where there is none. */
  readonly descriptor: TaskDescriptor | undefined
}

export interface TaskImageOptions extends Omit<BuildOptions, 'context' | 'outputs'> {
  /** A folder with a Dockerfile, a bundle, or an image's archive or layout. */
  readonly task: string
  /** A descriptor besides the one that lies there. */
  readonly descriptor?: string | undefined
  /** Told once the image of a folder is built. */
  readonly onBuilt?: (result: BuildResult) => void
}

/**
 * Has a Task's image used: one that is built first, one in a bundle, where it lies in place, or one in an archive.
 * @throws OciPackError, and what `use` throws
 */
export async function withTaskImage<T>(options: TaskImageOptions, use: (parts: TaskParts) => Promise<T>): Promise<T> {
  const { task, descriptor: named, platform } = options
  const signal = options.signal ?? new AbortController().signal
  switch (await taskKind(task)) {
    case 'folder': {
      const descriptor = await descriptorOf(named, task)
      return withBuiltImage({ ...options, context: task, outputs: bundleOutput(descriptor) }, ({ store, image }) => {
        options.onBuilt?.(resultOf({ images: [image], names: [] }))
        return use({ store, image, descriptor })
      })
    }
    case 'bundle': {
      const bundle = await openBundle(task, signal)
      try {
        const own = bundle.descriptor
        const descriptor = named === undefined ? checkedDescriptor(own.bytes, own.name) : await descriptorOf(named, '')
        const { image } = await openArchive(bundle.image)
        return await withStore(options, (store) => use({ store, image, descriptor }))
      } finally {
        await bundle.close()
      }
    }
    case 'archive': {
      const descriptor = await descriptorOf(named, folderBeside(task))
      const choice = archiveChoice(platform === undefined ? {} : { platform })
      const { image } = await openArchive(task, choice)
      return withStore(options, (store) => use({ store, image, descriptor }))
    }
  }
}
