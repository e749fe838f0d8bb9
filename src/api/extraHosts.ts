import { isIP } from 'node:net'
import { OciPackError } from '../core/errors.js'

/**
 * `--add-host` values as name and address: `NAME:ADDRESS` or `NAME=ADDRESS`; IPv6 in brackets or bare. This machine, `host-gateway`, is
 * its own loopback for a RUN, which shares its network. @throws OciPackError `usage`
 */
export function extraHosts(values: readonly string[]): { name: string; address: string }[] {
  return values.map((value) => {
    const [, name = '', written = ''] = /^([^:=\s#]+)[:=](.+)$/.exec(value) ?? []
    const address = written === 'host-gateway' ? '127.0.0.1' : written.replace(/^\[(.*)\]$/, '$1')
    // A zone after `%` is of this machine.
    if (isIP(address) !== 0 && !address.includes('%')) return { name, address }
    throw new OciPackError('usage', `--add-host ${value} is not NAME:ADDRESS`, {
      hint: 'Write it like db:10.0.0.5 or db=[fd00::5].',
    })
  })
}
