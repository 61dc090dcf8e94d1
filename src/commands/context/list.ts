import {loadContexts} from '../../cli/contexts.js'
import {LocalCommand} from '../../cli/local-command.js'
import type {Session} from '../../cli/read-command.js'
import {readContext} from '../../cli/settings/place.js'
import {bool, type Infer, list, object, optional, str} from '../../schema.js'
import {rows} from '../../view/rows.js'

const contextSummary = object('ContextSummary', {
  name: str(),
  /** It is the one in use. */
  current: bool(),
  nameServers: list(str()),
  accessKey: optional(str()),
  tls: bool(),
  readOnly: bool(),
  protected: bool(),
})
type ContextSummary = Infer<typeof contextSummary>

export default class ContextList extends LocalCommand<ContextSummary[]> {
  static override summary = 'List the contexts there are.'

  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected override async perform({io}: Pick<Session, 'io'>) {
    const {contexts, current, file, text} = await loadContexts(io.env)
    if (file === undefined || text === undefined) return []
    const summaries: ContextSummary[] = []
    for (const [name, raw] of contexts) {
      const {layer, readOnly, protected: guarded} = await readContext(raw, name, {file, text, keys: ['contexts', name]})
      summaries.push({
        name,
        current: name === current,
        nameServers: [...(layer.nameServers?.value ?? [])],
        accessKey: layer.accessKey?.value,
        tls: layer.tls?.value ?? false,
        readOnly,
        protected: guarded,
      })
    }
    return summaries
  }

  protected override readonly view = rows(contextSummary)
  protected override readonly empty = 'no contexts yet; mqadmin context add makes one'
}
