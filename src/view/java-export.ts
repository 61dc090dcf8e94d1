/** The files that Java's export commands write (5.5.0). Trees come as fields write them: beans as objects, maps as Maps. */
import {Entries} from '../schema.js'
import {javaJson, Verbatim} from './java-json.js'
import {javaConcurrentHashOrder, javaHashOrder} from './java-order.js'
import {javaDouble} from './java-text.js'

/** Of a cluster: the parts in the order of one HashMap. */
export const clusterMetadataFile = (parts: ReadonlyMap<string, unknown>): string => javaJson(new Map(parts))

/**
 * The names of a broker's topics or groups as Java's tool has them, given in the order of the broker's answer: it reads each page into
 * a ConcurrentHashMap, puts all into another, and then takes out what is not wanted (`MQClientAPIImpl#getAllTopicConfig`).
 */
export const javaPagedOrder = (all: readonly string[]): string[] => {
  const pages: string[][] = []
  for (let at = 0; at < all.length; at += pageSize) pages.push(all.slice(at, at + pageSize))
  return javaConcurrentHashOrder(
    pages.flatMap(page => javaConcurrentHashOrder(page)),
    {copied: true},
  )
}

const pageSize = 2000

/** Of a broker: a bean, with its table in the order given. */
export const brokerMetadataFile = (
  bean: Readonly<Record<string, unknown>>,
  table: string,
  names: readonly string[],
): string => {
  const wanted = bean[table] as ReadonlyMap<string, unknown>
  const pairs = names.filter(name => wanted.has(name)).map((name): [string, unknown] => [name, wanted.get(name)])
  return javaJson({...bean, [table]: new Entries(pairs)})
}

interface Scale {
  nameServers: number
  masters: number
  slaves: number
}

interface Settings {
  broker: string
  settings: ReadonlyMap<string, string>
}

/** Settings of a broker are `Properties`, and come in their order. */
export function configsFile({nameServers, masters, slaves}: Scale, brokers: readonly Settings[]): string {
  const properties = ({settings}: Settings) =>
    new Entries(
      javaConcurrentHashOrder(settings.keys(), {capacity: 8}).map((key): [string, unknown] => [key, settings.get(key)]),
    )
  return javaJson(
    new Map<string, unknown>([
      ['brokerConfigs', new Map(brokers.map(one => [one.broker, properties(one)]))],
      [
        'clusterScale',
        new Map([
          ['namesrvSize', nameServers],
          ['masterBrokerSize', masters],
          ['slaveBrokerSize', slaves],
        ]),
      ],
    ]),
  )
}

interface Metrics {
  broker: string
  version?: string | undefined
  clients: readonly string[]
  cpus?: string | undefined
  memoryKBytes?: string | undefined
  topics: number
  groups: number
  inTps: number
  outTps: number
  transactionInTps: number
  delayedInTps: number
  inYesterday: number
  outYesterday: number
  transactionIn24h: number
  delayedIn24h: number
  averageMessageSize?: string | undefined
  commitLogDiskRatio?: string | undefined
  consumeQueueDiskRatio?: string | undefined
}

export function metricsFile(brokers: readonly Metrics[]): string {
  const sum = (of: (broker: Metrics) => number) => brokers.reduce((total, broker) => total + of(broker), 0)
  return javaJson(
    new Map<string, unknown>([
      ['evaluateReport', new Map(brokers.map(broker => [broker.broker, reportOf(broker)]))],
      [
        'totalData',
        new Map<string, unknown>([
          [
            'totalTps',
            map({
              totalNormalInTps: double(sum(({inTps}) => inTps)),
              totalNormalOutTps: double(sum(({outTps}) => outTps)),
              totalTransInTps: double(sum(({transactionInTps}) => transactionInTps)),
              totalScheduleInTps: double(sum(({delayedInTps}) => delayedInTps)),
            }),
          ],
          [
            'totalOneDayNum',
            map({
              normalOneDayInNum: sum(({inYesterday}) => inYesterday),
              normalOneDayOutNum: sum(({outYesterday}) => outYesterday),
              transOneDayInNum: sum(({transactionIn24h}) => transactionIn24h),
              scheduleOneDayInNum: sum(({delayedIn24h}) => delayedIn24h),
            }),
          ],
        ]),
      ],
    ]),
  )
}

const reportOf = (broker: Metrics): Map<string, unknown> =>
  map({
    runtimeEnv: map({cpuNum: broker.cpus, totalMemKBytes: broker.memoryKBytes}),
    runtimeQuota: map({
      diskRatio: map({
        commitLogDiskRatio: broker.commitLogDiskRatio,
        consumeQueueDiskRatio: broker.consumeQueueDiskRatio,
      }),
      tps: map({
        normalInTps: double(broker.inTps),
        normalOutTps: double(broker.outTps),
        transInTps: double(broker.transactionInTps),
        scheduleInTps: double(broker.delayedInTps),
      }),
      oneDayNum: map({
        normalOneDayInNum: broker.inYesterday,
        normalOneDayOutNum: broker.outYesterday,
        transOneDayInNum: broker.transactionIn24h,
        scheduleOneDayInNum: broker.delayedIn24h,
      }),
      messageAverageSize: broker.averageMessageSize,
      topicSize: broker.topics,
      groupSize: broker.groups,
    }),
    runtimeVersion: map({rocketmqVersion: broker.version, clientInfo: javaSet(broker.clients)}),
  })

/** An empty one has a line of its own between its brackets, here four levels deep. */
const javaSet = (texts: readonly string[]): unknown =>
  texts.length === 0 ? new Verbatim(`[\n${'\t'.repeat(5)}\n${'\t'.repeat(4)}]`) : javaHashOrder(texts)

const map = (entries: Record<string, unknown>): Map<string, unknown> => new Map(Object.entries(entries))
const double = (value: number): Verbatim => new Verbatim(javaDouble(value))
