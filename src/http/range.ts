import { BlockList, isIP } from 'node:net'

/** Whether a host is an address in a range of them, as CIDR writes it: `10.0.0.0/8`. What is no range has none in it. */
export function inRange(host: string, range: string): boolean {
  const [address = '', bits = ''] = range.split('/')
  const family = isIP(address)
  const prefix = Number(bits)
  if (
    family === 0 ||
    family !== isIP(host) ||
    !Number.isInteger(prefix) ||
    prefix < 0 ||
    prefix > (family === 4 ? 32 : 128)
  )
    return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(address, prefix, type)
  return list.check(host, type)
}
