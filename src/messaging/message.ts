/** A message as it was read: what the library returns and `--output json` prints. */
import {DecodeError} from '../errors.js'
import {
  bodyOf,
  decodeRecords,
  formatHost,
  formatOffsetMsgId,
  keysOf,
  property,
  type StoredRecord,
  unwrapBatch,
} from '../protocol/message/index.js'
import {about, blob, bytes, type Infer, int, list, map, object, offset, optional, str, time} from '../schema.js'

export const message = object('Message', {
  topic: str(),
  brokerName: optional(str()),
  queueId: int(),
  queueOffset: offset(),
  msgId: about(str(), 'The id its producer gave it (UNIQ_KEY), else the offset id.'),
  offsetMsgId: about(str(), 'Address of the broker and offset in its commit log.'),
  commitLogOffset: offset(),
  tags: optional(str()),
  keys: list(str()),
  properties: map(str()),
  body: about(blob(), 'What the producer sent, decompressed.'),
  flag: int(),
  sysFlag: int(),
  bodyCrc: about(int(), 'CRC-32 of the stored body.'),
  storeSize: about(bytes(), 'Size of the whole stored record.'),
  reconsumeTimes: int(),
  bornTimestamp: time(),
  bornHost: str(),
  storeTimestamp: time(),
  storeHost: str(),
  preparedTransactionOffset: offset(),
})
export type Message = Infer<typeof message>

/** Reads the body of a pull, view or query. Throws {@link DecodeError}. */
export async function readMessages(body: Buffer, brokerName: string | undefined): Promise<Message[]> {
  const messages: Message[] = []
  for (const record of decodeRecords(body))
    for (const single of await unwrapBatch(record)) messages.push(await messageOf(single, brokerName))
  return messages
}

/** A stored record as what its producer sent. */
export async function messageOf(record: StoredRecord, brokerName?: string | undefined): Promise<Message> {
  const {properties} = record
  const offsetMsgId = formatOffsetMsgId({host: record.storeHost, offset: record.physicalOffset})
  return {
    topic: record.topic,
    brokerName,
    queueId: record.queueId,
    queueOffset: record.queueOffset,
    msgId: properties.get(property.uniqueKey) ?? offsetMsgId,
    offsetMsgId,
    commitLogOffset: record.physicalOffset,
    tags: properties.get(property.tags),
    keys: keysOf(properties),
    properties,
    ...(await plainBody(record)),
    flag: record.flag,
    bodyCrc: record.bodyCrc,
    storeSize: record.size,
    reconsumeTimes: record.reconsumeTimes,
    bornTimestamp: record.bornTimestamp,
    bornHost: formatHost(record.bornHost),
    storeTimestamp: record.storeTimestamp,
    storeHost: formatHost(record.storeHost),
    preparedTransactionOffset: record.preparedTransactionOffset,
  }
}

/** A body that does not decompress is shown as stored, with the bits in sysFlag that say so: one bad message hides no others. */
async function plainBody(record: StoredRecord): Promise<{body: Buffer; sysFlag: number}> {
  try {
    const body = await bodyOf(record)
    return {body, sysFlag: body === record.body ? record.sysFlag : record.sysFlag & ~1}
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return {body: record.body, sysFlag: record.sysFlag}
  }
}
