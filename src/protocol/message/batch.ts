/**
 * The body of a batch send (code 320), and of a batch that a 5.x broker keeps as one record.
 *
 * ```
 * batch   := { message }
 * message := totalSize:int32 magic:int32=0 bodyCRC:int32=0 flag:int32 bodyLength:int32 body propertiesLength:int16 properties
 * ```
 */
import {DecodeError, UsageError} from '../../errors.js'
import {formatProperties, maxPropertiesLength, parseProperties} from './properties.js'

export interface BatchMessage {
  flag: number
  body: Buffer
  properties: Map<string, string>
}

const fixedSize = 22

export function encodeBatch(messages: readonly BatchMessage[]): Buffer {
  const parts: Buffer[] = []
  for (const {flag, body, properties} of messages) {
    const text = Buffer.from(formatProperties(properties))
    if (text.length > maxPropertiesLength)
      throw new UsageError(`The properties of a message take ${text.length} bytes, more than ${maxPropertiesLength}`)
    const head = Buffer.alloc(20)
    head.writeInt32BE(fixedSize + body.length + text.length, 0)
    head.writeInt32BE(flag, 12)
    head.writeInt32BE(body.length, 16)
    const length = Buffer.alloc(2)
    length.writeInt16BE(text.length, 0)
    parts.push(head, body, length, text)
  }
  return Buffer.concat(parts)
}

/** Throws {@link DecodeError}. Bodies are views into `bytes`. */
export function decodeBatch(bytes: Buffer): BatchMessage[] {
  const messages: BatchMessage[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes.length - at < fixedSize) throw broken(at, 'ends early')
    const size = bytes.readInt32BE(at)
    if (size < fixedSize || size > bytes.length - at) throw broken(at, `has a size of ${size} bytes`)
    const end = at + size
    const bodyLength = bytes.readInt32BE(at + 16)
    if (bodyLength < 0 || bodyLength > size - fixedSize) throw broken(at, `has a body of ${bodyLength} bytes`)
    const bodyEnd = at + 20 + bodyLength
    if (bytes.readInt16BE(bodyEnd) !== end - bodyEnd - 2) throw broken(at, 'has lengths that do not add up')
    messages.push({
      flag: bytes.readInt32BE(at + 12),
      body: bytes.subarray(at + 20, bodyEnd),
      properties: parseProperties(bytes.toString('utf8', bodyEnd + 2, end)),
    })
    at = end
  }
  return messages
}

const broken = (at: number, what: string): DecodeError =>
  new DecodeError(`Bad batch: the message at byte ${at} ${what}`)
