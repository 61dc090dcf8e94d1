/**
 * The lines that Java's mqadmin and ours are both given. `{broker}` is the broker's address, `{cjk.unique}` and `{cjk.offset}`
 * the ids of a seeded message.
 */

export interface Line {
  line: string
  /** Tools that have it, when it is not both. */
  only?: '4.9.8' | '5.5.0'
}

const lines = (...lines: string[]): Line[] => lines.map(line => ({line}))
const five = (...lines: string[]): Line[] => lines.map(line => ({line, only: '5.5.0'}))

/** Lines that only look. They are run on the seeded state, on the same replies. */
export const readLines: readonly Line[] = [
  ...lines('topicList', 'topicList -c', 'topicList --clusterModel'),
  ...lines('topicList -c true'),
  ...lines('topicRoute -t orders', 'topicRoute -t shipments -l', 'topicRoute -t %RETRY%order-service'),
  ...lines('topicRoute -t audit', 'topicRoute -t %DLQ%billing', 'topicRoute -t TBW102 -l', 'topicRoute --topic=orders'),
  ...lines('topicStatus -t orders', 'topicStatus -t empty-topic', 'topicStatus -t SCHEDULE_TOPIC_XXXX'),
  ...lines('topicStatus -t payments', 'topicStatus -t %DLQ%billing', 'topicStatus -t %RETRY%billing'),
  ...five('topicStatus -t orders -c DefaultCluster'),
  ...lines('topicClusterList -t orders'),

  ...lines('clusterList', 'clusterList -m'),
  ...five('clusterList -c DefaultCluster', 'clusterList -m -c DefaultCluster'),
  ...lines('brokerStatus -b {broker}', 'brokerStatus -c DefaultCluster'),
  ...lines('getBrokerConfig -b {broker}', 'getBrokerConfig -c DefaultCluster', 'getNamesrvConfig'),

  ...lines('getConsumerConfig -g order-service'),
  ...lines('getConsumerConfig -g batch-job', 'getConsumerConfig -g notice-board'),
  ...lines('consumerProgress', 'consumerProgress -g order-service', 'consumerProgress -g batch-job -s true'),
  ...lines('consumerProgress -s true', 'consumerProgress -g mail-service', 'consumerProgress -g mail-service -s true'),
  ...lines('consumerProgress -g shipment-service', 'consumerProgress -g billing', 'consumerProgress -g batch-job'),
  ...lines('consumerProgress -g order-service -s false', 'consumerProgress -g order-service -s true'),
  ...five('consumerProgress -g mail-service -t payments'),
  ...five('consumerProgress -g mail-service -t nope', 'consumerProgress -c DefaultCluster'),
  ...five('consumerProgress -g order-service -c DefaultCluster', 'consumerProgress -t payments'),
  ...lines('consumerConnection -g order-service', 'consumerConnection -g mail-service'),
  ...lines('consumerConnection -g notice-board', 'consumerConnection -g order-service -b {broker}'),
  ...lines('producerConnection -g payment-producer -t payments'),
  ...lines('updateOrderConf -t shipments -m get'),

  ...lines('producer -b {broker}'),
  ...lines('brokerConsumeStats -b {broker}'),
  ...lines('brokerConsumeStats -b {broker} -l 1', 'brokerConsumeStats -b {broker} -o true'),
  ...lines('brokerConsumeStats -b {broker} -t 20000 -l 100000'),
  ...lines('statsAll', 'statsAll -t orders'),
  ...lines('statsAll -a', 'statsAll -t audit', 'statsAll -a -t empty-topic'),
  ...lines('queryCq -t orders -q 0 -i 0 -c 3 -b {broker}'),
  ...lines('queryCq -t orders -q 0 -i 0 -c 3 -b {broker} -g order-service', 'queryCq -t orders -q 1 -i 2'),
  // what order-service holds changes what is said of it with time
  ...lines('consumerStatus -g mail-service', 'consumerStatus -g shipment-service -b {broker}'),
  ...lines('consumerStatus -g shipment-service', 'consumerStatus -g notice-board'),
  ...lines('allocateMQ -t orders -i 10.0.0.1,10.0.0.2,10.0.0.3'),
  ...lines('allocateMQ -t audit -i 10.0.0.1'),

  ...lines('queryMsgById -t payments -i {cjk.offset}', 'queryMsgById -t payments -i {cjk.offset},{bin.offset}'),
  ...lines('queryMsgById -t orders -i {order.offset}', 'queryMsgById -t payments -i {bin.offset}'),
  ...lines('queryMsgById -t payments -i {cjk.offset} -f UTF-8', 'queryMsgById -t payments -i {cjk.offset} -f GBK'),
  ...five('queryMsgById -t payments -i {cjk.unique}'),
  ...five('queryMsgById -t payments -i {cjk.offset} -c DefaultCluster'),
  ...lines('queryMsgByKey -t payments -k pay-cjk', 'queryMsgByKey -t payments -k order-1003'),
  ...lines('queryMsgByKey -t payments -k pay-cjk -b 0 -e 4102444800000 -m 10', 'queryMsgByKey -t orders -k order-1001'),
  ...five('queryMsgByKey -t payments -k bad -p T'),
  ...five('queryMsgByKey -t payments -k pay-cjk -p K', 'queryMsgByKey -t orders -k order-1001 -m 1'),
  ...five('queryMsgByKey -t payments -k pay-cjk -c DefaultCluster'),
  ...lines('queryMsgByUniqueKey -t payments -i {cjk.unique}', 'queryMsgByUniqueKey -t payments -i {bad.unique} -a'),
  ...lines('queryMsgByUniqueKey -t payments -i {bin.unique}', 'queryMsgByUniqueKey -t orders -i {order.unique}'),
  ...lines(
    'queryMsgByUniqueKey -t %RETRY%billing -i {bad.unique}',
    'queryMsgByUniqueKey -t %DLQ%billing -i {bad.unique}',
  ),
  ...five('queryMsgByUniqueKey -t payments -i {cjk.unique} -c DefaultCluster'),
  ...five('queryMsgByUniqueKey -t payments -i {cjk.unique} -s 0 -e 4102444800000'),
  ...lines(
    'queryMsgByOffset -t payments -b broker-a -i 1 -o 4',
    'queryMsgByOffset -t payments -b broker-a -i 1 -o 999',
  ),
  ...lines(
    'queryMsgByOffset -t orders -b broker-a -i 0 -o 9',
    'queryMsgByOffset -t %DLQ%billing -b broker-a -i 0 -o 0',
  ),
  ...lines('queryMsgByOffset -t payments -b broker-a -i 3 -o 4', 'queryMsgByOffset -t notices -b broker-a -i 0 -o 0'),
  ...lines('queryMsgByOffset -t SCHEDULE_TOPIC_XXXX -b broker-a -i 17 -o 0'),
  ...lines('queryMsgByOffset -t payments -b broker-a -i 1 -o 4 -f UTF-8'),
  ...five('queryMsgByOffset -t payments -b broker-a -i 1 -o 4 -r orders'),
  ...lines('queryMsgTraceById -i {order.unique}'),
  ...lines('queryMsgTraceById -i {order.unique} -t RMQ_SYS_TRACE_TOPIC'),
  ...five('queryMsgTraceById -i {order.unique} -b 0 -e 4102444800000 -c 5'),

  ...lines('printMsg -t payments', 'printMsg -t payments -s ok -d false', 'printMsg -t orders -c UTF-8 -s paid'),
  ...lines('printMsg -t audit', 'printMsg -t empty-topic', 'printMsg -t orders -b 0 -e 4102444800000'),
  ...lines('printMsg -t payments -b 2099-01-01#00:00:00:000'),
  ...lines(
    'printMsgByQueue -t payments -a broker-a -i 1 -p true -d true',
    'printMsgByQueue -t payments -a broker-a -i 1',
  ),
  ...lines('printMsgByQueue -t payments -a broker-a -i 1 -f true'),
  ...lines('printMsgByQueue -t payments -a broker-a -i 1 -p true -d true -f true -s ok'),
  ...lines(
    'printMsgByQueue -t orders -a broker-a -i 0 -p true -d false',
    'printMsgByQueue -t empty-topic -a broker-a -i 0 -p true',
  ),
  ...lines('consumeMessage -t payments -b broker-a -i 1', 'consumeMessage -t payments -b broker-a -i 1 -o 3 -c 2'),
  ...lines('consumeMessage -t audit'),
  ...lines('consumeMessage -t payments -c 5', 'consumeMessage -t audit -s 0 -e 1000', 'consumeMessage -t empty-topic'),
  ...lines('consumeMessage -t payments -b broker-a -i 1 -o 999'),
]
