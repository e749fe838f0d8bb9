import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

/** The command's built entry point. */
export const cliPath = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
