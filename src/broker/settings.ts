/**
 * What can be set on the embedded broker: the names of Java's `BrokerConfig` and `MessageStoreConfig`, as far as they mean something
 * here. A setting that Java has and this table has not is ignored, with a line in the log.
 */
import {choice, flag, integer, type Settings, text} from '../remoting/settings.js'

const noFilter = 'SQL92 filters are not part of the embedded broker'
const noReplicas = 'the embedded broker does not replicate'

const identity = {
  brokerClusterName: text('DefaultCluster', {about: 'cluster it belongs to'}),
  brokerName: text('broker-a', {about: 'its name'}),
  brokerId: integer(0, {fixed: noReplicas, about: '0: a master'}),
  brokerRole: choice(['ASYNC_MASTER', 'SYNC_MASTER'], {fixed: noReplicas, about: 'a master without slaves'}),
  listenPort: integer(10911, {most: 65535, about: 'port to listen on; 0 picks a free one'}),
  bindAddress: text('127.0.0.1', {about: 'address to listen on'}),
  brokerIP1: text('', {about: 'address told to clients and kept in message ids; the listening one when not set'}),
  namesrvAddr: text('', {live: true, about: 'name servers to register with, separated by ;'}),
  regionId: text('DefaultRegion', {live: true, about: 'region in replies to sends'}),
  slaveReadEnable: flag(false, {fixed: noReplicas, about: 'read from slaves'}),
  useTLS: flag(false, {fixed: 'it speaks plainly to name servers', about: 'TLS with name servers'}),
  filterServerNums: integer(0, {fixed: 'filter servers are gone since 4.9', about: 'filter servers to start'}),
  registerNameServerPeriod: integer(30_000, {about: 'ms between registrations, within 10 and 60 s'}),
  registerBrokerTimeoutMills: integer(24_000, {least: 100, about: 'time limit of one registration in ms'}),
  serverChannelMaxIdleTimeSeconds: integer(120, {least: 1, about: 'close connections that are silent for longer'}),
  channelExpiredTimeout: integer(120_000, {live: true, least: 1, about: 'ms until a client without heartbeat is gone'}),
  configBlackList: text('configBlackList;brokerConfigPath', {
    about: 'settings that no request may change, separated by ;',
  }),
}

const topics = {
  brokerPermission: integer(6, {live: true, most: 7, about: '2 write, 4 read'}),
  defaultTopicQueueNums: integer(8, {least: 1, about: 'queues of TBW102, the template of new topics'}),
  autoCreateTopicEnable: flag(true, {about: 'a send to an unknown topic creates it'}),
  autoCreateSubscriptionGroup: flag(true, {live: true, about: 'a consumer of an unknown group creates it'}),
  clusterTopicEnable: flag(true, {about: 'the topic named as the cluster is a template too'}),
  brokerTopicEnable: flag(true, {about: 'the topic named as the broker is a template too'}),
  traceTopicEnable: flag(false, {about: 'create the trace topic'}),
  msgTraceTopicName: text('RMQ_SYS_TRACE_TOPIC', {about: 'name of the trace topic'}),
  traceOn: flag(true, {live: true, about: 'tell clients to trace'}),
  enableMixedMessageType: flag(false, {live: true, about: 'allow topics of message type MIXED'}),
  enableSplitMetadata: flag(true, {live: true, about: 'answer lists of topics and groups in pages when asked to'}),
  splitMetadataSize: integer(2000, {live: true, least: 1, about: 'largest page'}),
}

const clients = {
  longPollingEnable: flag(true, {live: true, about: 'hold a pull until something comes'}),
  shortPollingTimeMills: integer(1000, {live: true, about: 'ms to hold a pull when long polling is off'}),
  notifyConsumerIdsChangedEnable: flag(true, {
    live: true,
    about: 'tell the clients of a group when its members change',
  }),
  litePullMessageEnable: flag(true, {live: true, about: 'serve lite pull'}),
  rejectTransactionMessage: flag(false, {live: true, about: 'refuse half messages'}),
  transactionTimeOut: integer(6000, {live: true, about: 'ms until a half message is first checked'}),
  transactionCheckMax: integer(15, {live: true, about: 'checks before a half message is given up'}),
  transactionCheckInterval: integer(30_000, {least: 100, about: 'ms between checks'}),
  storeReplyMessageEnable: flag(true, {live: true, about: 'store replies of request-reply too'}),
  useServerSideResetOffset: flag(true, {live: true, about: 'a reset changes stored offsets rather than ask clients'}),
  enablePropertyFilter: flag(false, {fixed: noFilter, about: 'filter by SQL92'}),
  startAcceptSendRequestTimeStamp: integer(0, {live: true, about: 'refuse sends before this time'}),
}

const store = {
  storePathRootDir: text('', {about: 'folder of the store; the one the broker was started with when not set'}),
  flushDiskType: choice(['ASYNC_FLUSH', 'SYNC_FLUSH'], {about: 'SYNC_FLUSH: on the disk before the answer'}),
  flushIntervalCommitLog: integer(500, {
    fixed: 'messages are written at once and flushed by the store itself',
    about: 'ms between flushes with ASYNC_FLUSH',
  }),
  flushConsumerOffsetInterval: integer(5000, {least: 100, about: 'ms between writes of consumer offsets'}),
  flushDelayOffsetInterval: integer(10_000, {least: 100, about: 'ms between writes of delay offsets'}),
  mappedFileSizeCommitLog: integer(1_073_741_824, {least: 1_048_576, about: 'bytes of a commit log file'}),
  mappedFileSizeConsumeQueue: integer(6_000_000, {least: 20, about: 'bytes of a consume queue file'}),
  fileReservedTime: integer(72, {about: 'hours until a file may be deleted'}),
  deleteWhen: text('04', {about: 'hours of day at which old files are deleted, separated by ;'}),
  diskMaxUsedSpaceRatio: integer(75, {
    live: true,
    least: 10,
    most: 95,
    about: 'percent of the disk from which old files go',
  }),
  maxMessageSize: integer(4_194_304, {least: 1, about: 'bytes of a body'}),
  messageDelayLevel: text('1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h', {
    about: 'delay levels from 1 on',
  }),
  messageIndexEnable: flag(true, {about: 'index messages by key'}),
  defaultQueryMaxNum: integer(32, {live: true, least: 1, about: 'most answers to a query by unique key'}),
  maxMsgsNumBatch: integer(64, {live: true, least: 1, about: 'most answers to any query'}),
  maxTransferBytesOnMessageInMemory: integer(262_144, {live: true, least: 1, about: 'bytes of a pull'}),
  maxTransferCountOnMessageInMemory: integer(32, {live: true, least: 1, about: 'messages of a pull'}),
  timerWheelEnable: flag(true, {about: 'take timer messages'}),
  timerMaxDelaySec: integer(259_200, {least: 1, about: 'longest delay of a timer message in seconds'}),
  recallMessageEnable: flag(false, {live: true, about: 'let senders take back timer messages'}),
  timerPrecisionMs: integer(1000, {least: 100, about: 'timer messages are due at multiples of this'}),
}

export const brokerSettings = {...identity, ...topics, ...clients, ...store}

export type BrokerSettings = Settings<typeof brokerSettings>
