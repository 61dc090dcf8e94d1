/** What Java's mqadmin printed, from the same answers: a scripted broker serves the messages of the captures again. */
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest'
import {encodeRecord} from '../../src/protocol/message/index.js'
import {Refusal} from '../../src/remoting/dispatcher.js'
import captured from '../fixtures/golden/message-5.5.0.json' with {type: 'json'}
import {mqadmin} from '../support/cli.js'
import {messagesOf} from '../support/java-messages.js'
import {closeAll, routeOf, type Scripted, ScriptedBroker, scripted} from '../support/scripted-broker.js'

const broker = 'broker-a'
const stored = '127.0.0.1:30911'
const bodyFolder = '/tmp/rocketmq/msgbodys'
const capture = (id: string) => captured.captures.find(item => item.id === id)?.stdout ?? ''

let cluster: Scripted
let folder: string

beforeAll(async () => {
  vi.stubEnv('TZ', 'UTC')
  folder = await mkdtemp(join(tmpdir(), 'bodies-'))
  cluster = await scripted([broker], 0)
  const payments = cluster.brokers[0] as ScriptedBroker
  const audit = await new ScriptedBroker('broker-a').open()
  const messages = messagesOf(capture('printMsg.payments'))
  expect(messages).toHaveLength(20)
  for (const message of messages) payments.put(message.queueId, message)
  for (const message of messagesOf(capture('printMsg.audit'))) audit.put(message.queueId, message)
  // each topic has its broker here, both under one name
  for (const [topic, server, queues] of [
    ['payments', payments, 4],
    ['audit', audit, 1],
    ['empty-topic', await new ScriptedBroker('broker-a').open(), 3],
  ] as const)
    cluster.routes.set(topic, routeOf([server], queues))
  payments.handlers = {
    viewMessageById: ({offset}) => {
      const found = messages.find(({physicalOffset}) => physicalOffset === offset)
      if (found === undefined) throw new Refusal(1, `can not find message by the offset, ${offset}`)
      return {body: encodeRecord(found)}
    },
    queryMessage: ({key, indexType}) => {
      const name = {K: 'KEYS', U: 'UNIQ_KEY', T: 'TAGS'}[indexType ?? 'K'] ?? 'KEYS'
      const found = messages.filter(({properties}) => properties.get(name)?.split(' ').includes(key))
      if (found.length === 0) throw new Refusal(22, 'can not find message, maybe time range not correct')
      return {indexLastUpdateTimestamp: 0, indexLastUpdatePhyoffset: 0, body: Buffer.concat(found.map(encodeRecord))}
    },
    queryTopicConsumeByWho: () => ({body: {groupList: ['mail-service', 'billing']}}),
    getConsumerConnectionList: ({consumerGroup}) => ({
      body: {
        connectionSet: [],
        subscriptionTable: new Map([
          [
            'payments',
            {
              topic: 'payments',
              subString: '',
              tagsSet: consumerGroup === 'billing' ? ['bad'] : [],
              codeSet: [],
              subVersion: 0n,
              expressionType: 'TAG',
              classFilterMode: false,
            },
          ],
        ]),
        consumeType: 'CONSUME_PASSIVELY',
        messageModel: 'CLUSTERING',
      },
    }),
    getConsumeStats: () => ({
      body: {
        consumeTps: 0,
        offsetTable: [0, 1, 2, 3].map(queueId => [
          {topic: 'payments', brokerName: broker, queueId},
          {brokerOffset: 5, consumerOffset: 5, lastTimestamp: 0},
        ]),
      },
    }),
  }
  // the cluster's broker is known under the address its messages name
  cluster.advertised.set(payments.address, stored)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await closeAll()
  await rm(folder, {recursive: true})
})

describe('classic', () => {
  it.each(captured.captures.map(({id}) => id))('%s', async id => {
    const {argv = [], stdout = ''} = captured.captures.find(item => item.id === id) ?? {}
    const [command = '', , , ...options] = argv
    const map = `${stored}=${(cluster.brokers[0] as ScriptedBroker).address}`
    const ran = await mqadmin([command, '-n', cluster.nameServer, ...options, '--broker-map', map], {
      env: {MQADMIN_BODY_FOLDER: folder},
    })
    expect(ran.stdout.replaceAll(folder, bodyFolder)).toBe(stdout)
  })

  it('leaves the body of a message where it says', async () => {
    const id = 'FD0000000000000000000000000000025EBE30946E09764E49900104'
    const bytes = await readFile(join(folder, id))
    expect(bytes.toString('hex')).toMatch(/^0105090d11.*f9fd$/)
    expect(await readdir(folder)).toContain('FD0000000000000000000000000000025EBE30946E09764E49870103')
  })
})
