import {describe, expect, test} from 'vitest'
import {requestByCode, requests} from '../../src/protocol/index.js'
import {
  type AnyRequest,
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  type HeaderFields,
  type Payload,
} from '../../src/protocol/request.js'
import recorded from '../fixtures/protocol/wire-samples.json' with {type: 'json'}

interface SampleHeader {
  code: number
  extFields?: HeaderFields
}
interface Sample {
  code: number
  name: string
  release: string
  request: SampleHeader
  reply?: SampleHeader
  requestBody?: {text?: string; hex?: string}
  replyBody?: {text?: string; hex?: string}
  requestBodyCut?: boolean
  replyBodyCut?: boolean
}
const samples = recorded.samples as Sample[]

const bytesOf = (body: {text?: string; hex?: string} | undefined): Buffer =>
  body?.hex === undefined ? Buffer.from(body?.text ?? '') : Buffer.from(body.hex, 'hex')
const payload = (header: SampleHeader, body: Buffer): Payload => ({fields: header.extFields ?? {}, body})
const find = (sample: Sample): AnyRequest => {
  const found =
    requestByCode(sample.code, 'nameServer') ??
    requestByCode(sample.code, 'broker') ??
    requestByCode(sample.code, 'client')
  expect(found?.name).toBe(sample.name)
  return found as AnyRequest
}
/** Where a body was not recorded whole, only the header is decoded. */
const headerOnly = (request: AnyRequest): AnyRequest => {
  const {body: _, reply, ...rest} = request
  const {body: __, ...replyRest} = reply ?? {}
  return {...rest, reply: replyRest}
}

/** Written by clients of the pull kind and ignored by everybody. */
const ignored = ['ReqT']

describe('exchanges recorded between Java processes', () => {
  test.each(samples.map((sample, index) => [`${index} ${sample.name} ${sample.release}`, sample] as const))(
    '%s',
    (_, sample) => {
      const declared = find(sample)
      const request = sample.requestBodyCut ? headerOnly(declared) : declared
      const args = decodeRequest(request, payload(sample.request, bytesOf(sample.requestBody)))
      const sent = Object.entries(sample.request.extFields ?? {}).filter(([key]) => !ignored.includes(key))
      expect(encodeRequest(request, args).fields).toEqual(Object.fromEntries(sent))

      const answers = declared.reply?.codes ?? [0]
      if (!sample.reply || !answers.includes(sample.reply.code)) return
      const asked = sample.replyBodyCut ? headerOnly(declared) : declared
      const result = decodeReply(asked, payload(sample.reply, bytesOf(sample.replyBody)))
      expect(encodeReply(asked, result).fields).toEqual(sample.reply.extFields ?? {})
      if (sample.replyBody && !sample.replyBodyCut) expect(result).toHaveProperty('body')
    },
  )
})

const sampleOf = (name: string, release: string): Sample =>
  samples.find(sample => sample.name === name && sample.release === release && sample.reply?.code === 0) as Sample
const resultOf = (request: AnyRequest, release: string) => {
  const sample = sampleOf(request.name, release)
  return decodeReply(request, payload(sample.reply as SampleHeader, bytesOf(sample.replyBody)))
}

test('a table keyed by queues comes as pairs', () => {
  const {body} = resultOf(requests.getTopicStatsInfo, '5.3') as {body: {offsetTable: unknown[]; topicPutTps: number}}
  expect(body.offsetTable[0]).toEqual([
    {brokerName: 'broker-a', queueId: 2, topic: 'TopicScen'},
    {lastUpdateTimestamp: 1_795_333_286_197, maxOffset: 1, minOffset: 0},
  ])
  expect(body.offsetTable).toHaveLength(4)
  expect(body.topicPutTps).toBe(0)
})

test('what 4.9 lacks is missing, not made up', () => {
  const {body} = resultOf(requests.getConsumeStats, '4.9') as {body: {offsetTable: [unknown, object][]}}
  expect(body.offsetTable[0]?.[1]).toEqual({brokerOffset: 1, consumerOffset: 1, lastTimestamp: 1_795_333_293_975})
})

test('broker ids read the same quoted and bare', () => {
  const route = resultOf(requests.getRouteinfoByTopic, '5.3') as {body: {brokerDatas: {brokerAddrs: unknown}[]}}
  expect(route.body.brokerDatas[0]?.brokerAddrs).toEqual([[0, '127.0.0.1:10911']])
  const cluster = resultOf(requests.getBrokerClusterInfo, '4.9') as {
    body: {brokerAddrTable: Map<string, {brokerAddrs: unknown}>}
  }
  expect(cluster.body.brokerAddrTable.get('broker-a')?.brokerAddrs).toEqual([[0, '127.0.0.1:10911']])
})

test('configuration is read as lines', () => {
  const sample = sampleOf('UPDATE_BROKER_CONFIG', '5.3')
  expect(decodeRequest(requests.updateBrokerConfig, payload(sample.request, bytesOf(sample.requestBody))).body).toEqual(
    new Map([['flushDelayOffsetInterval', '20000']]),
  )
})
