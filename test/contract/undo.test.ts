/** Which writes the journal can put back. A command that comes later must say which kind it is. */
import {describe, expect, it} from 'vitest'
import {WriteCommand} from '../../src/cli/write-command.js'
import {classes} from './lines.js'

/** What stays as it is, and why. */
const noUndo: Record<string, string> = {
  'acl4:delete': 'the secret key of an account is not kept',
  'acl4:set': 'brokers from 4.9.8 on do not tell what an account had before',
  'acl4:trust': 'brokers from 4.9.8 on do not tell which addresses they trusted before',
  'broker:add': 'a broker that was started is stopped by broker remove',
  'broker:clean-log': 'deleted files do not come back',
  'broker:clean-queues': 'deleted files do not come back',
  'broker:flush-offset': 'the master sets it again by itself',
  'broker:remove': 'the file a broker was started with is not known; broker add takes it',
  'broker:send-status': 'sent messages do not come back',
  'controller:clean': 'a broker registers again by itself when it is there',
  'controller:elect': 'who is master is decided anew, not put back',
  'export:pop-records': 'brokers write records into their own store, from which they cannot be taken',
  'lite:dispatch': 'clients that were told to come have come',
  'message:send': 'sent messages do not come back',
  'message:send-rt': 'sent messages do not come back',
  'store:rocksdb-to-json': 'brokers have written files beside their own',
  'topic:clean': 'what is left of a topic that is gone has no settings to make it again',
  'topic:static:remap': 'queues that moved leave their messages where they were',
  'topic:static:set': 'queues of a static topic cannot become fewer',
}

const writes = [...classes].filter(([, {prototype}]) => (prototype as unknown) instanceof WriteCommand)
const hasUndo = (prototype: object) =>
  (prototype as {thing: unknown}).thing !== (WriteCommand.prototype as unknown as {thing: unknown}).thing

describe('every write', () => {
  it.each(writes.map(([id, {prototype}]): [string, object] => [id, prototype as object]))(
    '%s can be undone, or stands in the list of those that cannot',
    (id, prototype) => expect(hasUndo(prototype)).toBe(!(id in noUndo)),
  )

  it('is in the list only where it is one', () => {
    const ids = new Set(writes.map(([id]) => id))
    expect(Object.keys(noUndo).filter(id => !ids.has(id))).toEqual([])
  })
})
