/** The commands that only 4.9 has, on a broker with accounts. */
import {join} from 'node:path'
import {readCaptures} from '../../support/captures.js'
import {javaCluster} from '../../support/java.js'
import {CaptureStage} from './stage.js'
import {captureSuite} from './suite.js'

const captures = readCaptures('4.9.8').filter(({id}) => /^ha\.acl\.\w*(AclConfig|GlobalWhite)/.test(id))
const account = {accessKey: 'rocketmq2', secretKey: '12345678'}
const accounts = `accounts:
- accessKey: RocketMQ
  secretKey: 12345678
  admin: false
  defaultTopicPerm: DENY
  defaultGroupPerm: SUB
- accessKey: ${account.accessKey}
  secretKey: ${account.secretKey}
  admin: true
`

await captureSuite(
  'acl4',
  captures,
  async director => {
    const cluster = await javaCluster({
      version: '4.9.7',
      clusterName: 'AclCluster',
      brokers: ['broker-acl'],
      account,
      plainAcl: accounts,
    })
    director.undo.push(() => cluster.stop())
    const captured = {nameServer: '127.0.0.1:18876', brokers: ['127.0.0.1:24911']}
    const stage = await CaptureStage.open({...cluster, captured, account, tools: '4.9.8'})
    director.enter(stage)
    stage.learn('$HOME/rmqhome', join(cluster.folder, 'data', 'broker-acl', 'home'))
    // what ours prints otherwise it does all the same
    await director.change(captures, {javaToo: ({status}) => status !== 0})
  },
  {servers: '4.9.7', tools: '4.9.8'},
)
