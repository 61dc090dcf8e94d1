import {describe, expect, it} from 'vitest'
import type {ServerRole} from '../../src/node/spec.js'
import {inStages, together} from '../../src/node/stages.js'

const process = (id: string, ...roles: ServerRole[]) => ({id, servers: roles.map(role => ({role}))})

describe('stages', () => {
  it('are name servers, controllers, brokers', () => {
    const all = [
      process('b1', 'broker'),
      process('c', 'controller'),
      process('n', 'nameServer'),
      process('b2', 'broker'),
    ]
    expect(inStages(all).map(stage => stage.map(({id}) => id))).toEqual([['n'], ['c'], ['b1', 'b2']])
    expect(
      inStages([process('both', 'broker', 'nameServer'), process('b', 'broker')]).map(({length}) => length),
    ).toEqual([1, 1])
    expect(inStages([])).toEqual([])
  })
})

describe('working together', () => {
  it('tells the others of a failure, waits for them and passes the first one on', async () => {
    const ended: string[] = []
    const work = async (item: string, signal: AbortSignal) => {
      if (item === 'bad') throw new Error('first')
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      await new Promise(setImmediate)
      ended.push(item)
      throw new Error('later')
    }
    await expect(together(['a', 'bad', 'b'], undefined, work)).rejects.toThrow('first')
    expect(ended).toEqual(['a', 'b'])
  })

  it('passes on the signal from outside', async () => {
    const stop = new AbortController()
    const all = together(['a'], stop.signal, async (_, signal) => {
      stop.abort(new Error('enough'))
      signal.throwIfAborted()
    })
    await expect(all).rejects.toThrow('enough')
  })
})
