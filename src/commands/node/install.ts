import {Flags} from '@oclif/core'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import {spinner} from '../../cli/progress.js'
import type {Session} from '../../cli/read-command.js'
import {type Installed, installed} from '../../node/install/install.js'
import {record} from '../../view/rows.js'

export default class NodeInstall extends LocalChangeCommand<Installed> {
  static override summary = 'Fetch a release of Apache RocketMQ from a Maven repository, for the java engine.'
  static override subject = 'release'

  static override examples = ['<%= config.bin %> <%= command.id %> latest', '<%= config.bin %> <%= command.id %> 4.9.7']

  static override flags = {
    release: Flags.string({
      summary: 'Release such as 5.5.0, or latest: the newest that has all its artifacts.',
      required: true,
    }),
    repository: Flags.string({
      summary: 'Maven repository to take it from; also MQADMIN_MAVEN_REPOSITORY.',
      helpValue: 'URL',
    }),
  }

  protected override async perform(session: Session, flags: FlagsOf<typeof NodeInstall>) {
    session.endless()
    const progress = await spinner(session.io, flags.quiet)
    try {
      const nodes = await session.nodes
      return await nodes.install(flags.release, {
        signal: session.signal,
        onProgress: progress.tell,
        ...(flags.repository === undefined ? {} : {repository: flags.repository}),
      })
    } finally {
      progress.stop()
    }
  }

  protected override readonly view = record(installed)
}
