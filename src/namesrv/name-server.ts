/** What the handlers of a name server share. */
import type {requests} from '../protocol/index.js'
import type {Handlers} from '../remoting/dispatcher.js'
import type {ServerLog} from '../remoting/server-log.js'
import type {KvTable} from './kv-table.js'
import type {RouteTable} from './route-table.js'
import type {NameServerSettings} from './settings.js'

export interface NameServerState {
  readonly routes: RouteTable
  readonly kv: KvTable
  readonly settings: NameServerSettings
  readonly log: ServerLog
  /** Writes changed settings to where the next start reads them. */
  saveSettings(keys: readonly string[]): Promise<void>
}

export type NameServerHandlers = Handlers<typeof requests>

/** What Java ends some remarks with. */
export const seeFaq = '\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.'
