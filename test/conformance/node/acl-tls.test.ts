import {readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {mqadmin, mqadminJson} from '../../support/cli.js'
import {javaAdmin, javaAvailable} from '../../support/java.js'
import {javaNodes, javaRequest, startTimeoutMs, testTimeoutMs} from './java-nodes.js'

const version = '4.9.7'
const java = await javaAvailable(version)
if (!java.ok) console.warn(`skipped: plain_acl.yml with TLS, for want of Java: ${java.reason}`)

describe.skipIf(!java.ok)('a 4.9 node with plain_acl.yml and TLS', () => {
  it('answers the account that was made for it, over TLS, and nobody else', {timeout: testTimeoutMs}, async () => {
    const nodes = await javaNodes()
    const {node, servers} = await nodes.start(javaRequest(nodes, version, {access: 'acl4', tls: true}), {
      timeoutMs: startTimeoutMs,
    })
    expect(servers).toMatchObject([
      {role: 'nameServer', state: 'ready'},
      {role: 'broker', state: 'ready', version: 'V4_9_7'},
    ])
    const secretKey = (await readFile(node.secretKeyFile as string, 'utf8')).trim()
    const credentials = {accessKey: node.accessKey as string, secretKey}
    expect((await stat(join(node.folder, 'tls', 'server.key'))).mode & 0o777).toBe(0o600)

    const nameServer = node.nameServer as string
    const believing = {'tls.enable': 'true', 'tls.config.file': join(node.folder, 'tls', 'tls.properties')}
    const made = ['updateTopic', '-n', nameServer, '-c', 'DefaultCluster', '-t', 'orders']
    const status = ['brokerStatus', '-n', nameServer, '-b', node.brokers[0] as string]
    const signed = await javaAdmin(version, made, {credentials, properties: believing})
    expect(signed).toMatchObject({stdout: expect.stringContaining(`create topic to ${node.brokers[0]} success.`)})
    const unsigned = await javaAdmin(version, status, {properties: believing})
    expect(unsigned.stdout).not.toContain('bootTimestamp')
    const plain = await javaAdmin(version, ['topicList', '-n', nameServer], {credentials})
    expect(plain.stdout).not.toContain('orders')

    const ours = {NAMESRV_ADDR: nameServer, MQADMIN_TLS_CA: node.tlsCa as string}
    const account = {MQADMIN_ACCESS_KEY: credentials.accessKey, MQADMIN_SECRET_KEY: secretKey}
    expect(await mqadminJson(['message', 'send', 'orders', '--body', 'x'], {env: {...ours, ...account}})).toMatchObject(
      [{status: 'SEND_OK'}],
    )
    expect(await mqadmin(['broker', 'status', 'broker-a'], {env: ours})).toMatchObject({status: 4})
    expect(await mqadmin(['topic', 'list'], {env: {NAMESRV_ADDR: nameServer}})).toMatchObject({status: 5})

    // the same account and authority after a restart
    const again = await nodes.restart('default', {timeoutMs: startTimeoutMs})
    expect(again.node).toMatchObject({accessKey: credentials.accessKey, tlsCa: node.tlsCa})
    expect(again.servers).toMatchObject([{state: 'ready'}, {state: 'ready', version: 'V4_9_7'}])
    expect((await readFile(node.secretKeyFile as string, 'utf8')).trim()).toBe(secretKey)
  })
})
