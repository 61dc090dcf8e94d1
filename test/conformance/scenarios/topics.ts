import type {Scenario} from '../scenario.js'

const config = (config: Record<string, unknown>) => ({config})

export const topics: readonly Scenario[] = [
  {
    name: 'a topic from its creation to its end',
    smoke: true,
    steps: [
      {line: 'topic get {run}', status: 3, error: {code: 'NOT_FOUND', topic: '{run}'}},
      {
        line: 'topic set {run} --queues 4',
        json: [{outcome: 'created', after: config({topicName: '{run}', readQueueNums: 4, writeQueueNums: 4, perm: 6})}],
      },
      {line: 'topic list', some: [{topic: '{run}', kind: 'normal'}], eventually: true},
      {
        line: 'topic get {run}',
        json: {topic: '{run}', messages: 0, brokers: [{broker: 'broker-a', readQueues: 4, writeQueues: 4, perm: 6}]},
      },
      {line: 'topic route {run}', json: [{cluster: 'DefaultCluster', broker: 'broker-a', readQueues: 4, perm: 6}]},
      {line: 'topic clusters {run}', json: [{cluster: 'DefaultCluster'}]},
      {
        line: 'topic status {run}',
        json: [0, 1, 2, 3].map(queue => ({broker: 'broker-a', queue, minOffset: 0, maxOffset: 0})),
      },
      {line: 'topic delete {run} --yes', some: [{outcome: 'deleted'}]},
      {line: 'topic get {run}', status: 3, eventually: true},
    ],
  },
  {
    name: 'a change leaves alone what was not said',
    smoke: true,
    steps: [
      {line: 'topic set {run} --read-queues 6 --write-queues 3', json: [{outcome: 'created'}]},
      {
        line: 'topic set {run} --perm 4',
        json: [{outcome: 'changed', after: config({perm: 4, readQueueNums: 6, writeQueueNums: 3})}],
      },
      {
        line: 'updateTopic -t {run} -p 6 -c DefaultCluster',
        json: [{outcome: 'changed', after: config({readQueueNums: 6})}],
      },
      {line: 'topic set {run} --perm 6', json: [{outcome: 'unchanged'}]},
      {line: 'topic permit {run} --perm 2', json: [{outcome: 'changed', changes: ['perm: 6 → 2']}]},
      {line: 'topic get {run}', json: {brokers: [{readQueues: 6, writeQueues: 3, perm: 2}]}},
    ],
  },
  {
    name: 'a dry run tells and does nothing',
    smoke: true,
    steps: [
      {line: 'topic set {run} --dry-run', json: [{outcome: 'created'}]},
      {line: 'topic get {run}', status: 3},
      {line: 'topic set {run}'},
      {line: 'topic delete {run} --dry-run', some: [{outcome: 'deleted'}]},
      {line: 'topic get {run}', json: {topic: '{run}'}},
    ],
  },
  {
    name: 'what destroys needs a yes, and what is gone is gone',
    steps: [
      {line: 'topic set {run}'},
      {line: 'topic delete {run}', status: 2, error: {code: 'CONFIRMATION_NEEDED'}},
      {line: 'topic get {run}', json: {topic: '{run}'}},
      {line: 'deleteTopic -t {run} -c DefaultCluster', some: [{outcome: 'deleted'}]},
      {line: 'topic delete {run} --yes', some: [{outcome: 'absent'}]},
      {line: 'topic delete {run} --yes --must-exist', status: 3, error: {code: 'NOT_FOUND'}},
    ],
  },
  {
    name: 'a kind of topic is an attribute',
    since: 5,
    steps: [
      {line: 'topic set {run} --type fifo', json: [{after: config({attributes: {'message.type': 'FIFO'}})}]},
      {line: 'topic get {run}', json: {brokers: [{attributes: {'message.type': 'FIFO'}}]}},
    ],
  },
  {
    name: 'an ordered topic is known to the name servers',
    steps: [
      {line: 'topic set {run} --queues 4 --order'},
      {
        line: 'nameserver kv list ORDER_TOPIC_CONFIG',
        some: [{key: '{run}', value: 'broker-a:4'}],
      },
    ],
  },
  {
    name: 'places that do not exist',
    steps: [
      {line: 'topic set {run} --cluster nope', status: 3, error: {code: 'NOT_FOUND', cluster: 'nope'}},
      {line: 'topic set {run} --broker nope', status: 3, error: {code: 'NOT_FOUND', broker: 'nope'}},
      {line: 'topic delete {run} --cluster nope --yes', status: 3, error: {code: 'NOT_FOUND'}},
      {line: 'topic route {run}', status: 3},
      {line: 'topic status {run}', status: 3},
      {line: 'topic permit {run} --perm 4', status: 3},
    ],
  },
]
