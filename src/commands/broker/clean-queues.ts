import type {ExpiredFiles} from '../../admin/brokers.js'
import {CleanCommand} from '../../cli/clean-command.js'
import type {Change, Session} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'

export default class BrokerCleanQueues extends CleanCommand {
  static override summary = 'Remove consume queue files whose messages are gone.'

  protected override apply({admin}: Session, {target}: Change<ExpiredFiles, BrokerTarget>) {
    return admin.brokers.cleanQueues(target)
  }
}
