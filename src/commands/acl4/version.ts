import {type AclVersion, aclVersion} from '../../admin/acls4.js'
import {askedFlags} from '../../cli/auth-flags.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import {javaAclVersions} from '../../view/java-auth.js'
import {rows} from '../../view/rows.js'

export default class Acl4Version extends ReadCommand<AclVersion[]> {
  static override summary = 'Show when the accounts of brokers 4.x were changed last (plain_acl.yml).'
  static override subject = 'broker'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> broker-a --output json',
  ]

  static override flags = askedFlags

  private complete = false

  protected override async perform(session: Session, flags: FlagsOf<typeof Acl4Version>) {
    const versions = session.collect(await session.admin.acls4.versions(flags)).flat()
    this.complete = session.partialFailure === undefined
    return versions
  }

  protected override readonly view = rows(aclVersion)

  protected override readonly classic = (versions: AclVersion[], {broker}: FlagsOf<typeof Acl4Version>) =>
    javaAclVersions(versions, {
      of: broker === undefined ? 'cluster' : 'broker',
      complete: this.complete,
      zone: this.settings?.zone,
    })
}
