/** The state that lines are compared on: topics, groups, messages and live clients of Java. */
import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {findJava} from '../../src/node/java/find-java.js'
import type {SubscriptionGroupConfig} from '../../src/protocol/bodies/group.js'
import {requests} from '../../src/protocol/index.js'
import type {Args} from '../../src/protocol/request.js'
import {Remoting} from '../../src/remoting/remoting.js'
import {javaClasses} from './java-classes.js'
import {type JavaVersion, jarsOf} from './java-release.js'

interface Seedable {
  nameServer: string
  brokers: readonly {address: string}[]
}

export interface Seeded {
  /** Name of a message → its unique id and its offset id. */
  messages: Record<string, {uniqueId: string; offsetId: string}>
  stop(): Promise<void>
}

type Topic = Omit<Partial<Args<typeof requests.updateAndCreateTopic>>, 'topic'> & {queues: number}

const topics = (five: boolean): Record<string, Topic> => ({
  orders: {queues: 8},
  payments: {queues: 4},
  audit: {queues: 1},
  shipments: {queues: 4, order: true, ...(five && {attributes: '+message.type=FIFO'})},
  reminders: {queues: 2, ...(five && {attributes: '+message.type=DELAY'})},
  notices: {queues: 2},
  // made as updateTopic does it with -u true -s true
  'empty-topic': {queues: 3, topicSysFlag: 3},
})

const groups: Record<string, Partial<SubscriptionGroupConfig>> = {
  'order-service': {},
  'batch-job': {retryMaxTimes: 5},
  'mail-service': {},
  billing: {},
  'notice-board': {consumeBroadcastEnable: true},
  'shipment-service': {consumeMessageOrderly: true},
}

/** Broker settings that make waiting short: the first delay levels take one or two seconds. */
export const seedConfig = {messageDelayLevel: '1s 1s 2s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h'}

/** Makes topics and groups, sends and consumes. The clients stay until `stop`. */
export async function seed(cluster: Seedable, version: JavaVersion): Promise<Seeded> {
  await makeNames(cluster, version.startsWith('5.'))
  const [java, jars] = await Promise.all([findJava(process.env), jarsOf(version)])
  const libraries = join(jars, '*')
  const classes = await javaClasses('Seed', java.program, libraries)
  const flags = ['-Xmx192m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Drocketmq.client.logUseSlf4j=true']
  const path = [classes, libraries].join(process.platform === 'win32' ? ';' : ':')
  const child = spawn(java.program, [...flags, '-cp', path, 'Seed', cluster.nameServer])
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const closed = new Promise(resolve => child.once('close', resolve))
  const messages: Seeded['messages'] = {}
  for await (const line of createInterface({input: child.stdout})) {
    const [word, name = '', uniqueId = '', offsetId = ''] = line.split(' ')
    if (word === 'message') messages[name] = {uniqueId, offsetId}
    if (word === 'seeded') {
      child.stdout.resume()
      const stop = async () => {
        if (child.kill('SIGKILL')) await closed
      }
      return {messages, stop}
    }
  }
  throw new Error(`the clients ended before all was sent: ${Buffer.concat(errors)}`)
}

async function makeNames({nameServer, brokers}: Seedable, five: boolean): Promise<void> {
  const remoting = new Remoting()
  const standard = {
    defaultTopic: 'TBW102',
    perm: 6,
    topicFilterType: 'SINGLE_TAG' as const,
    topicSysFlag: 0,
    order: false,
  }
  const group = {
    consumeEnable: true,
    consumeFromMinEnable: false,
    consumeBroadcastEnable: false,
    retryQueueNums: 1,
    retryMaxTimes: 16,
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
  }
  try {
    for (const {address} of brokers) {
      for (const [topic, {queues, ...more}] of Object.entries(topics(five)))
        await remoting.invoke(address, requests.updateAndCreateTopic, {
          topic,
          readQueueNums: queues,
          writeQueueNums: queues,
          ...standard,
          ...more,
        })
      for (const [groupName, more] of Object.entries(groups))
        await remoting.invoke(address, requests.updateAndCreateSubscriptiongroup, {
          body: {groupName, ...group, ...more},
        })
    }
    await remoting.invoke(nameServer, requests.putKvConfig, {
      namespace: 'ORDER_TOPIC_CONFIG',
      key: 'shipments',
      value: 'broker-a:4',
    })
  } finally {
    await remoting.close()
  }
}
