import {Flags} from '@oclif/core'
import type {NameServerChange, NameServerTarget} from '../../admin/name-servers.js'
import {checkOrderConf, orderNamespace, type QueueOrder, queueOrder} from '../../admin/order-conf.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {DestroyCommand, type Done} from '../../cli/write-command.js'
import {UsageError} from '../../errors.js'
import {str} from '../../schema.js'
import {javaFormat} from '../../view/classic.js'
import {rows} from '../../view/rows.js'

const methods = ['get', 'put', 'delete'] as const

export default class TopicOrder extends DestroyCommand<string, NameServerTarget> {
  static override summary = 'Show, store or remove the order of the queues of an ordered topic in the name servers.'
  static override subject = 'topic'

  static override examples = [
    '<%= config.bin %> <%= command.id %> orders',
    '<%= config.bin %> <%= command.id %> orders --order-conf broker-a:8',
    '<%= config.bin %> <%= command.id %> orders --method delete --yes',
  ]

  static override flags = {
    topic: Flags.string({summary: 'Topic to look at or to change.', required: true}),
    method: Flags.option({options: methods})({summary: 'What to do; get, or put where there is an --order-conf.'}),
    'order-conf': Flags.string({summary: 'BROKER:QUEUES, with ; between brokers.', helpValue: 'BROKER:QUEUES;…'}),
  }

  override async run() {
    if (methodOf((await this.readFlags()) as FlagsOf<typeof TopicOrder>) !== 'get') return super.run()
    const shown = Object.assign(new OrderShown(this.argv, this.config), {io: this.io, invocation: this.invocation})
    return shown.run()
  }

  protected override readonly shape = str()

  protected override async plan(session: Session, flags: FlagsOf<typeof TopicOrder>) {
    return session.collect(await session.admin.orderConf.changes(flags.topic, wanted(flags)))
  }

  protected override async confirm(due: NameServerChange<string>[], flags: FlagsOf<typeof TopicOrder>) {
    if (methodOf(flags) === 'delete') await super.confirm(due, flags)
  }

  protected override thing(_: NameServerChange<string>, {topic}: FlagsOf<typeof TopicOrder>) {
    return {kind: 'kv', namespace: orderNamespace, key: topic} as const
  }

  protected override apply({admin}: Session, {target}: NameServerChange<string>, flags: FlagsOf<typeof TopicOrder>) {
    return admin.orderConf.put(target, flags.topic, wanted(flags))
  }

  /** Java's word is about all name servers together. */
  protected override readonly classic = (
    _: Done<string, NameServerTarget>[],
    flags: FlagsOf<typeof TopicOrder>,
    undone: readonly string[],
  ) => {
    if (undone.length > 0) return ''
    const conf = wanted(flags)
    return conf === undefined
      ? javaFormat('delete orderConf success. topic=[%s]', flags.topic)
      : javaFormat('update orderConf success. topic=[%s], orderConf=[%s]', flags.topic, conf)
  }
}

/** The method `get`, which changes nothing. */
class OrderShown extends ReadCommand<QueueOrder[]> {
  static override baseFlags = TopicOrder.baseFlags as unknown as typeof ReadCommand.baseFlags
  static override flags = TopicOrder.flags

  protected override async perform(session: Session, {topic}: FlagsOf<typeof TopicOrder>) {
    return session.collect(await session.admin.orderConf.list(topic))
  }

  protected override readonly view = rows(queueOrder, ['address', 'topic', 'orderConf'])

  /** Java asks one name server. */
  protected override readonly classic = ([first]: QueueOrder[]) =>
    javaFormat('get orderConf success. topic=[%s], orderConf=[%s] ', first?.topic, first?.orderConf)
}

function methodOf({method, 'order-conf': conf}: FlagsOf<typeof TopicOrder>): (typeof methods)[number] {
  if (method !== undefined && method !== 'put' && conf !== undefined)
    throw new UsageError(`--method ${method} takes no --order-conf`)
  return method ?? (conf === undefined ? 'get' : 'put')
}

/** The order that shall be there; undefined to have none. */
function wanted(flags: FlagsOf<typeof TopicOrder>): string | undefined {
  if (methodOf(flags) === 'delete') return undefined
  const conf = flags['order-conf']
  if (conf === undefined) throw new UsageError('--method put needs an --order-conf, such as broker-a:8')
  return checkOrderConf(conf.trim())
}
