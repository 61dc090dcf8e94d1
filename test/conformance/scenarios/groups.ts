import type {Scenario} from '../scenario.js'

const queue = (queue: number, brokerOffset: number, consumerOffset: number) => ({
  broker: 'broker-a',
  queue,
  brokerOffset,
  consumerOffset,
})

export const groups: readonly Scenario[] = [
  {
    name: 'a group from its creation to its end',
    smoke: true,
    steps: [
      {line: 'group config {run}', status: 3},
      {line: 'group set {run}', json: [{outcome: 'created', after: {config: {groupName: '{run}', retryMaxTimes: 16}}}]},
      {line: 'group config {run}', json: [{broker: 'broker-a', groupName: '{run}', consumeEnable: true}]},
      {line: 'group list', some: [{group: '{run}', members: 0}]},
      {line: 'group clients {run}', status: 3, error: {code: 'NOT_FOUND', group: '{run}'}},
      {line: 'group delete {run}', status: 2, error: {code: 'CONFIRMATION_NEEDED'}},
      {line: 'group delete {run} --remove-offsets --yes', some: [{outcome: 'deleted'}]},
      {line: 'group config {run}', status: 3},
      {line: 'group delete {run} --yes', some: [{outcome: 'absent'}]},
    ],
  },
  {
    name: 'a change of a group leaves alone what was not said',
    smoke: true,
    steps: [
      {line: 'group set {run} --max-retries 5 --broadcast'},
      {line: 'group set {run} --retry-queues 2', json: [{outcome: 'changed', changes: ['retryQueueNums: 1 → 2']}]},
      {
        line: 'updateSubGroup -g {run} -c DefaultCluster -s false',
        json: [{outcome: 'changed', changes: ['consumeEnable: true → false']}],
      },
      {
        line: 'group config {run}',
        json: [{retryMaxTimes: 5, retryQueueNums: 2, consumeBroadcastEnable: true, consumeEnable: false}],
      },
      {line: 'group set {run} --retry-queues 2', json: [{outcome: 'unchanged'}]},
    ],
  },
  {
    name: 'offsets go where they are told, and no further',
    smoke: true,
    steps: [
      {line: 'topic set {run} --queues 2'},
      {line: 'group set {run}-g'},
      {line: 'message send {run} --body one --broker broker-a --queue 0'},
      {line: 'message send {run} --body two --broker broker-a --queue 0'},
      {line: 'message send {run} --body three --broker broker-a --queue 1'},
      {line: 'topic get {run}', json: {messages: 3}, eventually: true},
      {
        line: 'offset reset --group {run}-g --topic {run} --to latest',
        status: 2,
        error: {code: 'CONFIRMATION_NEEDED'},
      },
      {line: 'offset reset --group {run}-g --topic {run} --to latest --yes'},
      {line: 'group lag {run}-g', json: [queue(0, 2, 2), queue(1, 1, 1)], eventually: true},
      {line: 'offset reset --group {run}-g --topic {run} --to earliest --dry-run'},
      {line: 'group lag {run}-g', json: [queue(0, 2, 2), queue(1, 1, 1)]},
      {line: 'offset reset --group {run}-g --topic {run} --to earliest --yes'},
      {line: 'group lag {run}-g', json: [queue(0, 2, 0), queue(1, 1, 0)], eventually: true},
      {line: 'offset skip --group {run}-g --topic {run} --yes'},
      {line: 'group lag {run}-g', json: [queue(0, 2, 2), queue(1, 1, 1)], eventually: true},
      {line: 'offset reset --group {run}-g --topic {run} --to -1 --yes'},
      {line: 'group lag {run}-g', json: [queue(0, 2, 1), queue(1, 1, 0)], eventually: true},
    ],
  },
  {
    name: 'a group takes over where another stands',
    steps: [
      {line: 'topic set {run} --queues 1'},
      {line: 'group set {run}-a'},
      {line: 'group set {run}-b'},
      {line: 'message send {run} --body one'},
      {line: 'message send {run} --body two'},
      {line: 'offset reset --group {run}-a --topic {run} --to earliest --yes'},
      {line: 'offset reset --group {run}-a --topic {run} --to +1 --yes'},
      {line: 'offset copy --from-group {run}-a --to-group {run}-b --topic {run}'},
      {line: 'group lag {run}-b', json: [queue(0, 2, 1)], eventually: true},
    ],
  },
]
