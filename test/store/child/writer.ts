/**
 * Appends to a store as fast as it can until it is killed, and prints a line for each message that was acknowledged:
 * `topic queueId queueOffset body`. Arguments: folder, flush type, first number.
 */
import {writeSync} from 'node:fs'
import {openStore} from '../../../src/store/index.js'

const [folder, flushDiskType, first] = process.argv.slice(2) as [string, 'ASYNC_FLUSH' | 'SYNC_FLUSH', string]
const store = await openStore({
  folder,
  flushDiskType,
  storeHost: {ip: '127.0.0.1', port: 10911},
  mappedFileSizeCommitLog: 64 * 1024,
  mappedFileSizeConsumeQueue: 2000,
  maxHashSlotNum: 101,
  maxIndexNum: 500,
})
let number = Number(first)

async function append(worker: number): Promise<void> {
  for (;;) {
    const body = String(number++)
    const topic = worker % 2 === 0 ? 'orders' : 'bills'
    const {queueOffset} = await store.append({
      topic,
      queueId: worker % 3,
      flag: 0,
      sysFlag: 0,
      bornTimestamp: Date.now(),
      bornHost: {ip: '127.0.0.1', port: 50000},
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: Buffer.from(body.padEnd(worker * 50)),
      properties: new Map([['KEYS', `k${body}`]]),
    })
    writeSync(1, `${topic} ${worker % 3} ${queueOffset} ${body}\n`)
    if (worker === 0 && number % 50 === 0) await store.flush()
  }
}

await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(append))
