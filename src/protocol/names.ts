/** Names and bits with a meaning of their own, which clients and servers have to agree on. */

/** Messages a group failed on come again in `%RETRY%group`, and end in `%DLQ%group`. */
export const retryPrefix = '%RETRY%'
export const dlqPrefix = '%DLQ%'
/** Light queues: topics without a route, which lie on the brokers of a topic they belong to. */
export const lightPrefix = '%LMQ%'

/** Topic whose settings a broker gives a new one, where it may create topics. */
export const templateTopic = 'TBW102'
/** Where messages with a delay level wait. */
export const scheduleTopic = 'SCHEDULE_TOPIC_XXXX'
/** Where messages of transactions wait until they are committed. */
export const halfTopic = 'RMQ_SYS_TRANS_HALF_TOPIC'
/** Where timer messages wait. */
export const timerTopic = 'rmq_sys_wheel_timer'
export const traceTopic = 'RMQ_SYS_TRACE_TOPIC'
/** Where brokers tell of consumers that asked for what is deleted. */
export const offsetMovedTopic = 'OFFSET_MOVED_EVENT'

/** Namespace of the name servers: ordered topic → `brokerA:4;brokerB:4`. */
export const orderNamespace = 'ORDER_TOPIC_CONFIG'

/** Bits of a topic's permission. */
export const permission = {inherit: 1, write: 2, read: 4} as const

/** What clients call the broker of a static topic's logical queues (`TopicQueueMappingUtils#getMockBrokerName`). */
export const logicalBrokerName = (scope: string): string =>
  `__syslo__${scope === '__global__' ? scope.slice(2) : scope}`
