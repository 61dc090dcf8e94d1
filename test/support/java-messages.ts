/** Reads messages back from what Java's mqadmin printed of them, so that a scripted broker can serve them again. */
import type {MessageRecord} from '../../src/protocol/message/index.js'

const line =
  /^MSGID: \S+ MessageExt \[brokerName=\S+, queueId=(\d+), storeSize=\d+, queueOffset=(\d+), sysFlag=(\d+), bornTimestamp=(\d+), bornHost=\/(\S+), storeTimestamp=(\d+), storeHost=\/(\S+), msgId=\S+, commitLogOffset=(\d+), bodyCRC=\d+, reconsumeTimes=(\d+), preparedTransactionOffset=(\d+), toString\(\)=Message\{topic='([^']+)', flag=(\d+), properties=\{(.*?)\}, body=\[([-\d, ]+)\], transactionId='null'\}\] BODY: /gm

export function messagesOf(printed: string): MessageRecord[] {
  return [...printed.matchAll(line)].map(match => {
    const [
      queueId,
      queueOffset,
      sysFlag,
      born,
      bornHost,
      stored,
      storeHost,
      position,
      tries,
      prepared,
      topic,
      flag,
      props,
      body,
    ] = match.slice(1) as [string, ...string[]]
    return {
      topic: topic as string,
      queueId: Number(queueId),
      queueOffset: Number(queueOffset),
      physicalOffset: Number(position),
      flag: Number(flag),
      sysFlag: Number(sysFlag),
      bornTimestamp: Number(born),
      bornHost: host(bornHost as string),
      storeTimestamp: Number(stored),
      storeHost: host(storeHost as string),
      reconsumeTimes: Number(tries),
      preparedTransactionOffset: Number(prepared),
      body: Buffer.from((body as string).split(', ').map(Number)),
      properties: propertiesOf(props as string),
    }
  })
}

const host = (text: string) => {
  const [ip = '', port] = text.split(':')
  return {ip, port: Number(port)}
}

/** The two that a pull adds are left out. UNIQ_KEY and CLUSTER share a bin of Java's map: they stand as they were sent. */
function propertiesOf(text: string): Map<string, string> {
  const pairs = text.split(', ').map(pair => pair.split('=', 2) as [string, string])
  return new Map(pairs.filter(([name]) => name !== 'MIN_OFFSET' && name !== 'MAX_OFFSET'))
}
