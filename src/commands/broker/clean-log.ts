import type {ExpiredFiles} from '../../admin/brokers.js'
import {CleanCommand} from '../../cli/clean-command.js'
import type {Change, Session} from '../../cli/write-command.js'
import type {BrokerTarget} from '../../cluster/cluster.js'

export default class BrokerCleanLog extends CleanCommand {
  static override summary =
    'Remove commit log files past their time, at once instead of at the hour the broker is set to.'

  protected override apply({admin}: Session, {target}: Change<ExpiredFiles, BrokerTarget>) {
    return admin.brokers.cleanLog(target)
  }
}
