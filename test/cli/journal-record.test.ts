/** What the journal notes of each target when a write has ended. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, it, onTestFinished} from 'vitest'
import type {Change} from '../../src/cli/change.js'
import {openJournal} from '../../src/cli/journal/journal.js'
import {JournalRecord} from '../../src/cli/journal/record.js'
import {MqError, NetworkError, ServerError} from '../../src/errors.js'

it('takes for undone only what surely is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mqadmin-record-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  const env = {MQADMIN_STATE_DIR: folder}
  const failures = [
    {target: 'refused', error: new ServerError('SERVER_REFUSED', 'no', {facts: {responseCode: 1}})},
    {target: 'not reached', error: new NetworkError('UNREACHABLE', 'nobody there', {sent: false})},
    {target: 'not tried', error: new MqError('NOT_TRIED', 'left as it is')},
    {target: 'no answer', error: new NetworkError('TIMEOUT', 'too late', {sent: true})},
    {target: 'not read back', error: new MqError('TIMEOUT', 'accepted the change')},
  ]
  const labels = ['done', ...failures.map(({target}) => target), 'interrupted']
  const due = labels.map((label): Change<string> => ({target: {label}, before: 'old', after: 'new'}))
  const record = await JournalRecord.begin(due, {
    env,
    command: 'nameserver kv set',
    context: undefined,
    nameServers: 'a:1',
    undoes: undefined,
    thingOf: () => ({kind: 'kv', namespace: 'n', key: 'k'}),
    outcomeOf: () => 'changed',
    onTrouble: text => expect.unreachable(text),
  })
  const noted = async () => {
    const {state, changes} = await (await openJournal(env)).find('last')
    return {state, done: Object.fromEntries(changes.map(({target, done}) => [target, done]))}
  }
  expect(await noted()).toEqual({state: 'begun', done: Object.fromEntries(labels.map(label => [label, undefined]))})
  await record.end(new Map(due.slice(0, 1).map(change => [change, undefined])), failures)
  expect(await noted()).toEqual({
    state: 'partly done',
    done: {
      done: true,
      refused: false,
      'not reached': false,
      'not tried': false,
      'no answer': undefined,
      'not read back': undefined,
      interrupted: undefined,
    },
  })
})
