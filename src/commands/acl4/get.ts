import {type AclFiles, account4, acls4, whiteAddress} from '../../admin/acls4.js'
import {askedFlags} from '../../cli/auth-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaAclFiles} from '../../view/java-auth.js'
import {rows, sections} from '../../view/rows.js'

export default class Acl4Get extends ReadCommand<AclFiles> {
  static override summary = 'Show the accounts of brokers 4.x (plain_acl.yml; not 4.9.8).'
  static override subject = 'broker'

  static override examples = ['<%= config.bin %> <%= command.id %> broker-a']

  static override flags = askedFlags

  protected override async perform(session: Session, flags: FlagsOf<typeof Acl4Get>): Promise<AclFiles> {
    const files = session.collect(await session.admin.acls4.find(flags))
    return {
      whiteAddresses: files.flatMap(({whiteAddresses}) => whiteAddresses),
      accounts: files.flatMap(({accounts}) => accounts),
      brokers: files.flatMap(({brokers}) => brokers),
    }
  }

  protected override readonly view = sections(acls4, [
    {title: 'Accounts', of: 'accounts', view: rows(account4, undefined, {sort: ['broker', 'address', 'accessKey']})},
    {
      title: 'Addresses let in unchecked',
      of: 'whiteAddresses',
      view: rows(whiteAddress, undefined, {sort: ['broker', 'address', 'whiteAddress']}),
    },
  ])

  protected override readonly classic = javaAclFiles
}
