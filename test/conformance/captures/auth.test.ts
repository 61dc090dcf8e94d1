/** A broker with users and access rules. */
import {readCaptures} from '../../support/captures.js'
import {javaCluster} from '../../support/java.js'
import {CaptureStage} from './stage.js'
import {captureSuite} from './suite.js'

const captures = readCaptures('5.5.0').filter(({id}) => id.startsWith('auth.'))
const account = {accessKey: 'rocketmq', secretKey: '12345678'}

await captureSuite('auth', captures, async director => {
  const cluster = await javaCluster({
    version: '5.5.0',
    clusterName: 'AuthCluster',
    brokers: ['broker-auth'],
    account,
    config: {traceTopicEnable: 'false'},
  })
  director.undo.push(() => cluster.stop())
  const captured = {nameServer: '127.0.0.1:39876', brokers: ['127.0.0.1:31911']}
  director.enter(await CaptureStage.open({...cluster, captured, account}))
  await director.change(captures)
})
