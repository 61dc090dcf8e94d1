import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {networkInterfaces} from 'node:os'

const wildcards = ['0.0.0.0', '::']

/** The IP address that clients are told: the listening one, or for all addresses the first that is not a loopback. */
export async function advertisedIp(listening: string): Promise<string> {
  if (!wildcards.includes(listening)) return isIP(listening) ? listening : (await lookup(listening)).address
  const outer = Object.values(networkInterfaces()).flatMap(addresses =>
    (addresses ?? []).filter(each => !each.internal),
  )
  return (outer.find(each => each.family === 'IPv4') ?? outer[0])?.address ?? '127.0.0.1'
}
