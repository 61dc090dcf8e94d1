/**
 * What varies from one cluster to another in the same state, and is therefore not compared between a capture and our own print. A mask
 * names the column or the label it covers; a column keeps its width. Nothing that was seeded is ever masked.
 */
import {anyOrder, covered, type Mask, value} from './masks.js'

/**
 * The cells below a header, by its place: from its first letter to the next header, or, right-aligned, from the last header to its end.
 * What ends a line has no width to keep.
 */
function field(header: string, aligned: 'left' | 'right' = 'left'): Mask {
  return text => {
    let from = -1
    let to = -1
    return text
      .split('\n')
      .map(line => {
        const heads = [...line.matchAll(/#\S+(?: [^\s#]\S*)*/g)]
        const at = heads.findIndex(([name]) => name === header)
        if (at >= 0) {
          const [head, before, after] = [heads[at], heads[at - 1], heads[at + 1]]
          from = aligned === 'left' ? (head?.index ?? 0) : (before?.index ?? 0) + (before?.[0].length ?? 0)
          to = aligned === 'left' ? (after?.index ?? Number.POSITIVE_INFINITY) : (head?.index ?? 0) + header.length
          return line
        }
        const cell = from < 0 ? '' : line.slice(from, to)
        const cover = to === Number.POSITIVE_INFINITY ? '~' : covered(cell)
        return cell.trim() === '' ? line : `${line.slice(0, from)}${cover}${line.slice(to)}`
      })
      .join('\n')
  }
}

/** What the group of the pattern takes, with its width. */
const kept =
  (pattern: RegExp): Mask =>
  text =>
    text.replace(pattern, (all: string, found: string) => all.replace(found, covered(found)))

/** The figures in the rows of a topic or group that is never quiet. */
const figuresOf =
  (name: RegExp): Mask =>
  text =>
    text
      .split('\n')
      .map(line => (name.test(line) ? line.replace(/ *(?<![\w-])[\d.]+(?![\w-]) */g, covered) : line))
      .join('\n')

const allLines: Mask = text => text.split('\n').sort().join('\n')

/** Given by the client; and of an offset id the place in the store. */
const ids: readonly Mask[] = [
  value(/\b((?!7F000001)[0-9A-F]{32,60})\b/g),
  value(/\b7F000001[0-9A-F]{8}([0-9A-F]{16})\b/g),
]
const found: readonly Mask[] = [
  ...ids,
  value(/^CommitLog Offset: +(\d+)$/gm),
  value(/^(?:Born|Store) Timestamp: +(.+)$/gm),
  value(/^Born Host: +127\.0\.0\.1:(\d+)$/gm),
  value(/spentTimeMills=(\d+)/g),
  value(/\bqueueOffset=(\d+)\]$/gm),
]
const printed: readonly Mask[] = [
  // sent by our own tool, whose ids are shorter
  value(/storeSize=(\d+)(?=.*topic='scratch')/g),
  ...ids,
  value(/\b(?:bornTimestamp|storeTimestamp|commitLogOffset)=(\d+)/g),
  value(/bornHost=\/127\.0\.0\.1:(\d+)/g),
]
/** Where a server keeps its files and listens. */
const places = value(/^(?:\w*Path\w*|rocketmqHome|listenPort|haListenPort|fastListenPort|brokerConfigPath) *= +(.+)$/gm)
const moments = [value(/\b(\d{13})\b/g)]
/** When, and how often settings were changed before. */
const exported = [...moments, value(/"counter":(\d+)/g)]
const live = /^(metrics|metrics-service|%RETRY%metrics-service|RMQ_SYS_TRACE_TOPIC) /
const brokerFigures = [
  'bootTimestamp',
  'commitLogDirCapacity',
  'commitLogDiskRatio\\S*',
  'commitLogMaxOffset',
  'consumeQueueDiskRatio',
  'earliestMessageTimeStamp',
  'get\\w+Tps',
  'putTps',
  'getMessageEntireTimeMax',
  'msg\\w+Total\\w+',
  'putLatency999?',
  'putMessage(?:AverageSize|DistributeTime|EntireTimeMax|SizeTotal|TimesTotal)',
  'remainHowManyDataToFlush',
  'runtime',
  'timer(?:CongestNum|OffsetBehind|ReadBehind)',
].join('|')

/** Which threads a client has, and where they stand: only how they are told is compared. */
const stacks: Mask = text =>
  text.replace(/(#Consumer jstack#\n)([\s\S]*?)(?=\n==> |$)/, (_, head: string, told: string) => {
    const shapes = told
      .split('\n')
      .filter(line => !line.startsWith('[cut here'))
      .map(line => line.replace(/^\S.{39,}?TID: \d+ STATE: [A-Z_]+$/, '<thread>').replace(/^\S.{39,}\)$/, '<frame>'))
    return `${head}${[...new Set(shapes)].sort().join('\n')}`
  })

/** Java command → what of its output is covered. */
const masks: Readonly<Record<string, readonly Mask[]>> = {
  topicList: [allLines],
  topicStatus: [field('#Last Updated')],
  clusterList: [
    field('#InTPS(LOAD)', 'right'),
    field('#OutTPS(LOAD)', 'right'),
    field('#Timer(Progress)'),
    field('#Hour'),
    field('#SPACE'),
    field('#InTotalToday', 'right'),
    field('#OutTotalToday', 'right'),
  ],
  brokerStatus: [
    text => text.replace(new RegExp(`^((?:127\\.0\\.0\\.1:\\d+ +)?(?:${brokerFigures}) *: ).*$`, 'gm'), '$1~'),
  ],
  consumerProgress: [
    field('#LastTime'),
    text => (/^metrics /m.test(text) ? text.replace(/^(Consume [\w ]+: )[\d.]+/gm, '$1~') : text),
    figuresOf(live),
    anyOrder('#Group'),
  ],
  brokerConsumeStats: [
    field('#LastTime'),
    // one of what is live may just be on its way, and counts
    text => text.replace(/^metrics .*\n/gm, '').replace(/^Diff Total: \d+/m, 'Diff Total: ~'),
  ],
  statsAll: [
    // how often a consumer that is held was given the same again
    text => text.replace(/^(stock .*\S)( +\d+)$/gm, (_, row: string, out: string) => row + covered(out)),
    field('#InTPS', 'right'),
    field('#OutTPS', 'right'),
    figuresOf(live),
    anyOrder('#Topic'),
  ],
  consumerConnection: [kept(/127\.0\.0\.1:(\d+ *)/g), anyOrder('#ClientId')],
  producer: [value(/127\.0\.0\.1:(\d+)/g), value(/lastUpdateTimestamp=(\d+)/g), allLines],
  producerConnection: [value(/127\.0\.0\.1:(\d+)/g)],
  queryMsgById: found,
  queryMsgByUniqueKey: found,
  queryMsgByOffset: found,
  queryMsgByKey: [
    value(/^([0-9A-F]{32,60} +)/gm),
    ...ids,
    value(/@scratch@.*@(\d+ *)$/gm),
    kept(/@(\d+ *)$/gm),
    value(/ (\d{13})@/g),
  ],
  queryMsgTraceById: [field('#SendTime'), field('#ConsumerTime'), field('#CostTimes')],
  printMsg: printed,
  printMsgByQueue: printed,
  consumeMessage: printed,
  queryCq: [value(/physicOffset=(\d+)/g), value(/"subVersion":(\d+)/g)],
  consumerStatus: [
    value(/\b(\d{13})\//g),
    value(/maybe blocked, (\d+)ms/g),
    value(/@([0-9a-f]{5,8})$/gm),
    value(/^(?:consumeTimestamp|PROP_CONSUMER_START_TIMESTAMP) *: (\d+)$/gm),
    value(/(\$\$Lambda\S*)/g),
    figuresOf(/^\S+ +(?:\d+\.\d\d +){5}\d+ *$/),
    stacks,
    // clients in the order of their objects
    value(/^(\d+) +\S+@\S+ +V/gm),
    anyOrder('#Index'),
    value(/\blast\w+Timestamp=(\d+)/g),
  ],
  // said here, and left to its default in the captures
  getBrokerConfig: [text => text.replace(/^storePath(?:CommitLog|EpochFile) *=.*\n/gm, ''), places],
  getNamesrvConfig: [places],
  getControllerConfig: [value(/@([0-9a-f]+)$/gm), places],
  // secrets, which are not printed here
  getUser: [field('#Password')],
  listUser: [field('#Password')],
  exportMetadata: exported,
  exportConfigs: exported,
  exportMetrics: [value(/"\w*Tps":([\d.E-]+)/g), value(/"(?:\w+DiskRatio|messageAverageSize)":"([\d.]+)"/g)],
  getBrokerLiteInfo: [field('#CQTableSize'), field('#OffsetTableSize')],
  haStatus: [
    value(/^#\w*CommitLogMaxOffset\t(\d+)$/gm),
    value(/^#Last\w+Time\t(.+)$/gm),
    kept(/^127\.0\.0\.1:(\d+ *)/gm),
    field('#SlaveAckOffset'),
    field('#TransferFromWhere'),
  ],
  getBrokerEpoch: [value(/\b(?:start|end)Offset=(\d+)/g)],
  topicRoute: moments,
  updateStaticTopic: moments,
  remappingStaticTopic: moments,
  getLiteGroupInfo: moments,
  sendMessage: [value(/\b([0-9A-F]{32,60})\b/g)],
  sendMsgStatus: [...ids, value(/rt=(\d+)ms/g), value(/queueId=(\d+)/g), value(/queueOffset=(\d+)/g)],
  checkMsgSendRT: [field('#RT'), value(/Avg RT: ([\d.]+)/g)],
  clusterRT: [field('#RT'), value(/\|(\d+)$/gm), value(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\|/gm)],
  clusterAclConfigVersion: [value(/(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/g)],
  // the hash of an object
  updateAclConfig: [value(/PlainAccessConfig@([0-9a-f]+)/g)],
  resetOffsetByTime: [value(/timestamp\(string\)\[now\], timestamp\(long\)\[(\d+)\]/g)],
}

export const maskedCapture = (command: string, text: string): string =>
  (masks[command] ?? []).reduce((masked, mask) => mask(masked), text)
