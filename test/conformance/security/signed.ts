/** What holds wherever brokers want requests to be signed, on 4.9 and 5.x. */
import {it} from 'vitest'
import {perform, type Scenario} from '../scenario.js'

export const account = {accessKey: 'operator-one', secretKey: 'a-secret-of-the-operator'}

const written: Scenario = {
  name: 'the right key opens',
  steps: [
    {line: 'topic set {run} --queues 1', json: [{outcome: 'created'}]},
    {line: 'message send {run} --body "signed ✓" --keys k', json: [{status: 'SEND_OK'}]},
    {line: 'message find {run} --key k', json: [{body: {data: 'signed ✓'}}], eventually: true},
    {line: 'group set {run}-g', json: [{outcome: 'created'}]},
    {line: 'topic delete {run} --yes'},
  ],
}

const refused = (name: string): Scenario => ({
  name,
  steps: [
    {line: 'topic set {run}', status: 4, error: {code: 'NO_PERMISSION'}},
    {line: 'topic set {run} --broker broker-a', status: 4, error: {code: 'NO_PERMISSION'}},
    {line: 'broker config get broker-a', status: 4, error: {code: 'NO_PERMISSION'}},
    // name servers ask for no key: nothing of what was refused is there
    {line: 'topic get {run}', status: 3},
  ],
})

const environment = (accessKey: string, secretKey: string) => ({
  MQADMIN_ACCESS_KEY: accessKey,
  MQADMIN_SECRET_KEY: secretKey,
})

export function signedScenarios(nameServer: () => string): void {
  const {accessKey, secretKey} = account
  const run = (scenario: Scenario, env: Record<string, string>) =>
    it(scenario.name, () => perform(scenario, {nameServer: nameServer(), env}))
  run(written, environment(accessKey, secretKey))
  run(refused('a wrong secret is refused'), environment(accessKey, 'another-secret'))
  run(refused('an unknown key is refused'), environment('nobody-knows-me', secretKey))
  run(refused('an unsigned request is refused'), {})
  it('half a credential is not tried', () =>
    perform(
      {name: '', steps: [{line: 'topic set {run}', status: 4, error: {code: 'BAD_CREDENTIALS'}}]},
      {nameServer: nameServer(), env: {MQADMIN_ACCESS_KEY: accessKey}},
    ))
}
