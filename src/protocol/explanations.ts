/** What each response code means to who meets it: causes from the servers' own code paths, likeliest first, and what to do. */
import type {ResponseName} from './response-code.js'

export interface Explanation {
  meaning: string
  causes: readonly string[]
  cures: readonly string[]
}

const controllerEpochs = [
  'mqadmin ha sync-state shows master and epoch as the controller sees them; mqadmin broker epoch what the broker has',
  'a broker that stays behind joins again when it is restarted',
]
const notSent = 'servers of today do not send it: the number is kept for old clients'
const hotBroker =
  'mqadmin broker status: pageCacheLockTimeMills and the …QueueHeadWaitTimeMills say where requests wait'

export const explanations: Readonly<Record<ResponseName, Explanation>> = {
  SUCCESS: {
    meaning: 'Done. For an update it says that the server took it, not that every broker has it.',
    causes: [],
    cures: [],
  },
  SYSTEM_ERROR: {
    meaning: 'The server failed, or refused for a reason that has no code of its own; the remark says which.',
    causes: [
      'a value the server does not accept: brokers 4.x answer with this where 5.x says 29',
      'the ACL of a broker 4.x: the remark names AclException',
      'the feature is switched off on the broker, for instance enablePropertyFilter or timerWheelEnable',
      'users or access rules are asked for where authentication or authorization is off: the remark says only that a system error occurred, or that a MetadataProvider is not configured',
      'an exception inside the server',
    ],
    cures: [
      'read the remark; after an exception the log of the server (broker.log, namesrv.log) has the whole story',
      'authenticationEnabled, authorizationEnabled and their providers in broker.conf switch users and rules on (docs/security.md)',
      'AclException: check account and secret with mqadmin context show, and what the account may do with mqadmin acl4 get',
    ],
  },
  SYSTEM_BUSY: {
    meaning: 'The server is overloaded and dropped the request before doing anything; sending it again does no harm.',
    causes: [
      '[TIMEOUT_CLEAN_QUEUE]: it waited in the queue longer than waitTimeMillsInSendQueue (200 ms) or its like',
      '[PCBUSY_CLEAN_QUEUE] or [PC_SYNCHRONIZED]: writing to the page cache took over osPageCacheBusyTimeOutMills (1 s): slow disk, no free memory',
      '[OVERLOAD] or [REJECTREQUEST]: the pool of threads is full',
    ],
    cures: [
      'try again after a moment, with growing pauses',
      hotBroker,
      'give the broker a faster disk or more memory, or spread the topic over more brokers',
    ],
  },
  REQUEST_CODE_NOT_SUPPORTED: {
    meaning: 'The server does not know this request.',
    causes: [
      'the server is older than the request',
      'the address belongs to another kind of server: a name server asked as a broker, a proxy, a controller',
      'newer brokers dropped it: the ACL commands of 4.x ended with 5.3.3',
    ],
    cures: ['mqadmin cluster list shows the release of each broker', 'check the address and its port'],
  },
  TRANSACTION_FAILED: {
    meaning: 'A transaction failed.',
    causes: [notSent],
    cures: ['look at the log of the server that sent it'],
  },
  FLUSH_DISK_TIMEOUT: {
    meaning: 'The message is stored, but the disk did not confirm it in time (SYNC_FLUSH, syncFlushTimeout 5 s).',
    causes: ['a slow or overloaded disk'],
    cures: [
      'do not simply send it again: the broker has it, and it would be there twice',
      'look at the disk: mqadmin broker status, iostat',
    ],
  },
  SLAVE_NOT_AVAILABLE: {
    meaning:
      'On sending: the message is stored on the master, and no slave is there to take a copy. On ending a transaction or recalling a message: the request went to a slave.',
    causes: [
      'brokerRole is SYNC_MASTER and its slaves are down or too far behind (haMaxGapNotInSync)',
      'the slave cannot reach the replication port of the master (haListenPort, by default one above listenPort)',
      'the client has an old route and asked a slave',
    ],
    cures: [
      'mqadmin ha status shows the slaves and how far behind each is',
      'start the slave, or make the master ASYNC_MASTER where one copy is enough',
    ],
  },
  FLUSH_SLAVE_TIMEOUT: {
    meaning: 'The message is stored on the master; its slave did not confirm a copy in time.',
    causes: ['a slow slave, disk or network', 'a slave that just started and is catching up'],
    cures: ['do not simply send it again: the master has it', 'mqadmin ha status shows how far behind the slave is'],
  },
  MESSAGE_ILLEGAL: {
    meaning: 'The broker does not take a message like this.',
    causes: [
      'the body is longer than maxMessageSize (4 MiB) or the properties longer than 32,767 bytes',
      'the name of the topic is too long',
      'a batch with delays or for a retry topic',
      'it shall be delivered later than timerMaxDelaySec (3 days) from now',
    ],
    cures: ['make it smaller: compress it, or send a reference to it', 'mqadmin broker config get shows the limits'],
  },
  SERVICE_NOT_AVAILABLE: {
    meaning: 'The broker does not write messages now.',
    causes: [
      'the disk is full: above 90 % it stops writing (above 75 % it begins to delete old files)',
      'it is a slave, and slaves take no messages',
      'it is starting or shutting down',
      'an earlier write failed, and the store closed itself',
    ],
    cures: [
      'mqadmin broker status: commitLogDiskRatio; a ratio near 0.9 is the disk',
      'make room: shorten fileReservedTime, run mqadmin broker clean-log, or enlarge the disk',
      'mqadmin cluster list shows which address is the master (id 0)',
    ],
  },
  VERSION_NOT_SUPPORTED: {
    meaning: 'A proxy does not take clients as old as this one.',
    causes: ['the client is older than the proxy supports, or the proxy does not know its language'],
    cures: ['use a newer client', 'ask the broker instead of the proxy'],
  },
  NO_PERMISSION: {
    meaning: 'It is forbidden: to this account, or to everybody.',
    causes: [
      'the account is unknown or disabled, its secret is wrong, or it lacks the right (the remark names user and resource)',
      'the request was not signed at all',
      'the topic or the broker is closed for reading or writing (perm), or the group may not consume (consumeEnable)',
      'configuration that the broker forbids to change (configBlackList)',
      'what is said of a user or a rule is wrong: brokers 5.x have no code of its own for that (the remark says what)',
    ],
    cures: [
      'mqadmin context show: whose credentials are sent, and where they come from',
      'mqadmin user list and mqadmin acl list, signed as a super user, show what accounts may do',
      'mqadmin topic route shows the perm of a topic; mqadmin topic permit and mqadmin broker config set brokerPermission open it',
    ],
  },
  TOPIC_NOT_EXIST: {
    meaning:
      'The server that was asked does not have the topic. From a name server: no broker that it knows serves it.',
    causes: [
      'the name is misspelt, or this is another cluster',
      'the topic was never created, and autoCreateTopicEnable is off',
      'it was created on other brokers, or registered with some of the name servers only',
      'the broker that has it is down or lost its name server',
    ],
    cures: [
      'mqadmin topic list; mqadmin context show tells which cluster was asked',
      'mqadmin cluster list: is the broker there?',
      'mqadmin topic set creates it',
    ],
  },
  TOPIC_EXIST_ALREADY: {
    meaning: 'There is a topic of that name already.',
    causes: [notSent],
    cures: ['mqadmin topic get shows what is there'],
  },
  PULL_NOT_FOUND: {
    meaning: 'No new message in the queue. Nothing is wrong: a consumer at the end gets this all day.',
    causes: ['the offset is the end of the queue'],
    cures: [],
  },
  PULL_RETRY_IMMEDIATELY: {
    meaning: 'Messages were there, but none that the filter wants; go on at nextBeginOffset.',
    causes: ['the tags or the SQL expression match none of those looked at'],
    cures: ['if nothing ever matches, compare the expression with the tags: mqadmin message print'],
  },
  PULL_OFFSET_MOVED: {
    meaning: 'The offset lies outside of what the queue holds; nextBeginOffset says where to go on.',
    causes: [
      'the messages there were deleted meanwhile (fileReservedTime)',
      'the queue was made anew, or the topic deleted and created again, and the group kept its old offset',
      'somebody reset the offset',
    ],
    cures: ['mqadmin topic status shows the range', 'mqadmin offset reset puts the group where it should be'],
  },
  QUERY_NOT_FOUND: {
    meaning: 'What was asked for is not there.',
    causes: [
      'an offset: the group never committed one for this queue',
      'a message: no such key in that time, or it is deleted already',
      'a key-value setting of the name server: not set',
    ],
    cures: [
      'look under the other kind of id: a message has one from its producer and one from its broker (mqadmin message get tries both)',
      'widen the range of time',
    ],
  },
  SUBSCRIPTION_PARSE_FAILED: {
    meaning: 'The broker does not understand the expression of the subscription.',
    causes: ['wrong SQL92, or tags not separated by ||', 'an expression type the broker does not know'],
    cures: ['correct the expression; SQL92 needs enablePropertyFilter on the broker'],
  },
  SUBSCRIPTION_NOT_EXIST: {
    meaning: 'The broker knows no subscription of this group to this topic.',
    causes: [
      'the heartbeat of the consumer has not arrived yet (it repeats every 30 s)',
      'members of one group subscribe to different topics, and the last heartbeat wins',
      'the consumer is connected through a proxy or to another broker',
    ],
    cures: [
      'mqadmin group clients shows the subscription of each member; make them equal or use two groups',
      'right after a start: wait for the next heartbeat',
    ],
  },
  SUBSCRIPTION_NOT_LATEST: {
    meaning: 'The consumer changed its subscription, and the broker still has the older one.',
    causes: ['the heartbeat with the change is on its way', 'members of one group with different subscriptions'],
    cures: ['it mends itself with the next heartbeat; if it goes on, compare the members: mqadmin group clients'],
  },
  SUBSCRIPTION_GROUP_NOT_EXIST: {
    meaning: 'The broker does not have the consumer group.',
    causes: [
      'the name is misspelt, or this is another cluster',
      'autoCreateSubscriptionGroup is off, and nobody created it on this broker',
      'it was deleted',
    ],
    cures: ['mqadmin group list', 'mqadmin group set creates it on every broker of the cluster'],
  },
  FILTER_DATA_NOT_EXIST: {
    meaning: 'The broker has no compiled filter for this group and topic.',
    causes: ['the SQL expression could not be compiled', 'the broker restarted, and the heartbeat has not come yet'],
    cures: ['check the expression', 'wait for the next heartbeat'],
  },
  FILTER_DATA_NOT_LATEST: {
    meaning: 'The filter that the broker has is older than that of the consumer.',
    causes: ['the heartbeat with the new expression is on its way', 'members of one group with different expressions'],
    cures: ['it mends itself with the next heartbeat; if it goes on, compare the members: mqadmin group clients'],
  },
  INVALID_PARAMETER: {
    meaning: 'A value is not acceptable (5.x; brokers 4.9 answer 1).',
    causes: [
      'a name with characters that are not allowed, or too long',
      'the name of a system topic or group',
      'a blank value',
    ],
    cures: ['names: letters, digits and % | - _, topics up to 127 characters'],
  },
  TRANSACTION_SHOULD_COMMIT: {
    meaning: 'The transaction should be committed.',
    causes: [notSent],
    cures: ['look at the log of the server that sent it'],
  },
  TRANSACTION_SHOULD_ROLLBACK: {
    meaning: 'The transaction should be rolled back.',
    causes: [notSent],
    cures: ['look at the log of the server that sent it'],
  },
  TRANSACTION_STATE_UNKNOW: {
    meaning: 'The state of the transaction is not known.',
    causes: [notSent],
    cures: ['look at the log of the server that sent it'],
  },
  TRANSACTION_STATE_GROUP_WRONG: {
    meaning: 'The producer group of the transaction is not that of the message.',
    causes: [notSent],
    cures: ['look at the log of the server that sent it'],
  },
  NO_BUYER_ID: {
    meaning: 'The message lacks the buyer id that routing by units needs.',
    causes: ['a deployment with units of its own; Apache RocketMQ itself only lets its producer try again on it'],
    cures: ['ask who runs the servers'],
  },
  NOT_IN_CURRENT_UNIT: {
    meaning: 'The message belongs to another unit than this broker.',
    causes: ['a deployment with units of its own; Apache RocketMQ itself only lets its producer try again on it'],
    cures: ['ask who runs the servers'],
  },
  CONSUMER_NOT_ONLINE: {
    meaning: 'No client of the consumer group is connected to this broker.',
    causes: [
      'its consumers are stopped',
      'they are connected through a proxy (gRPC clients are): the broker does not see them',
      'they consume another topic, so that they have no connection to this broker',
    ],
    cures: [
      'mqadmin group clients asks all brokers',
      'the lag can still be read (mqadmin group lag), and offsets be reset (mqadmin offset reset)',
    ],
  },
  CONSUME_MSG_TIMEOUT: {
    meaning: 'The broker passed the request on to a client, and the client did not answer in time.',
    causes: ['the client is busy, hung or in a long pause for memory', 'the connection between them is half dead'],
    cures: ['try again', 'mqadmin group status --help: a thread dump of the client shows what it does'],
  },
  NO_MESSAGE: {
    meaning: 'No message: a search ended without one, or what was acknowledged is not in the queue.',
    causes: [
      'the id or key is wrong, or the message is deleted already',
      'on acknowledging: the offset lies outside of the queue, or the list of acknowledgements is empty',
    ],
    cures: ['mqadmin message get takes any kind of id and says where it looked'],
  },
  POLLING_FULL: {
    meaning: 'The broker (5.x) already holds as many waiting pop requests as it takes.',
    causes: ['more pop consumers wait for messages than popPollingSize and popPollingMapSize allow'],
    cures: ['wait and ask again', 'use fewer consumers, or raise the limits on the broker'],
  },
  POLLING_TIMEOUT: {
    meaning: 'A pop request (5.x) waited to its end, and no message came. Nothing is wrong.',
    causes: ['the queue has nothing new', 'the request was over its time already when the broker got to it'],
    cures: ['if it is never anything else although messages are there: mqadmin group lag'],
  },
  BROKER_NOT_EXIST: {
    meaning: 'The broker container (5.x) has no such broker.',
    causes: ['cluster, name or id of the broker are misspelt', 'it was removed already'],
    cures: ['mqadmin cluster list shows the brokers that are registered'],
  },
  BROKER_DISPATCH_NOT_COMPLETE: {
    meaning: 'The queues of the broker are behind its log.',
    causes: ['it restarted, and builds its queues from the log', 'the disk is slow'],
    cures: ['wait; mqadmin broker status: dispatchBehindBytes shows how far behind it is'],
  },
  BROADCAST_CONSUMPTION: {
    meaning: "The group consumes as broadcast, so no broker knows its progress; Java's tools say this themselves.",
    causes: ['every client of a broadcasting group keeps its own offsets'],
    cures: ['look at the files of the clients (~/.rocketmq_offsets), or let the group consume as a cluster'],
  },
  FLOW_CONTROL: {
    meaning: 'The server limits how fast this client may ask.',
    causes: ["a quota of the service; Java's push consumer waits 20 ms and goes on"],
    cures: ['ask more slowly', 'ask who runs the service for a higher quota'],
  },
  NOT_LEADER_FOR_QUEUE: {
    meaning: 'The queue of a static topic is not on this broker.',
    causes: ['the queue was mapped to another broker, and the client has an old route', 'the mapping is incomplete'],
    cures: ['mqadmin topic route shows where each queue is', 'repeat what was begun: mqadmin topic static remap'],
  },
  ILLEGAL_OPERATION: {
    meaning: 'What was asked for makes no sense for this message now (5.x).',
    causes: [
      'ending a transaction that the broker has checked and closed already',
      'recalling a delayed message that is due or past, or with the handle of another topic',
    ],
    cures: ['for a transaction: answer before the check time is over', 'for a recall: nothing, it is delivered'],
  },
  RPC_UNKNOWN: {
    meaning: 'The broker had to ask another broker for the answer, and failed for an unknown reason.',
    causes: ['static topics: the broker that holds the queue did not answer'],
    cures: ['look at the log of the broker that was asked'],
  },
  RPC_ADDR_IS_NULL: {
    meaning: 'The broker had to ask another broker and does not know its address.',
    causes: ['static topics: the broker that holds the queue is not registered'],
    cures: ['mqadmin cluster list: is it there? Start it'],
  },
  RPC_SEND_TO_CHANNEL_FAILED: {
    meaning: 'The broker had to ask another broker and could not send to it.',
    causes: ['that broker is down or out of reach from this one'],
    cures: ['mqadmin cluster list; check the network between the brokers'],
  },
  RPC_TIME_OUT: {
    meaning: 'The broker had to ask another broker, which did not answer in time.',
    causes: ['that broker is overloaded or hung'],
    cures: [hotBroker],
  },
  GO_AWAY: {
    meaning: 'The server is shutting down: connect again and repeat, to another one if there is one (5.3 and later).',
    causes: ['a restart or an upgrade'],
    cures: ['none: mqadmin connects again and repeats by itself, once'],
  },
  CONTROLLER_FENCED_MASTER_EPOCH: {
    meaning: 'The controller refused: the broker speaks as master of an older term.',
    causes: ['another master was elected meanwhile'],
    cures: controllerEpochs,
  },
  CONTROLLER_FENCED_SYNC_STATE_SET_EPOCH: {
    meaning: 'The controller refused: the list of replicas in sync that the broker has is older than its own.',
    causes: ['two changes of the list met; the broker takes the newer one and tries again'],
    cures: controllerEpochs,
  },
  CONTROLLER_INVALID_MASTER: {
    meaning: 'The controller refused: the broker is not the master it knows.',
    causes: ['another master was elected meanwhile'],
    cures: controllerEpochs,
  },
  CONTROLLER_INVALID_REPLICAS: {
    meaning: 'The controller refused: a replica in the list is unknown to it.',
    causes: ['the data of that replica was cleaned from the controller', 'it never registered'],
    cures: ['restart the replica so that it registers', ...controllerEpochs.slice(0, 1)],
  },
  CONTROLLER_MASTER_NOT_AVAILABLE: {
    meaning: 'The master is gone, and the controller found no replica to make the new one.',
    causes: ['no replica in sync is alive, and enableElectUncleanMaster is off'],
    cures: [
      'start a replica that was in sync: mqadmin ha sync-state names them',
      'only if their data may be lost: enableElectUncleanMaster on the controller, or mqadmin controller elect',
    ],
  },
  CONTROLLER_INVALID_REQUEST: {
    meaning: 'The controller cannot do anything with the request.',
    causes: ['a heartbeat without a broker id: a broker that does not run in controller mode', 'mixed releases'],
    cures: ['enableControllerMode on the broker, and one release for brokers and controllers'],
  },
  CONTROLLER_BROKER_NOT_ALIVE: {
    meaning: 'The controller refused: a replica in the list has stopped sending heartbeats.',
    causes: ['the replica is down or cannot reach the controller'],
    cures: ['start it, or check its way to the controllers; it drops out of the list by itself'],
  },
  CONTROLLER_NOT_LEADER: {
    meaning: 'This controller is not the leader; only the leader answers.',
    causes: ['the address of another controller was given', 'the leader has just changed, or there is none'],
    cures: [
      'mqadmin controller metadata shows the leader',
      'without a leader: more than half of the controllers must run',
    ],
  },
  CONTROLLER_BROKER_METADATA_NOT_EXIST: {
    meaning: 'The controller knows no broker of that name.',
    causes: ['the name is misspelt', 'it never registered, or its data was cleaned'],
    cures: ['check controllerAddr and enableControllerMode on the broker, and start it again'],
  },
  CONTROLLER_INVALID_CLEAN_BROKER_METADATA: {
    meaning: 'The controller will not clean the data of these brokers.',
    causes: [
      'one of them is alive',
      'the list of ids is not numbers with ; between',
      'there is no broker of that name',
    ],
    cures: ['stop the broker first, or say that the living may be cleaned too (mqadmin controller clean --help)'],
  },
  CONTROLLER_BROKER_NEED_TO_BE_REGISTERED: {
    meaning: 'The controller does not know this broker, or not with this id.',
    causes: ['the name is misspelt', 'the broker is new, or its data was cleaned from the controller'],
    cures: ['the broker registers when it starts: check controllerAddr and its log'],
  },
  CONTROLLER_MASTER_STILL_EXIST: {
    meaning: 'No election: the master is there and alive.',
    causes: ['an election was asked for without naming another broker', 'the broker named is the master already'],
    cures: ['name the broker that shall be master: mqadmin controller elect --help'],
  },
  CONTROLLER_ELECT_MASTER_FAILED: {
    meaning: 'The controller could not make that broker the master.',
    causes: ['it is not alive or not in sync, and enableElectUncleanMaster is off'],
    cures: ['mqadmin ha sync-state shows which replicas are in sync; choose one of them'],
  },
  CONTROLLER_ALTER_SYNC_STATE_SET_FAILED: {
    meaning: 'The controller did not take the new list of replicas in sync.',
    causes: ['the list is the old one, or lacks the master', 'there is no broker of that name'],
    cures: controllerEpochs,
  },
  CONTROLLER_BROKER_ID_INVALID: {
    meaning: 'The controller does not give this id to this broker.',
    causes: [
      'another broker of the same name has the id: the folder of a broker was copied with its identity',
      'the first broker of a name asked for another id than 1',
    ],
    cures: ['remove the copied brokerIdentity file from the store folder, and start the broker again'],
  },
  CONTROLLER_JRAFT_INTERNAL_ERROR: {
    meaning: 'The controllers could not agree (JRaft).',
    causes: ['no majority', 'a full disk or a damaged log of a controller'],
    cures: ['mqadmin controller metadata; then the log of the leader'],
  },
  CONTROLLER_BROKER_LIVE_INFO_NOT_EXISTS: {
    meaning: 'The controller has had no heartbeat of this broker.',
    causes: ['the broker just started, or is down', 'it cannot reach the controller'],
    cures: ['wait for its heartbeat; then check controllerAddr and the network'],
  },
  LMQ_QUOTA_EXCEEDED: {
    meaning: 'The broker (5.5) has as many light or lite queues as it takes.',
    causes: ['enableLmqQuota is on and maxLmqConsumeQueueNum (20,000) is reached'],
    cures: ['let unused lite topics expire or delete them', 'raise maxLmqConsumeQueueNum'],
  },
  LITE_SUBSCRIPTION_QUOTA_EXCEEDED: {
    meaning: 'The broker (5.5) has as many lite subscriptions as it takes.',
    causes: ['maxLiteSubscriptionCount (100,000) is reached'],
    cures: ['unsubscribe what is not needed', 'raise maxLiteSubscriptionCount'],
  },
  USER_NOT_EXIST: {
    meaning: 'There is no account of that name (5.3 and later).',
    causes: ['the name is misspelt', 'it exists on other brokers only: each broker keeps its own accounts'],
    cures: ['mqadmin user list', 'mqadmin user copy brings accounts from one broker to another'],
  },
  POLICY_NOT_EXIST: {
    meaning: 'The account has no such rule (5.3 and later).',
    causes: ['the resource is misspelt, or it is a rule of the other kind (custom, default)'],
    cures: ['mqadmin acl list'],
  },
}

const acl4Causes = [
  'ACL is not switched on (aclEnable), or conf/plain_acl.yml cannot be written',
  'a value is not allowed: access and secret key need more than 6 characters; the remark says which',
]
const acl4Cures = ['read the remark', 'mqadmin acl4 get shows what the broker has']

/** Numbers that brokers 4.9 use otherwise; the names are those of 4.9. */
export const explanations49 = {
  UPDATE_AND_CREATE_ACL_CONFIG_FAILED: {
    code: 209,
    meaning: 'The broker could not store the account.',
    causes: acl4Causes,
    cures: acl4Cures,
  },
  DELETE_ACL_CONFIG_FAILED: {
    code: 210,
    meaning: 'The broker could not delete the account.',
    causes: ['there is no such account', ...acl4Causes.slice(0, 1)],
    cures: acl4Cures,
  },
  UPDATE_GLOBAL_WHITE_ADDRS_CONFIG_FAILED: {
    code: 211,
    meaning: 'The broker could not store the addresses that need no signature.',
    causes: ['an address is not written as the broker wants it', ...acl4Causes.slice(0, 1)],
    cures: acl4Cures,
  },
} as const satisfies Record<string, Explanation & {code: number}>

/** Numbers that Java's clients make themselves (`ClientErrorCode`); no server sends them. */
export const clientExplanations = {
  CONNECT_BROKER_EXCEPTION: {
    code: 10001,
    meaning: "Java's client could not connect to the broker.",
    causes: ['the broker is down, or its advertised address is out of reach from there'],
    cures: ['mqadmin context test tries the same from here', 'set brokerIP1 on the broker'],
  },
  ACCESS_BROKER_TIMEOUT: {
    code: 10002,
    meaning: "Java's client had no answer of the broker in time.",
    causes: ['the broker is overloaded or hung'],
    cures: [hotBroker],
  },
  BROKER_NOT_EXIST_EXCEPTION: {
    code: 10003,
    meaning: "Java's client has no address for the broker that the route names.",
    causes: ['the broker went away after the route was read'],
    cures: ['mqadmin cluster list'],
  },
  NO_NAME_SERVER_EXCEPTION: {
    code: 10004,
    meaning: "Java's client was given no name server.",
    causes: ['neither NAMESRV_ADDR, rocketmq.namesrv.addr nor the code sets one'],
    cures: ['set one of them'],
  },
  NOT_FOUND_TOPIC_EXCEPTION: {
    code: 10005,
    meaning: "Java's client found no route for the topic, “No route info of this topic”.",
    causes: explanations.TOPIC_NOT_EXIST.causes,
    cures: explanations.TOPIC_NOT_EXIST.cures,
  },
  REQUEST_TIMEOUT_EXCEPTION: {
    code: 10006,
    meaning: "Java's client sent a request message, and nobody replied in time.",
    causes: ['no consumer answered the request', 'the reply came from another cluster or too late'],
    cures: ['mqadmin group lag of the group that should reply'],
  },
  CREATE_REPLY_MESSAGE_EXCEPTION: {
    code: 10007,
    meaning: "Java's client could not make the reply to a message.",
    causes: ['the message is no request: it lacks the properties CLUSTER or REPLY_TO_CLIENT'],
    cures: ['reply only to what was sent as a request'],
  },
} as const satisfies Record<string, Explanation & {code: number}>
