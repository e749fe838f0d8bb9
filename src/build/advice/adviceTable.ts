import type { Rule } from '../../dockerfile/lint/ruleTable.js'

/** Advice for a Task that shall be the same tomorrow, besides BuildKit's rules. */
export const advice = {
  'dockerfile-add': { description: 'COPY takes what has not to be unpacked or fetched' },
  'dockerfile-add-checksum': { description: 'What ADD fetches is told by its checksum' },
  'dockerfile-apt-yes': { description: 'apt-get install does not ask' },
  'dockerfile-base-tag': { description: 'Images are named with a tag other than latest, or with a digest' },
  'dockerfile-ignore': { description: 'Where the whole context is copied, .dockerignore says what is not' },
  'dockerfile-package-cache': { description: 'Package managers leave no lists and no caches in the image' },
  'dockerfile-package-version': { description: 'Packages are installed in a version that is told' },
  'dockerfile-pipe-to-shell': { description: 'What is downloaded is not executed unseen' },
  'dockerfile-sudo': { description: 'RUN is root, or what USER says, without sudo' },
} as const satisfies Readonly<Record<string, Rule>>

export type AdviceName = keyof typeof advice
