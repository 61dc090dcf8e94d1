/**
 * What a broker tells a name server of its topics (request 103), in its two forms: JSON, or with `compressed` a zlib stream of
 *
 * ```
 * DataVersion:text  topicCount:int32 { topic:text }  filterServers:text  [ mappingCount:int32 { mapping:text } ]
 * text  := length:int32 UTF-8            DataVersion, filter servers and mappings are JSON
 * topic := name readQueues writeQueues perm filterType [attributes]      single blanks between, attributes as JSON
 * ```
 *
 * Only a sender of 5.0 or later writes mappings and attributes (`RegisterBrokerBody`, `TopicConfig.decode`). The compressed form
 * carries neither the order flag nor the system flag of a topic.
 */
import {constants, deflateSync, inflateSync} from 'node:zlib'
import {DecodeError} from '../../errors.js'
import {fallback, type Infer, list, map, object, str} from '../../schema.js'
import {type Body, json} from '../body.js'
import {type DataVersion, dataVersion} from './data-version.js'
import {type TopicQueueMappingInfo, topicQueueMappingInfo} from './static-topic.js'
import {type TopicConfig, topicConfigTable} from './topic.js'

export const registerBrokerBody = object('RegisterBrokerBody', {
  topicConfigSerializeWrapper: topicConfigTable,
  filterServerList: fallback(list(str()), []),
})
export type RegisterBrokerBody = Infer<typeof registerBrokerBody>

interface Form {
  compressed: boolean
  /** Release of the sender, as in the frame. */
  version: number
}

/** The most a compressed body may inflate to: a few hundred thousand topics. */
export const maxInflatedLength = 64 * 1024 * 1024
const firstVersionWithMappings = 413

const plain = json(registerBrokerBody)

/** Throws {@link DecodeError}, also for a body that inflates beyond {@link maxInflatedLength}. */
export const decodeRegisterBroker = (body: Buffer, form: Form): RegisterBrokerBody =>
  form.compressed ? new TextReader(inflate(body)).registration(form.version) : plain.decode(body)

export function encodeRegisterBroker(value: RegisterBrokerBody, form: Form): Buffer {
  if (!form.compressed) return plain.encode(value)
  const {
    topicConfigTable: topics,
    dataVersion: version,
    topicQueueMappingInfoMap: mappings,
  } = value.topicConfigSerializeWrapper
  const withMappings = form.version >= firstVersionWithMappings
  const parts = [
    ofJson(jsonVersion, version ?? {counter: 0, stateVersion: 0, timestamp: 0}),
    int32(topics.size),
    ...[...topics.values()].map(topic => text(topicText(topic, withMappings))),
    ofJson(jsonNames, value.filterServerList),
  ]
  if (withMappings) {
    parts.push(int32(mappings?.size ?? 0))
    for (const mapping of mappings?.values() ?? []) parts.push(ofJson(jsonMapping, mapping))
  }
  return deflateSync(Buffer.concat(parts), {level: constants.Z_BEST_COMPRESSION})
}

const jsonVersion = json(dataVersion)
const jsonNames = json(list(str()))
const jsonMapping = json(topicQueueMappingInfo)
const jsonAttributes = json(map(str()))

const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}
const text = (value: string | Buffer): Buffer => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)])
const ofJson = <T>(body: Body<T>, value: T): Buffer => text(body.encode(value))

function topicText(topic: TopicConfig, withAttributes: boolean): string {
  const settings = [topic.topicName, topic.readQueueNums, topic.writeQueueNums, topic.perm, topic.topicFilterType]
  if (withAttributes) settings.push(jsonAttributes.encode(topic.attributes ?? new Map()).toString())
  return settings.join(' ')
}

function inflate(body: Buffer): Buffer {
  try {
    return inflateSync(body, {maxOutputLength: maxInflatedLength})
  } catch (cause) {
    const tooLong = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    const what = tooLong ? `inflates to more than ${maxInflatedLength} bytes` : 'is not a zlib stream'
    throw new DecodeError(`REGISTER_BROKER: the compressed body ${what}`, {cause})
  }
}

class TextReader {
  private at = 0
  constructor(private readonly bytes: Buffer) {}

  registration(version: number): RegisterBrokerBody {
    const ofVersion: DataVersion = jsonVersion.decode(this.text())
    const topics = this.many(() => readTopic(this.text().toString('utf8')))
    const filterServerList = jsonNames.decode(this.text())
    const mappings: TopicQueueMappingInfo[] =
      version >= firstVersionWithMappings ? this.many(() => jsonMapping.decode(this.text())) : []
    return {
      topicConfigSerializeWrapper: {
        topicConfigTable: new Map(topics.map(topic => [topic.topicName, topic])),
        dataVersion: ofVersion,
        ...(mappings.length === 0
          ? {}
          : {topicQueueMappingInfoMap: new Map(mappings.map(mapping => [mapping.topic, mapping]))}),
      },
      filterServerList,
    }
  }

  private many<T>(read: () => T): T[] {
    const count = this.integer()
    const items: T[] = []
    for (let index = 0; index < count; index++) items.push(read())
    return items
  }

  private text(): Buffer {
    return this.take(this.integer())
  }

  private integer(): number {
    return this.take(4).readInt32BE()
  }

  private take(length: number): Buffer {
    if (length < 0 || this.at + length > this.bytes.length)
      throw new DecodeError(`REGISTER_BROKER: the compressed body ends early, at ${this.at} of ${this.bytes.length}`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}

function readTopic(line: string): TopicConfig {
  const [topicName, read, write, perm, filterType, ...attributes] = line.split(' ')
  const [readQueueNums, writeQueueNums, permission] = [read, write, perm].map(number => Number(number ?? 'none'))
  if (!topicName || ![readQueueNums, writeQueueNums, permission].every(Number.isInteger))
    throw new DecodeError(`REGISTER_BROKER: not a topic: ${JSON.stringify(line.slice(0, 80))}`)
  return {
    topicName,
    readQueueNums: readQueueNums as number,
    writeQueueNums: writeQueueNums as number,
    perm: permission as number,
    topicFilterType: filterType === 'MULTI_TAG' ? 'MULTI_TAG' : 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    ...(attributes.length === 0 ? {} : {attributes: jsonAttributes.decode(Buffer.from(attributes.join(' ')))}),
  }
}
