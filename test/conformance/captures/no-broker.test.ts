/** A name server that no broker is registered with. */
import {readCaptures} from '../../support/captures.js'
import {javaCluster} from '../../support/java.js'
import {CaptureStage} from './stage.js'
import {captureSuite} from './suite.js'

const captures = readCaptures('5.5.0').filter(({id}) => id.startsWith('noBroker.'))

await captureSuite('no-broker', captures, async director => {
  const cluster = await javaCluster({version: '5.5.0', brokers: 0})
  director.undo.push(() => cluster.stop())
  director.enter(await CaptureStage.open({...cluster, captured: {nameServer: '127.0.0.1:49876', brokers: []}}))
  await director.look(captures)
})
