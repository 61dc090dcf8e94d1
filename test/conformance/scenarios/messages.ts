import type {Scenario} from '../scenario.js'

type Sent = readonly {msgId: string; offsetMsgId: string}[]

const text = (data: string) => ({encoding: 'utf8', size: Buffer.byteLength(data), data})
const queue0 = '--broker broker-a --queue 0'
const long = 'the same again and again, '.repeat(400)

export const messages: readonly Scenario[] = [
  {
    name: 'a message is found by everything it has',
    smoke: true,
    steps: [
      {line: 'topic set {run} --queues 1'},
      {
        line: 'message send {run} --body "付款成功 ✓" --tags paid --keys "order-1 pay-7" --property tenant=acme',
        json: [{status: 'SEND_OK', topic: '{run}', brokerName: 'broker-a', queueId: 0, queueOffset: 0}],
        keep: {
          unique: (sent: Sent) => sent[0]?.msgId as string,
          offset: (sent: Sent) => sent[0]?.offsetMsgId as string,
        },
      },
      {
        line: 'message get {offset} --topic {run}',
        json: [{topic: '{run}', msgId: '{unique}', tags: 'paid', keys: ['order-1', 'pay-7'], body: text('付款成功 ✓')}],
      },
      {line: 'message get {unique} --topic {run}', json: [{offsetMsgId: '{offset}'}], eventually: true},
      {line: 'message find {run} --key pay-7', json: [{msgId: '{unique}', properties: {tenant: 'acme'}}]},
      {line: 'message unique {unique} --topic {run}', json: [{offsetMsgId: '{offset}', reconsumeTimes: 0}]},
      {line: 'message at {run} --broker broker-a --queue 0 --offset 0', json: [{msgId: '{unique}'}]},
      {line: 'message consume {run} --count 1', json: [{msgId: '{unique}'}]},
      {line: 'topic status {run}', json: [{minOffset: 0, maxOffset: 1, messages: 1}]},
    ],
  },
  {
    name: 'messages keep their order and are filtered by tag',
    smoke: true,
    steps: [
      {line: 'topic set {run} --queues 2'},
      {line: `message send {run} --body one --tags a ${queue0}`, json: [{queueId: 0, queueOffset: 0}]},
      {line: `message send {run} --body two --tags b ${queue0}`, json: [{queueId: 0, queueOffset: 1}]},
      {line: `message send {run} --body three --tags a ${queue0}`, json: [{queueId: 0, queueOffset: 2}]},
      {line: 'message send {run} --body four --broker broker-a --queue 1', json: [{queueId: 1, queueOffset: 0}]},
      {
        line: 'message print {run}',
        some: ['one', 'two', 'three', 'four'].map(data => ({body: text(data)})),
        eventually: true,
      },
      {line: 'message print {run} --expression a', json: ['one', 'three'].map(data => ({body: text(data), tags: 'a'}))},
      {line: `message print-queue {run} ${queue0}`, json: ['one', 'two', 'three'].map(data => ({body: text(data)}))},
      {line: `message consume {run} ${queue0} --offset 1 --count 1`, json: [{body: text('two')}]},
      {line: 'topic get {run}', json: {messages: 4}},
    ],
  },
  {
    name: 'lines of standard input are messages',
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'message send {run} --lines', stdin: 'first\nsecond\n\nthird\n', json: [{}, {}, {queueOffset: 2}]},
      {
        line: 'message print {run}',
        json: ['first', 'second', 'third'].map(data => ({body: text(data)})),
        eventually: true,
      },
    ],
  },
  {
    name: 'a long body comes back as it was',
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'message send {run} --body -', stdin: long},
      {line: 'message print {run}', json: [{body: text(long)}], eventually: true},
    ],
  },
  {
    name: 'a delayed message comes later, to its own topic',
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'message send {run} --body late --delay 1', json: [{status: 'SEND_OK'}]},
      {line: 'message print {run}', json: [{body: text('late'), properties: {DELAY: '1'}}], eventually: true},
    ],
  },
  {
    name: 'a message for a time comes at that time',
    since: 5,
    steps: [
      {line: 'topic set {run} --queues 1 --type delay'},
      {line: 'message send {run} --body timed --delay 2s', json: [{status: 'SEND_OK'}]},
      {line: 'message print {run}', json: [{body: text('timed')}], eventually: true},
    ],
  },
  {
    name: 'what is not there is not found',
    smoke: true,
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'message print {run}', json: []},
      {line: 'message find {run} --key no-such-key', status: 3, error: {code: 'NOT_FOUND'}},
      {line: 'message unique 7F000001000118B4AAC28A3B1C2D0000 --topic {run}', status: 3, error: {code: 'NOT_FOUND'}},
      {line: 'message at {run} --broker broker-a --queue 0 --offset 5', status: 3},
      {line: 'message at {run} --broker nope --queue 0 --offset 0', status: 3},
      {line: 'message print {run}-nope', status: 3},
      {line: 'message consume {run}-nope', status: 3},
    ],
  },
  {
    name: 'a closed topic takes and gives nothing',
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'message send {run} --body before'},
      {line: 'topic permit {run} --perm 4'},
      {line: 'message send {run} --body after', status: 1, eventually: true},
      {line: 'message print {run}', json: [{body: text('before')}], eventually: true},
      {line: 'topic permit {run} --perm 2'},
      {line: 'message consume {run}', status: 1, error: {code: 'SERVER_REFUSED'}, eventually: true},
    ],
  },
]
