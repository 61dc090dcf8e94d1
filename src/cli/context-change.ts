/** What the commands that change contexts answer. */
import {type Infer, object, oneOf, optional, str} from '../schema.js'
import {record} from '../view/rows.js'

export const contextChange = object('ContextChange', {
  context: optional(str()),
  outcome: oneOf('added', 'replaced', 'used', 'none', 'removed', 'absent'),
  /** The context in use afterwards. */
  current: optional(str()),
  file: str(),
})
export type ContextChange = Infer<typeof contextChange>

export const contextChangeView = record(contextChange)
