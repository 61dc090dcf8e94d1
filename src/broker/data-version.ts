import type {DataVersion} from '../protocol/bodies/data-version.js'

export const freshVersion = (): DataVersion => ({counter: 0, stateVersion: 0, timestamp: Date.now()})

/** The version after one more change. */
export const nextVersion = (version: DataVersion): DataVersion => ({
  ...version,
  counter: version.counter + 1,
  timestamp: Date.now(),
})
