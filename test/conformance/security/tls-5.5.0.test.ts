import {it} from 'vitest'
import {tlsFile} from '../../support/java.js'
import {withJava} from '../on-java.js'
import {perform, type Step} from '../scenario.js'

await withJava(
  'TLS of Apache RocketMQ 5.5.0 that wants a client certificate',
  {version: '5.5.0', tls: 'mutual'},
  cluster => {
    const ours = {MQADMIN_TLS_CERT: tlsFile('client.pem'), MQADMIN_TLS_KEY: tlsFile('client.key')}
    const scenario = (name: string, env: Record<string, string>, steps: readonly Step[]) =>
      it(name, () => perform({name, steps}, {nameServer: cluster().nameServer, env}))

    scenario('a certificate of the same authority opens', {MQADMIN_TLS_CA: tlsFile('ca.pem'), ...ours}, [
      {line: 'topic set {run} --queues 1', json: [{outcome: 'created'}]},
      {line: 'message send {run} --body secret', json: [{status: 'SEND_OK'}]},
      {line: 'message print {run}', json: [{body: {data: 'secret'}}], eventually: true},
      {line: 'context test', some: [{step: 'broker', result: 'ok', detail: 'answered over TLS, unsigned'}]},
    ])
    scenario('an authority that signed nothing is not believed', {MQADMIN_TLS_CA: tlsFile('other-ca.pem'), ...ours}, [
      {line: 'topic list', status: 5, error: {code: 'TLS_FAILED', phase: 'tls'}},
      {line: 'topic set {run} --broker broker-a', status: 5, error: {code: 'TLS_FAILED'}},
    ])
    scenario('without an authority nobody is believed', {MQADMIN_TLS: 'true', ...ours}, [
      {line: 'topic list', status: 5, error: {code: 'TLS_FAILED'}},
      {line: 'topic list --tls-insecure'},
    ])
    scenario('without a certificate of ours there is no answer', {MQADMIN_TLS_CA: tlsFile('ca.pem')}, [
      {line: 'topic list', status: 5},
    ])
    scenario('plain text gets no answer', {}, [{line: 'topic list', status: 5}])
  },
)
