import {describe, expect, it} from 'vitest'
import {DelayLevels} from '../../src/broker/delay-levels.js'
import {MessageIntake} from '../../src/broker/message-intake.js'
import {brokerSettings} from '../../src/broker/settings.js'
import {BrokerFigures} from '../../src/broker/stats/broker-figures.js'
import {BrokerStats} from '../../src/broker/stats/broker-stats.js'
import {ServerLog} from '../../src/remoting/server-log.js'
import {Settings} from '../../src/remoting/settings.js'
import {nodeFileSystem, openStore} from '../../src/store/index.js'
import {atEnd, temporaryFolder} from './support.js'

const host = {ip: '127.0.0.1', port: 10911}
const message = {
  topic: 'orders',
  queueId: 0,
  flag: 0,
  sysFlag: 0,
  bornTimestamp: Date.now(),
  bornHost: host,
  reconsumeTimes: 0,
  preparedTransactionOffset: 0,
  body: Buffer.from('hello'),
  properties: new Map<string, string>(),
}

describe('a disk that is full', () => {
  it('makes the broker say so, and go on when there is room again', async () => {
    let isFull = false
    const store = await openStore({
      folder: await temporaryFolder(),
      storeHost: host,
      files: {
        ...nodeFileSystem,
        write: (fd, bytes, position) =>
          isFull ? Promise.reject(new Error('no space left')) : nodeFileSystem.write(fd, bytes, position),
      },
    })
    atEnd(() => store.close())
    const lines: string[] = []
    const figures = new BrokerFigures()
    const identity = {name: 'broker-a', cluster: 'c', address: '127.0.0.1:10911', host, startedAt: 0}
    const intake = new MessageIntake(
      store,
      identity,
      new Settings(brokerSettings),
      DelayLevels.parse('1s'),
      new BrokerStats(),
      figures,
      new ServerLog('broker-a', {sink: line => lines.push(line)}),
    )
    expect(await intake.put(message)).toMatchObject({queueOffset: 0, stored: {topic: 'orders'}})
    isFull = true
    for (let i = 0; i < 2; i++)
      await expect(intake.put(message)).rejects.toMatchObject({
        responseCode: 14,
        message: expect.stringMatching(/^service not available now\. .*no space left/),
      })
    isFull = false
    expect(await intake.put(message)).toMatchObject({queueOffset: 1})
    expect(figures.failedPuts).toBe(2)
    expect(lines.map(line => line.split('\n')[0]?.slice(25))).toEqual([
      'ERROR broker-a: messages cannot be stored',
      'INFO  broker-a: messages can be stored again',
    ])
  })
})
