import type {Scenario} from '../scenario.js'

export const servers: readonly Scenario[] = [
  {
    name: 'a cluster and its broker',
    smoke: true,
    steps: [
      {line: 'cluster list', json: [{cluster: 'DefaultCluster', broker: 'broker-a', id: 0, answered: true}]},
      {line: 'cluster list nope', status: 3},
      {line: 'broker status broker-a --key brokerVersionDesc', json: [{broker: 'broker-a', key: 'brokerVersionDesc'}]},
      {line: 'broker status nope', status: 3, error: {code: 'NOT_FOUND', broker: 'nope'}},
      {line: 'broker status 127.0.0.1:1', status: 5, error: {code: 'UNREACHABLE', address: '127.0.0.1:1'}},
    ],
  },
  {
    name: 'a setting of a broker is changed and read back',
    steps: [
      {
        line: 'broker config set flushConsumerOffsetInterval --value 6000 --broker broker-a',
        json: [{outcome: 'changed', after: {flushConsumerOffsetInterval: '6000'}}],
      },
      {line: 'broker config get broker-a --key flushConsumerOffsetInterval', json: [{value: '6000'}]},
      {
        line: 'broker config set flushConsumerOffsetInterval --value 6000 --broker broker-a',
        json: [{outcome: 'unchanged'}],
      },
      {line: 'broker config set flushConsumerOffsetInterval --value 5000 --cluster DefaultCluster'},
      {line: 'broker config set noSuchSetting --value 1 --broker broker-a', status: 1, error: {code: 'NOT_APPLIED'}},
      {line: 'broker config get broker-a --key flushConsumerOffsetInterval', json: [{value: '5000'}]},
    ],
  },
  {
    name: 'a setting of the name servers is changed and read back',
    steps: [
      {line: 'nameserver config set orderMessageEnable --value true', json: [{outcome: 'changed'}]},
      {line: 'nameserver config get', some: [{key: 'orderMessageEnable', value: 'true'}]},
      {line: 'nameserver config set orderMessageEnable --value false', json: [{after: {orderMessageEnable: 'false'}}]},
    ],
  },
  {
    name: 'what name servers keep for others',
    smoke: true,
    steps: [
      {line: 'nameserver kv set --namespace {run} --key k --value "v 1"', json: [{outcome: 'created', after: 'v 1'}]},
      {line: 'nameserver kv list {run}', json: [{namespace: '{run}', key: 'k', value: 'v 1'}]},
      {
        line: 'nameserver kv set --namespace {run} --key k --value v2',
        json: [{outcome: 'changed', before: 'v 1', after: 'v2'}],
      },
      {line: 'nameserver kv delete --namespace {run} --key k --yes', json: [{outcome: 'deleted'}]},
      {line: 'nameserver kv delete --namespace {run} --key k --yes', json: [{outcome: 'absent'}]},
    ],
  },
  {
    name: 'a broker is closed for writing and opened again',
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'nameserver wipe-write broker-a', json: [{outcome: 'changed'}]},
      {line: 'topic route {run}', json: [{perm: 4}]},
      {line: 'nameserver add-write broker-a', json: [{outcome: 'changed'}]},
      {line: 'topic route {run}', json: [{perm: 6}]},
    ],
  },
  {
    name: 'nobody there',
    smoke: true,
    steps: [
      {
        line: 'topic list -n 127.0.0.1:1',
        status: 5,
        error: {code: 'UNREACHABLE', address: '127.0.0.1:1', role: 'name server'},
      },
      {line: 'topicList -n 127.0.0.1:1;{nameServer}'},
      {line: 'topic set {run} -n 127.0.0.1:1', status: 5},
      {line: 'topic no-such-verb', status: 2, error: {code: 'USAGE'}},
      {line: 'topic list --no-such-flag', status: 2, error: {code: 'USAGE'}},
      {line: 'topic set {run} --queues many', status: 2, error: {code: 'USAGE'}},
    ],
  },
]
