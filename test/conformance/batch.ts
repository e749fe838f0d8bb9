/**
 * `batch.ts RUN_WITH FOLDER`: builds the cases whose names are on standard input, a line each, and writes how each ended to standard
 * output, a line of JSON each. RUN_WITH is the executor; the bases lie in FOLDER, and the store will. It is a program of its own so that
 * it can run as another user.
 */
import { text } from 'node:stream/consumers'
import pLimit from 'p-limit'
import { cases } from './cases/index.js'
import { executorNames } from '../../src/exec/executor.js'
import { buildWithOciPack } from './ociPack.js'

/** A build waits for other processes most of the time. */
const atOnce = pLimit(2)
const [word, folder = ''] = process.argv.slice(2)
const runWith = executorNames.find((name) => name === word)
const names = (await text(process.stdin)).split('\n').filter((name) => name !== '')

await Promise.all(
  names.map((name) =>
    atOnce(async () => {
      const test = cases[name]
      if (!test || !runWith) throw new Error(`no case ${name}, or no executor ${word}`)
      // A changed root alone takes no network away.
      const network = runWith === 'chroot' ? 'host' : 'none'
      const outcome = await buildWithOciPack(test, folder, { runWith, network, noCache: true })
      process.stdout.write(`${JSON.stringify({ name, outcome })}\n`)
    }),
  ),
)
