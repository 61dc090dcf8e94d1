// Clusters of many topics and groups: whole-table commands against Java's mqadmin on the same broker. Groups have offsets of a few
// topics first, then of all.
//   node bench/many.mjs [--topics 300] [--groups 200] [--topics-per-group 3] [--runs 3] [--java-lib FOLDER_WITH_THE_JARS_OF_5.5.0]
// With the jars the cluster is one of Apache RocketMQ, and its mqadmin is timed too (some minutes); without, an embedded one.
// Needs `npm run build`.
import {spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {Cluster, fanOut, Messaging, Remoting, requests} from '../dist/index.js'
import {startCluster} from '../dist/testing.js'
import {inTurn, printFigures, printRatios} from './process.mjs'

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '300'},
    groups: {type: 'string', default: '200'},
    'topics-per-group': {type: 'string', default: '3'},
    runs: {type: 'string', default: '3'},
    'java-lib': {type: 'string'},
  },
})
const [topics, groups, few, runs] = [values.topics, values.groups, values['topics-per-group'], values.runs].map(Number)
const lib = values['java-lib']
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-bench-'))
const quiet = join(folder, 'logback.xml')
writeFileSync(quiet, '<configuration><root level="OFF"/></configuration>')

/** Class and arguments on the command line of Java. */
const javaArgs = (heap, main, ...args) => [
  `-Duser.home=${folder}`,
  `-Drmq.logback.configurationFile=${quiet}`,
  '-Xms128m',
  `-Xmx${heap}`,
  '-cp',
  join(lib, '*'),
  `org.apache.rocketmq.${main}`,
  ...args,
]

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

/** A name server and a broker of the jars; ready when the broker is registered. */
async function startJava() {
  mkdirSync(join(folder, 'conf'))
  const [namePort, brokerPort] = [await freePort(), await freePort()]
  const nameServer = `127.0.0.1:${namePort}`
  const settings = (name, lines) => {
    const file = join(folder, name)
    writeFileSync(file, lines.join('\n'))
    return file
  }
  const local = ['bindAddress=127.0.0.1']
  const names = settings('namesrv.conf', [...local, `listenPort=${namePort}`])
  const broker = settings('broker.conf', [
    ...local,
    'brokerClusterName=DefaultCluster',
    'brokerName=broker-a',
    'brokerId=0',
    'brokerIP1=127.0.0.1',
    `listenPort=${brokerPort}`,
    `haListenPort=${await freePort()}`,
    `namesrvAddr=${nameServer}`,
    `storePathRootDir=${join(folder, 'store')}`,
    'mappedFileSizeCommitLog=16777216',
  ])
  const run = (...args) =>
    spawn('java', javaArgs(...args), {env: {...process.env, ROCKETMQ_HOME: folder}, stdio: 'ignore'})
  const servers = [run('256m', 'namesrv.NamesrvStartup', '-c', names)]
  const remoting = new Remoting({requestTimeoutMs: 1000})
  const registered = async () => (await new Cluster(remoting, [nameServer]).brokers().catch(() => [])).length > 0
  const until = async done => {
    while (!(await done())) await new Promise(resolve => setTimeout(resolve, 200))
  }
  await until(() =>
    new Cluster(remoting, [nameServer])
      .info()
      .then(() => true)
      .catch(() => false),
  )
  servers.push(run('1g', 'broker.BrokerStartup', '-c', broker))
  await until(registered)
  await remoting.close()
  const close = async () => {
    for (const server of servers.reverse()) {
      const gone = new Promise(resolve => server.once('close', resolve))
      server.kill()
      await gone
    }
  }
  return {nameServer, close}
}

const topic = n => `bench-topic-${n % topics}`
const groupName = n => `bench-group-${n}`

async function all(count, each) {
  const {failures} = await fanOut(
    Array.from({length: count}, (_, n) => n),
    String,
    each,
    64,
  )
  if (failures.length > 0) throw failures[0].error
}

async function withCluster(nameServer, use) {
  const remoting = new Remoting({requestTimeoutMs: 60_000})
  const cluster = new Cluster(remoting, [nameServer])
  const [broker] = await cluster.targets({})
  try {
    await use(cluster, broker)
  } finally {
    await remoting.close()
  }
}

/** Topics of four queues with five messages each, and groups with their retry topics. */
const fill = nameServer =>
  withCluster(nameServer, async (cluster, {address, name}) => {
    const settings = {defaultTopic: 'TBW102', perm: 6, topicFilterType: 'SINGLE_TAG', topicSysFlag: 0, order: false}
    const queues = count => ({...settings, readQueueNums: count, writeQueueNums: count})
    await all(topics, n => cluster.invoke(address, requests.updateAndCreateTopic, {topic: topic(n), ...queues(4)}))
    await all(groups, async n => {
      const group = groupName(n)
      await cluster.invoke(address, requests.updateAndCreateSubscriptiongroup, {body: {groupName: group}})
      await cluster.invoke(address, requests.updateAndCreateTopic, {topic: `%RETRY%${group}`, ...queues(1)})
    })
    const {sender} = new Messaging(cluster)
    await all(topics * 20, n =>
      sender.send(
        {topic: topic(n), body: Buffer.from('body')},
        {brokerName: name, queueId: Math.floor(n / topics) % 4},
      ),
    )
  })

/** Offsets of every group on so many topics, a little behind. */
const commit = (nameServer, share) =>
  withCluster(nameServer, (cluster, {address}) =>
    all(groups * share * 4, n => {
      const [queueId, group, nth] = [n % 4, Math.floor(n / 4) % groups, Math.floor(n / 4 / groups)]
      const offset = 1 + ((group + queueId) % 5)
      return cluster.invoke(address, requests.updateConsumerOffset, {
        ...{consumerGroup: groupName(group), topic: topic(group * share + nth), queueId, commitOffset: offset},
      })
    }),
  )

const lines = [
  ['topicList -c', 'topicList', '-c'],
  ['consumerProgress', 'consumerProgress'],
  ['statsAll', 'statsAll'],
]
const program = args => ({command: process.execPath, args: [join(root, 'bin', 'mqadmin'), ...args]})
const javaProgram = args => ({command: 'java', args: javaArgs('512m', 'tools.command.MQAdminStartup', ...args)})

async function measure(nameServer, share) {
  await commit(nameServer, share)
  console.log(`\n${topics} topics of 4 queues, ${groups} groups with offsets of ${share} topics each`)
  const commands = run =>
    lines.map(([name, ...args]) => ({
      name,
      ...run([...args, '-n', nameServer]),
      env: {XDG_CONFIG_HOME: folder, ROCKETMQ_HOME: folder},
    }))
  const ours = await inTurn(commands(program), runs)
  printFigures(ours)
  if (lib === undefined) return
  const java = await inTurn(commands(javaProgram), 1, {warm: false})
  console.log('\nJava')
  printFigures(java)
  console.log('\nratio of Java to ours')
  for (const [name] of lines) printRatios(name, java.get(name), ours.get(name))
}

const cluster = lib === undefined ? await startCluster({memory: true}) : await startJava()
try {
  await fill(cluster.nameServer)
  for (const share of [few, topics]) await measure(cluster.nameServer, share)
} finally {
  await cluster.close()
  rmSync(folder, {recursive: true, force: true})
}
