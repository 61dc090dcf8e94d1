import {Flags} from '@oclif/core'
import {type Explained, errorEntry, explain, explained, responseEntry} from '../cli/explain.js'
import {type FlagsOf, LocalCommand} from '../cli/local-command.js'
import type {Session} from '../cli/read-command.js'
import {record, sections} from '../view/rows.js'

export default class Explain extends LocalCommand<Explained> {
  static override summary = 'Say what a response code or an error means, what causes it, and what helps.'
  static override description = 'Asks no server. A negative number is written --code=-1000.'
  static override subject = 'code'

  static override examples = [
    '<%= config.bin %> <%= command.id %> 14',
    '<%= config.bin %> <%= command.id %> TOPIC_NOT_EXIST',
    '<%= config.bin %> <%= command.id %> BAD_CREDENTIALS --output json',
  ]

  static override flags = {
    code: Flags.string({summary: 'Number or name.', helpValue: 'CODE|NAME', required: true}),
  }

  protected override perform(_: Pick<Session, 'io'>, {code}: FlagsOf<typeof Explain>): Explained {
    return explain(code)
  }

  protected override readonly view = sections(explained, [
    {title: 'Response code', of: 'response', view: record(responseEntry)},
    {title: 'The same number from brokers 4.9', of: 'response49', view: record(responseEntry)},
    {title: "Made by Java's clients", of: 'client', view: record(responseEntry)},
    {title: 'Error of mqadmin', of: 'error', view: record(errorEntry)},
  ])
}
