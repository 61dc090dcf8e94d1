/**
 * Java's commands and options, row by row: `(letter, Java's long name, our flag)`. It is the union of what mqadmin 4.9.8
 * and 5.5.0 declare. One idea has one flag everywhere, whatever Java calls it: topicName and topic are `--topic`,
 * groupName, consumerGroup and subscriptionGroup are `--group`, brokerAddr, brokerName and broker are `--broker`.
 */
import type {JavaOption} from './java-commands.js'

export interface JavaRow {
  readonly name: string
  readonly aliases: readonly string[]
  /** A function, so that start-up builds one row only. */
  readonly options: () => JavaOption[]
}

type Extra = Omit<JavaOption, 'short' | 'long' | 'flag' | 'kind'>

const row = (name: string, options: () => JavaOption[], aliases: readonly string[] = []): JavaRow => ({
  name,
  aliases,
  options,
})
const option =
  (kind: JavaOption['kind']) =>
  (short: string, long: string, flag: string, extra: Extra = {}): JavaOption => ({
    ...(short === '' ? {} : {short}),
    long,
    flag,
    kind,
    ...extra,
  })
const value = option('value')
const boolean = option('boolean')
const toggle = option('switch')

const required: Extra = {required: true}
/** Required by Java; ours finds out by itself, e.g. where the name servers know one cluster only. */
const relaxed: Extra = {required: true, relaxed: 'always'}
/** Required under the Java name only. */
const oursMayOmit: Extra = {required: true, relaxed: 'ours'}
const target: Extra = {...relaxed, group: 'target'}
const change: Extra = {...required, group: 'change', together: true}
const seconds: Extra = {unit: 's', brings: 'watch'}

const brokerAddr = value('b', 'brokerAddr', 'broker')
const clusterName = value('c', 'clusterName', 'cluster')
const cluster = value('c', 'cluster', 'cluster')
const targetBroker = value('b', 'brokerAddr', 'broker', target)
const targetCluster = value('c', 'clusterName', 'cluster', target)
const topic = value('t', 'topic', 'topic', required)
const anyTopic = value('t', 'topic', 'topic')
const groupName = value('g', 'groupName', 'group', required)
const consumerGroup = value('g', 'consumerGroup', 'group', required)
const brokerName = value('b', 'brokerName', 'broker', required)
const key = value('k', 'key', 'key', required)
const newValue = value('v', 'value', 'value', required)
const from = value('b', 'beginTimestamp', 'from')
const to = value('e', 'endTimestamp', 'to')
const controller = value('a', 'controllerAddress', 'controller', required)
const every = value('i', 'interval', 'every', {...seconds, blank: '3s'})
const parentTopic = value('p', 'parentTopic', 'parent-topic', required)
const folder = value('f', 'filePath', 'folder')

/** Our command id → the Java command. */
export const javaTable: Readonly<Record<string, JavaRow>> = {
  'topic:set': row('updateTopic', () => [
    targetBroker,
    targetCluster,
    value('a', 'attributes', 'attributes'),
    topic,
    value('r', 'readQueueNums', 'read-queues'),
    value('w', 'writeQueueNums', 'write-queues'),
    value('p', 'perm', 'perm'),
    boolean('o', 'order', 'order'),
    boolean('u', 'unit', 'unit'),
    boolean('s', 'hasUnitSub', 'has-unit-sub'),
  ]),
  'topic:import': row('updateTopicList', () => [targetBroker, targetCluster, value('f', 'filename', 'file', required)]),
  'topic:delete': row('deleteTopic', () => [topic, value('c', 'clusterName', 'cluster', relaxed)]),
  'group:set': row('updateSubGroup', () => [
    brokerAddr,
    clusterName,
    groupName,
    boolean('s', 'consumeEnable', 'consume'),
    boolean('m', 'consumeFromMinEnable', 'consume-from-min'),
    boolean('d', 'consumeBroadcastEnable', 'broadcast'),
    boolean('o', 'consumeMessageOrderly', 'orderly'),
    value('q', 'retryQueueNums', 'retry-queues'),
    value('r', 'retryMaxTimes', 'max-retries'),
    value('p', 'groupRetryPolicy', 'retry-policy'),
    value('i', 'brokerId', 'broker-id'),
    value('w', 'whichBrokerWhenConsumeSlowly', 'slow-broker-id'),
    boolean('a', 'notifyConsumerIdsChanged', 'notify-changes'),
    value('', 'attributes', 'attributes'),
  ]),
  'group:import': row('updateSubGroupList', () => [
    targetBroker,
    targetCluster,
    value('f', 'filename', 'file', required),
  ]),
  'group:mode': row('setConsumeMode', () => [
    brokerAddr,
    clusterName,
    value('t', 'topicName', 'topic', required),
    groupName,
    value('m', 'mode', 'mode', required),
    value('q', 'popShareQueueNum', 'pop-share-queues'),
  ]),
  'group:delete': row('deleteSubGroup', () => [
    brokerAddr,
    clusterName,
    groupName,
    boolean('r', 'removeOffset', 'remove-offsets'),
  ]),
  'broker:config:set': row('updateBrokerConfig', () => [
    brokerAddr,
    clusterName,
    boolean('a', 'updateAllBroker', 'include-slaves'),
    key,
    newValue,
  ]),
  'topic:permit': row('updateTopicPerm', () => [brokerAddr, clusterName, topic, value('p', 'perm', 'perm', required)]),
  'topic:route': row('topicRoute', () => [topic, toggle('l', 'list', 'list')]),
  'topic:status': row('topicStatus', () => [topic, cluster]),
  'topic:clusters': row('topicClusterList', () => [topic]),
  'broker:add': row('addBroker', () => [
    value('c', 'brokerContainerAddr', 'container', required),
    value('b', 'brokerConfigPath', 'config-file', required),
  ]),
  'broker:remove': row('removeBroker', () => [
    value('c', 'brokerContainerAddr', 'container', required),
    value('b', 'brokerIdentity', 'broker-identity', required),
  ]),
  'broker:flush-offset': row('resetMasterFlushOffset', () => [brokerAddr, value('o', 'offset', 'offset')]),
  'broker:status': row('brokerStatus', () => [targetBroker, targetCluster]),
  'message:get': row('queryMsgById', () => [
    // 4.9 has no -t here: its lines give the id alone
    value('t', 'topic', 'topic', relaxed),
    value('i', 'msgId', 'message-id', required),
    value('g', 'consumerGroup', 'group'),
    value('d', 'clientId', 'client-id'),
    boolean('s', 'sendMessage', 'resend'),
    value('u', 'unitName', 'unit-name'),
    value('f', 'bodyFormat', 'charset'),
    cluster,
  ]),
  'message:find': row('queryMsgByKey', () => [
    topic,
    value('k', 'msgKey', 'key', required),
    from,
    to,
    value('m', 'maxNum', 'max'),
    cluster,
    value('p', 'keyType', 'key-type'),
    value('l', 'lastKey', 'last-key'),
  ]),
  'message:unique': row('queryMsgByUniqueKey', () => [
    value('i', 'msgId', 'message-id', required),
    value('g', 'consumerGroup', 'group'),
    value('d', 'clientId', 'client-id'),
    topic,
    toggle('a', 'showAll', 'all'),
    cluster,
    value('s', 'startTime', 'from'),
    value('e', 'endTime', 'to'),
  ]),
  'message:at': row('queryMsgByOffset', () => [
    topic,
    brokerName,
    value('i', 'queueId', 'queue', required),
    value('o', 'offset', 'offset', required),
    value('f', 'bodyFormat', 'charset'),
    value('r', 'routeTopic', 'route-topic'),
  ]),
  'message:trace': row(
    'queryMsgTraceById',
    () => [
      value('i', 'msgId', 'message-id', required),
      value('t', 'traceTopic', 'trace-topic'),
      from,
      to,
      value('c', 'maxNum', 'max'),
    ],
    ['QueryMsgTraceById'],
  ),
  'message:print': row('printMsg', () => [
    topic,
    value('c', 'charsetName', 'charset'),
    value('s', 'subExpression', 'expression'),
    from,
    to,
    boolean('d', 'printBody', 'print-body'),
    value('l', 'lmqParentTopic', 'parent-topic'),
  ]),
  'message:print-queue': row('printMsgByQueue', () => [
    topic,
    value('a', 'brokerName', 'broker', required),
    value('i', 'queueId', 'queue', required),
    value('c', 'charsetName', 'charset'),
    value('s', 'subExpression', 'expression'),
    from,
    to,
    boolean('p', 'print msg', 'print-messages'),
    boolean('d', 'printBody', 'print-body'),
    boolean('f', 'calculate', 'count-by-tag'),
  ]),
  'broker:send-status': row('sendMsgStatus', () => [
    brokerName,
    value('s', 'messageSize', 'size'),
    value('c', 'count', 'count'),
  ]),
  'broker:lag': row('brokerConsumeStats', () => [
    value('b', 'brokerAddr', 'broker', required),
    value('t', 'timeoutMillis', 'request-timeout', {unit: 'ms'}),
    value('l', 'level', 'min-lag'),
    boolean('o', 'order', 'order'),
  ]),
  'producer:clients': row('producerConnection', () => [value('g', 'producerGroup', 'group', required), topic]),
  'group:clients': row('consumerConnection', () => [consumerGroup, brokerAddr]),
  'group:lag': row('consumerProgress', () => [
    value('g', 'groupName', 'group'),
    value('t', 'topicName', 'topic'),
    boolean('s', 'showClientIP', 'client-ip'),
    cluster,
  ]),
  'group:status': row('consumerStatus', () => [
    consumerGroup,
    value('i', 'clientId', 'client-id'),
    brokerAddr,
    toggle('s', 'jstack', 'jstack'),
  ]),
  'offset:copy': row('cloneGroupOffset', () => [
    value('s', 'srcGroup', 'from-group', required),
    value('d', 'destGroup', 'to-group', required),
    value('t', 'topic', 'topic', oursMayOmit),
    boolean('o', 'offline', 'offline'),
  ]),
  'producer:list': row('producer', () => [value('b', 'broker', 'broker', required)]),
  'cluster:list': row('clusterList', () => [
    toggle('m', 'moreStats', 'more-stats'),
    value('i', 'interval', 'every', seconds),
    clusterName,
  ]),
  'topic:list': row('topicList', () => [toggle('c', 'clusterModel', 'cluster-model')]),
  'nameserver:kv:set': row('updateKvConfig', () => [value('s', 'namespace', 'namespace', required), key, newValue]),
  'nameserver:kv:delete': row('deleteKvConfig', () => [value('s', 'namespace', 'namespace', required), key]),
  'nameserver:wipe-write': row('wipeWritePerm', () => [brokerName]),
  'nameserver:add-write': row('addWritePerm', () => [brokerName]),
  'offset:reset': row('resetOffsetByTime', () => [
    value('g', 'group', 'group', required),
    value('t', 'topic', 'topic', oursMayOmit),
    value('s', 'timestamp', 'timestamp', {...oursMayOmit, unless: ['to', 'offset']}),
    boolean('f', 'force', 'force'),
    toggle('', 'cplus', 'cplus', {shadowed: 'c'}),
    value('c', 'cluster', 'cluster', {bare: 'cplus'}),
    value('b', 'broker', 'broker'),
    value('q', 'queue', 'queue'),
    value('o', 'offset', 'offset'),
  ]),
  'offset:skip': row('skipAccumulatedMessage', () => [
    value('g', 'group', 'group', required),
    topic,
    boolean('f', 'force', 'force'),
    cluster,
  ]),
  'topic:order': row('updateOrderConf', () => [
    topic,
    value('v', 'orderConf', 'order-conf'),
    value('m', 'method', 'method', oursMayOmit),
  ]),
  'broker:clean-queues': row('cleanExpiredCQ', () => [brokerAddr, cluster]),
  'broker:clean-log': row('deleteExpiredCommitLog', () => [
    value('n', 'namesrvAddr', 'namesrvAddr'),
    brokerAddr,
    cluster,
  ]),
  'topic:clean': row('cleanUnusedTopic', () => [brokerAddr, cluster]),
  'group:monitor': row('startMonitoring', () => []),
  'broker:stats': row('statsAll', () => [toggle('a', 'activeTopic', 'active'), anyTopic]),
  'topic:allocate': row('allocateMQ', () => [topic, value('i', 'ipList', 'clients', required)]),
  'message:send-rt': row('checkMsgSendRT', () => [topic, value('a', 'amount', 'count'), value('s', 'size', 'size')]),
  'cluster:rt': row('clusterRT', () => [
    value('a', 'amount', 'count'),
    value('s', 'size', 'size'),
    cluster,
    boolean('p', 'print log', 'print-log'),
    value('m', 'machine room', 'machine-room'),
    value('i', 'interval', 'every', seconds),
  ]),
  'nameserver:config:get': row('getNamesrvConfig', () => []),
  'nameserver:config:set': row('updateNamesrvConfig', () => [key, newValue]),
  'broker:config:get': row('getBrokerConfig', () => [targetBroker, targetCluster]),
  'group:config': row('getConsumerConfig', () => [groupName]),
  'queue:entries': row('queryCq', () => [
    topic,
    value('q', 'queue', 'queue', required),
    value('i', 'index', 'offset', required),
    value('c', 'count', 'count'),
    value('b', 'broker', 'broker'),
    value('g', 'consumer', 'group'),
  ]),
  'message:send': row('sendMessage', () => [
    topic,
    value('p', 'body', 'body', oursMayOmit),
    value('k', 'key', 'keys'),
    value('c', 'tags', 'tags'),
    value('b', 'broker', 'broker'),
    value('i', 'qid', 'queue'),
    boolean('m', 'msgTraceEnable', 'message-trace'),
  ]),
  'message:consume': row('consumeMessage', () => [
    topic,
    value('b', 'brokerName', 'broker'),
    value('i', 'queueId', 'queue'),
    value('o', 'offset', 'offset'),
    value('g', 'consumerGroup', 'group'),
    value('s', 'beginTimestamp', 'from'),
    to,
    value('c', 'MessageNumber', 'count'),
  ]),
  'topic:static:set': row('updateStaticTopic', () => [
    value('c', 'clusters', 'clusters', target),
    value('b', 'brokers', 'brokers', target),
    topic,
    value('qn', 'totalQueueNum', 'queues', {...required, unless: ['map-file']}),
    value('mf', 'mapFile', 'map-file'),
    boolean('fr', 'forceReplace', 'force-replace'),
  ]),
  'topic:static:remap': row('remappingStaticTopic', () => [
    value('c', 'clusters', 'clusters', target),
    value('b', 'brokers', 'brokers', target),
    topic,
    value('mf', 'mapFile', 'map-file'),
    boolean('fr', 'forceReplace', 'force-replace'),
  ]),
  'export:metadata': row('exportMetadata', () => [
    clusterName,
    brokerAddr,
    folder,
    toggle('t', 'topic', 'topics-only'),
    toggle('g', 'subscriptionGroup', 'groups-only'),
    toggle('s', 'specialTopic', 'special-topics'),
  ]),
  'export:configs': row('exportConfigs', () => [value('c', 'clusterName', 'cluster', relaxed), folder]),
  'export:metrics': row('exportMetrics', () => [value('c', 'clusterName', 'cluster', relaxed), folder]),
  'store:rocksdb': row('exportMetadataInRocksDB', () => [
    value('p', 'path', 'path', required),
    value('t', 'configType', 'config-type', required),
    boolean('j', 'jsonEnable', 'as-json'),
  ]),
  'export:pop-records': row('exportPopRecord', () => [
    clusterName,
    brokerAddr,
    // Java's sense is inverted (only "false" is dry). Here every -d is dry, so that nobody exports by mistake
    value('d', 'dryRun', 'dry-run', {presence: true}),
  ]),
  'ha:status': row('haStatus', () => [clusterName, brokerAddr, every]),
  'ha:sync-state': row('getSyncStateSet', () => [controller, clusterName, value('b', 'brokerName', 'broker'), every]),
  'broker:epoch': row('getBrokerEpoch', () => [targetCluster, value('b', 'brokerName', 'broker', target), every]),
  'controller:metadata': row('getControllerMetaData', () => [controller]),
  'controller:config:get': row('getControllerConfig', () => [controller]),
  'controller:config:set': row('updateControllerConfig', () => [controller, key, newValue]),
  'controller:elect': row('electMaster', () => [
    controller,
    value('b', 'brokerId', 'broker-id', required),
    value('bn', 'brokerName', 'broker', required),
    value('c', 'clusterName', 'cluster', required),
  ]),
  'controller:clean': row(
    'cleanBrokerMetadata',
    () => [
      controller,
      value('b', 'brokerControllerIdsToClean', 'broker-ids'),
      value('bn', 'brokerName', 'broker', required),
      clusterName,
      toggle('l', 'cleanLivingBroker', 'include-living'),
    ],
    ['cleanBrokerData'],
  ),
  'store:compaction': row('dumpCompactionLog', () => [value('f', 'file', 'file')]),
  'broker:cold:list': row('getColdDataFlowCtrInfo', () => [brokerAddr, clusterName]),
  'broker:cold:set': row('updateColdDataFlowCtrGroupConfig', () => [
    brokerAddr,
    clusterName,
    consumerGroup,
    value('v', 'threshold', 'threshold', required),
  ]),
  'broker:cold:delete': row('removeColdDataFlowCtrGroupConfig', () => [brokerAddr, clusterName, consumerGroup]),
  'broker:read-ahead': row('setCommitLogReadAheadMode', () => [
    brokerAddr,
    clusterName,
    value('m', 'commitLogReadAheadMode', 'mode', required),
  ]),
  'user:create': row('createUser', () => [
    targetCluster,
    targetBroker,
    value('u', 'username', 'username', required),
    value('p', 'password', 'password', required),
    value('t', 'userType', 'type'),
  ]),
  'user:update': row('updateUser', () => [
    targetCluster,
    targetBroker,
    value('u', 'username', 'username', required),
    value('p', 'password', 'password', change),
    value('t', 'userType', 'type', change),
    value('s', 'userStatus', 'status', change),
  ]),
  'user:delete': row('deleteUser', () => [targetCluster, targetBroker, value('u', 'username', 'username', required)]),
  'user:get': row('getUser', () => [targetBroker, targetCluster, value('u', 'username', 'username')]),
  'user:list': row('listUser', () => [targetBroker, targetCluster, value('f', 'filter', 'filter')]),
  'user:copy': row('copyUser', () => [
    value('f', 'fromBroker', 'from-broker', required),
    value('t', 'toBroker', 'to-broker', required),
    value('u', 'usernames', 'usernames'),
  ]),
  'acl:create': row('createAcl', () => [
    targetCluster,
    targetBroker,
    value('s', 'subject', 'subject', required),
    value('r', 'resources', 'resources', required),
    value('a', 'actions', 'actions', required),
    value('i', 'sourceIp', 'source-ip'),
    value('d', 'decision', 'decision', required),
  ]),
  'acl:update': row('updateAcl', () => [
    targetCluster,
    targetBroker,
    value('s', 'subject', 'subject', required),
    value('r', 'resources', 'resources', required),
    value('a', 'actions', 'actions', oursMayOmit),
    value('d', 'decision', 'decision', oursMayOmit),
    value('i', 'sourceIp', 'source-ip'),
  ]),
  'acl:delete': row('deleteAcl', () => [
    targetCluster,
    targetBroker,
    value('s', 'subject', 'subject', required),
    value('r', 'resources', 'resource'),
  ]),
  'acl:get': row('getAcl', () => [targetBroker, targetCluster, value('s', 'subject', 'subject')]),
  'acl:list': row('listAcl', () => [
    targetBroker,
    targetCluster,
    value('s', 'subject', 'subject'),
    value('r', 'resource', 'resource'),
  ]),
  'acl:copy': row('copyAcl', () => [
    value('f', 'fromBroker', 'from-broker', required),
    value('t', 'toBroker', 'to-broker', required),
    value('s', 'subjects', 'subjects'),
  ]),
  'store:rocksdb-to-json': row('rocksDBConfigToJson', () => [
    value('t', 'configType', 'config-type'),
    value('p', 'configPath', 'path'),
    value('e', 'exportFile', 'file'),
    boolean('j', 'jsonEnable', 'as-json'),
    value('n', 'nameserverAddr', 'namesrvAddr'),
    cluster,
    brokerAddr,
  ]),
  'queue:rocksdb-progress': row('checkRocksdbCqWriteProgress', () => [
    value('c', 'cluster', 'cluster', relaxed),
    value('n', 'nameserverAddr', 'namesrvAddr', relaxed),
    anyTopic,
    value('cf', 'checkFrom', 'from'),
  ]),
  'broker:timer': row('switchTimerEngine', () => [
    targetBroker,
    targetCluster,
    value('e', 'engineType', 'engine', required),
  ]),
  'lite:broker': row('getBrokerLiteInfo', () => [
    targetBroker,
    value('c', 'cluster', 'cluster', target),
    toggle('d', 'showDetail', 'detail'),
  ]),
  'lite:parent': row('getParentTopicInfo', () => [parentTopic]),
  'lite:topic': row('getLiteTopicInfo', () => [
    parentTopic,
    value('l', 'liteTopic', 'lite-topic', required),
    toggle('s', 'showClientId', 'client-ids'),
  ]),
  'lite:client': row('getLiteClientInfo', () => [
    parentTopic,
    value('g', 'group', 'group', required),
    value('c', 'clientId', 'client-id', required),
    toggle('s', 'showDetail', 'detail'),
  ]),
  'lite:group': row('getLiteGroupInfo', () => [
    parentTopic,
    value('g', 'group', 'group', required),
    value('l', 'liteTopic', 'lite-topic'),
    value('k', 'topK', 'top'),
  ]),
  'lite:dispatch': row('triggerLiteDispatch', () => [
    parentTopic,
    value('g', 'group', 'group', required),
    value('c', 'clientId', 'client-id'),
    value('b', 'brokerName', 'broker'),
  ]),
  'acl4:set': row('updateAclConfig', () => [
    value('a', 'accessKey', 'account', required),
    targetBroker,
    targetCluster,
    value('s', 'secretKey', 'secret', oursMayOmit),
    value('t', 'topicPerms', 'topic-perms'),
    value('u', 'defaultGroupPerm', 'default-group-perm'),
    value('w', 'whiteRemoteAddress', 'white-addresses'),
    value('g', 'groupPerms', 'group-perms'),
    value('i', 'defaultTopicPerm', 'default-topic-perm'),
    boolean('m', 'admin', 'admin'),
  ]),
  'acl4:delete': row(
    'deleteAclConfig',
    () => [value('a', 'accessKey', 'account', required), targetBroker, targetCluster],
    ['deleteAccessConfig'],
  ),
  'acl4:version': row('clusterAclConfigVersion', () => [targetBroker, targetCluster]),
  'acl4:trust': row('updateGlobalWhiteAddr', () => [
    value('p', 'aclFileFullPath', 'acl-file'),
    targetBroker,
    targetCluster,
    value('g', 'globalWhiteRemoteAddresses', 'white-addresses', required),
  ]),
  'acl4:get': row('getAclConfig', () => [targetBroker, targetCluster], ['getAccessConfigSubCommand']),
}
