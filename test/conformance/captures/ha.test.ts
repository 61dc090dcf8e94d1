/** The replicating cluster: broker-c with two replicas under a controller, broker-d, and a broker container. */
import {type Capture, readCaptures} from '../../support/captures.js'
import {mqadmin, mqadminJson} from '../../support/cli.js'
import {javaHa, type Replica} from '../../support/java-ha.js'
import {startHaLive} from '../../support/java-live.js'
import {CaptureStage} from './stage.js'
import {captureSuite, type Director} from './suite.js'

const captures = readCaptures('5.5.0').filter(({id}) => id.startsWith('ha.'))
/** In the order they were captured in: what was captured again, later, stands where it was captured first. */
const between = (director: Director, state: RegExp, first: string, last: string): Capture[] => {
  const all = director.withState(state)
  const at = (id: string) => all.findIndex(capture => capture.id === id)
  return all.slice(at(first), at(last) + 1)
}
const captured = (wanted: string) => captures.find(({id}) => id === wanted) as Capture
const base = /OtherCluster: broker-e$/
/** What ours prints otherwise it does all the same. */
const oursOnly = {javaToo: () => false}

await captureSuite('ha', captures, async director => {
  const java = await javaHa({
    name: 'broker-c',
    beside: 'broker-d',
    config: {traceTopicEnable: 'false', enablePropertyFilter: 'false'},
    // Java shows brokers in an order that follows from their addresses: here they are those of the captures
    ports: {nameServer: 49876, controller: 49878, replicas: [41911, 42911], container: 44911, beside: 43911},
  })
  director.undo.push(() => java.stop())
  const d = java.beside as Replica
  const e = await java.newBroker('broker-e', {clusterName: 'OtherCluster', port: 45911})
  const ask = async (...line: string[]) => {
    const {status, stdout, stderr} = await mqadmin([...line, '-n', java.nameServer])
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  const known = await mqadminJson<{id: number; address: string; masterId: number}[]>([
    'ha',
    'sync-state',
    'broker-c',
    '--controller',
    java.controller,
    '-n',
    java.nameServer,
  ])
  const first = known.find(({id}) => id === 1)
  const [one, two] = java.replicas
  // which of the two is the first, and which leads, is left to chance
  if (first?.address !== one.address || first.masterId !== 1) throw new Error('the second replica leads: run it again')
  const stage = await CaptureStage.open({
    nameServer: java.nameServer,
    brokers: [one, two, d, {address: java.controller}, java.container, e],
    captured: {
      nameServer: '127.0.0.1:49876',
      brokers: ['41911', '42911', '43911', '49878', '44911', '45911'].map(port => `127.0.0.1:${port}`),
    },
  })
  director.enter(stage)
  // on the container's machine
  stage.learn('$HOME/broker4.conf', e.file)
  stage.learn('$HOME/nofile.conf', '/srv/nofile.conf')
  // the controllers' group
  stage.learn('group1', 'controllers')
  for (const [at, {address}] of [one, two, d].entries()) {
    const [, root = ''] = /^storePathRootDir *= +(.+)$/m.exec(await ask('getBrokerConfig', '-b', address)) ?? []
    stage.learn(`$HOME/store${at + 1}`, root)
  }

  await director.change(between(director, base, 'ha.updateTopic.cluster', 'ha.updateSubGroup.cluster'), {
    ...oursOnly,
    instead: {
      // Java writes the brokers in another order
      'ha.updateTopic.order': () => stage.javas(captured('ha.updateTopic.order')),
    },
  })
  const live = await startHaLive(java.nameServer)
  director.undo.push(() => live.stop())
  await director.settled('ha.clusterList.more')
  await director.look(between(director, base, 'ha.clusterList', 'ha.topicStatus'))
  await live.hold(8)
  const looks = between(director, base, 'ha.brokerStatus.cluster', 'ha.queryMsgByKey.cluster')
  // soon it will be said to be blocked
  const soon = looks.filter(({id}) => id === 'ha.consumerStatus')
  await director.look([...soon, ...looks.filter(capture => !soon.includes(capture))])
  const changes = between(director, base, 'ha.clusterRT', 'ha.electMaster.unknownBroker')
  const wiped = changes.findIndex(({id}) => id === 'ha.topicRoute.wiped')
  // it was there by then, as a consumer that the brokers make a retry topic for
  await stage.javas(captured('ha.printMsg'))
  await director.change(changes.slice(0, wiped), oursOnly)
  // as it was captured, the broker could be written to again
  await ask('addWritePerm', '-b', 'broker-d')
  const both = changes.findIndex(({id}) => id === 'ha.clusterList.twoClusters')
  await director.change(changes.slice(wiped, both), {
    ...oursOnly,
    instead: {
      // Java deals the queues by chance
      'ha.updateStaticTopic.cluster': async () => {
        do {
          await ask('deleteTopic', '-c', 'HaCluster', '-t', 'static-h')
          await stage.javas(captured('ha.updateStaticTopic.cluster'))
        } while (!(await director.isAt('ha.topicRoute.static')))
      },
    },
  })
  await director.settled('ha.clusterList.twoClusters')
  await director.change(changes.slice(both), oursOnly)
  await director.settled('ha.clusterList.elected', 'ha.haStatus.elected')
  await director.look(between(director, base, 'ha.clusterList.elected', 'ha.cleanBrokerMetadata.badIds'))

  process.kill(d.pid, 'SIGSTOP')
  stage.silent = [d.address]
  await director.look(director.withState(/broker-d hangs/))
  process.kill(d.pid, 'SIGCONT')
  stage.silent = []

  process.kill(two.pid, 'SIGKILL')
  await director.settled('ha.slaveDown.clusterList')
  await director.change(director.withState(/slave killed/), oursOnly)

  // all is in the figures of an hour by then, at the latest after ten minutes
  await director.settled('ha.consumerProgress', 'ha.statsAll.topic')
  const gone = director.withState(/slave gone/)
  const clone = gone.find(({id}) => id === 'ha.updateSubGroup.clone') as Capture
  await director.look(
    gone.filter(({id}) => /^ha\.(consumerProgress|brokerConsumeStats|statsAll)/.test(id) && !id.endsWith('.clone')),
  )
  await director.change([clone, ...gone.filter(({id}) => /clone|Offset|skip/.test(id) && id !== clone.id)], oursOnly)
})
