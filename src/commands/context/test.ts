import {Flags} from '@oclif/core'
import {type ContextStep, contextStep, testContext} from '../../cli/context-test.js'
import {type FlagsOf, ReadCommand, type Session} from '../../cli/read-command.js'
import type {MqError} from '../../errors.js'
import {rows} from '../../view/rows.js'

export default class ContextTest extends ReadCommand<ContextStep[]> {
  static override summary = 'Try a context: every name server, the cluster, and a signed question to a broker.'
  static override subject = 'name'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> prod --output json',
  ]

  static override flags = {
    name: Flags.string({summary: 'Context to try instead of the one in use.', exclusive: ['context']}),
  }

  private failure: MqError | undefined

  protected override settingsFor(flags: FlagsOf<typeof ContextTest>) {
    return super.settingsFor({...flags, context: flags.name ?? flags.context})
  }

  override async run(): Promise<void> {
    await super.run()
    if (this.failure) throw this.failure
  }

  protected override async perform(session: Session): Promise<ContextStep[]> {
    const {steps, failure} = await testContext(session.cluster, session.settings)
    this.failure = failure
    return steps
  }

  protected override readonly view = rows(
    contextStep,
    ['step', 'target', {field: 'result', tone: ({result}) => tones[result]}, 'elapsed', 'detail'],
    {sort: false},
  )
}

const tones = {ok: 'good', failed: 'bad', skipped: 'dim'} as const
