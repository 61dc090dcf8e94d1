import {readFile, stat} from 'node:fs/promises'
import {describe, expect, it} from 'vitest'
import {mqadmin, mqadminJson} from '../../support/cli.js'
import {javaAdmin, javaAvailable} from '../../support/java.js'
import {installed, javaNodes, javaRequest, startTimeoutMs, testTimeoutMs} from './java-nodes.js'

const version = '5.5.0'
const java = await javaAvailable(version)
if (!java.ok) console.warn(`skipped: a proxy with users, for want of Java: ${java.reason}`)

describe.skipIf(!java.ok)('a proxy beside a broker that has users', () => {
  it('serves both protocols to the account that was made, and stops first', {timeout: testTimeoutMs}, async () => {
    await installed(version)
    const nodes = await javaNodes()
    const request = javaRequest(nodes, version, {proxy: {port: 0, grpcPort: 0}, access: 'auth'})
    const {node, servers} = await nodes.start(request, {timeoutMs: startTimeoutMs})
    expect(servers).toMatchObject([
      {role: 'nameServer', state: 'ready'},
      // only a signed request is told the version
      {role: 'broker', state: 'ready', version: 'V5_5_0'},
      {role: 'proxy', name: 'remoting', state: 'ready'},
      {role: 'proxy', name: 'grpc', state: 'ready'},
    ])
    const [, broker, proxy] = servers
    const secretKey = (await readFile(node.secretKeyFile as string, 'utf8')).trim()
    const credentials = {accessKey: node.accessKey as string, secretKey}
    for (const file of [node.secretKeyFile, broker?.config, proxy?.config])
      expect((await stat(file as string)).mode & 0o777).toBe(0o600)

    const nameServer = node.nameServer as string
    const made = ['updateTopic', '-n', nameServer, '-c', 'DefaultCluster', '-t', 'orders', '-r', '1', '-w', '1']
    expect((await javaAdmin(version, made)).stdout).not.toContain('success')
    expect((await javaAdmin(version, made, {credentials})).stdout).toContain('success')

    const through = proxy?.address as string
    const route = ['topicRoute', '-n', through, '-t', 'orders']
    expect((await javaAdmin(version, route)).stdout).not.toContain('brokerDatas')
    expect((await javaAdmin(version, route, {credentials})).stdout).toContain(`"${through}"`)
    const send = ['sendMessage', '-n', through, '-t', 'orders', '-p', 'through the proxy']
    expect((await javaAdmin(version, send, {credentials})).stdout).toContain('SEND_OK')

    const env = {
      NAMESRV_ADDR: nameServer,
      MQADMIN_ACCESS_KEY: credentials.accessKey,
      MQADMIN_SECRET_KEY: secretKey,
    }
    expect(await mqadminJson(['message', 'print', 'orders'], {env})).toMatchObject([
      {body: {data: 'through the proxy'}},
    ])
    expect(await mqadmin(['broker', 'status', 'broker-a'], {env: {NAMESRV_ADDR: nameServer}})).toMatchObject({
      status: 4,
    })

    expect((await nodes.stop('default')).map(({process, outcome}) => [process, outcome])).toEqual([
      ['proxy', 'stopped'],
      ['broker-a', 'stopped'],
      ['nameserver', 'stopped'],
    ])
  })
})
