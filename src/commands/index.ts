// Written by scripts/commands-index.mjs from the files beside it.
import type {CommandTable} from '../cli/main.js'

export const commands: CommandTable = {
  'topic:clusters': () => import('./topic/clusters.js'),
  'topic:delete': () => import('./topic/delete.js'),
  'topic:list': () => import('./topic/list.js'),
  'topic:permit': () => import('./topic/permit.js'),
  'topic:set': () => import('./topic/set.js'),
  'topic:status': () => import('./topic/status.js'),
}
