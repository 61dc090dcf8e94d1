import {type Infer, int, list, object, oneOf, str} from '../schema.js'
import {serverRoles} from './spec.js'

/** A process that was stopped, and how it went. */
export const stoppedProcess = object('StoppedProcess', {
  node: str(),
  process: str(),
  pid: int(),
  roles: list(oneOf(...serverRoles)),
  outcome: str(),
})
export type StoppedRow = Infer<typeof stoppedProcess>
