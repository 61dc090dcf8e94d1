import {type ControllerMetadata, controllerMetadata} from '../../admin/controllers.js'
import {controllerFlag} from '../../cli/address-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaFormat, lines} from '../../view/classic.js'
import {record} from '../../view/rows.js'

export default class ControllerMetadataCommand extends ReadCommand<ControllerMetadata> {
  static override summary = 'Show which controllers a group has and which of them leads.'
  static override subject = 'controller'

  static override examples = ['<%= config.bin %> <%= command.id %> 127.0.0.1:9878']

  static override flags = {controller: controllerFlag()}

  protected override perform({admin}: Session, flags: FlagsOf<typeof ControllerMetadataCommand>) {
    return admin.controllers.metadata(flags.controller)
  }

  protected override readonly view = record(controllerMetadata, [
    'group',
    {field: 'leaderId', header: 'leader'},
    {field: 'leaderAddress', header: 'leader address'},
    'peers',
  ])

  protected override readonly classic = ({group, leaderId, leaderAddress, peers}: ControllerMetadata) => {
    const head = '\n#ControllerGroup\t%s\n#ControllerLeaderId\t%s\n#ControllerLeaderAddress\t%s\n'
    return javaFormat(head, group, leaderId, leaderAddress) + peerLines(peers)
  }
}

const peerLines = lines<string>('#Peer:\t%s\n', peer => [peer])
