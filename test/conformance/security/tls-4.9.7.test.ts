import {it} from 'vitest'
import {withJava} from '../on-java.js'
import {perform, type Step} from '../scenario.js'

await withJava('TLS of Apache RocketMQ 4.9.7 beside plain text', {version: '4.9.7', tls: 'permissive'}, cluster => {
  const scenario = (name: string, env: Record<string, string>, steps: readonly Step[]) =>
    it(name, () => perform({name, steps}, {nameServer: cluster().nameServer, env}))

  const works: Step[] = [
    {line: 'topic set {run} --queues 1', json: [{outcome: 'created'}]},
    {line: 'message send {run} --body x', json: [{status: 'SEND_OK'}]},
    {line: 'message print {run}', json: [{body: {data: 'x'}}], eventually: true},
  ]
  scenario('plain text', {}, works)
  scenario('TLS with whoever is there', {MQADMIN_TLS_INSECURE: 'true', MQADMIN_TLS: 'true'}, works)
  scenario('a certificate of nobody is not believed', {MQADMIN_TLS: 'true'}, [
    {line: 'topic list', status: 5, error: {code: 'TLS_FAILED', phase: 'tls'}},
  ])
})
