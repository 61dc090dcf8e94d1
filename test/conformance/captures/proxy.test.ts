/** A cluster behind the remoting port of a proxy, which stands for its name server and its brokers. */
import {readCaptures} from '../../support/captures.js'
import {mqadmin} from '../../support/cli.js'
import {javaCluster} from '../../support/java.js'
import {CaptureStage} from './stage.js'
import {captureSuite} from './suite.js'

const captures = readCaptures('5.5.0').filter(({id}) => id.startsWith('proxy.'))

await captureSuite('proxy', captures, async director => {
  const cluster = await javaCluster({version: '5.5.0', proxy: true})
  director.undo.push(() => cluster.stop())
  for (const [topic, queues] of [
    ['orders', '8'],
    ['scratch', '2'],
  ] as const) {
    const words = ['-t', topic, '-r', queues, '-w', queues]
    const {status, stderr} = await mqadmin(['updateTopic', '-n', cluster.nameServer, '-c', 'DefaultCluster', ...words])
    if (status !== 0) throw new Error(stderr)
  }
  const address = cluster.proxy as string
  const captured = {nameServer: '127.0.0.1:28080', brokers: ['127.0.0.1:28080']}
  director.enter(await CaptureStage.open({nameServer: address, brokers: [{address}], captured}))
  await director.look(captures)
})
