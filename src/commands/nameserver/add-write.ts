import {WritePermCommand} from '../../cli/write-perm-command.js'

export default class NameserverAddWrite extends WritePermCommand {
  static override summary = 'Open all topics of a broker for reading and writing, in every name server.'

  protected override readonly open = true
}
