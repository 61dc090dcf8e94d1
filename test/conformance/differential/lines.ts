/**
 * The lines that Java's mqadmin and ours are both given. `{broker}` is the broker's address, `{cjk.unique}` and `{cjk.offset}`
 * the ids of a seeded message.
 */

export interface Line {
  line: string
  /** Only in the whole suite: another like it is in the short one. */
  long?: true
  /** Tools that have it, when it is not both. */
  only?: '4.9.8' | '5.5.0'
}

const short = (...lines: string[]): Line[] => lines.map(line => ({line}))
const long = (...lines: string[]): Line[] => lines.map(line => ({line, long: true}))
const only = (version: '4.9.8' | '5.5.0', ...lines: Line[]): Line[] => lines.map(line => ({...line, only: version}))

/** Lines that only look. They are run on the seeded state, on the same replies. */
export const readLines: readonly Line[] = [
  ...short('topicList', 'topicList -c', 'topicList --clusterModel'),
  ...long('topicList -c true'),
  ...short('topicRoute -t orders', 'topicRoute -t shipments -l', 'topicRoute -t %RETRY%order-service'),
  ...long('topicRoute -t audit', 'topicRoute -t %DLQ%billing', 'topicRoute -t TBW102 -l', 'topicRoute --topic=orders'),
  ...short('topicStatus -t orders', 'topicStatus -t empty-topic', 'topicStatus -t SCHEDULE_TOPIC_XXXX'),
  ...long('topicStatus -t payments', 'topicStatus -t %DLQ%billing', 'topicStatus -t %RETRY%billing'),
  ...only('5.5.0', ...long('topicStatus -t orders -c DefaultCluster')),
  ...short('topicClusterList -t orders'),

  ...short('clusterList', 'clusterList -m'),
  ...only('5.5.0', ...long('clusterList -c DefaultCluster', 'clusterList -m -c DefaultCluster')),
  ...short('brokerStatus -b {broker}', 'brokerStatus -c DefaultCluster'),
  ...short('getBrokerConfig -b {broker}', 'getBrokerConfig -c DefaultCluster', 'getNamesrvConfig'),

  ...short('getConsumerConfig -g order-service'),
  ...long('getConsumerConfig -g batch-job', 'getConsumerConfig -g notice-board'),
  ...short('consumerProgress', 'consumerProgress -g order-service', 'consumerProgress -g batch-job -s true'),
  ...long('consumerProgress -s true', 'consumerProgress -g mail-service', 'consumerProgress -g mail-service -s true'),
  ...long('consumerProgress -g shipment-service', 'consumerProgress -g billing', 'consumerProgress -g batch-job'),
  ...long('consumerProgress -g order-service -s false', 'consumerProgress -g order-service -s true'),
  ...only('5.5.0', ...short('consumerProgress -g mail-service -t payments')),
  ...only('5.5.0', ...long('consumerProgress -g mail-service -t nope', 'consumerProgress -c DefaultCluster')),
  ...only('5.5.0', ...long('consumerProgress -g order-service -c DefaultCluster', 'consumerProgress -t payments')),
  ...short('consumerConnection -g order-service', 'consumerConnection -g mail-service'),
  ...long('consumerConnection -g notice-board', 'consumerConnection -g order-service -b {broker}'),
  ...short('producerConnection -g payment-producer -t payments'),
  ...short('updateOrderConf -t shipments -m get'),

  ...short('producer -b {broker}'),
  ...short('brokerConsumeStats -b {broker}'),
  ...long('brokerConsumeStats -b {broker} -l 1', 'brokerConsumeStats -b {broker} -o true'),
  ...long('brokerConsumeStats -b {broker} -t 20000 -l 100000'),
  ...short('statsAll', 'statsAll -t orders'),
  ...long('statsAll -a', 'statsAll -t audit', 'statsAll -a -t empty-topic'),
  ...short('queryCq -t orders -q 0 -i 0 -c 3 -b {broker}'),
  ...long('queryCq -t orders -q 0 -i 0 -c 3 -b {broker} -g order-service', 'queryCq -t orders -q 1 -i 2'),
  // what order-service holds changes what is said of it with time
  ...short('consumerStatus -g mail-service', 'consumerStatus -g shipment-service -b {broker}'),
  ...long('consumerStatus -g shipment-service', 'consumerStatus -g notice-board'),
  ...short('allocateMQ -t orders -i 10.0.0.1,10.0.0.2,10.0.0.3'),
  ...long('allocateMQ -t audit -i 10.0.0.1'),

  ...short('queryMsgById -t payments -i {cjk.offset}', 'queryMsgById -t payments -i {cjk.offset},{bin.offset}'),
  ...long('queryMsgById -t orders -i {order.offset}', 'queryMsgById -t payments -i {bin.offset}'),
  ...long('queryMsgById -t payments -i {cjk.offset} -f UTF-8', 'queryMsgById -t payments -i {cjk.offset} -f GBK'),
  ...only('5.5.0', ...short('queryMsgById -t payments -i {cjk.unique}')),
  ...only('5.5.0', ...long('queryMsgById -t payments -i {cjk.offset} -c DefaultCluster')),
  ...short('queryMsgByKey -t payments -k pay-cjk', 'queryMsgByKey -t payments -k order-1003'),
  ...long('queryMsgByKey -t payments -k pay-cjk -b 0 -e 4102444800000 -m 10', 'queryMsgByKey -t orders -k order-1001'),
  ...only('5.5.0', ...short('queryMsgByKey -t payments -k bad -p T')),
  ...only('5.5.0', ...long('queryMsgByKey -t payments -k pay-cjk -p K', 'queryMsgByKey -t orders -k order-1001 -m 1')),
  ...only('5.5.0', ...long('queryMsgByKey -t payments -k pay-cjk -c DefaultCluster')),
  ...short('queryMsgByUniqueKey -t payments -i {cjk.unique}', 'queryMsgByUniqueKey -t payments -i {bad.unique} -a'),
  ...long('queryMsgByUniqueKey -t payments -i {bin.unique}', 'queryMsgByUniqueKey -t orders -i {order.unique}'),
  ...long(
    'queryMsgByUniqueKey -t %RETRY%billing -i {bad.unique}',
    'queryMsgByUniqueKey -t %DLQ%billing -i {bad.unique}',
  ),
  ...only('5.5.0', ...long('queryMsgByUniqueKey -t payments -i {cjk.unique} -c DefaultCluster')),
  ...only('5.5.0', ...long('queryMsgByUniqueKey -t payments -i {cjk.unique} -s 0 -e 4102444800000')),
  ...short(
    'queryMsgByOffset -t payments -b broker-a -i 1 -o 4',
    'queryMsgByOffset -t payments -b broker-a -i 1 -o 999',
  ),
  ...long('queryMsgByOffset -t orders -b broker-a -i 0 -o 9', 'queryMsgByOffset -t %DLQ%billing -b broker-a -i 0 -o 0'),
  ...long('queryMsgByOffset -t payments -b broker-a -i 3 -o 4', 'queryMsgByOffset -t notices -b broker-a -i 0 -o 0'),
  ...long('queryMsgByOffset -t SCHEDULE_TOPIC_XXXX -b broker-a -i 17 -o 0'),
  ...long('queryMsgByOffset -t payments -b broker-a -i 1 -o 4 -f UTF-8'),
  ...only('5.5.0', ...long('queryMsgByOffset -t payments -b broker-a -i 1 -o 4 -r orders')),
  ...short('queryMsgTraceById -i {order.unique}'),
  ...long('queryMsgTraceById -i {order.unique} -t RMQ_SYS_TRACE_TOPIC'),
  ...long('queryMsgTraceById -i {order.unique} -b 0 -e 4102444800000 -c 5'),

  ...short('printMsg -t payments', 'printMsg -t payments -s ok -d false', 'printMsg -t orders -c UTF-8 -s paid'),
  ...long('printMsg -t audit', 'printMsg -t empty-topic', 'printMsg -t orders -b 0 -e 4102444800000'),
  ...long('printMsg -t payments -b 2099-01-01#00:00:00:000'),
  ...short(
    'printMsgByQueue -t payments -a broker-a -i 1 -p true -d true',
    'printMsgByQueue -t payments -a broker-a -i 1',
  ),
  ...short('printMsgByQueue -t payments -a broker-a -i 1 -f true'),
  ...long('printMsgByQueue -t payments -a broker-a -i 1 -p true -d true -f true -s ok'),
  ...long(
    'printMsgByQueue -t orders -a broker-a -i 0 -p true -d false',
    'printMsgByQueue -t empty-topic -a broker-a -i 0 -p true',
  ),
  ...short('consumeMessage -t payments -b broker-a -i 1', 'consumeMessage -t payments -b broker-a -i 1 -o 3 -c 2'),
  ...short('consumeMessage -t audit'),
  ...long('consumeMessage -t payments -c 5', 'consumeMessage -t audit -s 0 -e 1000', 'consumeMessage -t empty-topic'),
  ...long('consumeMessage -t payments -b broker-a -i 1 -o 999'),
]
