import {WritePermCommand} from '../../cli/write-perm-command.js'

export default class NameserverWipeWrite extends WritePermCommand {
  static override summary =
    'Close all topics of a broker for writing, in every name server, until the broker changes a topic.'

  protected override readonly open = false
}
