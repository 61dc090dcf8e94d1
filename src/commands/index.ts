// Written by scripts/commands-index.mjs from the files beside it.
import type {CommandTable} from '../cli/main.js'

export const commands: CommandTable = {
  'topic:list': () => import('./topic/list.js'),
  'topic:set': () => import('./topic/set.js'),
}
