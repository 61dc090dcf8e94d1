import {Flags} from '@oclif/core'
import {type CommandEntry, catalogue, commandEntry} from '../cli/catalogue/catalogue.js'
import {LocalChangeCommand} from '../cli/local-command.js'
import {rows} from '../view/rows.js'
import {commands} from './index.js'

export default class Commands extends LocalChangeCommand<CommandEntry[]> {
  static override summary = 'List all commands; as JSON with flags, examples and the shapes of their results.'
  static override description =
    'Shapes are written in the words of JSON Schema. A kind says what a number stands for: a time in milliseconds, a size in bytes.'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'What a program needs to know to call it',
      command: '<%= config.bin %> <%= command.id %> --json',
    },
  ]

  static override flags = {
    json: Flags.boolean({summary: 'Short for --output json.', exclusive: ['output']}),
  }

  protected override perform(): Promise<CommandEntry[]> {
    return catalogue(commands)
  }

  protected override async readFlags() {
    const flags = await super.readFlags()
    if (flags['json'] && this.settings) this.settings = {...this.settings, output: 'json'}
    return flags
  }

  protected override readonly view = rows(commandEntry, ['command', 'java', 'summary', 'effect'], {sort: false})
}
