/** Addresses inside records and ids: 4 or 16 bytes and a port, never a name. */
import {DecodeError} from '../../errors.js'

export interface Host {
  /** `127.0.0.1`, or IPv6 as Java prints it: eight groups, nothing shortened. */
  ip: string
  port: number
}

export const isIpv6 = (ip: string): boolean => ip.includes(':')

/** `127.0.0.1:10911`, `[0:0:0:0:0:0:0:1]:10911`. */
export const formatHost = ({ip, port}: Host): string => (isIpv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`)

/** The few addresses a process meets, parsed once; forgotten when there are too many. */
const parsed = new Map<string, Buffer>()
const maxParsed = 1000

/** The ip bytes of an address, 4 or 16, not to be changed. Throws {@link DecodeError} for anything but an IP literal. */
export function ipToBytes(ip: string): Buffer {
  const known = parsed.get(ip)
  if (known !== undefined) return known
  const bytes = isIpv6(ip) ? ipv6Bytes(ip) : ipv4Bytes(ip)
  if (bytes === undefined) throw new DecodeError(`Not an IP address: ${JSON.stringify(ip)}`)
  if (parsed.size >= maxParsed) parsed.clear()
  parsed.set(ip, bytes)
  return bytes
}

function ipv4Bytes(ip: string): Buffer | undefined {
  const parts = ip.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return Buffer.from(parts.map(Number))
}

function ipv6Bytes(ip: string): Buffer | undefined {
  const [address = ''] = ip.split('%')
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(half => groups(half))
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = tail === undefined ? head : [...head, ...new Array<number>(missing).fill(0), ...tail]
  return Buffer.from(all.flatMap(group => [group >> 8, group & 0xff]))
}

/** 16-bit groups; a last part in IPv4 form gives two. */
function groups(text: string): number[] | undefined {
  if (text === '') return []
  const result: number[] = []
  for (const part of text.split(':')) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) result.push(Number.parseInt(part, 16))
    else {
      const v4 = ipv4Bytes(part)
      if (v4 === undefined) return undefined
      result.push(v4.readUInt16BE(0), v4.readUInt16BE(2))
    }
  }
  return result
}

export function ipFromBytes(bytes: Buffer): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`
  const parts: string[] = []
  for (let at = 0; at < 16; at += 2) parts.push(bytes.readUInt16BE(at).toString(16))
  return parts.join(':')
}
