/** The cluster of most captures: one broker, with live clients of Java. */
import {join} from 'node:path'
import {type Capture, readCaptures} from '../../support/captures.js'
import {javaCluster} from '../../support/java.js'
import {startLive} from '../../support/java-live.js'
import {CaptureStage} from './stage.js'
import {captureSuite} from './suite.js'

const elsewhere = /^(ha|auth|noBroker|proxy)\./
const captures = readCaptures('5.5.0').filter(({id}) => !elsewhere.test(id))
/** How the ids of messages that lines name end in the captures. */
const idsInCaptures: Record<string, {unique: string; offset?: string}> = {
  'orders 1': {unique: '4E30D70000', offset: '0000000000000000'},
  bad: {unique: '4E49840102', offset: '00000000000105EF'},
  cjk: {unique: '4E49870103', offset: '000000000001070D'},
  bin: {unique: '4E49900104', offset: '0000000000010864'},
  refund: {unique: '4E4A65011A'},
}
/** Sends by our own tool, whose queue can be told. */
const sends = (topic: string, ...queues: number[]): Capture[] =>
  queues.map(queue => ({
    id: `${topic}.${queue}`,
    argv: ['sendMessage', '-n', '127.0.0.1:29876', '-t', topic, '-p', 'x'],
    exit: 0,
    stdout: `#QID\nbroker-a ${queue}`,
  }))

await captureSuite('standard', captures, async director => {
  const cluster = await javaCluster({
    version: '5.5.0',
    config: {enablePropertyFilter: 'true', fileReservedTime: '48'},
  })
  director.undo.push(() => cluster.stop())
  const stage = await CaptureStage.open({
    ...cluster,
    captured: {nameServer: '127.0.0.1:29876', brokers: ['127.0.0.1:30911'], nobody: '127.0.0.1:29999'},
  })
  director.enter(stage)
  stage.learn('$HOME/store', join(cluster.folder, 'data', 'broker-a', 'store'))
  await director.look(director.withState(/^fresh/))
  await director.change(director.withState(/^during set-up/))
  const live = await startLive(cluster.nameServer)
  director.undo.push(() => live.stop())
  for (const [name, {unique, offset}] of Object.entries(idsInCaptures)) {
    const told = live.messages[name]
    stage.learn(`FD0000000000000000000000000000025EBE30946E0976${unique}`, told?.uniqueId as string)
    if (offset !== undefined) stage.learn(`7F000001000078BF${offset}`, told?.offsetId as string)
  }
  await director.settled(
    'topicStatus.DLQbilling',
    'topicStatus.refunds',
    // what was consumed is no longer in the figures of a minute, and all is in those of an hour
    'consumerProgress.mail-service',
    'consumerProgress.billing',
    'statsAll',
  )
  const looks = director.withState(/^$|^only -n|^no name|^no -n|^first |^standard state \(see README\)$/)
  const exports = looks.findIndex(({id}) => id === 'exportMetadata.cluster')
  await director.look(looks.slice(0, exports))
  // it was there by then, as a consumer that the broker makes a retry topic for
  await stage.javas(looks.find(({id}) => id === 'printMsg.audit') as Capture)
  await director.look(looks.slice(exports))
  const changes = director.withState(/^mutating|^recaptured|^group clone-job|after the mutating/)
  await director.change(inOrder(changes), {
    instead: {
      'sendMsgStatus.unknownBroker': async () => {
        for (const send of sends('nope', 1, 2, 3)) await stage.aside(send)
      },
    },
  })
})

/** One was captured later than it stands. */
function inOrder(captures: readonly Capture[]): Capture[] {
  const late = captures.find(({id}) => id === 'consumerProgress.clone-job')
  return captures
    .filter(capture => capture !== late)
    .flatMap(capture => (late && capture.id === 'updateTopic.retryTopic' ? [capture, late] : [capture]))
}
