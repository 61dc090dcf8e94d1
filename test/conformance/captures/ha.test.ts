/**
 * The replicating cluster of the captures: broker-c with two replicas under a controller, broker-d, and a container, which broker-d is in
 * here, too.
 */
import {type Capture, readCaptures} from '../../support/captures.js'
import {mqadmin, mqadminJson} from '../../support/cli.js'
import {javaHa} from '../../support/java-ha.js'
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
const base = /OtherCluster: broker-e$/
/** What ours prints otherwise it does all the same. */
const oursOnly = {javaToo: () => false}

await captureSuite('ha', captures, async director => {
  const java = await javaHa({name: 'broker-c', config: {fileReservedTime: '48'}})
  director.undo.push(() => java.stop())
  const [d, e] = [await java.newBroker('broker-d'), await java.newBroker('broker-e', 'OtherCluster')]
  const ask = async (...line: string[]) => {
    const {status, stdout, stderr} = await mqadmin([...line, '-n', java.nameServer])
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  await ask('addBroker', '-c', java.container.address, '-b', d.file)
  const known = await mqadminJson<{id: number; address: string}[]>([
    'ha',
    'sync-state',
    'broker-c',
    '--controller',
    java.controller,
    '-n',
    java.nameServer,
  ])
  const replica = (id: number) => {
    const found = java.replicas.find(({address}) => address === known.find(one => one.id === id)?.address)
    if (!found) throw new Error(`broker-c has no replica ${id}`)
    return found
  }
  const [one, two] = [replica(1), replica(2)]
  const stage = await CaptureStage.open({
    nameServer: java.nameServer,
    brokers: [one, two, d, {address: java.controller}, java.container, e],
    captured: {
      nameServer: '127.0.0.1:49876',
      brokers: ['41911', '42911', '43911', '49878', '44911', '45911'].map(port => `127.0.0.1:${port}`),
    },
  })
  director.enter(stage)
  stage.learn('$HOME/broker4.conf', e.file)
  for (const [port, {address}] of [
    ['41912', one],
    ['42912', two],
  ] as const) {
    const [, own = ''] = /^haListenPort *= +(\d+)/m.exec(await ask('getBrokerConfig', '-b', address)) ?? []
    stage.learn(`127.0.0.1:${port}`, `127.0.0.1:${own}`)
  }

  await director.change(between(director, base, 'ha.updateTopic.cluster', 'ha.updateSubGroup.cluster'), oursOnly)
  const live = await startHaLive(java.nameServer)
  director.undo.push(() => live.stop())
  await director.settled('ha.clusterList.more')
  await director.look(between(director, base, 'ha.clusterList', 'ha.topicStatus'))
  await live.hold(8)
  await director.look(between(director, base, 'ha.brokerStatus.cluster', 'ha.queryMsgByKey.cluster'))
  await director.change(between(director, base, 'ha.clusterRT', 'ha.electMaster.unknownBroker'), oursOnly)
  await director.settled('ha.clusterList.elected')
  await director.look(between(director, base, 'ha.clusterList.elected', 'ha.cleanBrokerMetadata.badIds'))

  process.kill(java.container.pid, 'SIGSTOP')
  await director.look(director.withState(/broker-d hangs/))
  process.kill(java.container.pid, 'SIGCONT')

  process.kill(two.pid, 'SIGKILL')
  await director.settled('ha.slaveDown.clusterList')
  await director.change(director.withState(/slave killed/), oursOnly)

  await live.hold(4)
  await director.settled('ha.consumerProgress')
  const gone = director.withState(/slave gone/)
  const clone = gone.find(({id}) => id === 'ha.updateSubGroup.clone') as Capture
  await director.look(
    gone.filter(({id}) => /^ha\.(consumerProgress|brokerConsumeStats|statsAll)/.test(id) && !id.endsWith('.clone')),
  )
  await director.change([clone, ...gone.filter(({id}) => /clone|Offset|skip/.test(id) && id !== clone.id)], oursOnly)
})
