import {count, fallback, type Infer, object, time} from '../../schema.js'

/** Version of a table of settings: grows by one a change. Two are equal when all three are (4.9 lacks `stateVersion`). */
export const dataVersion = object('DataVersion', {
  counter: fallback(count(), 0),
  stateVersion: fallback(count(), 0),
  timestamp: fallback(time(), 0),
})
export type DataVersion = Infer<typeof dataVersion>
