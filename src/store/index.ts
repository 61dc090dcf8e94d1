/** The broker's store: durable, in RocketMQ's own files. See `types.ts` for an example. */
export {ConfigFile} from './config-file.js'
export {type FileSystem, nodeFileSystem} from './file-system.js'
export {openStore} from './open-store.js'
export {defaultDelayLevels} from './tags-code.js'
export type * from './types.js'
