import { hasCommand, run } from './command.js'

/** Whether this machine lets its user make the namespaces that a container needs. */
export async function hasUserNamespaces(): Promise<boolean> {
  if (!hasCommand('unshare')) return false
  return (await run('unshare', ['--user', '--map-root-user', '--mount', '--pid', '--fork', 'true'])).status === 0
}
