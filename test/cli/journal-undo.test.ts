/** What is read back of an undo. */
import {expect, it} from 'vitest'
import type {Thing} from '../../src/admin/restore.js'
import type {JournalEntry} from '../../src/cli/journal/entry.js'
import {Undo} from '../../src/cli/journal/undo.js'

const entryOf = (thing: Thing): JournalEntry => ({
  id: '1',
  time: 0,
  command: 'write',
  context: undefined,
  nameServers: 'a:1',
  state: 'done',
  targets: 1,
  changes: [{target: 'a', outcome: 'changed', done: true, thing}],
  undoes: undefined,
})

it.each<[Thing['kind'], boolean]>([
  ['kv', true],
  ['topic', true],
  // consumers move on at once
  ['offset', false],
])('of %s: %s', (kind, readBack) => expect(new Undo(entryOf({kind}), false).readBack).toBe(readBack))
