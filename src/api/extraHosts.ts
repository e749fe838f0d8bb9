import { isIP } from 'node:net'
import { OciPackError } from '../core/errors.js'

/** `--add-host` values as name and address: `NAME:ADDRESS` or `NAME=ADDRESS`; IPv6 in brackets or bare. @throws OciPackError `usage` */
export function extraHosts(values: readonly string[]): { name: string; address: string }[] {
  return values.map((value) => {
    const [, name = '', written = ''] = /^([^:=\s#]+)[:=](.+)$/.exec(value) ?? []
    const address = written.replace(/^\[(.*)\]$/, '$1')
    if (isIP(address) !== 0) return { name, address }
    throw new OciPackError('usage', `--add-host ${value} is not NAME:ADDRESS`, {
      hint: 'Write it like db:10.0.0.5 or db=[fd00::5].',
    })
  })
}
