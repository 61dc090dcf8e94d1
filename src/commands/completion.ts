import {Flags} from '@oclif/core'
import {loading, type Shell, scripts, shells} from '../cli/completion/shell-scripts.js'
import {type FlagsOf, LocalChangeCommand} from '../cli/local-command.js'
import type {Session} from '../cli/read-command.js'
import {type Infer, object, oneOf, str} from '../schema.js'
import {record} from '../view/rows.js'

const completion = object('Completion', {
  shell: oneOf(...shells),
  /** The line that loads it, for the start file of the shell. */
  loadedBy: str(),
  script: str(),
})
type Completion = Infer<typeof completion>

export default class CompletionScript extends LocalChangeCommand<Completion> {
  static override summary =
    'Print a script that completes commands, options and the names of topics, groups and brokers.'
  static override description =
    'Load it in the start file of the shell:\n' +
    shells.map(shell => `  ${shell.padEnd(10)}  ${loading[shell]}`).join('\n') +
    '\nNames come from the name servers that the line, NAMESRV_ADDR or the context says; they are kept for 10 seconds.'
  static override subject = 'shell'

  static override examples = [
    '<%= config.bin %> <%= command.id %> bash',
    '<%= config.bin %> <%= command.id %> fish',
    '<%= config.bin %> <%= command.id %> powershell',
  ]

  static override flags = {
    shell: Flags.option({options: shells})({summary: 'The shell it is for.', required: true}),
  }

  protected override perform(_: Pick<Session, 'io'>, {shell}: FlagsOf<typeof CompletionScript>): Completion {
    return {shell: shell as Shell, loadedBy: loading[shell], script: scripts[shell]}
  }

  /** The script as it is, also on a terminal; only formats that are asked for enclose it. */
  protected override async text(result: Completion, flags: FlagsOf<typeof CompletionScript>) {
    return this.settings?.output === undefined ? result.script : super.text(result, flags)
  }

  protected override readonly view = record(completion)
}
