import {Flags} from '@oclif/core'
import {messageColumns} from '../../cli/found-message.js'
import {type FlagsOf, LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {compactionMessages, type StoredMessage} from '../../cli/store-files.js'
import {message} from '../../messaging/message.js'
import {lines} from '../../view/classic.js'
import {messageExtText} from '../../view/java-message.js'
import {rows} from '../../view/rows.js'

export default class StoreCompaction extends LocalCommand<AsyncIterable<StoredMessage>> {
  static override summary = 'Show the messages in a file of a compaction topic, of a broker on this machine.'
  static override subject = 'file'

  static override examples = [
    '<%= config.bin %> <%= command.id %> store/compaction/compactionLog/prices/0/00000000000000000000',
  ]

  static override flags = {
    file: Flags.string({summary: 'The file.', helpValue: 'FILE', required: true}),
    namesrvAddr: Flags.string({summary: 'Has no effect: no server is asked.'}),
  }

  protected override perform({io}: Pick<Session, 'io'>, {file}: FlagsOf<typeof StoreCompaction>) {
    return compactionMessages(io, file)
  }

  protected override readonly view = rows(message, [...messageColumns.filter(column => column !== brokerColumn)], {
    sort: false,
  })

  /** Java does not read the body, and takes what it prints for a format: a percent sign ends it there. */
  protected override readonly classic = lines<StoredMessage>('%s\n', ({record, ...found}) => [
    messageExtText({...found, sysFlag: record.sysFlag, body: null}),
  ])
}

/** No file says which broker it belongs to. */
const brokerColumn = messageColumns[2]
