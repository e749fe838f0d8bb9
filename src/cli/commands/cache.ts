import type { Command } from 'commander'
import type { Choose } from '../action.js'
import { defineCacheDu } from './cache/du.js'
import { defineCacheLs } from './cache/ls.js'
import { defineCachePrune } from './cache/prune.js'
import { defineCacheVerify } from './cache/verify.js'

const examples = `
Examples:
  oci-pack cache du                       show how much is kept of each kind
  oci-pack cache ls                       show what is kept, and how large it is
  oci-pack cache verify --fix             remove what is damaged
  oci-pack cache prune --max-size 10GB    remove what was not used for longest, until 10 GB are left
  oci-pack cache prune --older-than 30d   remove what was not used for 30 days
`

/** `oci-pack cache`: what builds keep for the next ones. */
export function defineCache(command: Command, choose: Choose): void {
  command.description('Show, check or remove what builds keep for the next ones.').addHelpText('after', examples)
  defineCacheLs(command.command('ls'), choose)
  defineCacheDu(command.command('du'), choose)
  defineCacheVerify(command.command('verify'), choose)
  defineCachePrune(command.command('prune'), choose)
}
