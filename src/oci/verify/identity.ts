import type { ImageFacts } from './facts.js'

/** Two images are one if their configurations and their stored layers are. */
export function identityOf({ config, layers }: ImageFacts): string {
  return [config, ...layers].map(({ member, name }) => member?.name ?? name).join('\n')
}
