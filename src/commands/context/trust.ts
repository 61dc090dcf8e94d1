import {resolve} from 'node:path'
import {Flags} from '@oclif/core'
import {editContexts} from '../../cli/contexts.js'
import {type FlagsOf, LocalChangeCommand} from '../../cli/local-command.js'
import {findProjectFile, readProjectFile, readProjectPlace} from '../../cli/project-file.js'
import type {Session} from '../../cli/read-command.js'
import {parseYaml} from '../../cli/yaml.js'
import {MqError} from '../../errors.js'
import {bool, type Infer, list, object, str} from '../../schema.js'
import {record} from '../../view/rows.js'

const trust = object('Trust', {
  file: str(),
  trusted: bool(),
  /** Names of the settings it says something about. */
  settings: list(str()),
})
type Trust = Infer<typeof trust>

export default class ContextTrust extends LocalChangeCommand<Trust> {
  static override summary = 'Take the .mqadmin.yaml of a project into use.'
  static override description =
    'Such a file may come from anybody, so it counts only once trusted, and only as it is now: after a change it must be trusted again.'
  static override subject = 'file'

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {description: 'No longer', command: '<%= config.bin %> <%= command.id %> --revoke'},
  ]

  static override flags = {
    file: Flags.string({summary: 'The file; without it the nearest, from here upwards.'}),
    revoke: Flags.boolean({summary: 'Trust it no longer.'}),
  }

  protected override async perform({io}: Pick<Session, 'io'>, flags: FlagsOf<typeof ContextTrust>): Promise<Trust> {
    const found = flags.file === undefined ? findProjectFile(io.cwd) : readProjectFile(resolve(io.cwd, flags.file))
    if (!found)
      throw new MqError(
        'BAD_SETTINGS',
        flags.file === undefined ? 'there is no .mqadmin.yaml from here upwards' : `there is no file ${flags.file}`,
      )
    const {file, hash, text} = found
    if (flags.revoke) {
      await editContexts(io.env, {trusted: {[file]: null}})
      return {file, trusted: false, settings: []}
    }
    await readProjectPlace(found)
    await editContexts(io.env, {trusted: {[file]: hash}})
    return {file, trusted: true, settings: Object.keys((await parseYaml(text, file, 'BAD_SETTINGS')) ?? {})}
  }

  protected override readonly view = record(trust)
}
