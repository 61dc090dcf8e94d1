/** The few ASN.1 values that a certificate is made of, in DER: tag, length, content. */
import {isIPv4} from 'node:net'

export function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const digits = body.length.toString(16)
  const long = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex')
  const length = body.length < 0x80 ? [body.length] : [0x80 + long.length, ...long]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

export const sequence = (...items: readonly Buffer[]): Buffer => tagged(0x30, ...items)
export const set = (...items: readonly Buffer[]): Buffer => tagged(0x31, ...items)
/** Big-endian; the first bit is that of the sign. */
export const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes)
export const truth = tagged(0x01, Buffer.from([0xff]))
export const octets = (content: Buffer): Buffer => tagged(0x04, content)
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value))

export const bits = (content: Buffer, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), content)

/** `1.2.840.10045.4.3.2`: the first two numbers share a byte, each further one is written in base 128. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const number of rest) {
    const groups = [number & 0x7f]
    for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return tagged(0x06, Buffer.from(bytes))
}

/** Two digits for the year up to 2049, four from then on (RFC 5280, 4.1.2.5). */
export function instant(time: Date): Buffer {
  const digits = `${time
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '')}Z`
  return time.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}

/** Four or sixteen bytes. */
export function addressBytes(ip: string): Buffer {
  if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number))
  // the URL parser writes an IPv4 tail as two groups
  const [head = '', tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? [] : Array.from({length: 8 - before.length - after.length}, () => '0')
  return Buffer.from([...before, ...zeros, ...after].map(group => group.padStart(4, '0')).join(''), 'hex')
}
