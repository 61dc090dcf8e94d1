// Written by scripts/commands-index.mjs from the files beside it.
import type {CommandTable} from '../cli/main.js'

export const commands: CommandTable = {
  'context:add': () => import('./context/add.js'),
  'context:list': () => import('./context/list.js'),
  'context:remove': () => import('./context/remove.js'),
  'context:show': () => import('./context/show.js'),
  'context:test': () => import('./context/test.js'),
  'context:trust': () => import('./context/trust.js'),
  'context:use': () => import('./context/use.js'),
  'message:at': () => import('./message/at.js'),
  'message:consume': () => import('./message/consume.js'),
  'message:find': () => import('./message/find.js'),
  'message:get': () => import('./message/get.js'),
  'message:print': () => import('./message/print.js'),
  'message:print-queue': () => import('./message/print-queue.js'),
  'message:send': () => import('./message/send.js'),
  'message:unique': () => import('./message/unique.js'),
  'topic:clusters': () => import('./topic/clusters.js'),
  'topic:delete': () => import('./topic/delete.js'),
  'topic:get': () => import('./topic/get.js'),
  'topic:list': () => import('./topic/list.js'),
  'topic:permit': () => import('./topic/permit.js'),
  'topic:route': () => import('./topic/route.js'),
  'topic:set': () => import('./topic/set.js'),
  'topic:status': () => import('./topic/status.js'),
}
