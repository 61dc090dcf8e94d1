// A cluster of many topics and groups: whole-table commands against Java's mqadmin on the same broker.
//   node bench/many.mjs [--topics 300] [--groups 200] [--topics-per-group 3] [--runs 3]
//        [--name-server HOST:PORT] [--java-lib FOLDER_WITH_THE_JARS_OF_5.5.0]
// Without a name server it fills an embedded cluster. Needs `npm run build`.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {Cluster, fanOut, Remoting, requests} from '../dist/index.js'
import {startCluster} from '../dist/testing.js'
import {inTurn, printFigures, printRatios} from './process.mjs'

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '300'},
    groups: {type: 'string', default: '200'},
    'topics-per-group': {type: 'string', default: '3'},
    runs: {type: 'string', default: '3'},
    'name-server': {type: 'string'},
    'java-lib': {type: 'string'},
  },
})
const [topics, groups, share, runs] = [values.topics, values.groups, values['topics-per-group'], values.runs].map(
  Number,
)
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-bench-'))
const running = values['name-server'] ? undefined : await startCluster({memory: true})
const nameServer = values['name-server'] ?? running.nameServer

async function fill() {
  const remoting = new Remoting()
  const cluster = new Cluster(remoting, [nameServer])
  const [{address}] = await cluster.targets({})
  const topic = n => `bench-topic-${n % topics}`
  const all = async (count, each) => {
    const {failures} = await fanOut(
      Array.from({length: count}, (_, n) => n),
      String,
      each,
      32,
    )
    if (failures.length > 0) throw failures[0].error
  }
  const settings = {
    defaultTopic: 'TBW102',
    readQueueNums: 4,
    writeQueueNums: 4,
    perm: 6,
    topicFilterType: 'SINGLE_TAG',
    order: false,
  }
  await all(topics, n => cluster.invoke(address, requests.updateAndCreateTopic, {topic: topic(n), ...settings}))
  await all(groups, async n => {
    const groupName = `bench-group-${n}`
    await cluster.invoke(address, requests.updateAndCreateSubscriptiongroup, {body: {groupName}})
    await cluster.invoke(address, requests.updateAndCreateTopic, {
      ...settings,
      topic: `%RETRY%${groupName}`,
      readQueueNums: 1,
      writeQueueNums: 1,
    })
    for (let t = 0; t < share; t++)
      for (let queueId = 0; queueId < 4; queueId++)
        await cluster.invoke(address, requests.updateConsumerOffset, {
          consumerGroup: groupName,
          topic: topic(n + t),
          queueId,
          commitOffset: 0,
        })
  })
  await remoting.close()
}

try {
  await fill()
  const lines = [
    ['topicList -c', 'topicList', '-c'],
    ['consumerProgress', 'consumerProgress'],
  ]
  const ours = lines.map(([name, ...args]) => ({
    name,
    command: process.execPath,
    args: [join(root, 'bin', 'mqadmin'), ...args, '-n', nameServer],
    env: {XDG_CONFIG_HOME: folder},
  }))
  const figures = await inTurn(ours, runs)
  console.log(`${topics} topics of 4 queues, ${groups} groups on ${share} topics each\n`)
  printFigures(figures)
  if (values['java-lib']) {
    const quiet = join(folder, 'logback.xml')
    writeFileSync(quiet, '<configuration><root level="OFF"/></configuration>')
    const java = lines.map(([name, ...args]) => ({
      name,
      command: 'java',
      args: [
        `-Duser.home=${folder}`,
        `-Drmq.logback.configurationFile=${quiet}`,
        '-Xms128m',
        '-Xmx512m',
        '-cp',
        `${values['java-lib']}/*`,
        'org.apache.rocketmq.tools.command.MQAdminStartup',
        ...args,
        '-n',
        nameServer,
      ],
      env: {ROCKETMQ_HOME: folder},
    }))
    const javaFigures = await inTurn(java, 1)
    console.log('\nJava')
    printFigures(javaFigures)
    console.log('\nratio of Java to ours')
    for (const [name] of lines) printRatios(name, javaFigures.get(name), figures.get(name))
  }
} finally {
  await running?.close()
  rmSync(folder, {recursive: true, force: true})
}
