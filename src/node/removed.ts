import {type Infer, object, oneOf, optional, str} from '../schema.js'

/** What became of a node that was to be forgotten. */
export const removedNode = object('RemovedNode', {
  node: str(),
  outcome: oneOf('removed', 'absent'),
  /** What it stored. */
  data: optional(oneOf('kept', 'deleted')),
  folder: optional(str()),
})
export type RemovedNode = Infer<typeof removedNode>
